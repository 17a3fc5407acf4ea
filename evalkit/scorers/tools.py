"""Did the model call the right tools, with the right arguments, and no others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evalkit.scorers.base import Score, Scorer
from evalkit.scorers.limits import refuse_unknown
from evalkit.scorers.session_setup import declared_tools
from evalkit.scorers.tool_expectation import Expectation, ExpectedCall, read_expectation
from evalkit.scorers.tool_matching import Pair, pair_any, pair_in_order
from evalkit.text.matchers import literal_mismatch, shown
from evalkit.trace.events import AnswerHeld, ToolCalled, ToolCancelled, ToolResponded
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["tools"]

_VERSION = 1


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Positions in the expected and in the actual calls."""

    expectation: Expectation
    actual: tuple[ToolCalled, ...]
    pairs: tuple[Pair, ...]
    in_order: bool
    undeclared: frozenset[int]
    repeated: frozenset[int]

    @property
    def missing(self) -> list[ExpectedCall]:
        paired = {pair.expected for pair in self.pairs}
        return [call for i, call in enumerate(self.expectation.calls) if i not in paired and not call.optional]

    @property
    def unexpected(self) -> list[int]:
        paired = {pair.actual for pair in self.pairs}
        return [place for place in range(len(self.actual)) if place not in paired]

    @property
    def complaints(self) -> list[str]:
        """What is wrong, in words; empty when the calls are as expected."""
        calls = self.expectation.calls
        found = [
            f"{calls[pair.expected].name}: {name}: {text}"
            for pair in self.pairs
            for name, text in pair.differences.items()
        ]
        found += [f"{call.name} was not called" for call in self.missing]
        found += [text for place in self.unexpected if (text := self._complaint(place))]
        return found if self.in_order or found else ["the calls came in another order"]

    def _complaint(self, place: int) -> str:
        call = f"{self.actual[place].name}({shown(self.actual[place].args)})"
        if place in self.undeclared:
            return f"{call} is no declared function"
        if self.expectation.allow_extra:
            return ""
        return f"{call} was called again" if place in self.repeated else f"{call} was not expected"


def tools(calls: Any = None, order: Any = "any", allow_extra: Any = False, none: Any = False, **unknown: Any) -> Scorer:
    """Compares the calls of a turn, or of the whole session, with those expected.

    Expected and actual calls are paired one to one at the least cost. `tools_ok` passes when every required call was
    made with the arguments expected and no other call was made. `tool_recall` is the share of required calls that were
    made and `tool_precision` the share of the calls made that were expected, both by name; `argument_accuracy` is the
    share of arguments as expected over all pairs.

    A call that was cancelled and made again counts once. What the session itself did (answers held until the server
    takes them, or sent after a cancellation) is told in the detail and judges no model, as is an id used twice.

    Args:
        calls: a list of `{name, args, optional, times}`; `[]` when none may be made. Without `args` any arguments will
            do; with them an argument not named is a mismatch, as in BFCL, unless `args` holds `"*": any`.
        order: `any`, or `strict` when the calls must come in the order of the list.
        allow_extra: True lets other calls pass, but never one of a function the setup does not declare.
        none: True is `calls: []`.
        **unknown: refused.

    Raises:
        UsageError: an argument is unknown or not valid.
    """
    refuse_unknown("tools", unknown, ("calls", "order", "allow_extra", "none"))
    expectation = read_expectation(calls, order, allow_extra, none)

    def score(trace: Trace, window: TurnWindow) -> tuple[Score, ...]:
        cancelled = _cancelled(trace)
        actual = _effective(window.of(ToolCalled), cancelled)
        comparison = _compare(trace, expectation, actual)
        detail = _detail(trace, window, comparison, cancelled)
        return _scores(window, comparison, detail)

    return score


def _cancelled(trace: Trace) -> frozenset[int]:
    """The `seq` of each call that was taken back: the latest with the id, for an id may be used again."""
    # A barge-in's cancellation belongs to the next turn, so the whole session is searched.
    latest: dict[str, int] = {}
    gone: set[int] = set()
    for event in trace.events:
        if isinstance(event, ToolCalled) and event.id is not None:
            latest[event.id] = event.seq
        elif isinstance(event, ToolCancelled):
            gone |= {latest[id] for id in event.ids if id in latest}
    return frozenset(gone)


def _same_call(one: ToolCalled, other: ToolCalled) -> bool:
    return one.name == other.name and literal_mismatch(one.args, other.args) is None


def _effective(calls: Sequence[ToolCalled], cancelled: frozenset[int]) -> tuple[ToolCalled, ...]:
    """The calls without those that were cancelled and then made again: those count once."""
    return tuple(
        call
        for place, call in enumerate(calls)
        if call.seq not in cancelled or not any(_same_call(call, later) for later in calls[place + 1 :])
    )


