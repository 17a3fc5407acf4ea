"""What somebody hears who plays the model's audio as it comes: how much of each chunk, and when."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

import numpy as np

from evalkit.media.activity import AUDIBLE_DBFS
from evalkit.media.pcm import frame_levels_dbfs, to_samples
from evalkit.media.playback import Playback
from evalkit.trace.events import AudioReceived, Event, Interrupted

__all__ = ["Piece", "play_out"]

_FRAMES_A_SECOND = 100


@dataclass(frozen=True, slots=True)
class Piece:
    """A chunk as it is heard: from its first sample at `begins_t` up to `ends_t`, where it is over or was cut off.

    Times are those of the trace, in seconds; a chunk that was dropped whole has `ends_t` equal to `begins_t`.
    """

    chunk: AudioReceived
    begins_t: float
    ends_t: float

    @property
    def whole(self) -> Piece:
        """The same chunk as if nothing had cut it off."""
        return replace(self, ends_t=self.begins_t + len(self.chunk.pcm) / 2 / self.chunk.rate_hz)

    def heard_s(self, from_t: float = -math.inf, to_t: float = math.inf) -> float:
        """How much of the chunk is played between two moments, audible or not."""
        return max(0.0, min(self.ends_t, to_t) - max(self.begins_t, from_t))

    def audible_s(self, from_t: float = -math.inf, to_t: float = math.inf) -> float:
        """The part of `heard_s` in which there is something to hear: 10 ms frames of at least -60 dBFS.

        What is left over at the chunk's end is heard where the chunk's last 10 ms are: less than a cycle of a voice has
        no level of its own.
        """
        if not self.heard_s(from_t, to_t):
            return 0.0
        samples, rate_hz = to_samples(self.chunk.pcm), self.chunk.rate_hz
        frame = max(1, rate_hz // _FRAMES_A_SECOND)
        levels = frame_levels_dbfs(samples, frame, centred=True)
        levels[-1:] = frame_levels_dbfs(samples[-frame:], frame, centred=True)
        loud = levels >= AUDIBLE_DBFS
        edges = self.begins_t + np.minimum(np.arange(len(loud) + 1) * frame, len(samples)) / rate_hz
        within = np.clip(edges, max(self.begins_t, from_t), min(self.ends_t, to_t))
        return float(np.diff(within)[loud].sum())


def play_out(events: Iterable[Event], ignored: Collection[int] = ()) -> tuple[Piece, ...]:
    """Returns every chunk of model audio as it is heard, in order, by the playback model of `evalkit.media.playback`.

    One player without a pre-buffer plays the whole session, for a client has one loudspeaker: a chunk is heard as it
    arrives, or after what is still queued. `interrupted` drops what has not been heard (reference §4.3). What has no
    time is left out.

    Args:
        events: of a trace, in order.
        ignored: `seq` of the interruptions at which nothing is dropped, as by a client that does not flush.
    """
    playback = Playback()
    pieces: list[Piece] = []
    for event in events:
        if event.t is None:
            continue
        if isinstance(event, Interrupted) and event.seq not in ignored:
            playback.flush(event.t)
            _cut_off(pieces, event.t)
        elif isinstance(event, AudioReceived) and event.pcm:
            samples = len(event.pcm) // 2 * playback.rate_hz / event.rate_hz
            begins_t = playback.feed(event.t, round(samples))
            pieces.append(Piece(event, begins_t, playback.end_t))
    return tuple(pieces)


def _cut_off(pieces: list[Piece], t: float) -> None:
    """Cuts what would be heard after `t`; pieces follow one another, so the last ones only."""
    for place in range(len(pieces) - 1, -1, -1):
        piece = pieces[place]
        if piece.ends_t <= t:
            return
        pieces[place] = replace(piece, begins_t=min(piece.begins_t, t), ends_t=t)
