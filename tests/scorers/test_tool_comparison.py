"""What the detail of `tools_ok` says of every call, and what is wrong with the order of calls."""

from typing import Any

import pytest

from evalkit.scorers.base import Score
from evalkit.scorers.tools import tools
from evalkit.trace.events import ContextUpdated, SetupSent
from evalkit.trace.trace import Trace
from tests.traces import a_trace, a_turn, called, cancelled, responded

SETUP = {"tools": [{"functionDeclarations": [{"name": "weather"}, {"name": "alarm"}, {"name": "light"}]}]}
OSLO = {"name": "weather", "args": {"city": "Oslo"}}
BESIDE: dict[str, Any] = {"calls": [{"name": "alarm"}, {"name": "light"}], "order": "parallel"}


def turn_trace(*events: Any, setup: Any = SETUP, before: Any = ()) -> Trace:
    return a_trace(a_turn("Go.", *events), setup=setup, before=before)


def ok(trace: Trace, **args: Any) -> Score:
    return next(score for score in tools(**args)(trace, trace.turns[0]) if score.metric == "tools_ok")


def test_detail_lists_every_call() -> None:
    trace = turn_trace(
        called(1, "weather", id="a", city="Oslo"),
        responded(1.1, "weather", id="a"),
        called(2, "weather", id="b", city="Oslo"),
        called(3, "teleport", id="c"),
        called(4, "light", id="d"),
    )
    score = ok(trace, calls=[OSLO, {"name": "alarm"}])
    first, again, unknown, light = (
        {"name": "weather", "args": {"city": "Oslo"}, "id": "a", "seq": 0},
        {"name": "weather", "args": {"city": "Oslo"}, "id": "b", "seq": 2},
        {"name": "teleport", "args": {}, "id": "c", "seq": 3},
        {"name": "light", "args": {}, "id": "d", "seq": 4},
    )
    assert score.detail == {
        "pairs": [{"expected": {**OSLO, "optional": False}, "actual": first, "differences": {}}],
        "missing": [{"name": "alarm", "args": None, "optional": False}],
        "unexpected": [again, light],
        "hallucinated": [unknown],
        "repeated": [again],
        "cancelled": [],
        "duplicate_ids": [],
        "held": [],
        "answered_after_cancellation": [],
        "unanswered": [again, unknown, light],
        "in_order": True,
    }
    assert score.evidence == (0, 2, 3, 4)
    assert score.expected == "weather, alarm"


@pytest.mark.parametrize(
    ("setup", "hallucinated"),
    [
        ({}, False),
        ({"inputAudioTranscription": {}}, True),
        ({"tools": [{"function_declarations": [{"name": "weather"}]}]}, False),
        ({"tools": {"functionDeclarations": {"name": "weather"}}}, False),
        ({"tools": [{"googleSearch": {}}, None, {"functionDeclarations": [None, {}]}]}, True),
    ],
)
def test_hallucinated_needs_a_known_setup(setup: Any, hallucinated: bool) -> None:
    trace = turn_trace(called(1, "weather"), setup=setup)
    detail = ok(trace, calls=[{"name": "weather"}]).detail
    assert bool(detail["hallucinated"]) is hallucinated


def test_the_setup_that_was_sent_wins() -> None:
    sent = SetupSent(seq=0, t=0.0, setup={"tools": [{"functionDeclarations": [{"name": "teleport"}]}]})
    trace = a_trace(a_turn("Go.", called(1, "teleport")), before=[sent], setup=SETUP)
    assert ok(trace, calls=[{"name": "teleport"}]).detail["hallucinated"] == []


@pytest.mark.parametrize(
    "update",
    [
        {"tools": {"tools": [{"functionDeclarations": [{"name": "teleport"}]}]}},
        {"tools": {"tools": {"function_declarations": {"name": "teleport"}}}},
        {"tools": [{"functionDeclarations": [None, {}, {"name": "teleport"}]}]},
    ],
)
def test_a_function_declared_in_mid_session_is_declared(update: Any) -> None:
    updated = ContextUpdated(seq=0, t=0.0, update=update)
    trace = turn_trace(called(1, "teleport"), before=[updated])
    assert ok(trace, calls=[], allow_extra=True).passed


@pytest.mark.parametrize("update", [{}, {"tools": {}}, {"tools": None}, {"tools": {"tools": ["x", 3]}}])
def test_an_update_without_functions_declares_none(update: Any) -> None:
    trace = turn_trace(called(1, "teleport"), before=[ContextUpdated(seq=0, t=0.0, update=update)])
    assert ok(trace, calls=[], allow_extra=True).explanation == "teleport({}) is no declared function"


@pytest.mark.parametrize(
    ("events", "complaint"),
    [
        ([called(1, "light", id="a"), called(2, "alarm", id="b"), responded(3, "light", id="a")], ""),
        (
            [called(1, "light", id="a"), responded(2, "light", id="a"), called(3, "alarm", id="b")],
            "alarm was called only after light had been answered, not beside it",
        ),
        (
            [called(1, "light"), responded(2, "light"), called(3, "alarm")],
            "alarm was called only after light had been answered, not beside it",
        ),
        ([called(1, "light", id="a"), responded(2, "weather", id="z"), called(3, "alarm", id="b")], ""),
        ([called(1, "light", id="a"), responded(2, "light", id="a")], "alarm was not called"),
    ],
)
def test_calls_in_parallel_are_made_before_one_is_answered(events: Any, complaint: str) -> None:
    score = ok(turn_trace(*events), **BESIDE)
    assert (score.explanation, score.passed) == (complaint, not complaint)


def test_without_calls_any_order_is_kept() -> None:
    assert ok(turn_trace(), calls=[], order="parallel").detail["in_order"] is True


def test_a_strict_order_is_kept_by_calls_beside_which_an_undeclared_one_stands() -> None:
    trace = turn_trace(called(1, "light"), called(2, "teleport"), called(3, "alarm"))
    score = ok(trace, calls=[{"name": "light"}, {"name": "alarm"}], order="strict", allow_extra=True)
    assert score.explanation == "teleport({}) is no declared function"
    assert score.detail["in_order"] is True


def test_equal_calls_that_were_all_taken_back_are_two_calls() -> None:
    trace = turn_trace(called(1, "light", id="a"), called(1, "light", id="b"), cancelled(2, "a", "b"))
    assert ok(trace, calls=[{"name": "light"}]).explanation == "light({}) was called again"
    assert ok(trace, calls=[{"name": "light", "times": 2}]).passed
