import math
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.media.activity import speech_spans
from evalkit.media.conditions import NOMINAL_DBFS, Behind, Over, heard, speech_level_dbfs
from evalkit.media.decode import load_audio
from evalkit.media.noise import LOOP, make_noise
from evalkit.media.pcm import Samples, level_dbfs
from evalkit.media.span import Span
from evalkit.media.user_audio import UserAudio, silence_audio, spoken_audio
from tests.shared_data import SHARED, needs_shared_data

RATE_HZ = 16_000


def talk(seconds: float = 2.0, amplitude: float = 4000.0, hz: float = 440.0) -> UserAudio:
    """A voice: half a second of quiet, then sound, then half a second of quiet."""
    times = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    inside = (times >= 0.5) & (times < seconds - 0.5)
    return spoken_audio(np.rint(np.sin(2 * np.pi * hz * times) * amplitude * inside).astype(np.int16), synthesised=True)


def _between(one: Samples, other: Samples) -> Samples:
    return (one.astype(int) - other).astype(np.int16)


def _level_in_speech(samples: Samples, speech: tuple[Span, ...]) -> float:
    return level_dbfs(np.concatenate([samples[span.start : span.end] for span in speech]))


WHITE = make_noise("white", 1)


@pytest.mark.parametrize("snr_db", [-5.0, 0.0, 10.0, 25.0])
@pytest.mark.parametrize("kind", ["white", "pink", "babble"])
def test_the_ratio_of_a_background_is_measured_back(kind: str, snr_db: float) -> None:
    """Speech over its own samples, and the noise over the whole of its loop, as it is heard in turn and tail."""
    clean = talk(amplitude=1500)
    loop = make_noise(kind, 1)  # type: ignore[arg-type]
    mixed = heard(clean, Behind(loop, snr_db))
    assert mixed.lowered_db == 0
    noise = np.concatenate((_between(mixed.samples, clean.samples), mixed.tail))[:LOOP]
    assert _level_in_speech(clean.samples, clean.speech) - level_dbfs(noise) == pytest.approx(snr_db, abs=0.1)


@pytest.mark.parametrize("snr_db", [-3.0, 6.0, 20.0])
def test_the_ratio_of_a_second_speaker_is_measured_back(snr_db: float) -> None:
    clean, other = talk(3, 2000), talk(2, 300, 300.0)
    mixed = heard(clean, over=Over(other, snr_db, delay_ms=250))
    alone = _between(mixed.samples, clean.samples)
    speech = tuple(Span(span.start + 4000, span.end + 4000) for span in other.speech)
    ratio_db = _level_in_speech(clean.samples, clean.speech) - _level_in_speech(alone, speech)
    assert ratio_db == pytest.approx(snr_db, abs=0.1)


def test_pauses_do_not_make_speech_quieter() -> None:
    short, long = talk(2), talk(2)
    padded = UserAudio(np.pad(long.samples, (0, 160_000)), long.speech)
    assert speech_level_dbfs(padded) == speech_level_dbfs(short)
    assert speech_level_dbfs(short) == pytest.approx(20 * math.log10(4000 / 32_768) - 3.01, abs=0.05)


def test_the_speech_itself_and_its_place_stay_as_they_are() -> None:
    clean = talk()
    silent = heard(clean, Behind(WHITE, 80.0))
    assert np.abs(_between(silent.samples, clean.samples)).max() <= 2
    assert silent.speech == clean.speech
    for mixed in (heard(clean, Behind(WHITE, 0)), heard(clean, over=Over(talk(5), 0)), heard(clean, telephone=True)):
        assert mixed.speech == clean.speech


def test_without_conditions_the_audio_is_the_very_same() -> None:
    clean = talk()
    assert heard(clean) is clean


@pytest.mark.parametrize("gain_db", [-20.0, -6.0, 3.0])
def test_gain_changes_the_level_of_everything(gain_db: float) -> None:
    clean = talk()
    for behind in (None, Behind(WHITE, 20)):
        before, after = heard(clean, behind), heard(clean, behind, gain_db=gain_db)
        assert level_dbfs(after.samples) - level_dbfs(before.samples) == pytest.approx(gain_db, abs=0.02)
        if behind:
            assert level_dbfs(after.tail) - level_dbfs(before.tail) == pytest.approx(gain_db, abs=0.02)


