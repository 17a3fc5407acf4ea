"""Faults of tool calls: how they are put, and what becomes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import orjson

from evalkit.mock.faults.scene import Scene, Spoil, Steps, before_first, content
from evalkit.scenario.script import Call, Cancel, Complete, Raw, Step

__all__ = ["CALL_FAULTS"]

_BETWEEN_CALLS_MS = 50.0


def _sequential_calls(steps: Steps, scene: Scene) -> Steps:
    found: list[Step] = []
    for step in steps:
        if isinstance(step, Call):
            *earlier, last = step.calls
            pauses_ms = (step.after_ms, *(_BETWEEN_CALLS_MS for _ in earlier))
            found += [Call((call,), ms, wait=False) for call, ms in zip(earlier, pauses_ms, strict=False)]
            found.append(Call((last,), pauses_ms[-1], wait=step.wait))
        else:
            found.append(step)
    return tuple(found)


def _call_with_code(steps: Steps, scene: Scene) -> Steps:
    found: list[Step] = []
    for step in steps:
        if isinstance(step, Call):
            code = "\n".join(f"default_api.{name}({_arguments(args)})" for name, args in step.calls)
            part = {"executableCode": {"language": "PYTHON", "code": code}}
            found.append(Raw(content(modelTurn={"parts": [part]}), step.after_ms))
            step = replace(step, after_ms=0.0)
        found.append(step)
    return tuple(found)


def _arguments(args: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={orjson.dumps(value).decode()}" for name, value in args.items())


def _cancelled_call(steps: Steps, scene: Scene) -> Steps:
    for number, step in enumerate(steps):
        if isinstance(step, Call):
            return (*steps[:number], replace(step, wait=False), Cancel(200.0), Complete())
    return steps


def _empty_call(steps: Steps, scene: Scene) -> Steps:
    return before_first(steps, Raw({"toolCall": {"functionCalls": []}}))


CALL_FAULTS: Mapping[str, Spoil] = {
    "cancelled-call": _cancelled_call,
    "sequential-calls": _sequential_calls,
    "call-with-code": _call_with_code,
    "empty-call": _empty_call,
}
"""In the order in which they are applied."""
