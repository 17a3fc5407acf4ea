"""A recording: what crossed the transport, when, and what the session marked on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias

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

FORMAT = 1
"""Format number of `events.jsonl`; a reader refuses any other by name."""

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


@dataclass(frozen=True, slots=True)
class Entry:
    """One WebSocket message; `t` in seconds since the connection opened, None when unknown."""

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
    """How the connection ended; `by` is "local", "remote", or "lost" when there was no close frame."""

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
        """How the connection ended, or None when the recording was cut off."""
        return next((item for item in reversed(self.items) if isinstance(item, Close)), None)
