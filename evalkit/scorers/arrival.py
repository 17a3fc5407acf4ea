"""How the audio of one answer arrived, and how it sounds to somebody who plays it behind a pre-buffer."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from evalkit.media.playback import Playback
from evalkit.trace.events import (
    AudioReceived,
    Closed,
    CodeRun,
    CodeWritten,
    Event,
    GenerationComplete,
    Interrupted,
    ToolCalled,
    TurnComplete,
)
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["Arrival", "Chunk", "Played", "arrival_of", "play"]

_Pause: TypeAlias = GenerationComplete | TurnComplete | Interrupted | ToolCalled | CodeWritten | CodeRun | Closed
"""After these nobody owes more audio at once: the answer is over, a tool or code is run, or the connection is gone."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """One piece of audio; `t` is when it arrived."""

    event: AudioReceived
    t: float

    @property
    def seconds(self) -> float:
        """How long it plays."""
        return len(self.event.pcm) / 2 / self.event.rate_hz


@dataclass(frozen=True, slots=True)
class Arrival:
    """The audio of one turn in stretches: what came without a pause of the answer's own between two chunks.

    The wait for a tool, or for another connection, lies between two stretches and in none of these numbers.
    """

    stretches: tuple[tuple[Chunk, ...], ...]
    timed: bool
    """False when a chunk has no time; then only `audio_s` and `chunks` mean something."""

    @property
    def chunks(self) -> tuple[Chunk, ...]:
        """All of them, in order."""
        return tuple(chunk for stretch in self.stretches for chunk in stretch)

    @property
    def audio_s(self) -> float:
        """How long all that arrived plays."""
        return sum(chunk.seconds for chunk in self.chunks)

    @property
    def span_s(self) -> float:
        """From the first to the last chunk of each stretch, added up."""
        return sum(stretch[-1].t - stretch[0].t for stretch in self.stretches)

    @property
    def real_time_factor(self) -> float | None:
        """Time to arrive by time to play, below 1 where audio comes faster than it plays; None for lone chunks.

        The first chunk of a stretch starts the clock, and what it holds was made before: its length does not count. So
        a server that sends each chunk when its last sample has been spoken has 1.
        """
        paced_s = sum(chunk.seconds for stretch in self.stretches for chunk in stretch[1:])
        return self.span_s / paced_s if paced_s else None

    @property
    def jitter_s(self) -> float | None:
        """How unevenly chunks came: the mean of |D| over neighbours; None for stretches of fewer than three chunks.

        D is that of RFC 3550 §6.4.1, the spacing at the receiver less the spacing at the sender. The sender's clock is
        the audio's own, run at the speed of the stretch (its real-time factor), for the Live API sends faster than it
        plays (reference §4.2): steady is 0 at any speed. The mean is plain and not the RFC's running one, whose gain of
        1/16 needs more chunks than an answer has.
        """
        deviations = [each for stretch in self.stretches for each in _deviations(stretch)]
        return sum(deviations) / len(deviations) if deviations else None

    @property
    def widest(self) -> tuple[Chunk, Chunk] | None:
        """The two neighbours of a stretch that are farthest apart; None for lone chunks."""
        neighbours = (pair for stretch in self.stretches for pair in pairwise(stretch))
        return max(neighbours, key=lambda pair: pair[1].t - pair[0].t, default=None)


@dataclass(frozen=True, slots=True)
class Played:
    """The same audio as it is heard."""

    begins_t: Mapping[int, float]
    """When the first sample of each chunk is heard, by the `seq` of its event, unless it is cut before (`cut_t`)."""
    cuts: tuple[tuple[int, float], ...]
    """`seq` and time of each interruption."""
    underruns: tuple[int, ...]
    """`seq` of each chunk that came after the player had run dry."""
    underrun_s: float
    """How long it was dry, all underruns together."""
    longest_underrun_s: float

    def cut_t(self, seq: int) -> float:
        """When the first interruption after a chunk came; infinity when none did."""
        return next((t for cut, t in self.cuts if cut > seq), math.inf)


def arrival_of(trace: Trace, window: TurnWindow) -> Arrival:
    """Returns how the audio of a turn arrived; chunks without a sample are none."""
    stretches: list[list[Chunk]] = [[]]
    timed = True
    for event in _own(trace, window):
        if isinstance(event, _Pause):
            stretches.append([])
        elif isinstance(event, AudioReceived) and event.pcm:
            timed = timed and event.t is not None
            stretches[-1].append(Chunk(event, event.t or 0.0))
    return Arrival(tuple(tuple(stretch) for stretch in stretches if stretch), timed)


def play(trace: Trace, window: TurnWindow, prebuffer_s: float) -> Played:
    """Returns how a turn sounds to somebody who begins each stretch `prebuffer_s` after its first chunk.

    A stall is heard as silence, and playing goes on as soon as the next chunk is there. An interruption drops what was
    not yet played (reference §4.3). The player is empty as the turn begins.
    """
    player = Playback(prebuffer_s=prebuffer_s)
    begins_t: dict[int, float] = {}
    late: list[int] = []
    longest_s = 0.0
    cuts: list[tuple[int, float]] = []
    for event in _own(trace, window):
        if isinstance(event, Interrupted) and event.t is not None:
            player.flush(event.t)
            cuts.append((event.seq, event.t))
        elif isinstance(event, _Pause):
            player.pause()
        elif isinstance(event, AudioReceived) and event.pcm and event.t is not None:
            before, dry_s = player.underruns, player.underrun_s
            seconds = Chunk(event, event.t).seconds
            begins_t[event.seq] = player.feed(event.t, round(seconds * player.rate_hz))
            late += [event.seq] * (player.underruns - before)
            longest_s = max(longest_s, player.underrun_s - dry_s)
    return Played(begins_t, tuple(cuts), tuple(late), player.underrun_s, longest_s)


def _own(trace: Trace, window: TurnWindow) -> Iterator[Event]:
    """The turn's events and, between them, the ends of connections, which are of no turn."""
    return (event for event in trace.events if event.turn == window.index or isinstance(event, Closed))


def _deviations(stretch: Sequence[Chunk]) -> Iterator[float]:
    paced_s = sum(chunk.seconds for chunk in stretch[1:])
    if len(stretch) < 3:
        return
    speed = (stretch[-1].t - stretch[0].t) / paced_s
    for before, chunk in pairwise(stretch):
        yield abs((chunk.t - before.t) - speed * chunk.seconds)
