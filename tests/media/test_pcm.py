"""Bytes, levels, rates."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.media.pcm import (
    SILENT_DBFS,
    duration_s,
    frame_levels_dbfs,
    gain,
    level_dbfs,
    resample,
    silence,
    to_bytes,
    to_samples,
)


@given(st.binary())
def test_bytes_survive_but_for_an_odd_last_one(pcm: bytes) -> None:
    assert to_bytes(to_samples(pcm)) == pcm[: len(pcm) // 2 * 2]


def test_a_full_scale_square_wave_is_the_reference() -> None:
    square = np.tile(np.array([-32768, 32767], np.int16), 800)
    sine = np.round(32767 * np.sin(np.arange(16_000) * 2 * np.pi * 1000 / 16_000)).astype(np.int16)
    assert level_dbfs(square) == pytest.approx(0, abs=0.001)
    assert level_dbfs(sine) == pytest.approx(-3.01, abs=0.01)


@pytest.mark.parametrize("samples", [np.zeros(0, np.int16), np.zeros(100, np.int16)])
def test_silence_has_a_finite_level(samples: np.ndarray[tuple[int], np.dtype[np.int16]]) -> None:
    assert level_dbfs(samples) == SILENT_DBFS


def test_levels_of_frames_and_of_a_short_last_one() -> None:
    samples = np.concatenate((np.zeros(160), np.full(160, 3277), np.full(40, 328))).astype(np.int16)
    assert frame_levels_dbfs(samples, 160) == pytest.approx([-100, -20, -40], abs=0.02)
    assert frame_levels_dbfs(np.zeros(0, np.int16), 160).shape == (0,)


@pytest.mark.parametrize(("from_hz", "to_hz"), [(24_000, 16_000), (16_000, 24_000), (44_100, 16_000), (8_000, 16_000)])
def test_resampling_keeps_the_tone_and_its_length(from_hz: int, to_hz: int) -> None:
    tone = np.round(8000 * np.sin(np.arange(from_hz) * 2 * np.pi * 440 / from_hz)).astype(np.int16)
    resampled = resample(tone, from_hz, to_hz)
    assert len(resampled) == pytest.approx(to_hz, abs=2)
    assert level_dbfs(resampled) == pytest.approx(level_dbfs(tone), abs=0.1)
    peak = np.argmax(np.abs(np.fft.rfft(resampled[:to_hz])))
    assert peak == 440
    assert np.array_equal(resampled, resample(tone, from_hz, to_hz))


def test_the_same_rate_changes_nothing() -> None:
    samples = np.arange(100, dtype=np.int16)
    assert resample(samples, 16_000, 16_000) is samples


def test_a_constant_offset_is_no_sound_in_a_centred_level() -> None:
    samples = np.concatenate((np.full(160, 3277), np.tile([3277 + 328, 3277 - 328], 80))).astype(np.int16)
    assert frame_levels_dbfs(samples, 160, centred=True) == pytest.approx([SILENT_DBFS, -40], abs=0.02)


def test_silence_lasts_as_long_as_asked() -> None:
    assert not silence(0.25, 24_000).any()
    assert duration_s(silence(0.25, 24_000), 24_000) == 0.25


@pytest.mark.parametrize(
    ("gain_db", "scaled"),
    [(0, [1000, -1000, 20_000]), (-20, [100, -100, 2000]), (20, [10_000, -10_000, 32_767]), (-200, [0, 0, 0])],
)
def test_gain_scales_and_clips(gain_db: float, scaled: list[int]) -> None:
    assert gain(np.array([1000, -1000, 20_000], np.int16), gain_db).tolist() == scaled


def test_gain_clips_at_both_ends_of_the_range() -> None:
    assert gain(np.array([-32_768, 32_767], np.int16), 6).tolist() == [-32_768, 32_767]
