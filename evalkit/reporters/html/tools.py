"""The calls of a turn as the page shows them, each beside what was expected of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evalkit.reporters.html.attempt_model import ComparedView, ToolView
from evalkit.reporters.plain import one_line, plain_json
from evalkit.results import TurnSummary
from evalkit.scorers.base import Score

__all__ = ["tool_views"]

_MOST_CALLS = 50
_MOST_ARGUMENTS = 50
_REST = "*"
"""The key with which a scenario allows arguments that it does not name."""
_MATCHERS = ("matches", "equals", "one_of", "contains", "approx", "like", "type", "any", "absent")


def tool_views(turn: TurnSummary, scores: Sequence[Score]) -> tuple[ToolView, ...]:
    """Returns the calls that were made in a turn, then those that were expected and never made.

    Args:
        turn: the turn.
        scores: the attempt's; the `tools` scorer's own comparison of the turn says what was expected, else that of the
            whole session.
    """
    compared = _comparison(turn, scores)
    pairs = [each for each in _list(compared, "pairs") if isinstance(each.get("actual"), Mapping)]
    made = [_made(call, compared, pairs) for call in turn.tool_calls[:_MOST_CALLS]]
    # A session's list does not say in which turn a call that never came was due.
    missing = () if compared is None or compared.turn is None else _list(compared, "missing")[:_MOST_CALLS]
    return (*made, *(_missing(call) for call in missing if not call.get("optional")))


def _comparison(turn: TurnSummary, scores: Sequence[Score]) -> Score | None:
    found = [each for each in scores if each.scorer == "tools" and each.metric == "tools_ok"]
    mine = [each for each in found if each.turn in (turn.index, None)]
    return min(mine, key=lambda each: each.turn is None, default=None)


def _list(score: Score | None, name: str) -> list[Mapping[str, Any]]:
    found = () if score is None else score.detail.get(name)
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, Sequence) else []


def _made(call: Mapping[str, Any], compared: Score | None, pairs: list[Mapping[str, Any]]) -> ToolView:
    """The call; takes the pair it belongs to out of the list, so that equal calls without ids have one each."""
    pair = next((each for each in pairs if _is(each["actual"], call)), None)
    if pair is not None:
        pairs.remove(pair)
    response = call.get("response")
    return ToolView(
        name=one_line(str(call.get("name", "")), 200),
        args=plain_json(call.get("args", {}), pretty=True),
        response="" if response is None else plain_json(response, pretty=True),
        cancelled=bool(call.get("cancelled")),
        note=_note(call),
        compared=() if pair is None else tuple(_compared(pair))[:_MOST_ARGUMENTS],
        verdict=_verdict(call, compared, pair),
    )


def _is(actual: Mapping[str, Any], call: Mapping[str, Any]) -> bool:
    return all(actual.get(name) == call.get(name) for name in ("id", "name", "args"))


def _verdict(call: Mapping[str, Any], compared: Score | None, pair: Mapping[str, Any] | None) -> str:
    if pair is not None:
        return "differs" if pair.get("differences") else "expected"
    others = [each for name in ("unexpected", "hallucinated") for each in _list(compared, name)]
    return "unexpected" if any(_is(each, call) for each in others) else ""


def _compared(pair: Mapping[str, Any]) -> Iterator[ComparedView]:
    """Every argument that was looked at: those expected, then those that should not be there."""
    expected, differences = pair.get("expected"), pair.get("differences")
    wanted = expected.get("args") if isinstance(expected, Mapping) else None
    if not isinstance(wanted, Mapping):
        return
    got = pair["actual"].get("args")
    got = got if isinstance(got, Mapping) else {}
    wrong = differences if isinstance(differences, Mapping) else {}
    for name in [*(each for each in wanted if each != _REST), *(each for each in wrong if each not in wanted)]:
        yield ComparedView(
            path=one_line(str(name), 100),
            expected=_words(wanted[name]) if name in wanted else "",
            got=plain_json(got[name], 1_000) if name in got else "",
            same=name not in wrong,
            why=_within(got.get(name), wrong.get(name)),
        )


def _within(got: Any, difference: Any) -> str:
    """The scorer's words for what differs inside an object or array: two long values side by side do not show it."""
    return one_line(difference, 1_000) if isinstance(got, Mapping | list) and isinstance(difference, str) else ""


def _words(expected: Any) -> str:
    """What is expected of an argument: a value as JSON, a matcher by its name."""
    if isinstance(expected, Mapping):
        named = [name for name in _MATCHERS if name in expected]
        if len(named) == 1 and set(expected) <= {named[0], "tolerance"}:
            within = f" ± {plain_json(expected['tolerance'], 40)}" if "tolerance" in expected else ""
            return f"{named[0]} {plain_json(expected[named[0]], 1_000)}{within}"
    return plain_json(expected, 1_000)


def _missing(call: Mapping[str, Any]) -> ToolView:
    args = call.get("args")
    return ToolView(
        name=one_line(str(call.get("name", "")), 200),
        args="" if args is None else plain_json(args, pretty=True),
        response="",
        cancelled=False,
        note="was expected and never called",
        verdict="missing",
    )


def _note(call: Mapping[str, Any]) -> str:
    scheduling, held_t, answered_t = (call.get(name) for name in ("scheduling", "held_t", "answered_t"))
    notes = [one_line(scheduling, 40)] if isinstance(scheduling, str) else []
    if isinstance(held_t, int | float):
        waited = f"held for {answered_t - held_t:.2f} s" if isinstance(answered_t, int | float) else ""
        notes.append(waited or "held, and never sent")
    return " · ".join(notes)
