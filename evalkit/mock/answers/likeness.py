"""How alike two turns of a user are: by their words when typed, by their sound when spoken."""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

from evalkit.media.pcm import FULL_SCALE, Samples
from evalkit.mock.answers.base import HeardTurn
from evalkit.text.normalize import normalizer

__all__ = ["ALIKE", "likeness"]

ALIKE = 0.65
"""From this likeness on, two spoken turns count as the same. Measured on the 41 sentences of the built-in scenarios:
the same sentence cut 100 ms shorter, quieter or with some noise stays above 0.75, different ones stay below 0.55."""

_FRAME = 160
"""10 ms at 16 kHz."""
_EDGES = (1, 3, 7, 12, 20, 35, 80)
"""Bands, in steps of 100 Hz: from 100 to 300 Hz, and so on up to 8 kHz."""
_FLOOR_DB = -40.0
_LAG = 40
"""How far, in frames, one of two turns may begin later."""


def likeness(one: HeardTurn, other: HeardTurn) -> float:
    """Returns 0 for two turns with nothing in common, 1 for equal ones; speech and typed text have nothing in common.

    Typed turns are 1 when their normalised words are equal, else 0. Spoken ones are compared by the correlation of
    their levels every 10 ms in six bands, at the best shift of up to 400 ms; their loudness does not count.
    """
    if one.spoken is not other.spoken:
        return 0.0
    if not one.spoken:
        return float(_words(one.text) == _words(other.text))
    return _correlation(_levels(one.samples), _levels(other.samples))


def _words(text: str) -> str:
    return normalizer("und")(text)


def _levels(samples: Samples) -> NDArray[np.float64]:
    """Levels above the floor, in dB below the loudest; shape (frames, bands)."""
    frames = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME) / FULL_SCALE
    power = np.abs(np.fft.rfft(frames * np.hanning(_FRAME), axis=1)) ** 2
    bands = np.stack([power[:, low:high].sum(axis=1) for low, high in itertools.pairwise(_EDGES)], axis=1)
    levels = 10 * np.log10(np.maximum(bands, 1e-12))
    return np.asarray(np.maximum(levels - levels.max(initial=_FLOOR_DB) - _FLOOR_DB, 0.0))


def _correlation(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """The best correlation over all shifts, each band around its own mean; what one of them lacks is silence."""
    best = 0.0
    for shift in range(-_LAG, _LAG + 1):
        first, second = (one, other) if shift >= 0 else (other, one)
        length = max(len(first), len(second) + abs(shift))
        best = max(best, float(np.sum(_placed(first, 0, length) * _placed(second, abs(shift), length))))
    return best


def _placed(levels: NDArray[np.float64], start: int, length: int) -> NDArray[np.float64]:
    """Put into silence, centred and of length 1, so that the sum of products is a correlation."""
    placed = np.zeros((length, levels.shape[1]))
    placed[start : start + len(levels)] = levels
    placed -= placed.mean(axis=0)
    norm = float(np.linalg.norm(placed))
    return placed / norm if norm else placed
