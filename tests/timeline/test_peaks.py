"""Peaks of a lane: what each fiftieth of a second shows, and what is shown as silence."""

import base64

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.timeline.peaks import peaks


def drawn(*samples: int, rate_hz: int = 100) -> list[tuple[int, int]]:
    """The peaks of samples, two of which are a peak."""
    found = np.frombuffer(base64.b64decode(peaks(np.array(samples, "<i2").tobytes(), rate_hz)), np.int8)
    return [(int(low), int(high)) for low, high in found.reshape(-1, 2)]


def test_lowest_and_highest_of_each_fiftieth_of_a_second() -> None:
    assert drawn(16384, -8192, 0, 4096) == [(-32, 64), (0, 16)]


def test_full_scale_is_127_in_both_directions() -> None:
    assert drawn(-32768, 32767) == [(-127, 127)]


def test_silence_is_zero() -> None:
    assert drawn(0, 0, 0, 0) == [(0, 0), (0, 0)]


@pytest.mark.parametrize(("amplitude", "height"), [(1, 0), (32, 0), (33, 1), (258, 1), (259, 2)])
def test_dither_is_silence_and_a_faint_voice_is_not(amplitude: int, height: int) -> None:
    assert drawn(amplitude, -amplitude) == [(-height, height)]


def test_an_offset_is_drawn_from_the_middle_line() -> None:
    assert drawn(16384, 16384) == [(0, 64)]


def test_what_is_left_over_is_a_peak() -> None:
    assert drawn(16384, 0, -16384) == [(0, 64), (-64, 0)]


def test_no_audio_has_no_peaks() -> None:
    assert drawn() == []


@pytest.mark.parametrize("rate_hz", [16_000, 24_000])
def test_there_are_fifty_a_second(rate_hz: int) -> None:
    assert len(drawn(*([5000] * rate_hz), rate_hz=rate_hz)) == 50


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-32768, 32767), max_size=1500), st.sampled_from([8_000, 16_000, 24_000]))
def test_a_peak_holds_its_samples(values: list[int], rate_hz: int) -> None:
    samples = np.array(values, np.int16)
    found, size = drawn(*values, rate_hz=rate_hz), rate_hz // 50
    assert len(found) == -(-len(samples) // size)
    for place, (low, high) in enumerate(found):
        block = samples[place * size : (place + 1) * size].astype(int)
        lowest, highest = min(0, block.min()), max(0, block.max())
        assert lowest * 127 / 32768 - 1 < low <= (lowest * 127 / 32768 if lowest <= -33 else 0)
        assert highest * 127 / 32768 + 1 > high >= (highest * 127 / 32768 if highest >= 33 else 0)
