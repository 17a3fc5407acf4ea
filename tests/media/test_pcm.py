"""Bytes, levels, rates."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.media.pcm import SILENT_DBFS, frame_levels_dbfs, level_dbfs, resample, to_bytes, to_samples


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
