"""The function calls of a session: which wait for an answer, and which must not be answered any more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from evalkit.errors import ProtocolError
from evalkit.protocol.messages import FunctionCall, FunctionResponse

__all__ = ["ToolCalls"]


@dataclass(frozen=True, slots=True)
class ToolCalls:
    """All the calls so far; every method returns the calls as they are afterwards.

    Calls without ids (Vertex in 2025, reference §3.4) are told apart by name and order only.
    """

    pending: tuple[FunctionCall, ...] = ()
    cancelled: tuple[FunctionCall, ...] = ()
    answered: tuple[FunctionCall, ...] = ()

    def called(self, calls: Iterable[FunctionCall]) -> ToolCalls:
        """Adds calls; an id used before now means the new call."""
        new = tuple(calls)
        ids = {call.id for call in new if call.id is not None}
        pending, cancelled = _without(self.pending, ids), _without(self.cancelled, ids)
        return replace(self, pending=pending + new, cancelled=cancelled)

    def taken_back(self, ids: Iterable[str]) -> ToolCalls:
        """Cancels the pending calls with these ids; ids of no pending call change nothing (reference §4.4)."""
        gone = set(ids)
        cancelled = tuple(call for call in self.pending if call.id in gone)
        return replace(self, pending=_without(self.pending, gone), cancelled=self.cancelled + cancelled)

    def answered_by(self, response: FunctionResponse, where: str, *, inherited: bool) -> ToolCalls:
        """Checks one answer and takes its call off the pending ones, unless the answer says that more will follow.

        Args:
            response: the answer.
            where: its dotted path, for the error.
            inherited: True when calls of an earlier connection may be pending, so that an unknown id may be right
                (reference §4.7: a pending call survives resumption).

        Raises:
            ProtocolError: when no call waits for this answer.
        """
        call = self._with_id(response.id) if response.id is not None else self._without_id(response.name)
        if call is None and response.id is not None and self._may_be_inherited(response.id, inherited):
            return self
        if call is None:
            raise ProtocolError(self._refusal(response), f"{where}.id")
        if response.will_continue:
            return self
        pending = tuple(other for other in self.pending if other is not call)
        return replace(self, pending=pending, answered=(*self.answered, call))

    def _with_id(self, id: str) -> FunctionCall | None:
        return next((call for call in self.pending if call.id == id), None)

    def _without_id(self, name: str) -> FunctionCall | None:
        return next((call for call in self.pending if call.id is None and name in ("", call.name)), None)

    def _may_be_inherited(self, id: str, inherited: bool) -> bool:
        return inherited and all(call.id != id for call in self.cancelled + self.answered)

    def _refusal(self, response: FunctionResponse) -> str:
        if response.id is None:
            return f"expected the id of a pending call, found none, and no call of {response.name!r} waits without one"
        if any(call.id == response.id for call in self.cancelled):
            return f"expected the id of a pending call, found {response.id!r}, which the server has cancelled"
        if any(call.id == response.id for call in self.answered):
            return f"expected the id of a pending call, found {response.id!r}, which is already answered"
        return f"expected the id of a pending call, found {response.id!r}, which was never called"


def _without(calls: tuple[FunctionCall, ...], ids: set[str]) -> tuple[FunctionCall, ...]:
    return tuple(call for call in calls if call.id is None or call.id not in ids)
