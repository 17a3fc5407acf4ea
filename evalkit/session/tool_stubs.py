"""Answers tool calls from the scenario's stubs."""

from __future__ import annotations

from collections.abc import Sequence

from evalkit.protocol.messages import FunctionCall, FunctionResponse
from evalkit.scenario.model import ToolAnswer, ToolStub
from evalkit.text.matching import differences

__all__ = ["StubbedAnswer", "answer_call", "still_waiting"]

StubbedAnswer = tuple[FunctionResponse, float]
"""A response and how many milliseconds the tool takes."""


def answer_call(stubs: Sequence[ToolStub], call: FunctionCall) -> StubbedAnswer:
    """Returns the first answer whose conditions the call meets.

    A tool without a stub, or a call no answer is for, gets an error that says so, as a real tool would: a model that
    calls the wrong tool must hear of it rather than wait for ever (reference §4.4, "unanswered blocking call").
    """
    stub = next((stub for stub in stubs if stub.name == call.name), None)
    if stub is None:
        return _error(call, f"the tool {call.name!r} is not available"), 0.0
    for answer in stub.answers:
        if _applies(answer, call):
            if answer.error is not None:
                return _error(call, answer.error), answer.after_ms
            return FunctionResponse(id=call.id, name=call.name, response=dict(answer.returns)), answer.after_ms
    return _error(call, f"no answer of {call.name!r} is for these arguments"), 0.0


def still_waiting(calls: Sequence[FunctionCall], pending: Sequence[FunctionCall]) -> tuple[FunctionCall, ...]:
    """Returns the calls that may still be answered: not cancelled, and not replaced by a newer call of the same id.

    Args:
        calls: the very objects that were received.
        pending: the connection's pending calls. Calls without ids are told apart by name only (reference §3.4), so
            any pending one of the name will do.
    """
    unnamed = {other.name for other in pending if other.id is None}
    return tuple(
        call for call in calls if (call.name in unnamed if call.id is None else any(call is other for other in pending))
    )


def _applies(answer: ToolAnswer, call: FunctionCall) -> bool:
    return not differences(answer.when, call.args, others=True)


def _error(call: FunctionCall, text: str) -> FunctionResponse:
    return FunctionResponse(id=call.id, name=call.name, response={"error": text})
