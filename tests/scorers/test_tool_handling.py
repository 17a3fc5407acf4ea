"""Calls that are cancelled, share an id, or are answered late: what the `tools` scorer makes of them."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from evalkit.scorers.base import Score
from evalkit.scorers.tool_handling import call_key
from evalkit.scorers.tools import tools
from evalkit.text.matchers import literal_mismatch
from evalkit.trace.events import Event
from evalkit.trace.trace import Trace
from tests.traces import a_trace, a_turn, called, cancelled, held, responded


def turn_trace(*events: Event) -> Trace:
    functions = [{"name": "weather"}, {"name": "clock"}]
    return a_trace(a_turn("What now?", *events), setup={"tools": [{"functionDeclarations": functions}]})


def ok(trace: Trace, **args: Any) -> Score:
    return next(score for score in tools(**args)(trace, trace.turns[0]) if score.metric == "tools_ok")


def test_an_id_used_again_after_its_cancellation_is_a_call_of_its_own() -> None:
    trace = turn_trace(
        called(1, "weather", id="a", city="Oslo"),
        cancelled(2, "a"),
        called(3, "clock", id="a"),
        responded(4, "clock", id="a"),
    )
    detail = ok(trace, calls=[{"name": "weather"}, {"name": "clock"}]).detail
    assert [call["name"] for call in detail["cancelled"]] == ["weather"]
    assert (detail["unanswered"], detail["duplicate_ids"], detail["answered_after_cancellation"]) == ([], ["a"], [])


def test_two_calls_of_one_id_need_two_answers() -> None:
    trace = turn_trace(called(1, "clock", id="a"), called(2, "clock", id="a", zone="x"), responded(3, "clock", id="a"))
    detail = ok(trace, calls=[{"name": "clock"}] * 2).detail
    assert [call["seq"] for call in detail["unanswered"]] == [1]
    assert detail["duplicate_ids"] == ["a"]


def test_an_answer_after_the_cancellation_is_told_and_judges_no_model() -> None:
    trace = turn_trace(called(1, "weather", id="a"), cancelled(2, "a"), responded(3, "weather", id="a"))
    score = ok(trace, calls=[{"name": "weather"}])
    assert score.passed
    assert score.detail["answered_after_cancellation"] == ["a"]


def test_an_answer_that_was_held_and_never_sent_is_told_apart() -> None:
    trace = turn_trace(
        called(1, "weather", id="a"),
        called(1, "clock", id="b"),
        held(1.1, "a", "b"),
        responded(3, "clock", id="b"),
    )
    detail = ok(trace, calls=[{"name": "weather"}, {"name": "clock"}]).detail
    assert detail["held"] == ["a", "b"]
    assert [call["id"] for call in detail["unanswered"]] == ["a"]


def test_no_call_is_no_call_however_often_an_empty_list_came() -> None:
    trace = turn_trace()
    assert ok(trace, none=True).passed
    assert not ok(trace, calls=[{"name": "weather"}]).passed


def test_pieces_of_one_answer_are_one_answer() -> None:
    # NON_BLOCKING: willContinue sends several answers to one call (reference §2.8).
    trace = turn_trace(
        called(1, "weather", id="a"),
        responded(2, "weather", id="a"),
        responded(3, "weather", id="a"),
        called(4, "clock", id="b"),
    )
    detail = ok(trace, calls=[{"name": "weather"}, {"name": "clock"}]).detail
    assert [call["id"] for call in detail["unanswered"]] == ["b"]


def test_a_call_without_an_id_is_held_by_its_name() -> None:
    trace = turn_trace(called(1, "weather"), held(2, "weather"), responded(3, "weather"))
    detail = ok(trace, calls=[{"name": "weather"}]).detail
    assert (detail["held"], detail["unanswered"]) == (["weather"], [])


A_VALUE = st.recursive(
    st.none() | st.booleans() | st.sampled_from([0, 1, 1.0, -0.0, 2.5, "1", "", "a"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=4,
)


@given(A_VALUE, A_VALUE)
def test_calls_have_one_key_when_their_arguments_are_equal(one: Any, other: Any) -> None:
    same = call_key(called(1, "clock", x=one)) == call_key(called(2, "clock", x=other))
    assert same is (literal_mismatch(one, other) is None)


def test_keys_tell_apart_functions_and_survive_any_depth() -> None:
    assert call_key(called(1, "clock")) != call_key(called(1, "weather"))
    deep: Any = 1
    for _ in range(5000):
        deep = [deep]
    first, second = (replace(called(1, "clock", x=deep), seq=seq) for seq in (1, 2))
    assert call_key(first) != call_key(second)
