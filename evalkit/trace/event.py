"""What every event of a trace has in common."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["TraceEvent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceEvent:
    """Something that happened in a session, one small frozen class a kind."""

    seq: int
    """Position in the trace, from 0; scores name their evidence by it."""
    t: float | None
    """Seconds since the first connection opened; None when the recording kept no times."""
    turn: int | None = None
    """The user turn this belongs to; for a server event, the turn it answers. None outside any turn."""
