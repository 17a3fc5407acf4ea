"""A telephone line: 300 to 3400 Hz, 8000 samples a second, μ-law, and back to 16 kHz; without any delay."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from evalkit.media import mu_law

__all__ = ["LOUDEST", "Wave", "as_telephoned", "in_band"]

Wave: TypeAlias = NDArray[np.float64]
"""Samples at 16 kHz on the scale of int16, not yet rounded."""

LOUDEST = float(mu_law.LOUDEST)
"""The largest sample the line carries."""

_RATE_HZ = 16_000
_BAND_HZ = (300.0, 3400.0)
_HALF = 200
"""Coefficients on either side of the middle one: with a Hamming window the band's edges are 130 Hz wide."""


def in_band(wave: Wave) -> Wave:
    """Keeps 300 to 3400 Hz: half the amplitude at the edges, less than a hundredth 200 Hz beyond them.

    The filter is symmetric and its delay taken away, so that a sound stays where it is.
    """
    return np.asarray(np.convolve(wave, _BAND_PASS)[_HALF : _HALF + len(wave)])


def as_telephoned(wave: Wave) -> Wave:
    """Sends a wave down the line: every second sample, as μ-law (ITU-T G.711), and filtered again at the other end.

    Args:
        wave: after `in_band`, no sample beyond `LOUDEST` either way.

    Returns:
        The same length; a sample may be a little beyond `LOUDEST`.
    """
    narrow = np.rint(wave[::2]).astype(np.int16)
    received = np.zeros(len(wave))
    # Zeros between the samples take half of the amplitude away.
    received[::2] = 2.0 * mu_law.decode(mu_law.encode(narrow))
    return in_band(received)


def _band_pass() -> Wave:
    place = np.arange(-_HALF, _HALF + 1)
    low, high = (2 * hz / _RATE_HZ * np.sinc(2 * hz / _RATE_HZ * place) for hz in _BAND_HZ)
    return np.asarray((high - low) * np.hamming(2 * _HALF + 1))


_BAND_PASS = _band_pass()
