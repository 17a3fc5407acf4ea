"""Where speech is."""

import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from evalkit.media.activity import (
    Change,
    Span,
    SpeechEnded,
    SpeechStarted,
    StreamingActivity,
    audible,
    first_audible,
    speech_spans,
)
from evalkit.media.pcm import Samples, resample
from tests.shared_data import SHARED, needs_shared_data

RATE_HZ = 16_000


def silence(seconds: float, rate_hz: int = RATE_HZ) -> Samples:
    return np.zeros(round(seconds * rate_hz), np.int16)


def burst(seconds: float, level: int = 3000, rate_hz: int = RATE_HZ) -> Samples:
    """A square wave: every sample of it is at full level, so its edges are known to the sample."""
    return np.where(np.arange(round(seconds * rate_hz)) % 40 < 20, level, -level).astype(np.int16)


def sound(rate_hz: int = RATE_HZ) -> Samples:
    """One second with a pause in it, as speech has: that is how the detector knows that the audio is clean."""
    return joined(burst(0.45, rate_hz=rate_hz), silence(0.1, rate_hz), burst(0.45, rate_hz=rate_hz))


def joined(*parts: Samples) -> Samples:
    return np.concatenate(parts)


class TestCleanAudio:
    def test_edges_are_those_of_the_sound(self) -> None:
        assert speech_spans(joined(silence(0.5), sound(), silence(0.5))) == (Span(8000, 24_000),)

    def test_a_pause_of_300_ms_belongs_to_the_speech_a_longer_one_parts_it(self) -> None:
        short = joined(silence(0.2), burst(0.5), silence(0.3), burst(0.5), silence(0.2))
        longer = joined(silence(0.2), burst(0.5), silence(0.32), burst(0.5), silence(0.2))
        assert len(speech_spans(short)) == 1
        assert len(speech_spans(longer)) == 2

    def test_a_click_is_no_speech(self) -> None:
        assert speech_spans(joined(silence(0.5), burst(0.01), silence(0.5))) == ()

    @pytest.mark.parametrize("after_s", [0.15, 0.25, 0.4])
    def test_a_click_after_speech_does_not_move_its_end(self, after_s: float) -> None:
        clicked = joined(silence(0.5), sound(), silence(after_s), burst(0.005, 9000), silence(0.7))
        assert speech_spans(clicked) == (Span(8000, 24_000),)

    def test_the_release_of_a_stop_belongs_to_the_speech(self) -> None:
        released = joined(silence(0.5), sound(), silence(0.08), burst(0.02), silence(0.5))
        assert speech_spans(released) == (Span(8000, 25_600),)

    def test_a_short_sound_within_silence_is_judged_by_energy_a_long_one_by_the_model(self) -> None:
        assert speech_spans(joined(silence(0.5), burst(1), silence(0.5))) == (Span(8000, 24_000),)
        assert speech_spans(joined(silence(0.5), burst(3), silence(0.5))) == ()

    @pytest.mark.parametrize("offset", [100, -3000])
    def test_a_constant_offset_moves_nothing(self, offset: int) -> None:
        samples = joined(silence(0.5), sound(), silence(0.5)) + np.int16(offset)
        assert speech_spans(samples) == (Span(8000, 24_000),)
        assert changes(samples) == [SpeechStarted(8000), SpeechEnded(24_000)]
        assert first_audible(samples, RATE_HZ) == 8000

    @pytest.mark.parametrize("samples", [silence(0), silence(0.001), silence(2)])
    def test_silence_holds_no_speech(self, samples: Samples) -> None:
        assert speech_spans(samples) == ()

    def test_another_rate_gives_edges_in_its_own_samples(self) -> None:
        samples = joined(silence(0.5, 44_100), sound(44_100), silence(0.5, 44_100))
        ((start, end),) = speech_spans(samples, 44_100)
        assert abs(start - 22_050) <= 441
        assert abs(end - 66_150) <= 441

    def test_the_loudest_samples_there_are(self) -> None:
        loud = np.where(sound() > 0, 32767, np.where(sound() < 0, -32768, 0)).astype(np.int16)
        assert speech_spans(joined(silence(0.5), loud, silence(0.5))) == (Span(8000, 24_000),)


