"""Tool calls compared with those expected, on traces whose scores are known."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.errors import UsageError
from evalkit.scorers.base import Score
from evalkit.scorers.tools import METRICS, tools
from evalkit.trace.events import ToolCalled
from evalkit.trace.trace import Trace
from tests.traces import a_trace, a_turn, called, cancelled, responded

SETUP = {"tools": [{"functionDeclarations": [{"name": "weather"}, {"name": "alarm"}, {"name": "light"}]}]}
OSLO = {"name": "weather", "args": {"city": "Oslo"}}
PARIS = {"name": "weather", "args": {"city": "Paris"}}


def turn_trace(*events: Any, setup: Any = SETUP) -> Trace:
    return a_trace(a_turn("Go.", *events), setup=setup)


def scores(trace: Trace, session: bool = False, **args: Any) -> dict[str, Score]:
    window = trace.session if session else trace.turns[0]
    return {score.metric: score for score in tools(**args)(trace, window)}


def values(found: dict[str, Score]) -> tuple[float | None, ...]:
    return tuple(found[name].value for name in ("tools_ok", "tool_recall", "tool_precision", "argument_accuracy"))


CASES: list[tuple[str, list[ToolCalled], dict[str, Any], tuple[float | None, ...], str]] = [
    ("as expected", [called(1, "weather", city="Oslo")], {"calls": [OSLO]}, (1, 1, 1, 1), ""),
    ("not called", [], {"calls": [OSLO]}, (0, 0, None, None), "weather was not called"),
    (
        "wrong argument",
        [called(1, "weather", city="Rome")],
        {"calls": [OSLO]},
        (0, 1, 1, 0),
        'weather: city: expected "Oslo", got "Rome"',
    ),
    (
        "argument nobody asked for",
        [called(1, "weather", city="Oslo", unit="C")],
        {"calls": [OSLO]},
        (0, 1, 1, 0.5),
        'weather: unit: unexpected, got "C"',
    ),
    (
        "any other argument allowed",
        [called(1, "weather", city="Oslo", unit="C")],
        {"calls": [{"name": "weather", "args": {"city": "Oslo", "*": "any"}}]},
        (1, 1, 1, 1),
        "",
    ),
    ("any arguments", [called(1, "weather", x=1)], {"calls": [{"name": "weather"}]}, (1, 1, 1, None), ""),
    (
        "no arguments",
        [called(1, "weather", x=1)],
        {"calls": [{"name": "weather", "args": {}}]},
        (0, 1, 1, 0),
        "weather: x: unexpected, got 1",
    ),
    (
        "argument missing",
        [called(1, "weather")],
        {"calls": [OSLO]},
        (0, 1, 1, 0),
        'weather: city: missing, expected "Oslo"',
    ),
    ("none made", [], {"none": True}, (1, None, None, None), ""),
    ("none made, by an empty list", [], {"calls": []}, (1, None, None, None), ""),
    (
        "none wanted",
        [called(1, "light")],
        {"calls": []},
        (0, None, 0, None),
        "light({}) was not expected",
    ),
    (
        "one too many",
        [called(1, "weather", city="Oslo"), called(2, "light")],
        {"calls": [OSLO]},
        (0, 1, 0.5, 1),
        "light({}) was not expected",
    ),
    (
        "one more allowed",
        [called(1, "weather", city="Oslo"), called(2, "light")],
        {"calls": [OSLO], "allow_extra": True},
        (1, 1, 0.5, 1),
        "",
    ),
    (
        "not declared",
        [called(1, "weather", city="Oslo"), called(2, "teleport")],
        {"calls": [OSLO], "allow_extra": True},
        (0, 1, 0.5, 1),
        "teleport({}) is no declared function",
    ),
    (
        "called again",
        [called(1, "weather", city="Oslo"), called(2, "weather", city="Oslo")],
        {"calls": [OSLO]},
        (0, 1, 0.5, 1),
        'weather({"city": "Oslo"}) was called again',
    ),
    (
        "twice as expected",
        [called(1, "weather", city="Oslo"), called(2, "weather", city="Oslo")],
        {"calls": [{**OSLO, "times": 2}]},
        (1, 1, 1, 1),
        "",
    ),
    (
        "paired crosswise",
        [called(1, "weather", city="Paris"), called(1, "weather", city="Oslo")],
        {"calls": [OSLO, PARIS]},
        (1, 1, 1, 1),
        "",
    ),
    (
        "greedy would take the general one first",
        [called(1, "weather", city="Oslo"), called(1, "weather", city="Paris")],
        {"calls": [{"name": "weather"}, OSLO]},
        (1, 1, 1, 1),
        "",
    ),
    (
        "another order",
        [called(1, "weather", city="Paris"), called(1, "weather", city="Oslo")],
        {"calls": [OSLO, PARIS], "order": "strict"},
        (0, 1, 1, 1),
        "the calls came in another order",
    ),
    (
        "in order",
        [called(1, "weather", city="Oslo"), called(1, "light"), called(1, "weather", city="Paris")],
        {"calls": [OSLO, PARIS], "order": "strict", "allow_extra": True},
        (1, 1, 2 / 3, 1),
        "",
    ),
    (
        "optional, left out",
        [called(1, "weather", city="Oslo")],
        {"calls": [{"name": "light", "optional": True}, OSLO]},
        (1, 1, 1, 1),
        "",
    ),
    (
        "optional, made",
        [called(1, "light"), called(1, "weather", city="Oslo")],
        {"calls": [{"name": "light", "optional": True}, OSLO]},
        (1, 1, 1, 1),
        "",
    ),
    (
        "optional, made wrongly",
        [called(1, "light", level=3)],
        {"calls": [{"name": "light", "args": {"level": 4}, "optional": True}]},
        (0, None, 1, 0),
        "light: level: expected 4, got 3",
    ),
    (
        "optional, made wrongly, where other calls may be made",
        [called(1, "light", level=3)],
        {"calls": [{"name": "light", "args": {"level": 4}, "optional": True}], "allow_extra": True},
        (1, None, 0, None),
        "",
    ),
    (
        "the required call goes before the optional one",
        [called(1, "light")],
        {"calls": [{"name": "light", "optional": True}, {"name": "light"}]},
        (1, 1, 1, None),
        "",
    ),
]


@pytest.mark.parametrize(("_", "calls", "args", "expected", "explanation"), CASES, ids=[case[0] for case in CASES])
def test_known_traces(_: str, calls: Any, args: dict[str, Any], expected: Any, explanation: str) -> None:
    found = scores(turn_trace(*calls), **args)
    assert values(found) == expected
    assert found["tools_ok"].explanation == explanation
    assert found["tools_ok"].passed is (expected[0] == 1)
    assert all(found[name].passed is None for name in found if name != "tools_ok")


def test_a_cancelled_call_made_again_counts_once() -> None:
    trace = a_trace(
        a_turn("Go.", called(1, "weather", id="a", city="Oslo")),
        a_turn("Go on.", cancelled(2, "a"), called(3, "weather", id="b", city="Oslo"), responded(4, "weather", id="b")),
        setup=SETUP,
    )
    score = scores(trace, session=True, calls=[OSLO])["tools_ok"]
    assert score.passed
    assert [call["id"] for call in score.detail["cancelled"]] == ["a"]
    assert score.detail["unanswered"] == []
    assert score.turn is None


def test_a_cancelled_call_alone_was_still_made() -> None:
    trace = turn_trace(called(1, "weather", id="a", city="Oslo"), cancelled(2, "a"))
    assert scores(trace, calls=[OSLO])["tools_ok"].passed
    assert not scores(trace, none=True)["tools_ok"].passed


def test_calls_without_an_id_are_answered_by_name_in_turn() -> None:
    trace = turn_trace(called(1, "light"), called(1, "light"), responded(2, "light"), called(3, "light"))
    detail = scores(trace, calls=[{"name": "light", "times": 3}])["tools_ok"].detail
    assert [call["seq"] for call in detail["unanswered"]] == [1, 3]


def test_the_session_counts_over_all_turns() -> None:
    trace = a_trace(
        a_turn("Go.", called(1, "weather", city="Oslo")),
        a_turn("And Paris?", called(5, "weather", city="Paris")),
        setup=SETUP,
    )
    assert scores(trace, session=True, calls=[PARIS, OSLO])["tools_ok"].passed
    assert not scores(trace, session=True, calls=[OSLO])["tools_ok"].passed
    assert scores(trace, calls=[OSLO])["tools_ok"].passed


def test_any_metric_may_be_limited() -> None:
    trace = turn_trace(called(1, "weather", city="Oslo"), called(2, "weather", city="Oslo"), called(3, "teleport"))
    found = scores(
        trace,
        calls=[OSLO],
        tool_precision={"min": 0.3},
        duplicate_calls={"max": 0},
        unexpected_calls={"max": 2},
        hallucinated_calls={"max": 1},
    )
    judged = {name: (score.passed, score.expected) for name, score in found.items() if score.passed is not None}
    assert judged == {
        "tools_ok": (False, "weather"),
        "tool_precision": (True, "≥ 0.3"),
        "duplicate_calls": (False, "≤ 0 calls"),
        "unexpected_calls": (True, "≤ 2 calls"),
        "hallucinated_calls": (True, "≤ 1 calls"),
    }
    assert found["duplicate_calls"].explanation == 'weather({"city": "Oslo"})'
    assert found["hallucinated_calls"].explanation == "teleport({})"
    assert found["duplicate_calls"].evidence == (0, 1, 2)


def test_a_limit_without_data_is_not_met() -> None:
    cut = a_trace(a_turn("Go.", finish=""), setup=SETUP, complete=False)
    score = scores(cut, none=True, unexpected_calls={"max": 0}, irrelevance_accuracy={"min": 1})
    assert (score["unexpected_calls"].value, score["unexpected_calls"].passed) == (None, False)
    assert (score["irrelevance_accuracy"].value, score["irrelevance_accuracy"].passed) == (None, False)


def test_shares_can_be_pooled() -> None:
    found = scores(turn_trace(called(1, "weather", city="Rome"), called(2, "light")), calls=[OSLO, {"name": "alarm"}])
    parts = {name: score.detail for name, score in found.items() if score.unit == "" and name != "tools_ok"}
    assert parts == {
        "tool_recall": {"part": 1, "whole": 2},
        "tool_precision": {"part": 1, "whole": 2},
        "argument_accuracy": {"part": 0, "whole": 1},
    }


def test_every_score_is_one_of_the_metrics_in_their_order() -> None:
    trace = turn_trace(called(1, "weather"))
    everything = [score.metric for score in tools(none=True, answer_uses=["x"])(trace, trace.turns[0])]
    assert everything == [metric.name for metric in METRICS]


def test_an_argument_may_be_named_like_a_matcher() -> None:
    trace = turn_trace(called(1, "light", type="lamp", contains=2))
    assert scores(trace, calls=[{"name": "light", "args": {"type": "lamp", "contains": 2}}])["tools_ok"].passed


def test_a_runaway_model_is_scored_quickly() -> None:
    trace = turn_trace(*(called(1, "weather", city=f"city {number}") for number in range(300)))
    wanted = [{"name": "weather", "args": {"city": f"city {number}"}} for number in range(40, 0, -1)]
    assert scores(trace, calls=wanted)["tool_precision"].value == 40 / 300


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 3) | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["matches", "type", "*", "x"]), inner),
    max_leaves=5,
)
A_LISTED_CALL = st.fixed_dictionaries(
    {"name": st.sampled_from(["weather", "light"])},
    optional={"args": st.dictionaries(st.sampled_from(["city", "*"]), JSON), "times": st.integers(0, 3), "x": JSON},
)


@settings(max_examples=200, deadline=None)
@given(st.lists(A_LISTED_CALL, max_size=3) | JSON, st.sampled_from(["any", "strict", None]))
def test_whatever_is_listed_is_refused_or_scored(calls: Any, order: Any) -> None:
    trace = turn_trace(called(1, "weather", city="Oslo"), called(2, "light"))
    try:
        scorer = tools(calls=calls, order=order)
    except UsageError as error:
        assert str(error).startswith("tools.")  # noqa: PT017
        return
    found = {score.metric: score for score in scorer(trace, trace.session)}
    verdict = found.pop("tools_ok")
    assert verdict.passed is (verdict.value == 1) is (verdict.explanation == "")
    assert {"tool_recall", "tool_precision", "argument_accuracy"} < set(found)
    shares = [score for score in found.values() if score.unit == ""]
    assert all(score.value is None or 0 <= score.value <= 1 for score in shares)
