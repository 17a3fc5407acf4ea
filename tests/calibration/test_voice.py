"""The voice made in code: its edges are its own, and it is the same every time."""

import hashlib

import numpy as np
import pytest

from evalkit.calibration.voice import RATE_HZ, speak, spoken
from evalkit.media.integrity import finds_voice
from evalkit.media.pcm import silence


@pytest.mark.parametrize("seed", range(12))
def test_all_of_the_speech_lies_between_its_edges_but_for_what_fades(seed: int) -> None:
    voice = speak(seed)
    wave = voice.samples.astype(float)
    assert not wave[: voice.start - 160].any()
    # After the end: what is 20 dB down and falling, for 12 ms at the most, and 25 ms in which the last pulse rings.
    after = wave[voice.end :]
    assert np.sum(after**2) < 0.001 * np.sum(wave**2)
    assert not after[round(0.04 * RATE_HZ) :].any()
    assert np.abs(wave).max() == pytest.approx(32768 * 10 ** (-3 / 20), abs=1)


def test_seeds_differ_and_repeat() -> None:
    digests = {hashlib.sha256(speak(seed).samples.tobytes()).hexdigest() for seed in range(24)}
    assert len(digests) == 24
    first = speak(3).samples.copy()
    speak.cache_clear()
    assert np.array_equal(first, speak(3).samples)


def test_a_voice_detector_takes_it_for_a_voice() -> None:
    assert sum(finds_voice(speak(seed).samples, RATE_HZ) for seed in range(8)) >= 7


def test_another_voice_has_the_edges_of_its_level() -> None:
    square = np.where(np.arange(RATE_HZ // 2) % 40 < 20, 3000, -3000).astype(np.int16)
    found = spoken("square", square)
    assert found is not None
    assert (found.start, found.end) == (8000, 16_000)
    assert len(found.samples) == 8000 + 8000 + 11_200
    assert spoken("nothing", silence(1.0, RATE_HZ)) is None