class TestNoise:
    def test_steady_noise_is_no_speech(self) -> None:
        noise = np.random.default_rng(3).normal(0, 300, 3 * RATE_HZ).astype(np.int16)
        assert speech_spans(noise) == ()

    def test_a_steady_tone_is_no_speech(self) -> None:
        hum = np.round(800 * np.sin(np.arange(3 * RATE_HZ) * 2 * np.pi * 50 / RATE_HZ)).astype(np.int16)
        assert speech_spans(hum) == ()

    def test_silence_around_a_noise_does_not_make_it_speech(self) -> None:
        noise = np.random.default_rng(3).normal(0, 300, 3 * RATE_HZ).astype(np.int16)
        assert speech_spans(joined(silence(1), noise, silence(1))) == ()

    @pytest.mark.parametrize("length", [1, 100, 511, 512, 513])
    def test_very_short_noise_does_no_harm(self, length: int) -> None:
        assert speech_spans(np.random.default_rng(1).integers(-2000, 2000, length).astype(np.int16)) == ()


@needs_shared_data
class TestRealSpeech:
    """Hand marks were read off the spectrogram: the end is where the last voiced formants fade."""

    def test_a_speech_in_the_open_with_a_noisy_floor(self) -> None:
        # "… for your country": the glide of the final vowel fades at 10.45 s; two clicks at 10.55 and 10.59 s and the
        # crowd that swells from 10.7 s on are no speech.
        samples, rate_hz = soundfile.read(SHARED / "speech" / "jfk.flac", dtype="int16")
        end = speech_spans(resample(samples[:, 0], rate_hz, RATE_HZ))[-1].end
        assert end / RATE_HZ == pytest.approx(10.45, abs=0.1)

    def test_a_question_in_a_room(self) -> None:
        # "hello, are you there": the last vowel fades into the room at 2.2 s.
        samples = np.fromfile(SHARED / "speech" / "hello_are_you_there.pcm", "<i2").astype(np.int16)
        ((start, end),) = speech_spans(samples)
        assert start / RATE_HZ == pytest.approx(1.32, abs=0.1)
        assert end / RATE_HZ == pytest.approx(2.2, abs=0.1)

    def test_three_words_on_clean_audio(self) -> None:
        samples, rate_hz = soundfile.read(SHARED / "speech" / "english.wav", dtype="int16")
        spans = speech_spans(samples, rate_hz)
        assert [span.start / rate_hz for span in spans] == pytest.approx([0.05, 1.05, 2.03], abs=0.05)
        # "three": the last pulse of the voice stands at 2.53 s.
        assert spans[-1].end / rate_hz == pytest.approx(2.53, abs=0.05)


needs_flite = pytest.mark.skipif(shutil.which("flite") is None, reason="needs the flite voices (apt install flite)")


@needs_flite
def test_the_end_of_clean_synthetic_speech_against_the_engines_own_labels(tmp_path: Path) -> None:
    """`-psdur` prints each phone with its end; the last that is no pause ends the speech."""
    errors_ms = []
    for voice in ("slt", "rms", "awb"):
        for sentence in (
            "Will the meeting start at ten?",
            "She sells fish.",
            "A table for two at half past eight.",
            "Yes.",
        ):
            path = tmp_path / "speech.wav"
            command = ["flite", "-voice", voice, "-psdur", "-t", sentence, "-o", str(path)]
            said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            end_s = [float(end) for phone, end in re.findall(r"(\S+):([\d.]+)", said) if phone != "pau"][-1]
            samples = joined(silence(0.5), soundfile.read(path, dtype="int16")[0], silence(0.7))
            errors_ms.append(abs(speech_spans(samples)[-1].end / 16 - 500 - end_s * 1000))
    assert np.percentile(errors_ms, 90) <= 50


