"""Which turn each function call was made in, and which calls still wait for an answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from evalkit.trace.events import ToolCalled, ToolResponded

__all__ = ["OpenCalls"]


class _Call(NamedTuple):
    id: str | None
    name: str
    turn: int


class OpenCalls:
    """The function calls of a conversation; one without an id goes by its name."""

    def __init__(self) -> None:
        self._made: list[_Call] = []
        self._open: list[_Call] = []

    def called(self, event: ToolCalled, turn: int) -> None:
        """Takes in a call; an id that is used again means the new one."""
        if event.id is not None:
            self._open = [call for call in self._open if call.id != event.id]
        call = _Call(event.id, event.name, turn)
        self._made.append(call)
        self._open.append(call)

    def responded(self, event: ToolResponded) -> int | None:
        """Takes in an answer; returns the turn of its call, None when there was no such call."""
        call = _of(event, self._open) or _of(event, self._made)
        if call in self._open and not event.will_continue:
            self._open.remove(call)
        return None if call is None else call.turn

    def cancelled(self, ids: Iterable[str]) -> int | None:
        """Takes calls off that the server took back; returns the turn of the first, None when there was none."""
        turns = [turn for id in ids if (turn := self._turn_by_id(id)) is not None]
        self._open = [call for call in self._open if call.id not in set(ids)]
        return turns[0] if turns else None

    def abandoned(self) -> None:
        """Takes the calls off that have no id: on another connection they cannot be answered (reference §4.7)."""
        self._open = [call for call in self._open if call.id is not None]

    def turn_of(self, key: str) -> int | None:
        """Returns the turn of the last call of this id, else of this name; None when there was none."""
        by_id = self._turn_by_id(key)
        return by_id if by_id is not None else next((call.turn for call in reversed(self._made) if call.name == key), None)

    def wait_in(self, turn: int) -> bool:
        """True while a call of this turn waits for its answer."""
        return any(call.turn == turn for call in self._open)

    def _turn_by_id(self, id: str) -> int | None:
        return next((call.turn for call in reversed(self._made) if call.id == id), None)


def _of(event: ToolResponded, calls: list[_Call]) -> _Call | None:
    """The call that is answered: the last of its id, else the first of its name among those without one."""
    if event.id is not None:
        found = next((call for call in reversed(calls) if call.id == event.id), None)
        if found is not None:
            return found
    named = [call for call in calls if call.name == event.name]
    return next((call for call in named if call.id is None or event.id is None), None)
