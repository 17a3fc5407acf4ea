"""Answers tool calls from the scenario's stubs."""

from __future__ import annotations

from collections.abc import Sequence

from evalkit.protocol.messages import FunctionCall, FunctionResponse
from evalkit.scenario.model import ToolAnswer, ToolStub
from evalkit.text.matching import differences

__all__ = ["StubbedAnswer", "answer_call"]

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


def _applies(answer: ToolAnswer, call: FunctionCall) -> bool:
    return not differences(answer.when, call.args, others=True)


def _error(call: FunctionCall, text: str) -> FunctionResponse:
    return FunctionResponse(id=call.id, name=call.name, response={"error": text})
