"""What a wrong sample rate changes in a voice: its pitch, and how far up its sound reaches."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from evalkit.media.pcm import Samples, resample

__all__ = ["bandwidth_hz", "pitch_hz"]

_RATE_HZ = 8_000
_FRAME, _HOP = 800, 200
"""100 ms, four periods of the lowest voice, every 25 ms."""
_LOWEST_HZ, _HIGHEST_HZ = 40, 600
_LOUD = 0.03
"""Share of the loudest frame's power that a voiced frame has."""
_VOICED = 0.6
"""Normalised autocorrelation at the period of a voice; that of noise is below."""
_SHORTER = 0.9
"""A shorter period that fits nearly as well is the voice's own: its multiples always fit too."""
_LEAST_FRAMES = 8
_REACH_DB = 55.0
"""What lies further than this below the strongest band is no part of the voice, but dither or a filter's slope."""
_BAND_HZ = 250.0


def pitch_hz(samples: Samples, rate_hz: int) -> float | None:
    """Returns the median pitch of the voiced stretches, 40 to 600 Hz; None with less than 200 ms of them.

    By normalised autocorrelation of frames of 100 ms. A creaky voice may be heard an octave too low.
    """
    heard = resample(samples, rate_hz, _RATE_HZ).astype(np.float64)
    if len(heard) < _FRAME:
        return None
    frames = np.lib.stride_tricks.sliding_window_view(heard, _FRAME)[::_HOP]
    frames = frames - frames.mean(axis=1, keepdims=True)
    power = np.mean(frames**2, axis=1)
    periods = _periods(frames[(power > 0) & (power >= _LOUD * power.max())])
    return float(np.median(_RATE_HZ / periods)) if len(periods) >= _LEAST_FRAMES else None


def _periods(frames: NDArray[np.float64]) -> NDArray[np.float64]:
    """The period of each voiced frame, in samples."""
    window = np.hanning(_FRAME)
    weight = np.fft.irfft(np.abs(np.fft.rfft(window, 2 * _FRAME)) ** 2)
    correlation = np.fft.irfft(np.abs(np.fft.rfft(frames * window, 2 * _FRAME, axis=1)) ** 2, axis=1)
    shortest, longest = _RATE_HZ // _HIGHEST_HZ, _RATE_HZ // _LOWEST_HZ
    fits = (correlation / weight)[:, : longest + 1] / np.maximum(correlation[:, :1] / weight[0], 1e-12)
    inner = fits[:, shortest:]
    peaks = (inner >= fits[:, shortest - 1 : -1]) & (inner >= np.pad(inner, ((0, 0), (0, 1)))[:, 1:])
    best = np.max(np.where(peaks, inner, 0.0), axis=1, initial=0.0)
    good = peaks & (inner >= _SHORTER * best[:, None])
    return np.asarray(shortest + np.argmax(good, axis=1)[best >= _VOICED], dtype=np.float64)


def bandwidth_hz(samples: Samples, rate_hz: int) -> float | None:
    """Returns up to which frequency there is sound, to 250 Hz; None when there is none, or less than 100 ms.

    That is the upper end of the highest band whose mean power lies within 55 dB of the strongest band's. Speech that
    was ever kept at a lower sample rate stops at half that rate: about 8000 Hz says 16 kHz, about 4000 Hz a telephone.
    It does not say that anything plays too fast: a wrong rate moves the edge and the end of the scale together.
    """
    frame = round(rate_hz / _BAND_HZ)
    if len(samples) < rate_hz // 10 or not np.any(samples):
        return None
    frames = np.lib.stride_tricks.sliding_window_view(samples, 8 * frame)[:: 4 * frame]
    spectra = np.abs(np.fft.rfft(frames * np.blackman(8 * frame), axis=1)) ** 2
    bands = spectra.mean(axis=0)[: 4 * frame].reshape(-1, 8).mean(axis=1)
    heard = np.flatnonzero(bands >= bands.max() * 10 ** (-_REACH_DB / 10))
    return min(rate_hz / 2, float((heard[-1] + 1) * _BAND_HZ))
