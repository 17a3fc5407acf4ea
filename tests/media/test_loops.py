"""Sound that comes again: found in speech where it was put, and nowhere else."""

import numpy as np
import pytest

from evalkit.media.decode import load_audio
from evalkit.media.loops import Loop, longest_loop
from evalkit.media.pcm import Samples, gain, silence
from tests.shared_data import SHARED, needs_shared_data
from tests.utterances import RATE_HZ, damaged, tone, utterances


def looped(samples: Samples, start: int, end: int, times: int = 1) -> Samples:
    """The stretch is heard `times` times more."""
    return np.concatenate((samples[:end], *[samples[start:end]] * times, samples[end:]))


def story() -> Samples:
    """Twenty seconds of speech."""
    return max((each.samples for each in utterances()), key=len)


def test_says_where_it_begins_and_what_it_repeats() -> None:
    samples = looped(story(), 5 * RATE_HZ, 7 * RATE_HZ)
    assert longest_loop(samples, RATE_HZ) == pytest.approx(Loop(7.0, 2.0, 2.0), abs=0.25)


def test_late_in_long_audio_it_is_found_as_well() -> None:
    others = [each.samples for each in utterances() if len(each.samples) < 10 * RATE_HZ]
    samples = np.concatenate(others[:20])
    found = longest_loop(looped(samples, 40 * RATE_HZ, 41 * RATE_HZ), RATE_HZ)
    assert found is not None
    assert (found.start_s, found.lag_s) == pytest.approx((41.0, 1.0), abs=0.1)
    assert longest_loop(samples, RATE_HZ) is None


def test_holds_at_another_level_and_in_noise() -> None:
    samples = story()[: 8 * RATE_HZ]
    again = np.concatenate((samples[: 5 * RATE_HZ], gain(samples[3 * RATE_HZ : 5 * RATE_HZ], -4)))
    noise = np.random.default_rng(3).standard_normal(len(again)) * 60
    found = longest_loop((again + noise).astype(np.int16), RATE_HZ)
    assert found is not None
    assert found.lag_s == pytest.approx(2.0, abs=0.001)


def test_what_is_too_short_or_silent_or_a_tone_has_no_loop() -> None:
    for samples in (silence(0, RATE_HZ), silence(3, RATE_HZ), tone(0.3), tone(3.0), story()[: RATE_HZ // 2]):
        assert longest_loop(samples, RATE_HZ) is None


def test_noise_has_no_loop() -> None:
    noise = np.random.default_rng(4).standard_normal(5 * RATE_HZ) * 3000
    assert longest_loop(noise.astype(np.int16), RATE_HZ) is None


def test_no_clean_utterance_has_one() -> None:
    assert [each.name for each in utterances() if longest_loop(each.samples, RATE_HZ)] == []


@pytest.mark.parametrize(("seconds", "found"), [(0.3, 0.0), (0.5, 0.8), (0.8, 0.95), (1.5, 1.0)])
def test_share_of_loops_found_in_speech(seconds: float, found: float) -> None:
    cases = [longest_loop(looped(each.samples, start, end), RATE_HZ) for each, start, end in damaged(0.3, seconds)]
    lags = [loop.lag_s for loop in cases if loop is not None]
    assert lags == pytest.approx([seconds] * len(lags), abs=0.001)
    assert len(lags) >= found * len(cases)
    if not found:
        assert lags == []


def test_stutter_of_150_ms_is_mostly_found() -> None:
    cases = [longest_loop(looped(each.samples, start, end, 4), RATE_HZ) for each, start, end in damaged(0.3, 0.15)]
    assert sum(loop is not None for loop in cases) >= 0.75 * len(cases)


@needs_shared_data
@pytest.mark.parametrize("name", ["jfk.flac", "english.wav", "french.aiff", "hello_are_you_there.pcm"])
def test_real_speech_has_no_loop(name: str) -> None:
    assert longest_loop(load_audio(SHARED / "speech" / name, RATE_HZ), RATE_HZ) is None