@needs_flite
def test_the_end_of_synthetic_speech_in_noise_at_20_db(tmp_path: Path) -> None:
    """White noise 20 dB below the speech; the truth is where energy ends it on the clean signal."""
    sentences = ("What is the capital of Australia?", "No, I was at the cinema.", "Two cups of sugar.", "Yes.")
    noise = np.random.default_rng(5)
    errors_ms = []
    for voice in ("slt", "rms", "awb"):
        for sentence in sentences:
            path = tmp_path / "speech.wav"
            subprocess.run(["flite", "-voice", voice, "-t", sentence, "-o", str(path)], check=True)
            speech = joined(silence(0.5), soundfile.read(path, dtype="int16")[0], silence(0.7))
            clean = speech_spans(speech)
            voiced = speech[clean[0].start : clean[-1].end].astype(np.float64)
            loud = np.sqrt(np.mean(voiced**2)) / 10
            noisy = np.clip(speech + noise.normal(0, loud, len(speech)), -32768, 32767).astype(np.int16)
            errors_ms.append(abs(speech_spans(noisy)[-1].end - clean[-1].end) / 16)
    assert np.median(errors_ms) <= 50
    assert np.percentile(errors_ms, 95) <= 150


class TestAudible:
    def test_a_hard_edge_is_found_to_the_sample(self) -> None:
        assert first_audible(joined(silence(0.2, 24_000), burst(0.1, rate_hz=24_000)), 24_000) == 4800
        assert first_audible(joined(silence(0.2003, 24_000), burst(0.1, rate_hz=24_000)), 24_000) == 4807

    def test_near_silence_is_not_audible(self) -> None:
        assert not audible(burst(1, level=20), RATE_HZ)
        assert audible(burst(1, level=60), RATE_HZ)

    def test_nothing_is_not_audible(self) -> None:
        assert first_audible(silence(0), RATE_HZ) is None

    @pytest.mark.parametrize("level", [40, 100, 3000])
    @pytest.mark.parametrize("late", range(0, 240, 17))
    def test_a_hard_edge_anywhere_in_a_frame_is_found_to_the_sample(self, level: int, late: int) -> None:
        samples = joined(np.zeros(4800 + late, np.int16), burst(0.1, level, 24_000))
        assert first_audible(samples, 24_000) == 4800 + late

    def test_a_level_equal_to_the_threshold_is_no_crash(self) -> None:
        assert first_audible(burst(0.1, 16_384), RATE_HZ, 20 * np.log10(0.5)) in (0, None)

    def test_one_stray_sample_is_not_audible(self) -> None:
        stray = silence(0.1)
        stray[500] = 200
        assert not audible(stray, RATE_HZ)


def changes(samples: Samples, chunk: int = 320, silence_ms: float = 500, prefix_ms: float = 60) -> list[Change]:
    ears = StreamingActivity(RATE_HZ, silence_ms=silence_ms, prefix_ms=prefix_ms)
    return [change for start in range(0, len(samples), chunk) for change in ears.feed(samples[start : start + chunk])]


class TestStreaming:
    def test_it_finds_what_the_whole_file_shows(self) -> None:
        samples = joined(silence(0.5), burst(1), silence(0.2), burst(0.4), silence(1))
        ((start, end),) = speech_spans(samples)
        assert changes(samples) == [SpeechStarted(start), SpeechEnded(end)]

    @pytest.mark.parametrize("after_s", [0.05, 0.15, 0.4])
    def test_it_takes_a_click_as_the_whole_file_shows_it(self, after_s: float) -> None:
        samples = joined(silence(0.5), sound(), silence(after_s), burst(0.005, 9000), silence(0.7))
        assert changes(samples)[-1] == SpeechEnded(speech_spans(samples)[-1].end)

    @given(st.integers(1, 2000))
    def test_the_chunks_length_does_not_matter(self, chunk: int) -> None:
        samples = joined(silence(0.3), burst(0.3), silence(0.8), burst(0.2), silence(0.8))
        assert changes(samples, chunk) == changes(samples)

    def test_the_end_is_certain_only_after_the_silence(self) -> None:
        samples = joined(burst(0.5), silence(0.49))
        assert changes(samples) == [SpeechStarted(0)]
        assert changes(joined(samples, silence(0.01))) == [SpeechStarted(0), SpeechEnded(8000)]

    def test_a_sound_shorter_than_the_prefix_is_nothing(self) -> None:
        assert changes(joined(burst(0.05), silence(1))) == []

    def test_a_pause_longer_than_the_silence_ends_speech_twice(self) -> None:
        samples = joined(burst(0.5), silence(0.6), burst(0.5), silence(0.6))
        assert [type(change) for change in changes(samples)] == [SpeechStarted, SpeechEnded] * 2
