"""Which turn each function call was made in, and in which turns calls still wait for an answer."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable

from evalkit.protocol.signs import Called, Responded

__all__ = ["OpenCalls"]


class OpenCalls:
    """The function calls of a conversation; one without an id goes by its name."""

    def __init__(self) -> None:
        self._by_id: dict[str, int] = {}
        """The turn of the last call of each id, open or not."""
        self._by_name: dict[str, int] = {}
        self._open: dict[str, tuple[str, int]] = {}
        """Name and turn of each open call with an id."""
        self._nameless: defaultdict[str, deque[int]] = defaultdict(deque)
        """The turns of the open calls without an id, by name, oldest first."""
        self._waiting: Counter[int] = Counter()

    def called(self, sign: Called, turn: int) -> None:
        """Takes in a call; an id that is used again means the new one."""
        self._by_name[sign.name] = turn
        self._waiting[turn] += 1
        if sign.id is None:
            self._nameless[sign.name].append(turn)
            return
        self._close(sign.id)
        self._by_id[sign.id] = turn
        self._open[sign.id] = sign.name, turn

    def responded(self, sign: Responded) -> int | None:
        """Takes in an answer; returns the turn of its call, None when there was no such call."""
        turn = self.turn_of(sign.id, sign.name)
        if sign.more:
            return turn
        if sign.id in self._open:
            self._close(sign.id)
        elif self._nameless[sign.name]:
            self._waiting[self._nameless[sign.name].popleft()] -= 1
        elif sign.id is None:
            self._close(next((id for id, (name, _) in self._open.items() if name == sign.name), None))
        return turn

    def cancelled(self, ids: Iterable[str]) -> int | None:
        """Takes off calls that the server took back; returns the turn of the first, None when there was none."""
        known = [id for id in ids if id in self._by_id]
        for id in known:
            self._close(id)
        return self._by_id[known[0]] if known else None

    def abandoned(self) -> None:
        """Takes off the calls without an id: on another connection they cannot be answered (reference §4.7)."""
        for turns in self._nameless.values():
            self._waiting.subtract(turns)
        self._nameless.clear()

    def turn_of(self, id: str | None, name: str) -> int | None:
        """Returns the turn of the last call of this id, else of this name; None when there was none."""
        by_name = self._by_name.get(name)
        return by_name if id is None else self._by_id.get(id, by_name)

    def wait_in(self, turn: int) -> bool:
        """True while a call of this turn waits for its answer."""
        return self._waiting[turn] > 0

    def _close(self, id: str | None) -> None:
        if id in self._open:
            _, turn = self._open.pop(id)
            self._waiting[turn] -= 1
