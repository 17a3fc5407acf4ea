"""The calls of a window beside those expected: which pair, which are missing, and what is wrong with the others."""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evalkit.scorers.tool_expectation import Expectation, ExpectedCall
from evalkit.scorers.tool_handling import call_key, cancelled_calls, effective_calls, handling, unanswered_calls
from evalkit.scorers.tool_matching import Pair, pair_any, pair_in_order
from evalkit.scorers.tool_schema import argument_faults, declared_functions
from evalkit.text.matchers import shown
from evalkit.trace.events import ToolCalled, ToolResponded
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["Comparison", "call_json", "compare_calls"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Positions count in the expected and in the actual calls; `actual` holds a call made again once."""

    expectation: Expectation
    actual: tuple[ToolCalled, ...]
    pairs: tuple[Pair, ...]
    disorder: str
    """How the order differs from the one asked for; empty when it does not."""
    declares: bool
    """True when it is known which functions the session declares."""
    undeclared: frozenset[int]
    repeated: frozenset[int]
    """Calls equal to an earlier one."""
    duplicates: tuple[int, ...]
    """Calls equal to others, beyond the first or beyond as many as are expected."""
    after_cancellation: tuple[int, ...]
    """Calls that nobody expects, equal to one that was taken back before."""
    faults: tuple[str, ...]
    """Arguments that break the declaration of their function, in words."""

    @property
    def missing(self) -> list[ExpectedCall]:
        """The required calls that were not made."""
        paired = {pair.expected for pair in self.pairs}
        return [call for i, call in enumerate(self.expectation.calls) if i not in paired and not call.optional]

    @property
    def unexpected(self) -> list[int]:
        """The calls paired with no expected one."""
        return _unpaired(self.actual, self.pairs)

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
        return found or [self.disorder] * bool(self.disorder)

    def texts(self, places: Sequence[int]) -> str:
        """These calls in words."""
        return ", ".join(f"{self.actual[place].name}({shown(self.actual[place].args)})" for place in places)

    def _complaint(self, place: int) -> str:
        call = self.texts([place])
        if place in self.undeclared:
            return f"{call} is no declared function"
        if self.expectation.allow_extra:
            return ""
        return f"{call} was called again" if place in self.repeated else f"{call} was not expected"

    def detail(self, trace: Trace, window: TurnWindow) -> Mapping[str, Any]:
        """All calls as JSON, by what is to be said of them."""
        cancelled, made = cancelled_calls(trace), window.of(ToolCalled)
        waiting = unanswered_calls(trace, [call for call in made if call.seq not in cancelled])
        return {
            "pairs": [self._pair_json(pair) for pair in self.pairs],
            "missing": [_expected_json(call) for call in self.missing],
            "unexpected": self._json(place for place in self.unexpected if place not in self.undeclared),
            "hallucinated": self._json(sorted(self.undeclared)),
            "repeated": self._json(sorted(self.repeated)),
            "cancelled": [call_json(call) for call in made if call.seq in cancelled],
            "unanswered": [call_json(call) for call in waiting],
            **handling(trace, made),
            "in_order": not self.disorder,
        }

    def _pair_json(self, pair: Pair) -> dict[str, Any]:
        return {
            "expected": _expected_json(self.expectation.calls[pair.expected]),
            "actual": call_json(self.actual[pair.actual]),
            "differences": dict(pair.differences),
        }

    def _json(self, places: Any) -> list[dict[str, Any]]:
        return [call_json(self.actual[place]) for place in places]


def compare_calls(trace: Trace, window: TurnWindow, expectation: Expectation) -> Comparison:
    """Pairs the calls of the window with those expected, and finds what is wrong with the others."""
    cancelled = cancelled_calls(trace)
    actual = effective_calls(window.of(ToolCalled), cancelled)
    pairs, disorder = _paired(window, expectation, actual)
    declared = declared_functions(trace)
    return Comparison(
        expectation=expectation,
        actual=actual,
        pairs=tuple(pairs),
        disorder=disorder,
        declares=declared is not None,
        undeclared=frozenset(i for i, call in enumerate(actual) if declared is not None and call.name not in declared),
        repeated=frozenset(place for group in _equal_calls(actual) for place in group[1:]),
        duplicates=_duplicates(actual, pairs),
        after_cancellation=tuple(_made_again(trace, actual, _unpaired(actual, pairs), cancelled)),
        faults=tuple(
            fault
            for call in actual
            if declared and call.name in declared
            for fault in argument_faults(declared[call.name], call)
        ),
    )


def call_json(call: ToolCalled) -> dict[str, Any]:
    """A call as details show it."""
    return {"name": call.name, "args": dict(call.args), "id": call.id, "seq": call.seq}


def _expected_json(call: ExpectedCall) -> dict[str, Any]:
    return {"name": call.name, "args": None if call.args is None else dict(call.args), "optional": call.optional}


def _paired(window: TurnWindow, expectation: Expectation, actual: Sequence[ToolCalled]) -> tuple[Sequence[Pair], str]:
    """The pairs, and how their order differs from the one asked for."""
    wanted, extras = expectation.calls, expectation.allow_extra
    if expectation.order == "strict":
        ordered = pair_in_order(wanted, actual, extras=extras)
        if _all_well(ordered, expectation, actual):
            return ordered, ""
    pairs = sorted(pair_any(wanted, actual, extras=extras), key=lambda pair: pair.expected)
    places = [pair.actual for pair in pairs]
    if expectation.order == "strict" and places != sorted(places):
        return pairs, "the calls came in another order"
    if expectation.order == "parallel":
        return pairs, _one_after_the_other(window, [actual[place] for place in places])
    return pairs, ""


def _all_well(pairs: Sequence[Pair], expectation: Expectation, actual: Sequence[ToolCalled]) -> bool:
    met = {pair.expected for pair in pairs}
    missing = any(i not in met and not call.optional for i, call in enumerate(expectation.calls))
    extra = not expectation.allow_extra and len(pairs) < len(actual)
    return not missing and not extra and not any(pair.differences for pair in pairs)


def _one_after_the_other(window: TurnWindow, calls: Sequence[ToolCalled]) -> str:
    if not calls:
        return ""
    last = max(calls, key=lambda call: call.seq)
    for answer in window.of(ToolResponded):
        answered = (
            call
            for call in calls
            if call.seq < answer.seq and (answer.id == call.id if answer.id and call.id else answer.name == call.name)
        )
        if answer.seq < last.seq and any(answered):
            return f"{last.name} was called only after {answer.name} had been answered, not beside it"
    return ""


def _unpaired(actual: Sequence[ToolCalled], pairs: Sequence[Pair]) -> list[int]:
    paired = {pair.actual for pair in pairs}
    return [place for place in range(len(actual)) if place not in paired]


def _equal_calls(actual: Sequence[ToolCalled]) -> Collection[list[int]]:
    groups: dict[Hashable, list[int]] = {}
    for place, call in enumerate(actual):
        groups.setdefault(call_key(call), []).append(place)
    return groups.values()


def _duplicates(actual: Sequence[ToolCalled], pairs: Sequence[Pair]) -> tuple[int, ...]:
    paired = {pair.actual for pair in pairs}
    found: list[int] = []
    for group in _equal_calls(actual):
        free = [place for place in group if place not in paired]
        found += free if len(free) < len(group) else free[1:]
    return tuple(sorted(found))


def _made_again(
    trace: Trace, actual: Sequence[ToolCalled], places: Sequence[int], cancelled: Mapping[int, int]
) -> list[int]:
    gone: dict[Hashable, int] = {}
    for call in trace.session.of(ToolCalled):
        if call.seq in cancelled:
            gone[call_key(call)] = min(cancelled[call.seq], gone.get(call_key(call), cancelled[call.seq]))
    return [place for place in places if gone.get(call_key(actual[place]), math.inf) < actual[place].seq]
