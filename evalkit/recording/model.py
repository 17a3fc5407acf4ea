"""A recording: what crossed the transport, when, and what the session marked on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias

from evalkit.recording.annotation import Annotation

__all__ = [
    "FORMAT",
    "LANE_RATE_HZ",
    "Close",
    "Data",
    "Direction",
    "Entry",
    "Header",
    "Item",
    "Lane",
    "Mark",
    "MarkName",
    "Provenance",
    "Recording",
]

FORMAT = 2
"""Format number of `events.jsonl` as it is written. A reader takes older ones and refuses any other by name.

Format 2 keeps pictures below `frames/` and may hold several connections; a reader of format 1 would take the marker of
a frame for the picture itself, and the first connection's close for the end.
"""

Data: TypeAlias = str | bytes
"""One WebSocket message as it travels: `str` for a text frame, `bytes` for a binary frame."""

Direction = Literal["sent", "received"]
"""Seen from the client."""

Lane = Literal["user", "model"]
LANE_RATE_HZ: Mapping[Lane, int] = {"user": 16_000, "model": 24_000}
"""Sample rate of each lane; a chunk of another rate stays inside its message."""

Provenance = Literal["recorded", "imported", "synthetic"]
"""`recorded` from a real endpoint, `imported` from another recorder's file, `synthetic` when a script made it up."""

MarkName = Literal[
    "turn_started",
    "speech_started",
    "speech_ended",
    "input_ended",
    "anchor_missed",
    "turn_finished",
    "stalled",
    "call_answer_held",
    "connected",
    "reconnecting",
    "reconnected",
    "session_failed",
]


@dataclass(frozen=True, slots=True)
class Header:
    """The first line of `events.jsonl`."""

    scenario_id: str
    scenario: Mapping[str, Any]
    """The scenario's own document, without its `mock` section: the attempt's folder stands alone."""
    attempt: int
    endpoint: str
    model: str
    provenance: Provenance
    run_id: str = ""
    started_at: str = ""
    """Wall clock, ISO 8601 in UTC; a label, never used to measure."""
    timed: bool = True
    """False when the source kept no times; then every `t` is None."""
    source: str = ""
    """What an importer read."""
    evalkit: str = ""
    """Version that wrote the recording."""
    format: int = FORMAT
    """As it was read; whatever is written is of the newest format."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One WebSocket message; `t` in seconds since the first connection opened, None when unknown."""

    t: float | None
    direction: Direction
    data: Data


@dataclass(frozen=True, slots=True)
class Mark:
    """Something the session knew and the wire does not say; `turn` counts from 0."""

    t: float | None
    name: MarkName
    turn: int | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Close:
    """How a connection ended; `by` is "local", "remote", or "lost" when there was no close frame.

    It may stand in the middle: a session that is resumed goes on after it with the marks `reconnecting` (`reason`) and
    `reconnected` (`connection`, counted from 1, and `resumed`) and the entries of the next connection, on one clock.
    The mark `connected` (`opened_in_s`) stands before the entries of a connection whose opening was timed.
    """

    t: float | None
    code: int
    reason: str
    by: Literal["local", "remote", "lost"]


Item: TypeAlias = Entry | Mark | Close


@dataclass(frozen=True, slots=True)
class Recording:
    """One attempt as it was stored."""

    header: Header
    items: tuple[Item, ...]
    torn: str = ""
    """What a reader had to drop at the end of an unfinished file, in words; empty for a whole one."""
    folder: Path | None = None
    frames: Mapping[str, str] = field(default_factory=dict, compare=False)
    """File of each picture, such as `frames/0001.jpg`, relative to `folder`, by the picture's `frame_digest`."""
    annotations: tuple[Annotation, ...] = field(default=(), compare=False)
    """What was said about it afterwards; whoever reads a folder adds them (`evalkit.recording.annotation_file`)."""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The wire messages, in file order."""
        return tuple(item for item in self.items if isinstance(item, Entry))

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The session's marks, in file order."""
        return tuple(item for item in self.items if isinstance(item, Mark))

    @property
    def close(self) -> Close | None:
        """How the last connection ended; None when the recording was cut off before it did, or between two of them.

        A session that could not be resumed ended as its last connection did: the mark `session_failed` says so.
        """
        ended: Close | None = None
        between = False
        for item in self.items:
            if isinstance(item, Close):
                ended = item
            elif isinstance(item, Mark) and item.name == "reconnecting":
                between = True
            elif isinstance(item, Mark) and item.name == "reconnected":
                ended, between = None, False
            elif isinstance(item, Mark) and item.name == "session_failed":
                between = False
        return None if between else ended
