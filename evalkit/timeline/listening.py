"""What a listener's player holds: the audio that waits, where it ran dry, and what an interruption left over."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.scorers.arrival import play
from evalkit.scorers.delivery_metrics import PREBUFFER_MS
from evalkit.timeline.model import Buffer, Overhang
from evalkit.timeline.moment import moment
from evalkit.trace.events import AudioReceived, Interrupted
from evalkit.trace.trace import Trace

__all__ = ["underruns", "waiting_audio"]


def waiting_audio(trace: Trace) -> tuple[Buffer, tuple[Overhang, ...]]:
    """Returns the seconds of audio that wait to be heard, and how many each interruption dropped.

    Each chunk adds its length, time takes it away again, and `interrupted` drops what is left (reference §4.3): what a
    client that does not drop it would still play. Audio without a time is left out.
    """
    line = _Line()
    overhangs = []
    for event in trace.events:
        if event.t is None:
            continue
        if isinstance(event, AudioReceived):
            line.rise(event.t, len(event.pcm) / 2 / event.rate_hz)
        elif isinstance(event, Interrupted) and (dropped_s := line.drop(event.t)) > 0:
            overhangs.append(Overhang(moment(event.t), moment(dropped_s)))
    line.run_dry()
    return Buffer(tuple(line.t), tuple(line.s)), tuple(overhangs)


def underruns(trace: Trace) -> tuple[tuple[float, float], ...]:
    """Where the player ran dry in the middle of an answer, as `delivery` counts it: with a pre-buffer of 100 ms."""
    return tuple(sorted(_dry(trace)))


def _dry(trace: Trace) -> Iterator[tuple[float, float]]:
    lengths = {
        event.seq: len(event.pcm) / 2 / event.rate_hz for event in trace.events if isinstance(event, AudioReceived)
    }
    for window in trace.turns:
        played = play(trace, window, PREBUFFER_MS / 1000)
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
        self._t, self._s = 0.0, 0.0

    def rise(self, t: float, seconds: float) -> None:
        self._pass(t)
        self._corner(self._t, self._s)
        self._s += seconds
        self._corner(self._t, self._s)

    def drop(self, t: float) -> float:
        """Empties the buffer; returns what was in it."""
        self._pass(t)
        dropped_s, self._s = self._s, 0.0
        if dropped_s > 0:
            self._corner(self._t, dropped_s)
            self._corner(self._t, 0.0)
        return dropped_s

    def run_dry(self) -> None:
        if self._s > 0:
            self._corner(self._t + self._s, 0.0)

    def _pass(self, t: float) -> None:
        """Time goes by; where nothing is left on the way there is a corner."""
        gone = max(0.0, t - self._t)
        if 0 < self._s < gone:
            self._corner(self._t + self._s, 0.0)
        self._s = max(0.0, self._s - gone)
        self._t = max(self._t, t)

    def _corner(self, t: float, s: float) -> None:
        corner = moment(t), moment(s)
        if not self.t or (self.t[-1], self.s[-1]) != corner:
            self.t.append(corner[0])
            self.s.append(corner[1])