def test_the_tail_goes_on_where_the_turn_ends_and_comes_round_again() -> None:
    clean = silence_audio(1.0)
    mixed = heard(clean, Behind(WHITE, 20, begin=1000))
    assert len(mixed.samples) == RATE_HZ
    assert len(mixed.tail) == LOOP
    whole = np.concatenate((mixed.samples, mixed.tail))
    assert (whole[:RATE_HZ] == whole[LOOP:]).all()
    expected = np.roll(WHITE, -1000)[:LOOP].astype(float)
    assert np.corrcoef(whole[:LOOP], expected)[0, 1] > 0.999


def test_a_short_background_is_repeated_and_a_long_one_not_kept_for_ever() -> None:
    beep = np.array([100, -100, 50, 0, -50], np.int16)
    mixed = heard(silence_audio(0.1), Behind(beep, 0))
    assert (mixed.samples[:-5] == mixed.samples[5:]).all()
    assert len(mixed.tail) == 5
    assert len(heard(silence_audio(0.1), Behind(np.ones(3_000_000, np.int16), 0)).tail) == 120 * RATE_HZ


@pytest.mark.parametrize("telephone", [False, True])
def test_a_background_alone_is_a_loop_however_long_it_lasts(telephone: bool) -> None:
    short = heard(silence_audio(1.0), Behind(WHITE, 20, begin=77), gain_db=-3, telephone=telephone)
    long = heard(silence_audio(1800.0), Behind(WHITE, 20, begin=77), gain_db=-3, telephone=telephone)
    assert len(long.samples) == 1800 * RATE_HZ
    assert (long.samples[:RATE_HZ] == short.samples).all()
    whole = np.concatenate((long.samples, long.tail))
    assert (whole[LOOP : 2 * LOOP] == whole[:LOOP]).all()
    assert (whole[-LOOP:] == whole[-2 * LOOP : -LOOP]).all()


def test_where_nobody_speaks_speech_of_a_nominal_level_is_assumed() -> None:
    silence = heard(silence_audio(17.0), Behind(WHITE, 12.0))
    assert level_dbfs(silence.samples[:LOOP]) == pytest.approx(NOMINAL_DBFS - 12, abs=0.1)
    assert silence.speech == ()
    other = talk(2, 300)
    talked_over = heard(silence_audio(3.0), over=Over(other, 12.0))
    assert _level_in_speech(talked_over.samples, other.speech) == pytest.approx(NOMINAL_DBFS - 12, abs=0.1)


def test_a_second_speaker_may_go_on_after_the_user_but_not_after_a_silence() -> None:
    clean, other = talk(2), talk(3)
    late = heard(clean, over=Over(other, 10, delay_ms=1500))
    assert len(late.samples) == round(4.5 * RATE_HZ)
    assert late.speech == clean.speech
    assert len(heard(clean, over=Over(talk(1.2), 10)).samples) == len(clean.samples)
    assert len(heard(silence_audio(2.0), over=Over(other, 10)).samples) == 2 * RATE_HZ
    never = heard(silence_audio(2.0), over=Over(other, 10, delay_ms=5000))
    assert not never.samples.any()
    assert len(never.samples) == 2 * RATE_HZ


def test_a_mixture_that_does_not_fit_is_made_quieter_as_a_whole_and_says_so() -> None:
    clean = talk(amplitude=30_000)
    mixed = heard(clean, Behind(WHITE, 0.0))
    assert np.abs(mixed.samples.astype(int)).max() <= 32_767
    assert 3 < mixed.lowered_db < 15
    lowered = np.rint(clean.samples * 10 ** (-mixed.lowered_db / 20)).astype(np.int16)
    noise = np.concatenate((_between(mixed.samples, lowered), mixed.tail))[:LOOP]
    assert _level_in_speech(lowered, clean.speech) - level_dbfs(noise) == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize("telephone", [False, True])
