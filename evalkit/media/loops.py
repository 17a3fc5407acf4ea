"""Stretches of sound that come a second time: a buffer that was played twice, an answer that got stuck."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evalkit.media.edges import SPEECH_DBFS
from evalkit.media.pcm import FULL_SCALE, Samples, resample
from evalkit.media.runs import runs_of
from evalkit.media.span import Span
from evalkit.media.tones import tones

__all__ = ["LEAST_LOOP_S", "Loop", "longest_loop"]

LEAST_LOOP_S = 0.4
"""A vowel's own periods are alike for less than this."""

_RATE_HZ = 8_000
_WINDOW_S = 16.0
"""Longer audio is searched in windows that overlap by half, so that a short loop is not lost in it."""
_SHORTEST_LAG_S = 0.1
_CANDIDATES = 8
_FRAME = _RATE_HZ // 20
"""Two stretches are compared 50 ms by 50 ms."""
_ALIKE = 0.9
_LARGEST_GAIN = 2.0
_SMOOTHED_HZ = 100.0


@dataclass(frozen=True, slots=True)
class Loop:
    """A stretch that repeats what was heard `lag_s` before; `start_s` is where the repetition begins."""

    start_s: float
    lag_s: float
    length_s: float


def longest_loop(samples: Samples, rate_hz: int) -> Loop | None:
    """Returns the longest stretch, 0.4 s or more, whose very waveform was heard up to 8 s before; None without one.

    Found by the autocorrelation of the whitened audio and confirmed by the correlation of each 50 ms, 0.9 or more, so
    that it holds in light noise and at another level. The same words spoken again have another waveform and are no loop
    (voices joined from recorded sounds repeat up to 0.45 s of it). Tones are left out: they repeat at every period.
    """
    heard = resample(_without_tones(samples, rate_hz), rate_hz, _RATE_HZ)
    wave = heard.astype(np.float64) / FULL_SCALE
    step = round(_WINDOW_S * _RATE_HZ / 2)
    found = (
        Loop(loop.start_s + start / _RATE_HZ, loop.lag_s, loop.length_s)
        for start in range(0, max(1, len(wave) - step), step)
        for loop in _loops(wave[start : start + 2 * step])
    )
    return max(found, key=lambda loop: loop.length_s, default=None)


def _without_tones(samples: Samples, rate_hz: int) -> Samples:
    muted = samples.copy()
    for span in tones(samples, rate_hz):
        muted[span.start : span.end] = 0
    return muted


def _loops(wave: NDArray[np.float64]) -> Iterator[Loop]:
    for lag in _likely_lags(wave):
        longest = _longest_match(wave, lag)
        if longest is not None:
            length_s = (longest.end - longest.start) / _RATE_HZ
            yield Loop((longest.start + lag) / _RATE_HZ, lag / _RATE_HZ, length_s)


def _likely_lags(wave: NDArray[np.float64]) -> list[int]:
    """The highest peaks of the autocorrelation, in samples; what repeats stands out of what only sounds alike."""
    shortest = round(_SHORTEST_LAG_S * _RATE_HZ)
    if len(wave) < shortest + round(LEAST_LOOP_S * _RATE_HZ):
        return []
    size = 1 << (2 * len(wave) - 1).bit_length()
    power = np.abs(np.fft.rfft(wave, size)) ** 2
    correlation = np.fft.irfft(power / _smoothed(power, max(1, round(_SMOOTHED_HZ * size / _RATE_HZ))), size)
    correlation = correlation[: min(len(wave) - round(LEAST_LOOP_S * _RATE_HZ), len(wave))]
    correlation[:shortest] = 0
    lags = []
    for _ in range(_CANDIDATES):
        lag = int(np.argmax(correlation))
        lags.append(lag)
        correlation[max(0, lag - 8) : lag + 9] = 0
    return [lag for lag in lags if lag >= shortest]


def _smoothed(power: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """The mean of `width` bins around each, never zero."""
    total = np.cumsum(np.concatenate(([0.0], np.pad(power, (width // 2, width - 1 - width // 2), mode="edge"))))
    return np.asarray(np.maximum((total[width:] - total[:-width]) / width, 1e-12))


def _longest_match(wave: NDArray[np.float64], lag: int) -> Span | None:
    """The longest stretch that is heard again `lag` samples later; a pause in both is no difference."""
    count = (len(wave) - lag) // _FRAME
    if count < 1:
        return None
    first = wave[: count * _FRAME].reshape(count, _FRAME)
    second = wave[lag : lag + count * _FRAME].reshape(count, _FRAME)
    before, after = np.sum(first**2, axis=1), np.sum(second**2, axis=1)
    least = _FRAME * 10 ** (SPEECH_DBFS / 10)
    near = np.maximum(before, after) <= _LARGEST_GAIN**2 * np.minimum(before, after)
    alike = (np.minimum(before, after) >= least) & near
    alike &= np.sum(first * second, axis=1) >= _ALIKE * np.sqrt(before * after)
    pause = np.maximum(before, after) < least
    return _most(alike, runs_of(alike | pause))


def _most(alike: NDArray[np.bool_], runs: list[Span]) -> Span | None:
    """The run with the most frames that are alike, without the pauses around them; None when none has enough."""
    counts = [int(alike[run.start : run.end].sum()) for run in runs]
    most = max(counts, default=0)
    if most < LEAST_LOOP_S * _RATE_HZ / _FRAME:
        return None
    run = runs[counts.index(most)]
    places = run.start + np.flatnonzero(alike[run.start : run.end])
    return Span(int(places[0]) * _FRAME, (int(places[-1]) + 1) * _FRAME)
