"""What a session notes in its recording beside the messages: marks, each with its time and its turn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from evalkit.clock import Stopwatch
from evalkit.recording.model import Item, Mark, MarkName
from evalkit.scenario.model import Turn
from evalkit.transport.base import TimedOpening, Transport

__all__ = ["Marks"]


class Marks:
    """Writes marks into a recording, under the turn that is being played.

    Args:
        sink: takes each mark as it happens.
        clock: the session's.

    Attributes:
        turn: the turn being played; None before the first.
    """

    def __init__(self, sink: Callable[[Item], None], clock: Stopwatch) -> None:
        self._sink, self._clock = sink, clock
        self.turn: Turn | None = None

    def now(self, name: MarkName, **detail: Any) -> None:
        """Marks this moment."""
        self.at(name, self._clock(), detail)

    def at(self, name: str, t: float, detail: Mapping[str, Any]) -> None:
        """Marks a moment of the session's clock that was found out later."""
        self._sink(Mark(t, cast(MarkName, name), self.turn.index if self.turn else None, detail))

    def opened(self, transport: Transport) -> None:
        """Marks that a connection is open, where somebody timed its opening."""
        if isinstance(transport, TimedOpening) and transport.opened_in_s is not None:
            self.now("connected", opened_in_s=transport.opened_in_s)

    def missed(self, turn: Turn) -> None:
        """Marks that what a later turn was to start after never came."""
        self._sink(Mark(self._clock(), "anchor_missed", turn.index, {"after": turn.start.after}))
