"""Sound that stands still, alone and within speech."""

import numpy as np
import pytest

from evalkit.media.decode import load_audio
from evalkit.media.pcm import Samples, gain, silence
from evalkit.media.tones import tones
from tests.shared_data import SHARED, needs_shared_data
from tests.utterances import RATE_HZ, tone, utterances


def longest_s(samples: Samples, least_s: float = 0.5) -> float:
    return max(((span.end - span.start) / RATE_HZ for span in tones(samples, RATE_HZ, least_s)), default=0.0)


def buzz(seconds: float, hz: float = 120) -> Samples:
    """A sawtooth: all overtones."""
    return np.asarray(((np.arange(round(seconds * RATE_HZ)) * hz / RATE_HZ % 1 - 0.5) * 9000).astype(np.int16))


@pytest.mark.parametrize("hz", [60, 330, 1000, 6000])
def test_tone_is_found_with_its_length(hz: float) -> None:
    assert longest_s(tone(2.0, hz)) == pytest.approx(2.0, abs=0.04)


def test_buzz_is_a_tone_too() -> None:
    assert longest_s(buzz(2.0)) == pytest.approx(2.0, abs=0.04)


def test_clicks_between_chunks_do_not_part_it() -> None:
    samples = tone(2.0)
    samples[RATE_HZ] = 32767
    assert longest_s(samples) == pytest.approx(2.0, abs=0.04)


def test_two_tones_are_two_spans() -> None:
    found = tones(np.concatenate((tone(1.0), silence(0.5, RATE_HZ), tone(0.7, 500))), RATE_HZ)
    assert [span.start / RATE_HZ for span in found] == pytest.approx([0, 1.5], abs=0.03)
    assert [(span.end - span.start) / RATE_HZ for span in found] == pytest.approx([1.0, 0.7], abs=0.04)


def test_what_nobody_hears_is_no_tone() -> None:
    assert tones(gain(tone(2.0), -60), RATE_HZ) == ()
    assert tones(silence(2.0, RATE_HZ), RATE_HZ) == ()
    assert tones(np.full(2 * RATE_HZ, 3000, np.int16), RATE_HZ) == ()
    assert tones(silence(0, RATE_HZ), RATE_HZ) == ()
    assert tones(tone(0.05), RATE_HZ) == ()


@pytest.mark.parametrize("level", [300, 6000])
def test_noise_is_no_tone(level: float) -> None:
    noise = np.random.default_rng(2).standard_normal(3 * RATE_HZ) * level
    assert longest_s(np.clip(noise, -32768, 32767).astype(np.int16), 0.2) == 0


def test_a_vowel_of_a_clean_utterance_seldom_stands_still_for_half_a_second_and_never_for_longer() -> None:
    still = [each.name for each in utterances() if longest_s(each.samples)]
    assert len(still) <= 1, "a robot's long diphthong"
    assert [each.name for each in utterances() if longest_s(each.samples, 0.6)] == []


@pytest.mark.parametrize("seconds", [0.6, 2.0])
def test_tone_in_speech_is_found_every_time(seconds: float) -> None:
    for each in utterances():
        middle = len(each.samples) // 2
        samples = np.concatenate((each.samples[:middle], tone(seconds), each.samples[middle:]))
        assert longest_s(samples) == pytest.approx(seconds, abs=0.05)


@needs_shared_data
@pytest.mark.parametrize("name", ["jfk.flac", "english.wav", "french.aiff", "hello_are_you_there.pcm"])
def test_real_speech_has_no_tone(name: str) -> None:
    assert longest_s(load_audio(SHARED / "speech" / name, RATE_HZ)) == 0
