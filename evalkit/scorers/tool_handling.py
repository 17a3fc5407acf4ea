"""What became of tool calls: cancelled, made again, answered, answered too late."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from evalkit.text.matchers import is_number
from evalkit.trace.events import AnswerHeld, ToolCalled, ToolCancelled, ToolResponded
from evalkit.trace.trace import Trace

__all__ = ["call_key", "cancelled_calls", "effective_calls", "handling", "late_answers", "unanswered_calls"]


def cancelled_calls(trace: Trace) -> Mapping[int, int]:
    """Returns the `seq` of each call that was taken back, and that of the message that did.

    It is the latest call with the id, for an id may be used again. A barge-in's cancellation belongs to the next turn,
    so the whole session is searched.
    """
    latest: dict[str, int] = {}
    gone: dict[int, int] = {}
    for event in trace.events:
        if isinstance(event, ToolCalled) and event.id is not None:
            latest[event.id] = event.seq
        elif isinstance(event, ToolCancelled):
            gone |= {latest[id]: event.seq for id in event.ids if id in latest and latest[id] not in gone}
    return gone


def call_key(call: ToolCalled) -> Hashable:
    """Returns what is equal for calls equal in name and arguments, numbers by value, and for no others."""
    try:
        return call.name, _key(call.args)
    except RecursionError:
        return call.seq  # arguments of such a depth are compared with none


def effective_calls(calls: Sequence[ToolCalled], cancelled: Mapping[int, int]) -> tuple[ToolCalled, ...]:
    """Returns the calls without those that were cancelled and then made again: those count once.

    Args:
        calls: in their order.
        cancelled: as `cancelled_calls` gives it.
    """
    if not any(call.seq in cancelled for call in calls):
        return tuple(calls)
    latest = {call_key(call): call.seq for call in calls}
    return tuple(call for call in calls if latest[call_key(call)] <= cancelled.get(call.seq, math.inf))


def unanswered_calls(trace: Trace, calls: Sequence[ToolCalled]) -> list[ToolCalled]:
    """Returns the calls we sent no response to.

    Without an id (reference §3.4) each response answers the next call of its name.
    """
    responses = [event for event in trace.events if isinstance(event, ToolResponded)]
    without: list[ToolCalled] = []
    for call in calls:
        fits = (
            place
            for place, response in enumerate(responses)
            if response.seq > call.seq and (response.id == call.id if call.id else response.name == call.name)
        )
        found = next(fits, None)
        if found is None:
            without.append(call)
        else:
            del responses[found]
    return without


def late_answers(trace: Trace) -> Mapping[int, str]:
    """Returns the `seq` and id of each answer of ours to a call that had been taken back."""
    gone: set[str] = set()
    late: dict[int, str] = {}
    for event in trace.events:
        match event:
            case ToolCalled(id=str(id)):
                gone.discard(id)
            case ToolCancelled(ids=taken):
                gone.update(taken)
            case ToolResponded(id=str(id), seq=seq) if id in gone:
                late[seq] = id
    return late


def handling(trace: Trace, calls: Sequence[ToolCalled]) -> Mapping[str, list[str]]:
    """Returns calls that deserve a look, by id: used twice, answer held (by name without one), answered too late."""
    ids = [call.id for call in calls if call.id is not None]
    held = {id for event in trace.events if isinstance(event, AnswerHeld) for id in event.ids}
    return {
        "duplicate_ids": sorted({id for id in ids if ids.count(id) > 1}),
        "held": [key for key in dict.fromkeys(call.id or call.name for call in calls) if key in held],
        "answered_after_cancellation": [id for id in late_answers(trace).values() if id in ids],
    }


def _key(value: Any) -> Hashable:
    if isinstance(value, Mapping):
        return "object", frozenset((name, _key(one)) for name, one in value.items())
    if isinstance(value, list | tuple):
        return "array", tuple(map(_key, value))
    if is_number(value):
        return "number", value
    return type(value), value
