"""PCM samples: bytes, levels, rates."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import soxr
from numpy.typing import NDArray

__all__ = [
    "FULL_SCALE",
    "SILENT_DBFS",
    "Samples",
    "duration_s",
    "frame_levels_dbfs",
    "gain",
    "level_dbfs",
    "resample",
    "silence",
    "to_bytes",
    "to_samples",
]

Samples: TypeAlias = NDArray[np.int16]
"""Mono PCM, one int16 a sample."""

FULL_SCALE = 32768.0
SILENT_DBFS = -100.0
"""Level given to digital silence; the least a single bit in a second can reach is above it."""


def to_samples(pcm: bytes) -> Samples:
    """Reads little-endian PCM16; an odd last byte is no sample and is left out."""
    return np.frombuffer(pcm[: len(pcm) // 2 * 2], dtype="<i2").astype(np.int16)


def to_bytes(samples: Samples) -> bytes:
    """Writes little-endian PCM16."""
    return samples.astype("<i2").tobytes()


def level_dbfs(samples: Samples) -> float:
    """RMS level; 0 dBFS is the RMS of a full-scale square wave, so a full-scale sine has -3.01."""
    return float(frame_levels_dbfs(samples, max(1, len(samples)))[0]) if len(samples) else SILENT_DBFS


def frame_levels_dbfs(samples: Samples, frame: int, *, centred: bool = False) -> NDArray[np.float64]:
    """RMS level of each frame of `frame` samples; the last one may be shorter. Shape (ceil(n / frame),).

    Args:
        samples: mono.
        frame: samples a frame, at least one.
        centred: measures around each frame's own mean, so that a microphone's constant offset is no sound.
    """
    starts = np.arange(0, len(samples), frame)
    if not len(starts):
        return np.zeros(0)
    # Whole numbers, so that a frame's level does not depend on the chunk it came in.
    wide = samples.astype(np.int64)
    lengths = np.minimum(frame, len(samples) - starts)
    power = np.add.reduceat(wide * wide, starts) / lengths
    if centred:
        power -= (np.add.reduceat(wide, starts) / lengths) ** 2
    rms = np.sqrt(np.maximum(power, 0.0)) / FULL_SCALE
    return np.asarray(np.maximum(20 * np.log10(np.maximum(rms, 1e-12)), SILENT_DBFS))


def resample(samples: Samples, from_hz: int, to_hz: int) -> Samples:
    """Changes the sample rate (soxr, high quality); the same samples give the same result on every call."""
    if from_hz == to_hz or not len(samples):
        return samples
    resampled: Samples = soxr.resample(samples, from_hz, to_hz, quality="HQ")
    return resampled


def silence(seconds: float, rate_hz: int) -> Samples:
    """Digital silence."""
    return np.zeros(round(seconds * rate_hz), np.int16)


def duration_s(samples: Samples, rate_hz: int) -> float:
    """Length in seconds."""
    return len(samples) / rate_hz


def gain(samples: Samples, gain_db: float) -> Samples:
    """Makes samples louder or quieter; what would leave the range of int16 is clipped."""
    scaled = np.rint(samples * 10.0 ** (gain_db / 20))
    return np.asarray(np.clip(scaled, -FULL_SCALE, FULL_SCALE - 1).astype(np.int16))
