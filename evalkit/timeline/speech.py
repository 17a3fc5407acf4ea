"""When the user speaks and when he pauses, found in the audio that was sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import cast

import numpy as np

from evalkit.media.edges import energy_spans, is_clean
from evalkit.media.pcm import to_samples
from evalkit.scenario.model import Turn
from evalkit.timeline.model import Speech
from evalkit.timeline.moment import moment
from evalkit.trace.events import AudioSent
from evalkit.trace.trace import Trace

__all__ = ["speech_of"]

_Span = tuple[float, float]


def speech_of(trace: Trace) -> tuple[Speech, ...]:
    """Returns the stretches of speech of every turn whose session marked where speech begins and ends.

    First beginning and last end are those marks, from which latency is measured. Between two stretches the user pauses
    for 300 ms or more. Where noise covers the pauses, a turn's speech is one stretch.
    """
    return tuple(
        {"turn": cast(Turn, window.turn).index, "from": moment(from_t), "to": moment(to_t)}
        for window in trace.turns
        if window.speech_started_t is not None and window.speech_ended_t is not None
        for from_t, to_t in _stretches(
            [event for event in window.events if isinstance(event, AudioSent)],
            window.speech_started_t,
            window.speech_ended_t,
        )
    )


def _stretches(sent: Sequence[AudioSent], started_t: float, ended_t: float) -> Iterator[_Span]:
    """The speech between two moments, at least one stretch."""
    begun_t = started_t
    for pause_t, goes_on_t in _pauses([chunk for chunk in sent if _within(chunk, started_t, ended_t)]):
        if begun_t < pause_t < goes_on_t < ended_t:
            yield begun_t, pause_t
            begun_t = goes_on_t
    yield begun_t, ended_t


def _within(chunk: AudioSent, started_t: float, ended_t: float) -> bool:
    return chunk.t is not None and chunk.t > started_t and chunk.t - _seconds(chunk) < ended_t


def _pauses(chunks: Sequence[AudioSent]) -> Iterator[_Span]:
    if len({chunk.rate_hz for chunk in chunks}) != 1:
        return
    rate_hz = chunks[0].rate_hz
    samples = to_samples(b"".join(chunk.pcm for chunk in chunks))
    if not is_clean(samples, rate_hz):
        return
    # A chunk leaves when its last sample has been spoken; it may leave late, so each has a time of its own.
    firsts = np.cumsum([0, *(len(chunk.pcm) // 2 for chunk in chunks[:-1])])
    spoken_t = [cast(float, chunk.t) - _seconds(chunk) for chunk in chunks]

    def at(sample: int) -> float:
        place = int(np.searchsorted(firsts, sample, side="right")) - 1
        return spoken_t[place] + float(sample - firsts[place]) / rate_hz

    spans = energy_spans(samples, rate_hz)
    for before, after in pairwise(spans):
        yield at(before.end - 1) + 1 / rate_hz, at(after.start)


def _seconds(chunk: AudioSent) -> float:
    return len(chunk.pcm) / 2 / chunk.rate_hz
