"""What became of returned values, in words and as JSON: said, said wrong, left unsaid, made up, or unknown."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.scenario.model import ToolAnswer, ToolStub
from evalkit.scorers.base import Score
from evalkit.scorers.tool_expectation import ValueUse
from evalkit.scorers.tool_values import Finding, invented_values, returned_values
from evalkit.scorers.tools import tools
from evalkit.text.normalize import normalizer
from evalkit.trace.trace import Trace
from tests.traces import a_trace, a_turn, called, cancelled, responded, said, turn_complete

STUB = ToolStub("weather", (ToolAnswer(returns={"celsius": 17, "sky": "sunny"}), ToolAnswer(error="none")))
CELSIUS = (ValueUse("celsius"),)


def turn_trace(*events: Any, **more: Any) -> Trace:
    made = a_trace(a_turn("Go.", *events, **more), setup={"outputAudioTranscription": {}})
    return replace(made, scenario=replace(made.scenario, tools=(STUB,)))


def answered(words: str, **values: Any) -> Trace:
    result = responded(2, "weather", id="a", **values)
    return turn_trace(called(1, "weather", id="a"), result, said(3, words), turn_complete(4))


def scores(trace: Trace, **args: Any) -> dict[str, Score]:
    return {score.metric: score for score in tools(**args)(trace, trace.turns[0])}


@pytest.mark.parametrize(
    ("words", "explanation"),
    [
        ("Twelve and windy.", "2 of 2 returned values said"),
        (
            "Fourteen.",
            '0 of 2 returned values said; weather celsius is 12, said 14; weather sky is "windy", not said',
        ),
        (
            "Twelve and sunny.",
            '1 of 2 returned values said; weather sky is "windy", said "sunny"',
        ),
    ],
)
def test_the_explanation_says_what_became_of_each(words: str, explanation: str) -> None:
    found = scores(answered(words, celsius=12, sky="windy"), answer_uses=["celsius", "sky"])
    assert found["answer_uses_result"].explanation == explanation


def test_the_detail_holds_each_value_and_what_can_be_pooled() -> None:
    score = scores(answered("Fourteen.", celsius=12), answer_uses=["celsius"])["answer_uses_result"]
    assert score.detail == {
        "part": 0,
        "whole": 1,
        "values": [
            {"function": "weather", "path": "celsius", "value": 12, "outcome": "wrong", "said": 14.0, "why": ""},
        ],
    }
    assert (score.passed, score.expected, score.evidence) == (False, "≥ 1", (1,))


@pytest.mark.parametrize(
    ("user", "first", "outcome"),
    [("How is Oslo?", "hail", "wrong"), ("Is it sunny?", "hail", "unsaid"), ("How is Oslo?", "sunny", "unsaid")],
)
def test_a_text_that_the_user_or_a_tool_brought_is_not_wrong(user: str, first: str, outcome: str) -> None:
    results = (responded(2, "weather", id="a", sky=first), responded(2, "weather", id="b", sky="windy"))
    turn = a_turn(user, called(1, "weather", id="a"), called(1, "weather", id="b"), *results, said(3, "Sunny."))
    trace = replace(a_trace(turn, setup={}), scenario=replace(a_trace(turn).scenario, tools=(STUB,)))
    found = returned_values(trace, trace.turns[0], (ValueUse("sky"),))
    assert found[1].outcome == outcome


def test_a_path_that_no_response_holds_fails_whatever_became_of_the_others() -> None:
    score = scores(answered("Twelve.", celsius=12), answer_uses=["celsius", "celcius"])["answer_uses_result"]
    assert (score.value, score.passed) == (1.0, False)
    assert score.explanation == "1 of 1 returned values said; celcius: no response holds it"


def test_a_use_of_another_function_is_not_looked_for() -> None:
    uses = (ValueUse("celsius", "alarm"),)
    trace = answered("Twelve.", celsius=12)
    assert returned_values(trace, trace.turns[0], uses) == (
        Finding("alarm", "celsius", "unknown", why="no response holds it"),
    )


@pytest.mark.parametrize(
    ("response", "path", "values"),
    [
        ({"celsius": 12}, "celsius", [12]),
        ({"output": {"celsius": 12}}, "celsius", [12]),
        ({"result": {"days": [{"high": 3}, {"high": 5}]}}, "days.1.high", [5]),
        ({"celsius": 1, "output": {"celsius": 2}}, "celsius", [1]),
        ({"output": 12}, "output", [12]),
        ({"rooms": ["hall", "loft"]}, "rooms", ["hall", "loft"]),
        ({"rooms": []}, "rooms", []),
        ({"rooms": ["hall"]}, "rooms.1", []),
        ({"rooms": {"0": "hall"}}, "rooms.0", ["hall"]),
        ({"celsius": 12}, "celsius.now", []),
        ({}, "celsius", []),
    ],
)
def test_values_stand_at_paths(response: dict[str, Any], path: str, values: list[Any]) -> None:
    trace = answered("Well.", **response)
    found = returned_values(trace, trace.turns[0], (ValueUse(path),))
    assert [finding.value for finding in found if finding.evidence] == values


def test_pieces_of_one_answer_count_as_the_last_and_calls_without_an_id_each() -> None:
    pieces = turn_trace(
        called(1, "weather", id="a"),
        *(responded(2, "weather", id="a", celsius=10), responded(3, "weather", id="a", note="done")),
    )
    assert [finding.value for finding in returned_values(pieces, pieces.turns[0], CELSIUS)] == [10]
    each = turn_trace(
        *(called(1, "weather"), called(1, "weather")), *(responded(2, "weather", celsius=c) for c in (1, 2))
    )
    assert [finding.value for finding in returned_values(each, each.turns[0], CELSIUS)] == [1, 2]


def test_an_interrupted_answer_leaves_the_whole() -> None:
    trace = turn_trace(
        *(called(1, "weather", id="a"), responded(2, "weather", id="a", celsius=12, sky="windy")),
        said(3, "Twelve and"),
        finish="barged_in",
    )
    score = scores(trace, answer_uses=["celsius", "sky"])["answer_uses_result"]
    assert (score.value, score.detail["part"], score.detail["whole"]) == (1.0, 1, 1)
    assert score.explanation == (
        "1 of 1 returned values said; weather sky: the answer was interrupted before it was said"
    )


def test_a_value_of_a_call_that_was_taken_back_is_invented() -> None:
    trace = turn_trace(
        called(1, "weather", id="a"), cancelled(2, "a"), said(3, "It is sunny, twenty degrees."), turn_complete(4)
    )
    found = scores(trace, answer_uses=["celsius", "sky"], invented_values={"max": 0}, wrong_values={"max": 0})
    invented = found["invented_values"]
    assert (invented.value, invented.passed, invented.expected) == (2.0, False, "≤ 0 values")
    assert invented.explanation == 'weather celsius never came, said 20; weather sky never came, said "sunny"'
    assert (found["wrong_values"].value, found["wrong_values"].passed) == (None, False)
    assert found["wrong_values"].explanation == "celsius: no response holds it; sky: no response holds it"


def test_a_call_taken_back_before_its_turn_is_looked_at_in_the_turn_that_took_it_back() -> None:
    first = a_turn("Go.", called(1, "weather", id="a"))
    made = a_trace(first, a_turn("No.", cancelled(5, "a"), said(6, "17!"), turn_complete(7)), setup={})
    trace = replace(made, scenario=replace(made.scenario, tools=(STUB,)))
    outcomes = [[one.outcome for one in invented_values(trace, window, CELSIUS)] for window in trace.turns]
    assert outcomes == [["unsaid"], ["invented"]]
    assert [one.outcome for one in invented_values(trace, trace.session, CELSIUS)] == ["unsaid", "invented"]


def test_the_version_of_the_normaliser_is_part_of_the_version() -> None:
    english = scores(answered("Twelve.", celsius=12), answer_uses=["celsius"])
    assert {english[name].version for name in ("answer_uses_result", "wrong_values", "invented_values")} == {
        english["answer_uses_result"].version
    }
    assert english["answer_uses_result"].version == normalizer("en").version


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "output"]), inner, max_size=2)
    ),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(JSON, st.text(max_size=12), st.sampled_from(["a", "a.b", "output", "a.0.b", "0"]))
def test_whatever_a_tool_returns_is_scored(value: Any, words: str, path: str) -> None:
    found = scores(answered(words, a=value), answer_uses=[path], wrong_values={"max": 0})
    share, wrong = found["answer_uses_result"], found["wrong_values"]
    assert (share.value is None) is (wrong.value is None) is (share.detail["whole"] == 0)
    assert share.value is None or 0 <= share.value <= 1
    assert share.explanation


def test_arguments_of_any_depth_are_searched() -> None:
    deep: Any = 14
    for _ in range(5000):
        deep = [deep]
    call, result = called(1, "weather", id="a", x=deep), responded(2, "weather", id="a", celsius=12)
    trace = turn_trace(call, result, said(3, "14."), turn_complete(4))
    assert [one.outcome for one in returned_values(trace, trace.turns[0], CELSIUS)] == ["unsaid"]
