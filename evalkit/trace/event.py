"""What every event of a trace has in common."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Self

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
    item: int = field(default=-1, compare=False, repr=False)
    """Position of the recording's item it was read from; -1 when there is none."""

    def settled(self, **values: Any) -> Self:
        """Gives an event what only its trace knows (its number, its turn), in place, and returns it.

        For whoever builds the trace and nobody else: until then the event is nobody's, and a session has so many that
        copying them costs more than reading them.
        """
        for name, value in values.items():
            object.__setattr__(self, name, value)
        return self
