"""Stretches in which sound stands still: tones, hums and buzzes, as a voice model gets stuck in them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from evalkit.media.edges import SPEECH_DBFS
from evalkit.media.pcm import FULL_SCALE, Samples
from evalkit.media.runs import runs_of
from evalkit.media.span import Span

__all__ = ["tones"]

_FRAME_S, _HOP_S = 0.032, 0.016
_APART = 4
"""Frames that are compared, 64 ms apart: they share no sample."""
_ALIKE = 0.96
"""Cosine of two magnitude spectra; noise has 0.79 (pi / 4), for its bins are Rayleigh distributed."""
_LARGEST_STEP_DB = 6.0
_BRIDGED = 3
"""Frames that may differ within a stretch, as at a click between two chunks."""


def tones(samples: Samples, rate_hz: int, least_s: float = 0.5) -> tuple[Span, ...]:
    """Returns the stretches of at least `least_s` whose spectrum stands still, to some 30 ms.

    Spectra 64 ms apart are compared, so that a tone may have overtones, be a hum or a buzz, and drift slowly. A vowel
    stands still too, for a third of a second as a rule and 0.53 s at the longest seen. Noise does not; nor does a tone
    under speech as loud as itself, which is not found. A note held by a singer is.
    """
    spectra = _spectra(samples, rate_hz)
    if len(spectra) <= _APART:
        return ()
    alike = _bridged(_alike(spectra))
    hop, frame = round(_HOP_S * rate_hz), round(_FRAME_S * rate_hz)
    spans = (Span(run.start * hop, (run.end - 1 + _APART) * hop + frame) for run in runs_of(alike))
    return tuple(span for span in spans if span.end - span.start >= least_s * rate_hz)


def _spectra(samples: Samples, rate_hz: int) -> NDArray[np.float32]:
    """Magnitude spectra, shape (frames, bins); 1.0 is the power of a full-scale square wave, summed over a row."""
    frame, hop = max(2, round(_FRAME_S * rate_hz)), max(1, round(_HOP_S * rate_hz))
    if len(samples) < frame:
        return np.zeros((0, 0), np.float32)
    window = np.hanning(frame).astype(np.float32)
    window *= np.float32(np.sqrt(2 / (frame * np.sum(window**2))) / FULL_SCALE)
    frames = np.lib.stride_tricks.sliding_window_view(samples, frame)[::hop] * window
    # A constant offset is no sound.
    return np.asarray(np.abs(np.fft.rfft(frames, axis=1))[:, 2:], dtype=np.float32)


def _alike(spectra: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Whether a frame and the one 64 ms after it are alike, and both can be heard."""
    power = np.sum(spectra**2, axis=1)
    first, second = spectra[:-_APART], spectra[_APART:]
    product = np.sum(first * second, axis=1)
    both = power[:-_APART] * power[_APART:]
    heard = np.minimum(power[:-_APART], power[_APART:]) >= 10 ** (SPEECH_DBFS / 10)
    step = np.abs(10 * np.log10(np.maximum(power[_APART:], 1e-20) / np.maximum(power[:-_APART], 1e-20)))
    alike: NDArray[np.bool_] = heard & (product >= _ALIKE * np.sqrt(both)) & (step <= _LARGEST_STEP_DB)
    return alike


def _bridged(flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Fills gaps of a few frames between stretches."""
    filled = flags.copy()
    for before, after in pairwise(runs_of(flags)):
        if after.start - before.end <= _BRIDGED:
            filled[before.end : after.start] = True
    return filled