def test_gain_that_would_clip_is_held_back_and_says_by_how_much(telephone: bool) -> None:
    clean = talk(amplitude=16_384)
    loud = heard(clean, gain_db=12.0, telephone=telephone)
    assert np.abs(loud.samples.astype(int)).max() <= 32_767
    assert loud.lowered_db == pytest.approx(6, abs=0.8)


def test_the_telephone_takes_away_what_is_high_and_low_also_in_the_tail() -> None:
    mixed = heard(talk(amplitude=500), Behind(WHITE, 10.0), telephone=True)
    for samples in (mixed.samples, mixed.tail):
        power = np.abs(np.fft.rfft(samples.astype(float))) ** 2
        hz = np.fft.rfftfreq(len(samples), 1 / RATE_HZ)
        inside = power[(hz > 400) & (hz < 3300)].mean()
        assert power[(hz > 3700) | (hz < 150)].mean() < inside / 1000


def test_the_telephone_does_not_move_the_speech() -> None:
    clean = talk(hz=1000)
    found = spoken_audio(heard(clean, telephone=True).samples, synthesised=True)
    assert [abs(a - b) <= 160 for a, b in zip(found.speech[0], clean.speech[0], strict=True)] == [True, True]


def test_the_tail_has_no_seam_on_the_telephone_either() -> None:
    mixed = heard(talk(amplitude=500), Behind(WHITE, 10.0), telephone=True)
    usual = level_dbfs(mixed.tail)
    assert level_dbfs(np.concatenate((mixed.samples[-200:], mixed.tail[:200]))) == pytest.approx(usual, abs=2.5)
    assert level_dbfs(np.concatenate((mixed.tail[-200:], mixed.tail[:200]))) == pytest.approx(usual, abs=2.5)


def test_nothing_at_all_stays_nothing() -> None:
    assert len(heard(silence_audio(0.0), Behind(WHITE, 0), telephone=True).samples) == 0
    assert not heard(silence_audio(0.5), telephone=True).samples.any()


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 32_767), st.floats(-40, 80), st.floats(-40, 80), st.floats(-80, 60), st.booleans(), st.floats(0, 900)
)
def test_whatever_is_asked_for_fits(
    amplitude: int, noise_db: float, other_db: float, gain_db: float, telephone: bool, delay_ms: float
) -> None:
    loop, clean = WHITE[:5000], talk(1.1, amplitude)
    mixed = heard(clean, Behind(loop, noise_db), Over(talk(1.2), other_db, delay_ms), gain_db, telephone=telephone)
    assert mixed.samples.dtype == mixed.tail.dtype == np.int16
    assert len(mixed.samples) >= len(clean.samples)
    assert len(mixed.tail) == 5000
    assert mixed.lowered_db >= 0


@cache
def _president() -> UserAudio:
    """Eleven seconds of a speech, recorded in 1961 with its noise."""
    return spoken_audio(load_audio(SHARED / "speech" / "jfk.flac"))


@needs_shared_data
@pytest.mark.parametrize("snr_db", [5.0, 20.0])
def test_the_ratio_is_measured_back_on_real_speech(snr_db: float) -> None:
    clean = heard(_president(), gain_db=-12)
    mixed = heard(_president(), Behind(make_noise("pink", 1), snr_db), gain_db=-12)
    noise = np.concatenate((_between(mixed.samples, clean.samples), mixed.tail))[:LOOP]
    assert mixed.lowered_db == 0
    assert _level_in_speech(clean.samples, clean.speech) - level_dbfs(noise) == pytest.approx(snr_db, abs=0.1)


@needs_shared_data
def test_on_the_telephone_real_speech_begins_and_ends_where_it_did() -> None:
    """The anchor of latency is the end in the clean audio: it must be that of what is sent, too."""
    clean = _president()
    found = speech_spans(heard(clean, telephone=True).samples)
    assert found[0].start / RATE_HZ == pytest.approx(clean.speech[0].start / RATE_HZ, abs=0.06)
    assert found[-1].end / RATE_HZ == pytest.approx(clean.speech[-1].end / RATE_HZ, abs=0.06)
