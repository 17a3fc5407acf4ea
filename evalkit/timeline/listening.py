"""What a listener's player holds: the audio that waits, where it ran dry, and what an interruption left over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from heapq import merge
from operator import attrgetter

from evalkit.media.playback import Playback
from evalkit.scorers.arrival import play
from evalkit.scorers.delivery_metrics import PREBUFFER_MS
from evalkit.timeline.model import Buffer, Overhang
from evalkit.timeline.moment import moment
from evalkit.trace.events import AudioReceived, Closed, Event, Interrupted
from evalkit.trace.trace import Trace

__all__ = ["underruns", "waiting_audio"]


def waiting_audio(events: Iterable[Event]) -> tuple[Buffer, tuple[Overhang, ...]]:
    """Returns the seconds of audio that wait to be heard, and how many each interruption dropped.

    It is the player of `evalkit.scorers.playout`: one without a pre-buffer for the whole session. Each chunk adds its
    length, time takes it away again, and `interrupted` drops what is left (reference §4.3), which is what a client that
    does not flush would still play of it. Audio without a time is left out.
    """
    line = _Line()
    overhangs = []
    for event in events:
        if event.t is None:
            continue
        if isinstance(event, AudioReceived) and event.pcm:
            line.rise(event.t, len(event.pcm) / 2 / event.rate_hz)
        elif isinstance(event, Interrupted) and (dropped_s := line.drop(event.t)) > 0:
            overhangs.append(Overhang(moment(event.t), moment(dropped_s)))
    line.run_dry()
    return Buffer(tuple(line.t), tuple(line.s)), tuple(overhangs)


def underruns(trace: Trace) -> tuple[tuple[float, float], ...]:
    """Where the player ran dry in the middle of an answer, as `delivery` counts it: with a pre-buffer of 100 ms."""
    return tuple(sorted(_dry(trace)))


def _dry(trace: Trace) -> Iterator[tuple[float, float]]:
    closed = [event for event in trace.events if isinstance(event, Closed)]
    for window in trace.turns:
        # The player of a turn hears its events and the ends of connections only; a long session has many turns.
        own = tuple(merge(window.events, closed, key=attrgetter("seq")))
        played = play(replace(trace, events=own), window, PREBUFFER_MS / 1000)
        lengths = {event.seq: len(event.pcm) / 2 / event.rate_hz for event in own if isinstance(event, AudioReceived)}
        ended_t = 0.0
        for seq, begins_t in played.begins_t.items():
            if seq in played.underruns:
                yield moment(ended_t), moment(begins_t)
            ended_t = begins_t + lengths[seq]


class _Line:
    """A line of corners; between two of them what waits shrinks as fast as time goes by."""

    def __init__(self) -> None:
        self.t: list[float] = []
        self.s: list[float] = []
        self._player = Playback()
        self._now = 0.0

    def rise(self, t: float, seconds: float) -> None:
        self._reach(t)
        self._player.feed(t, round(seconds * self._player.rate_hz))
        self._corner(self._now, self._waiting())

    def drop(self, t: float) -> float:
        """Empties the buffer; returns how many seconds were in it."""
        if self._player.end_t <= t:
            return 0.0
        self._reach(t)
        dropped_s = self._player.flush(t)
        self._corner(self._now, 0.0)
        return dropped_s

    def run_dry(self) -> None:
        if self._waiting() > 0:
            self._corner(self._player.end_t, 0.0)

    def _waiting(self) -> float:
        return max(0.0, self._player.end_t - self._now)

    def _reach(self, t: float) -> None:
        """Time goes by; where nothing is left on the way there is a corner."""
        if self._now < self._player.end_t < t:
            self._corner(self._player.end_t, 0.0)
        self._now = max(self._now, t)
        self._corner(self._now, self._waiting())

    def _corner(self, t: float, s: float) -> None:
        corner = moment(t), moment(s)
        if not self.t or (self.t[-1], self.s[-1]) != corner:
            self.t.append(corner[0])
            self.s.append(corner[1])
