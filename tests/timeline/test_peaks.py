"""Peaks: a fiftieth of a second each, never less than there is to hear."""

import base64

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from evalkit.timeline.peaks import peaks


def pairs(samples: NDArray[np.int16], rate_hz: int = 16_000) -> list[tuple[int, int]]:
    decoded = np.frombuffer(base64.b64decode(peaks(samples.tobytes(), rate_hz)), np.int8).reshape(-1, 2)
    return [(int(low), int(high)) for low, high in decoded]


def test_silence_is_nothing_and_full_scale_is_all() -> None:
    samples = np.zeros(960, np.int16)
    samples[400:480] = 32767
    samples[500:520] = -32768
    assert pairs(samples) == [(0, 0), (-127, 127), (0, 0)]


def test_a_faint_voice_is_not_drawn_as_silence() -> None:
    samples = np.zeros(640, np.int16)
    samples[10], samples[330] = 1, -2
    assert pairs(samples) == [(0, 1), (-1, 0)]


def test_what_is_left_over_is_a_peak_too() -> None:
    assert pairs(np.full(321, 16_384, np.int16)) == [(0, 64), (0, 64)]
    assert pairs(np.zeros(0, np.int16)) == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-32768, 32767), max_size=1500), st.sampled_from([8_000, 16_000, 24_000]))
def test_a_peak_holds_its_samples(values: list[int], rate_hz: int) -> None:
    samples = np.array(values, np.int16)
    found, size = pairs(samples, rate_hz), rate_hz // 50
    assert len(found) == -(-len(samples) // size)
    for place, (low, high) in enumerate(found):
        block = samples[place * size : (place + 1) * size].astype(int)
        assert low <= max(-127, block.min() * 127 / 32768) + 1e-9
        assert high >= min(127, block.max() * 127 / 32768) - 1e-9
        assert (low, high) != (0, 0) or not block.any()