def _compare(trace: Trace, expectation: Expectation, actual: tuple[ToolCalled, ...]) -> _Comparison:
    declared = declared_tools(trace)
    undeclared = frozenset(i for i, call in enumerate(actual) if declared is not None and call.name not in declared)
    repeated = frozenset(
        place for place, call in enumerate(actual) if any(_same_call(call, earlier) for earlier in actual[:place])
    )

    def comparison(pairs: Sequence[Pair], in_order: bool) -> _Comparison:
        return _Comparison(expectation, actual, tuple(pairs), in_order, undeclared, repeated)

    if expectation.strict:
        ordered = pair_in_order(expectation.calls, actual, extras=expectation.allow_extra)
        if not comparison(ordered, True).complaints:
            return comparison(ordered, True)
    pairs = sorted(pair_any(expectation.calls, actual, extras=expectation.allow_extra), key=lambda pair: pair.expected)
    places = [pair.actual for pair in pairs]
    return comparison(pairs, not expectation.strict or places == sorted(places))


def _detail(trace: Trace, window: TurnWindow, comparison: _Comparison, cancelled: frozenset[int]) -> Mapping[str, Any]:
    calls, actual = comparison.expectation.calls, comparison.actual
    made = window.of(ToolCalled)
    unexpected = comparison.unexpected
    return {
        "pairs": [
            {
                "expected": _expected_json(calls[pair.expected]),
                "actual": _call_json(actual[pair.actual]),
                "differences": dict(pair.differences),
            }
            for pair in comparison.pairs
        ],
        "missing": [_expected_json(call) for call in comparison.missing],
        "unexpected": [_call_json(actual[place]) for place in unexpected if place not in comparison.undeclared],
        "hallucinated": [_call_json(actual[place]) for place in sorted(comparison.undeclared)],
        "repeated": [_call_json(actual[place]) for place in sorted(comparison.repeated)],
        "cancelled": [_call_json(call) for call in made if call.seq in cancelled],
        "unanswered": [
            _call_json(call) for call in _unanswered(trace, [call for call in made if call.seq not in cancelled])
        ],
        **_handling(trace, made),
        "in_order": comparison.in_order,
    }


def _handling(trace: Trace, calls: Sequence[ToolCalled]) -> Mapping[str, list[str]]:
    """Calls that deserve a look, by id: used twice, answer held (by name without one), answered after cancellation."""
    ids = [call.id for call in calls if call.id is not None]
    held = {id for event in trace.events if isinstance(event, AnswerHeld) for id in event.ids}
    gone: set[str] = set()
    late: list[str] = []
    for event in trace.events:
        match event:
            case ToolCalled(id=str(id)):
                gone.discard(id)
            case ToolCancelled(ids=taken):
                gone.update(taken)
            case ToolResponded(id=str(id)) if id in gone and id in ids:
                late.append(id)
    return {
        "duplicate_ids": sorted({id for id in ids if ids.count(id) > 1}),
        "held": [key for key in dict.fromkeys(call.id or call.name for call in calls) if key in held],
        "answered_after_cancellation": late,
    }


def _unanswered(trace: Trace, calls: Sequence[ToolCalled]) -> list[ToolCalled]:
    """The calls we sent no response to; without an id (reference §3.4) each response answers the next of its name."""
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


def _scores(window: TurnWindow, comparison: _Comparison, detail: Mapping[str, Any]) -> tuple[Score, ...]:
    calls, pairs = comparison.expectation.calls, comparison.pairs
    required = sum(not call.optional for call in calls)
    met = sum(not calls[pair.expected].optional for pair in pairs)
    compared = sum(pair.compared for pair in pairs)
    wrong = sum(len(pair.differences) for pair in pairs)
    evidence = tuple(call.seq for call in window.of(ToolCalled))
    complaints = comparison.complaints
    verdict = Score(
        scorer="tools",
        metric="tools_ok",
        version=_VERSION,
        turn=window.index,
        value=0.0 if complaints else 1.0,
        better="higher",
        passed=not complaints,
        expected=comparison.expectation.words,
        explanation="; ".join(complaints),
        evidence=evidence,
        detail=detail,
    )
    return (
        verdict,
        _share(verdict, "tool_recall", met, required, "no call is required"),
        _share(verdict, "tool_precision", len(pairs), len(comparison.actual), "no call was made"),
        _share(verdict, "argument_accuracy", compared - wrong, compared, "no argument was compared"),
    )


def _share(verdict: Score, metric: str, part: int, whole: int, reason: str) -> Score:
    return Score(
        scorer="tools",
        metric=metric,
        version=_VERSION,
        turn=verdict.turn,
        value=part / whole if whole else None,
        better="higher",
        explanation=f"{part} of {whole}" if whole else reason,
        evidence=verdict.evidence,
        detail={"part": part, "whole": whole},
    )


def _expected_json(call: ExpectedCall) -> dict[str, Any]:
    return {"name": call.name, "args": None if call.args is None else dict(call.args), "optional": call.optional}


def _call_json(call: ToolCalled) -> dict[str, Any]:
    return {"name": call.name, "args": dict(call.args), "id": call.id, "seq": call.seq}
