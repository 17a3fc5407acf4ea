"""The calls of a turn beside what was expected of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from evalkit.reporters.html.attempt_model import ComparedView
from evalkit.reporters.html.tools import tool_views
from evalkit.results import TurnSummary
from evalkit.scorers.base import Score


def a_turn(*calls: dict[str, Any]) -> TurnSummary:
    return TurnSummary(index=0, user="", kind="say", tool_calls=calls)


def compared(turn: int | None = 0, *, detail: Mapping[str, Any] | None = None, **more: Any) -> Score:
    detail = more if detail is None else detail
    return Score(scorer="tools", metric="tools_ok", version=1, turn=turn, value=0.0, detail=detail)


def pair(actual: dict[str, Any], expected: Any, **differences: str) -> dict[str, Any]:
    wanted = {"name": actual["name"], "args": expected, "optional": False}
    return {"expected": wanted, "actual": {**actual, "seq": 3}, "differences": differences}


OSLO = {"name": "weather", "args": {"city": "Oslo", "days": 3}, "id": "c1"}


def test_each_argument_stands_beside_what_was_expected() -> None:
    expected = {"city": {"matches": "(?i)bergen"}, "days": 3, "unit": "celsius"}
    made = pair(OSLO, expected, city="does not match", unit="missing, expected 'celsius'")
    (view,) = tool_views(a_turn(OSLO), [compared(pairs=[made])])
    assert view.verdict == "differs"
    assert view.compared == (
        ComparedView("city", 'matches "(?i)bergen"', '"Oslo"', False),
        ComparedView("days", "3", "3", True),
        ComparedView("unit", '"celsius"', "", False),
    )


def test_of_an_object_it_is_told_where_it_differs() -> None:
    trip = {"name": "book", "args": {"trip": {"from": "Oslo", "to": "Rome"}, "seats": [1, 2]}, "id": "c1"}
    wanted = {"trip": {"from": "Oslo", "to": "Bergen"}, "seats": [1, 2]}
    made = pair(trip, wanted, trip="to: expected 'Bergen', got 'Rome'")
    (view,) = tool_views(a_turn(trip), [compared(pairs=[made])])
    assert [(each.path, each.same, each.why) for each in view.compared] == [
        ("trip", False, "to: expected 'Bergen', got 'Rome'"),
        ("seats", True, ""),
    ]
    made = pair(OSLO, {"city": "Bergen", "days": 3}, city="expected 'Bergen', got 'Oslo'")
    (view,) = tool_views(a_turn(OSLO), [compared(pairs=[made])])
    assert [each.why for each in view.compared] == ["", ""]


def test_an_argument_too_many_is_told_and_the_rest_that_is_allowed_is_not() -> None:
    made = pair(OSLO, {"city": "Oslo"}, days="unexpected, got 3")
    (view,) = tool_views(a_turn(OSLO), [compared(pairs=[made])])
    assert view.compared[1] == ComparedView("days", "", "3", False)
    made = pair(OSLO, {"city": "Oslo", "*": "any"})
    (view,) = tool_views(a_turn(OSLO), [compared(pairs=[made])])
    assert [each.path for each in view.compared] == ["city"]


def test_any_arguments_will_do_where_none_are_named() -> None:
    (view,) = tool_views(a_turn(OSLO), [compared(pairs=[pair(OSLO, None)])])
    assert (view.compared, view.verdict) == ((), "expected")


@pytest.mark.parametrize("name", ["unexpected", "hallucinated"])
def test_a_call_that_nobody_asked_for_says_so(name: str) -> None:
    (view,) = tool_views(a_turn(OSLO), [compared(detail={name: [{**OSLO, "seq": 4}], "pairs": []})])
    assert (view.verdict, view.compared) == ("unexpected", ())


def test_where_nothing_was_expected_nothing_is_said() -> None:
    other = Score(scorer="tools", metric="duplicate_calls", version=1, turn=0, value=0.0)
    assert [view.verdict for view in tool_views(a_turn(OSLO), [other])] == [""]


def test_a_call_that_never_came_stands_last() -> None:
    wanted = [
        {"name": "book", "args": {"seats": 2}, "optional": False},
        {"name": "log", "args": None, "optional": True},
    ]
    _, missing = tool_views(a_turn(OSLO), [compared(pairs=[pair(OSLO, None)], missing=wanted)])
    assert (missing.name, missing.args, missing.verdict) == ("book", '{"seats": 2}', "missing")
    assert missing.note == "was expected and never called"
    # In which turn it was due a session's list does not say.
    assert len(tool_views(a_turn(OSLO), [compared(None, pairs=[pair(OSLO, None)], missing=wanted)])) == 1


def test_equal_calls_without_ids_have_a_pair_each() -> None:
    again = {**OSLO, "id": None}
    first, second = pair(again, {"city": "Oslo"}), pair(again, {"city": "Bergen"}, city="x")
    views = tool_views(a_turn(again, again, again), [compared(pairs=[first, second])])
    assert [(view.verdict, [each.same for each in view.compared]) for view in views] == [
        ("expected", [True]),
        ("differs", [False]),
        ("", []),
    ]


def test_a_turns_own_comparison_goes_before_the_sessions() -> None:
    own, whole = compared(pairs=[pair(OSLO, {"city": "Oslo"})]), compared(None, unexpected=[OSLO])
    assert [view.verdict for view in tool_views(a_turn(OSLO), [whole, own])] == ["expected"]
    assert [view.verdict for view in tool_views(a_turn(OSLO), [whole])] == ["unexpected"]


@pytest.mark.parametrize(
    ("expected", "words"),
    [
        ({"approx": 12.5, "tolerance": 0.5}, "approx 12.5 ± 0.5"),
        ({"one_of": ["a", "b"]}, 'one_of ["a", "b"]'),
        ({"any": True, "of": 1}, '{"any": true, "of": 1}'),
        ("/oslo/i", '"/oslo/i"'),
        (None, "null"),
    ],
)
def test_what_is_expected_is_told_as_the_scenario_says_it(expected: Any, words: str) -> None:
    (view,) = tool_views(a_turn(OSLO), [compared(pairs=[pair(OSLO, {"city": expected})])])
    assert view.compared[0].expected == words


def test_long_arguments_are_indented() -> None:
    (view,) = tool_views(a_turn({"name": "f", "args": {"text": "x" * 80}, "response": {"ok": True}}), [])
    assert view.args == '{\n  "text": "' + "x" * 80 + '"\n}'
    assert view.response == '{"ok": true}'


@pytest.mark.parametrize("broken", [7, "x", [7], [{"actual": 7}], {"a": 1}, None])
def test_strange_details_break_nothing(broken: Any) -> None:
    view, *_ = tool_views(a_turn(OSLO), [compared(pairs=broken, missing=broken, unexpected=broken)])
    assert view.name == "weather"
