"""The round trip of tool calls, as the delivery scorer tells it; speech ends at 1.0 s."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.scorers.base import Score
from evalkit.scorers.delivery import delivery
from evalkit.scorers.delivery_readings import PARTS
from evalkit.trace.events import Event
from tests.traces import (
    a_trace,
    a_turn,
    audio,
    called,
    cancelled,
    code_run,
    held,
    responded,
    said,
    text,
    turn_complete,
)


def scores(*events: Event, finish: str = "turn_complete", **args: Any) -> dict[str, Score]:
    trace = a_trace(a_turn("a", *events, finish=finish))
    return {score.metric: score for score in delivery(**args)(trace, trace.turns[0]) if score.metric in PARTS}


def values(*events: Event) -> tuple[float | None, ...]:
    found = scores(*events)
    return tuple(found[name].value for name in PARTS)


def why(*events: Event, metric: str = "resume_ms", finish: str = "turn_complete") -> str:
    found = scores(*events, finish=finish)[metric]
    assert found.value is None
    return found.explanation


def test_a_round_trip_is_the_models_time_the_tools_and_the_models_again() -> None:
    events = (called(1.4, "f", id="1"), responded(1.9, "f", id="1"), audio(2.2), turn_complete(3.0))
    assert values(*events) == (400.0, 500.0, 300.0)
    found = scores(*events)
    assert [found[name].evidence for name in PARTS] == [(0,), (0, 1, 2), (0, 1, 2)]
    assert found["tool_ms"].detail == {"calls": 1, "rounds": 1}
    assert found["tool_ms"].explanation == ""


def test_the_three_add_up_to_the_wait_for_sound() -> None:
    turn = a_turn("a", called(1.4, "f"), responded(1.9, "f"), audio(2.2), turn_complete(3.0))
    trace = a_trace(turn)
    found = {score.metric: score.value for score in delivery(prebuffer_ms=0)(trace, trace.turns[0])}
    whole = sum(found[name] or 0.0 for name in PARTS)
    assert found["prebuffer_0_tool_turn_first_played_ms"] == pytest.approx(whole, abs=1)


def whole(*events: Event, **given: Any) -> Score:
    trace = a_trace(a_turn("a", *events, **given))
    return next(score for score in delivery()(trace, trace.turns[0]) if score.metric == "round_trip_ms")


def test_the_whole_says_what_its_parts_are() -> None:
    first = (called(1.4, "f"), responded(1.5, "f"), audio(1.7))
    found = whole(*first, called(2.0, "f"), responded(2.1, "f"), audio(2.4))
    assert (found.value, found.evidence) == (1400.0, (0, 5))
    assert found.detail == {"call_ms": 400.0, "tool_ms": 200.0, "resume_ms": 500.0, "between_ms": 300.0}
    assert found.explanation == "for 300 ms of it the model went on by itself, between two rounds"
    lone = whole(*first)
    assert (lone.value, lone.detail["between_ms"], lone.explanation) == (700.0, 0.0, "")


@given(
    st.lists(st.tuples(st.sampled_from(["call", "answer", "silent", "audio", "code"]), st.integers(1, 900)), max_size=9)
)
def test_the_whole_is_the_sum_of_its_parts_whatever_happens(story: list[tuple[str, int]]) -> None:
    t_ms = 700
    events: list[Event] = []
    for what, wait_ms in story:
        t_ms += wait_ms
        t = t_ms / 1000
        answer = responded(t, "f")
        happened: dict[str, Event] = {
            "call": called(t, "f"),
            "answer": answer,
            "silent": replace(answer, scheduling="SILENT"),
            "audio": audio(t),
            "code": code_run(t),
        }
        events.append(happened[what])
    trace = a_trace(a_turn("a", *events))
    found = {score.metric: score for score in delivery()(trace, trace.turns[0])}
    if "round_trip_ms" not in found:
        assert "call" not in dict(story)
        return
    trip, parts = found["round_trip_ms"], [found[name].value for name in PARTS]
    assert (trip.value is None) == (None in parts)
    if trip.value is not None:
        assert trip.detail["between_ms"] >= 0
        assert trip.value == pytest.approx(sum(part or 0.0 for part in parts) + trip.detail["between_ms"], abs=0.003)


def test_calls_in_parallel_are_one_round_that_ends_with_the_last_answer() -> None:
    calls = (called(1.4, "f", id="1"), called(1.4, "g", id="2"))
    answers = (responded(1.6, "g", id="2"), responded(2.4, "f", id="1"))
    assert values(*calls, *answers, audio(2.5), turn_complete(3.0)) == (400.0, 1000.0, 100.0)
    assert scores(*calls, *answers, audio(2.5))["tool_ms"].detail == {"calls": 2, "rounds": 1}


def test_a_chain_of_calls_is_added_up() -> None:
    first = (called(1.4, "f", id="1"), responded(1.5, "f", id="1"))
    second = (called(1.8, "f", id="2"), responded(2.0, "f", id="2"))
    found = scores(*first, *second, audio(2.1), turn_complete(3.0))
    assert [found[name].value for name in PARTS] == [400.0, 300.0, 400.0]
    assert found["tool_ms"].explanation == "2 rounds added up"
    assert found["tool_ms"].detail == {"calls": 2, "rounds": 2}


def test_an_answer_without_an_id_is_matched_by_its_name() -> None:
    calls = (called(1.4, "f"), called(1.4, "g"))
    assert values(*calls, responded(1.5, "g"), responded(1.8, "f"), audio(2.0)) == (400.0, 400.0, 200.0)


def test_speech_while_the_tool_runs_resumes_nothing_and_a_transcript_never_does() -> None:
    events = (called(1.4, "f"), audio(1.5), responded(2.0, "f"), said(2.1, "one moment"), audio(2.6))
    assert values(*events) == (400.0, 600.0, 600.0)


@pytest.mark.parametrize("sign", [text(2.2, "Yes."), code_run(2.2), audio(2.2)])
def test_what_resumes(sign: Event) -> None:
    assert values(called(1.4, "f"), responded(2.0, "f"), text(2.1, "hm", thought=True), sign)[2] == 200.0


def test_a_call_before_the_user_ended_is_negative() -> None:
    assert values(called(0.8, "f"), responded(1.2, "f"), audio(1.4))[0] == -200.0


def test_a_held_answer_is_the_tools_time_and_says_so() -> None:
    found = scores(
        called(1.4, "f", id="1"), held(1.5, "1"), turn_complete(2.0), responded(2.0, "f", id="1"), audio(2.4)
    )
    assert found["tool_ms"].value == 600.0
    assert found["tool_ms"].detail == {"calls": 1, "rounds": 1, "held_ms": 500.0}


def test_a_call_that_is_never_answered() -> None:
    events = (called(1.4, "f", id="1"), called(1.4, "g", id="2"), responded(1.6, "f", id="1"))
    assert scores(*events)["call_ms"].value == 400.0
    assert why(*events, metric="tool_ms", finish="gap") == "g was never answered (gap)"
    assert why(*events, finish="") == "g was never answered"


def test_nothing_came_after_the_answer() -> None:
    events = (called(1.4, "f"), responded(1.6, "f"))
    assert scores(*events)["tool_ms"].value == 200.0
    assert why(*events, finish="gap") == "nothing came after the answer to f (gap)"


def test_a_chain_that_broke_off_is_not_half_a_time() -> None:
    chain = (called(1.4, "f", id="1"), responded(1.5, "f", id="1"), called(1.8, "g", id="2"))
    assert why(*chain, metric="tool_ms", finish="gap") == "g was never answered (gap)"
    assert why(*chain, responded(2.0, "g", id="2"), finish="gap") == "nothing came after the answer to g (gap)"


def test_a_cancelled_call_waits_no_longer_and_nothing_resumes() -> None:
    events = (called(1.4, "f", id="1"), cancelled(1.7, "1"), audio(1.9))
    assert scores(*events)["tool_ms"].value == 300.0
    assert why(*events) == "no answer to a call asked for a reply"


def test_one_of_two_is_cancelled_and_the_other_goes_on() -> None:
    calls = (called(1.4, "f", id="1"), called(1.4, "g", id="2"))
    assert values(*calls, cancelled(1.5, "1"), responded(1.9, "g", id="2"), audio(2.0)) == (400.0, 500.0, 100.0)
    assert values(*calls, responded(1.5, "g", id="2"), cancelled(1.9, "1"), audio(2.0)) == (400.0, 500.0, 100.0)


def test_more_to_come_is_no_answer_yet() -> None:
    part = replace(responded(1.6, "f", id="1"), will_continue=True)
    assert values(called(1.4, "f", id="1"), part, responded(2.0, "f", id="1"), audio(2.1))[1:] == (600.0, 100.0)


def test_a_silent_answer_asks_for_no_reply() -> None:
    silent = replace(responded(1.6, "f"), scheduling="SILENT")
    assert why(called(1.4, "f"), silent, audio(3.0)) == "no answer to a call asked for a reply"


def test_an_answer_into_running_speech_cannot_tell_what_resumed() -> None:
    idle = replace(responded(2.0, "f"), scheduling="WHEN_IDLE")
    said_why = "the model was still speaking when the answer was sent, so what resumed is not known"
    assert why(called(1.4, "f"), audio(1.5), idle, audio(2.1)) == said_why
    assert values(called(1.4, "f"), audio(1.5), turn_complete(1.8), idle, audio(2.1))[2] == 100.0


def test_an_answer_to_no_call_changes_nothing() -> None:
    events = (responded(1.2, "x", id="9"), called(1.4, "f", id="1"), responded(1.6, "f", id="1"), audio(1.7))
    assert values(*events) == (400.0, 200.0, 100.0)


def test_events_without_times() -> None:
    assert why(called(None, "f"), responded(1.6, "f"), audio(1.7), metric="tool_ms") == "its time is not known"
    assert why(called(1.4, "f"), responded(1.6, "f"), audio(None)) == "its time is not known"


def test_a_recording_without_times_has_no_round_trip() -> None:
    trace = a_trace(a_turn("a", called(1.4, "f"), responded(1.6, "f"), audio(1.7)), timed=False)
    found = [score for score in delivery()(trace, trace.turns[0]) if score.metric in PARTS]
    assert [(score.value, score.explanation) for score in found] == [(None, "the recording kept no times")] * 3


def test_a_turn_without_a_call_has_no_round_trip_unless_it_is_expected() -> None:
    assert scores(audio(1.5), turn_complete(2.0)) == {}
    found = scores(audio(1.5), turn_complete(2.0), call_ms={"max": 9}, tool_ms={"max": 9}, resume_ms={"max": 9})
    assert [(score.value, score.passed, score.explanation) for score in found.values()] == [
        (None, False, "no tool was called")
    ] * 3


def test_a_limit_on_the_plain_name_holds_for_tool_turns_too() -> None:
    trace = a_trace(a_turn("a", called(1.3, "f"), responded(1.4, "f"), audio(2.0), turn_complete(2.5)))

    def judged(**args: Any) -> dict[str, bool]:
        found = delivery(**args)(trace, trace.turns[0])
        return {score.metric: score.passed for score in found if score.passed is not None}

    assert judged(first_played_ms={"max": 900}) == {"tool_turn_first_played_ms": False}
    both = judged(first_played_ms={"max": 900}, tool_turn_first_played_ms={"max": 2000})
    assert both == {"tool_turn_first_played_ms": True}


def test_a_tool_turn_limit_on_another_turn_is_unmet() -> None:
    trace = a_trace(a_turn("a", audio(1.4), turn_complete(2.5)))
    found = {score.metric: score for score in delivery(tool_turn_first_played_ms={"max": 9})(trace, trace.turns[0])}
    assert found["first_played_ms"].passed is None
    unmet = found["tool_turn_first_played_ms"]
    assert (unmet.value, unmet.passed) == (None, False)
    assert unmet.explanation == "no tool was called before it, so this was no tool turn"
