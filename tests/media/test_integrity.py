"""Level, voice, clipping, holes and ends: exact on made signals, counted on speech damaged in a known way."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from evalkit.media.decode import load_audio
from evalkit.media.integrity import ActiveSpeech, active_speech, clipped_share, dropouts, end_drop_db, finds_voice
from evalkit.media.pcm import Samples, frame_levels_dbfs, gain, silence
from evalkit.media.span import Span
from tests.shared_data import SHARED, needs_shared_data
from tests.utterances import RATE_HZ, damaged, tone, utterances

REAL = ("jfk.flac", "english.wav", "french.aiff", "hello_are_you_there.pcm")


def level_of(samples: Samples) -> float:
    found = active_speech(samples, RATE_HZ)
    assert found is not None
    return found.level_dbfs


def real(name: str) -> Samples:
    return load_audio(SHARED / "speech" / name, RATE_HZ)


def ended(samples: Samples) -> float:
    drop_db = end_drop_db(samples, RATE_HZ)
    assert drop_db is not None
    return drop_db


class TestActiveSpeech:
    def test_of_a_steady_tone_is_its_own(self) -> None:
        found = active_speech(tone(2.0, 500, amplitude=32767), RATE_HZ)
        assert found == pytest.approx(ActiveSpeech(-3.01, 2.0), abs=0.02)

    def test_a_long_pause_counts_in_neither_but_for_its_hangover(self) -> None:
        sound = tone(1.0, 500)
        found = active_speech(np.concatenate((sound, silence(3.0, RATE_HZ), sound)), RATE_HZ)
        assert found is not None
        assert found.seconds == pytest.approx(2.2, abs=0.011)
        assert found.level_dbfs == pytest.approx(level_of(sound) + 10 * np.log10(2 / 2.2), abs=0.1)

    def test_a_short_pause_is_speech(self) -> None:
        sound = tone(1.0, 500)
        found = active_speech(np.concatenate((sound, silence(0.2, RATE_HZ), sound)), RATE_HZ)
        assert found is not None
        assert found.seconds == pytest.approx(2.2, abs=0.011)

    def test_nothing_and_digital_silence(self) -> None:
        assert active_speech(silence(0, RATE_HZ), RATE_HZ) is None
        assert active_speech(silence(1.0, RATE_HZ), RATE_HZ) == ActiveSpeech(-100.0, 0.0)

    @pytest.mark.parametrize("gain_db", [-40, -20, -6])
    def test_moves_with_the_gain(self, gain_db: float) -> None:
        for each in utterances()[::10]:
            assert level_of(gain(each.samples, gain_db)) == pytest.approx(level_of(each.samples) + gain_db, abs=0.3)

    def test_speech_that_was_made_60_db_quieter_is_told_from_every_clean_utterance(self) -> None:
        clean = [level_of(each.samples) for each in utterances()]
        quiet = [level_of(gain(each.samples, -60)) for each in utterances()]
        assert min(clean) > -25
        assert max(quiet) < -70


class TestVoice:
    def test_is_found_in_every_utterance(self) -> None:
        assert [each.name for each in utterances() if not finds_voice(each.samples, RATE_HZ)] == []

    def test_is_found_60_db_quieter(self) -> None:
        assert all(finds_voice(gain(each.samples, -60), RATE_HZ) for each in utterances()[::12])

    @pytest.mark.parametrize("hz", [120, 180, 190, 210, 440, 1000])
    def test_is_not_found_in_a_tone(self, hz: float) -> None:
        assert not finds_voice(tone(2.0, hz), RATE_HZ)

    def test_a_tone_beside_a_voice_hides_no_voice(self) -> None:
        voice = utterances()[0].samples
        assert finds_voice(np.concatenate((tone(2.0, 210), voice)), RATE_HZ)
        mixed = voice // 2 + tone(len(voice) / RATE_HZ, 210, amplitude=200)[: len(voice)]
        assert finds_voice(mixed.astype(np.int16), RATE_HZ)

    def test_is_not_found_in_noise_and_silence(self) -> None:
        noise = np.random.default_rng(1).standard_normal(2 * RATE_HZ)
        assert not finds_voice((noise * 2000).astype(np.int16), RATE_HZ)
        assert not finds_voice(silence(2.0, RATE_HZ), RATE_HZ)
        assert not finds_voice(silence(0, RATE_HZ), RATE_HZ)


class TestClipping:
    def test_counts_runs_of_three_at_either_end(self) -> None:
        top, low = [32767] * 3, [-32768, -32767, -32768]
        samples = np.array([0, *top, 0, *low, 0, 32767, 32767, 0, -32768, 32767, -32768, 0], np.int16)
        assert clipped_share(samples) == 6 / len(samples)

    def test_of_nothing_is_nothing(self) -> None:
        assert clipped_share(silence(0, RATE_HZ)) == 0.0

    def test_no_clean_utterance_is_clipped(self) -> None:
        assert all(clipped_share(each.samples) == 0 for each in utterances())

    @pytest.mark.parametrize("gain_db", [6, 12, 20])
    def test_of_overdriven_speech_is_nearly_the_share_that_did_not_fit(self, gain_db: float) -> None:
        for each in utterances():
            flat = float(np.mean(np.abs(np.rint(each.samples * 10 ** (gain_db / 20))) >= 32767))
            # Peaks that were cut for one or two samples only are no flat tops.
            assert 0.8 * flat - 0.001 <= clipped_share(gain(each.samples, gain_db)) <= flat


class TestDropouts:
    def test_hole_in_a_tone_is_found_to_the_sample(self) -> None:
        samples = tone(1.0, 440)
        samples[12_006:13_000] = 0
        (hole,) = dropouts(samples, RATE_HZ)
        assert hole == pytest.approx(Span(12_006, 13_000), abs=2)

    @pytest.mark.parametrize(("length_s", "found"), [(0.018, 0), (0.020, 1), (0.3, 1), (0.31, 0)])
    def test_length_of_a_hole(self, length_s: float, found: int) -> None:
        samples = tone(2.0, 440)
        samples[12_006 : 12_006 + round(length_s * RATE_HZ)] = 0
        assert len(dropouts(samples, RATE_HZ)) == found

    def test_silence_that_is_faded_or_at_an_end_is_no_hole(self) -> None:
        fade = np.linspace(1, 0, 2400)
        sound = tone(0.5, 440).astype(float)
        sound[-2400:] *= fade
        sound[:2400] *= fade[::-1]
        faded = np.concatenate((sound, silence(0.1, RATE_HZ), sound)).astype(np.int16)
        assert dropouts(faded, RATE_HZ) == ()
        assert dropouts(np.concatenate((silence(0.1, RATE_HZ), tone(0.5, 440), silence(0.1, RATE_HZ))), RATE_HZ) == ()

    def test_nothing_has_no_holes(self) -> None:
        assert dropouts(silence(0, RATE_HZ), RATE_HZ) == ()
        assert dropouts(silence(1.0, RATE_HZ), RATE_HZ) == ()

    def test_no_clean_utterance_has_one(self) -> None:
        assert [each.name for each in utterances() if dropouts(each.samples, RATE_HZ)] == []

    @pytest.mark.parametrize("length_ms", [20, 40, 100, 300])
    def test_two_of_three_holes_in_speech_are_found_and_nothing_else(self, length_ms: float) -> None:
        found = tried = 0
        for place in (0.25, 0.5):
            for each, start, end in damaged(place, length_ms / 1000):
                samples = each.samples.copy()
                samples[start:end] = 0
                holes = dropouts(samples, RATE_HZ)
                assert all(hole.start <= start + 50 and hole.end >= end - 50 for hole in holes)
                found, tried = found + len(holes), tried + 1
        assert found >= 0.65 * tried


class TestEnd:
    def test_of_a_sound_that_goes_on_is_near_zero(self) -> None:
        assert ended(tone(1.0)) == pytest.approx(0, abs=0.3)
        assert end_drop_db(silence(0, RATE_HZ), RATE_HZ) is None

    def test_every_utterance_dies_away(self) -> None:
        assert min(ended(each.samples) for each in utterances()) > 40

    def test_two_of_three_cuts_are_seen(self) -> None:
        cuts = [each.samples[:end] for place in (0.3, 0.5, 0.7, 0.9) for each, end, _ in damaged(place, 0)]
        assert sum(ended(samples) < 6 for samples in cuts) >= 0.6 * len(cuts)


@needs_shared_data
@pytest.mark.parametrize("name", REAL)
def test_real_speech_is_whole(name: str) -> None:
    samples = real(name)
    assert level_of(samples) > -40
    assert finds_voice(samples, RATE_HZ)
    assert clipped_share(samples) < 0.001
    assert dropouts(samples, RATE_HZ) == ()
    # The crowd around the speech of eleven seconds goes on where the file ends.
    assert ended(samples) > (7 if name == "jfk.flac" else 20)


@given(arrays.arrays(np.int16, st.integers(0, 3000)), st.sampled_from([8_000, 24_000, 96_000]))
@settings(max_examples=40)
def test_any_samples_have_a_level_in_range_and_a_share(samples: Samples, rate_hz: int) -> None:
    found = active_speech(samples, rate_hz)
    assert (found is None) == (not len(samples))
    if found is not None:
        assert -101 <= found.level_dbfs <= 0.01
        assert 0 <= found.seconds <= len(samples) / rate_hz + 0.01
    assert 0 <= clipped_share(samples) <= 1
    dropouts(samples, rate_hz)
    assert (end_drop_db(samples, rate_hz) is None) == (not len(samples))


@settings(max_examples=50)
@given(arrays.arrays(np.int16, st.integers(1, 4000), elements=st.integers(-32768, 32767)), st.integers(1, 60))
def test_speech_is_active_as_long_as_each_loud_frame_holds(samples: Samples, quieter: int) -> None:
    """The definition, frame by frame and threshold by threshold: ITU-T P.56, method B, with frames of 10 ms."""
    samples = np.concatenate((samples, (samples // quieter).astype(np.int16), samples[: len(samples) // 3]))
    levels = frame_levels_dbfs(samples, 40, centred=True)
    energy = float(np.sum(10 ** (levels / 10)))
    expected = ActiveSpeech(float(10 * np.log10(energy / len(levels))), len(levels) * 0.01)
    for threshold in np.arange(levels.max(), -100.0, -0.5):
        loud = np.flatnonzero(levels >= threshold)
        held = sum(any(0 <= place - each <= 20 for each in loud) for place in range(len(levels)))
        level = float(10 * np.log10(energy / held))
        if level - threshold >= 15.9:
            expected = ActiveSpeech(level, held * 0.01)
            break
    if levels.max() > -100.0:
        assert active_speech(samples, 4000) == expected
