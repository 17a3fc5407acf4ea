"""The two lanes of audio: each chunk as it crossed the wire, and as it was spoken or would be heard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

from evalkit.recording.lanes import lane_file
from evalkit.recording.model import LANE_RATE_HZ
from evalkit.recording.model import Lane as LaneName
from evalkit.scorers.playout import Piece
from evalkit.timeline.model import Lane, Stretches
from evalkit.timeline.moment import moment, moments
from evalkit.timeline.peaks import PEAKS_PER_S, peaks
from evalkit.trace.events import AudioReceived, AudioSent

__all__ = ["model_lane", "user_lane"]

_PACE_S = 0.04
"""How far a chunk's time may be off real time before a page shows a gap or a jump: two chunks of a microphone."""

_Placed: TypeAlias = tuple[float, float, float]
"""When a piece begins, where in its lane's file, and how long it is, in seconds."""


def user_lane(chunks: Sequence[AudioSent], folder: Path | None) -> Lane | None:
    """The user's audio; None when there is none in the lane.

    A chunk leaves when its last sample has been spoken, so it was spoken before its time. Chunks that follow each other
    at the pace of speech are one stretch.
    """
    kept = [chunk for chunk in chunks if chunk.rate_hz == LANE_RATE_HZ["user"] and chunk.pcm]
    spoken = [((chunk.t or 0.0) - _seconds(chunk), chunk.offset / chunk.rate_hz, _seconds(chunk)) for chunk in kept]
    return _lane("user", kept, spoken, folder)


def model_lane(chunks: Sequence[AudioReceived], heard: Iterable[Piece], folder: Path | None) -> Lane | None:
    """The model's audio; None when there is none in the lane.

    Args:
        chunks: as they arrived.
        heard: how a client plays them (`evalkit.scorers.playout.play_out`); what was dropped unheard is not played.
        folder: the recording's.
    """
    kept = [chunk for chunk in chunks if chunk.rate_hz == LANE_RATE_HZ["model"] and chunk.pcm]
    own = {chunk.seq for chunk in kept}
    pieces = (piece for piece in heard if piece.chunk.seq in own and piece.ends_t > piece.begins_t)
    placed = [(p.begins_t, p.chunk.offset / p.chunk.rate_hz, p.ends_t - p.begins_t) for p in pieces]
    return _lane("model", kept, placed, folder)


def _lane(
    name: LaneName, kept: Sequence[AudioSent | AudioReceived], played: Iterable[_Placed], folder: Path | None
) -> Lane | None:
    if not kept:
        return None
    rate_hz = LANE_RATE_HZ[name]
    crossed = ((chunk.t or 0.0, chunk.offset / rate_hz, _seconds(chunk)) for chunk in kept)
    return Lane(
        file=_file(name, folder),
        rate_hz=rate_hz,
        length_s=moment((kept[-1].offset + len(kept[-1].pcm) // 2) / rate_hz),
        peaks_per_s=PEAKS_PER_S,
        peaks=peaks(_joined(kept), rate_hz),
        chunks=_columns(crossed),
        played=_columns(_in_one(played)),
    )


def _joined(kept: Sequence[AudioSent | AudioReceived]) -> bytes:
    """The lane from its first sample, half samples padded as in its file."""
    return b"".join(chunk.pcm for chunk in kept)


def _in_one(pieces: Iterable[_Placed]) -> Iterable[_Placed]:
    """Pieces that follow each other in the file and on the clock, joined."""
    open_: _Placed | None = None
    for t, offset_s, length_s in pieces:
        if open_ is not None and _goes_on(open_, t, offset_s):
            open_ = (open_[0], open_[1], offset_s + length_s - open_[1])
            continue
        if open_ is not None:
            yield open_
        open_ = (t, offset_s, length_s)
    if open_ is not None:
        yield open_


def _goes_on(before: _Placed, t: float, offset_s: float) -> bool:
    begun_t, begun_s, length_s = before
    follows = abs(begun_s + length_s - offset_s) < 1e-6
    return follows and abs((t - begun_t) - (offset_s - begun_s)) < _PACE_S


def _columns(pieces: Iterable[_Placed]) -> Stretches:
    rows = list(pieces)
    return Stretches(
        t=moments(t for t, _, _ in rows),
        offset_s=moments(offset_s for _, offset_s, _ in rows),
        length_s=moments(length_s for _, _, length_s in rows),
    )


def _seconds(chunk: AudioSent | AudioReceived) -> float:
    return len(chunk.pcm) / 2 / chunk.rate_hz


def _file(name: LaneName, folder: Path | None) -> str:
    """The lane's file; of a recording that was killed it is PCM, which no browser plays, and is told as it is."""
    found = None if folder is None else lane_file(folder, name)
    return f"{name}.flac" if found is None else found.name
