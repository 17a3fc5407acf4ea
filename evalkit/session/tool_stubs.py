"""Answers tool calls from the scenario's stubs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from evalkit.protocol.messages import FunctionCall, FunctionResponse
from evalkit.scenario.model import ToolAnswer, ToolStub
from evalkit.scenario.setup_check import field_of
from evalkit.text.matching import differences

__all__ = ["StubbedAnswer", "answer_call", "declared_behavior"]

_LONGEST_ARGS = 120
"""Characters of a call's arguments in a text for people."""


@dataclass(frozen=True, slots=True)
class StubbedAnswer:
    """What a tool answers to one call."""

    response: FunctionResponse
    after_ms: float = 0.0
    """How long the tool takes."""
    problem: str = ""
    """Why the scenario has no answer to the call, which the response then says too; empty when it has one."""


def answer_call(stubs: Sequence[ToolStub], call: FunctionCall) -> StubbedAnswer:
    """Returns the first answer whose conditions the call meets, with the scheduling it asks for.

    A tool without a stub, or a call no answer is for, gets an error that says so, as a real tool would: a model that
    calls the wrong tool must hear of it rather than wait for ever (reference §4.4, "unanswered blocking call").
    """
    stub = next((stub for stub in stubs if stub.name == call.name), None)
    if stub is None:
        return _unfitted(call, f"the tool {call.name!r} is not available")
    answer = next((answer for answer in stub.answers if _applies(answer, call)), None)
    if answer is None:
        return _unfitted(call, f"no answer of {call.name!r} is for these arguments")
    returned = dict(answer.returns) if answer.error is None else {"error": answer.error}
    response = FunctionResponse(id=call.id, name=call.name, response=returned, scheduling=answer.scheduling)
    return StubbedAnswer(response, answer.after_ms)


def declared_behavior(setup: Mapping[str, Any], name: str) -> str | None:
    """Returns the `behavior` a setup declares for a function, in upper case; None when it declares none."""
    for tool in _listed(field_of(setup, "tools")):
        for function in _listed(field_of(tool, "functionDeclarations")):
            behavior = field_of(function, "behavior")
            if field_of(function, "name") == name and isinstance(behavior, str):
                return behavior.upper()
    return None


def _applies(answer: ToolAnswer, call: FunctionCall) -> bool:
    return not differences(answer.when, call.args, others=True)


def _unfitted(call: FunctionCall, problem: str) -> StubbedAnswer:
    args = orjson.dumps(dict(call.args)).decode()
    shown = args if len(args) <= _LONGEST_ARGS else f"{args[: _LONGEST_ARGS - 1]}…"
    response = FunctionResponse(id=call.id, name=call.name, response={"error": problem})
    return StubbedAnswer(response, problem=f"{problem}: {shown}" if call.args else problem)


def _listed(value: Any) -> Sequence[Any]:
    """A repeated field's values; the API takes a single one without its brackets."""
    return value if isinstance(value, list | tuple) else () if value is None else (value,)
