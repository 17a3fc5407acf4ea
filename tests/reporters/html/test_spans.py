"""Each family of metrics lies where its own definition says."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from evalkit.reporters.html.spans import Span, heard_span, spans_of
from evalkit.results import Reconnection, TurnSummary
from evalkit.scorers.base import Score
from tests.reporters.sample import attempt

CALLS: tuple[Mapping[str, Any], ...] = (
    {"name": "a", "called_t": 4.0, "answered_t": 4.5},
    {"name": "b", "called_t": 4.2, "answered_t": 5.0},
    {"name": "c", "called_t": 4.3, "answered_t": None},
)
SPOKEN = TurnSummary(
    index=0,
    user="",
    kind="say",
    started_t=0.5,
    speech_started_t=1.0,
    speech_ended_t=3.0,
    input_ended_t=3.6,
    first_audio_t=4.0,
    first_audible_t=4.1,
    finished_t=9.0,
    tool_calls=CALLS,
    model_audio_s=(10.0, 14.0),
)
TYPED = replace(SPOKEN, kind="text", speech_started_t=None, speech_ended_t=None)
QUIET = TurnSummary(index=0, user="", kind="silence", started_t=2.0, input_ended_t=8.0, finished_t=10.0)


def a_score(name: str, value: float | None = 1000.0, turn: int | None = 0, **more: Any) -> Score:
    scorer, _, metric = name.partition(".")
    return Score(scorer=scorer, metric=metric, version=1, turn=turn, value=value, **more)


def span(score: Score, *others: Score, turn: TurnSummary = SPOKEN) -> Span | None:
    return spans_of(attempt("a", "passed", [turn], [score, *others]))[0]


@pytest.mark.parametrize(
    "name",
    [
        "latency.first_event_ms",
        "latency.first_audible_ms",
        "latency.turn_ms",
        "latency.tool_turn_first_audio_ms",
        "delivery.first_played_ms",
        "delivery.tool_turn_first_played_ms",
        "delivery.call_ms",
        "delivery.round_trip_ms",
    ],
)
def test_a_wait_counts_from_the_end_of_speech_else_of_the_input(name: str) -> None:
    assert span(a_score(name, 1250.0)) == (3.0, 4.25)
    assert span(a_score(name, 1250.0), turn=TYPED) == (3.6, 4.85)


def test_who_talks_over_the_user_has_waited_backwards() -> None:
    assert span(a_score("latency.first_audible_ms", -500.0)) == (2.5, 3.0)


def test_what_was_not_measured_lies_where_its_turn_does() -> None:
    assert span(a_score("latency.first_audible_ms", None)) == (0.5, 9.0)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("delivery.generation_ms", (4.0, 5.0)),
        ("delivery.underrun_ms", (4.1, 8.0)),
        ("delivery.jitter_ms", (4.1, 8.0)),
        ("audio.dropouts", (4.1, 8.0)),
        ("heard.answer", (4.1, 8.0)),
        ("recognition.audio_wer", (4.1, 8.0)),
        ("judge.judge_score", (4.1, 8.0)),
        ("a_plugin.of_its_own", (4.1, 8.0)),
        ("wer.input_wer", (1.0, 3.0)),
        ("wer.output_wer", (4.1, 8.0)),
        ("key_terms.input_key_term_recall", (1.0, 3.0)),
        ("language.output_wrong_language", (4.1, 8.0)),
        ("transcript.transcript_ok", (4.1, 8.0)),
        ("turn.completed", (0.5, 9.0)),
        ("usage.cost_usd", (0.5, 9.0)),
    ],
)
def test_what_judges_one_side_lies_where_that_side_is_heard(name: str, expected: Span) -> None:
    assert span(a_score(name)) == expected


def test_a_transcript_of_the_user_is_the_users() -> None:
    assert span(a_score("transcript.transcript_ok", detail={"of": "input"})) == (1.0, 3.0)


def test_tools_lie_from_the_first_call_to_the_last_answer() -> None:
    assert span(a_score("tools.tools_ok", 1.0)) == (4.0, 5.0)
    assert span(a_score("delivery.tool_ms", 1000.0)) == (4.0, 5.0)
    assert span(a_score("delivery.resume_ms", 400.0)) == (5.0, 5.4)
    assert span(a_score("delivery.resume_ms", 400.0, explanation="2 rounds added up")) == (4.5, 9.0)
    # No call at all: the turn in which none was made.
    assert span(a_score("tools.tool_recall"), turn=replace(SPOKEN, tool_calls=())) == (0.5, 9.0)


def test_an_interruption_lies_from_the_barge_in() -> None:
    stop = a_score("interruption.stop_ms", 70.0, detail={"began_t": 5.25, "interruptions": 1})
    assert span(stop) == (5.25, 5.32)
    assert span(a_score("interruption.overhang_ms", 200.0), stop) == (5.25, 5.45)
    assert span(a_score("interruption.words_lost", 19.0), stop) == (5.25, 5.32)
    assert span(a_score("interruption.yielded", 1.0, detail={"within_ms": 2000.0}), stop) == (5.25, 5.32)
    assert span(a_score("interruption.talk_over_ms", 70.0), stop) == (1.0, 3.0)


def test_a_barge_in_that_was_not_heeded_lies_where_it_should_have_been() -> None:
    never = a_score("interruption.stop_ms", None)
    assert span(a_score("interruption.yielded", 0.0, detail={"within_ms": 2000.0}), never) == (1.0, 3.0)
    assert span(a_score("interruption.yielded", 0.0, detail={"within_ms": 2000.0}), never, turn=TYPED) == (3.6, 5.6)


def test_the_stop_of_another_turn_says_nothing_of_this_one() -> None:
    other = a_score("interruption.stop_ms", 70.0, turn=1, detail={"began_t": 50.0})
    assert span(a_score("interruption.overhang_ms", 200.0), other) == (1.0, 1.2)


def test_a_false_interruption_is_a_moment() -> None:
    stopped = replace(SPOKEN, interrupted_t=6.0)
    assert span(a_score("interruption.false_interruption", 1.0), turn=stopped) == (6.0, 6.0)
    assert span(a_score("interruption.false_interruption", 0.0)) == (0.5, 9.0)


@pytest.mark.parametrize(
    ("turn", "facts", "expected"),
    [
        (SPOKEN, {"after_ms": 1188.0}, (3.0, 4.188)),
        (SPOKEN, {"after_ms": None, "waited_ms": 5500.0}, (3.0, 8.5)),
        (SPOKEN, {}, (3.0, 9.0)),
        (QUIET, {"after_ms": None, "waited_ms": 2000.0}, (2.0, 10.0)),
        (QUIET, {"after_ms": -3000.0}, (2.0, 5.0)),
    ],
)
def test_silence_lies_from_where_it_was_due(turn: TurnSummary, facts: dict[str, Any], expected: Span) -> None:
    assert span(a_score("silence.kept_silent", 1.0, detail={"decisions": [facts]}), turn=turn) == expected


@pytest.mark.parametrize("decisions", [None, [], [7], "x"])
def test_strange_details_break_nothing(decisions: Any) -> None:
    assert span(a_score("silence.kept_silent", 1.0, detail={"decisions": decisions})) == (3.0, 9.0)


def test_a_session_has_no_place_but_that_of_its_worst_turn() -> None:
    scores = [
        a_score("latency.first_audible_ms", 800.0),
        a_score("latency.first_audible_ms", 900.0, turn=1),
        a_score("latency.slowest_first_audible_ms", 900.0, turn=None),
        a_score("latency.slowest_turn_ms", 900.0, turn=None),
        a_score("usage.session_tokens", 12.0, turn=None),
    ]
    second = replace(SPOKEN, index=1, speech_ended_t=13.0)
    assert spans_of(attempt("a", "passed", [SPOKEN, second], scores))[2:] == ((13.0, 13.9), None, None)


def test_a_reconnection_lies_in_its_own_gap() -> None:
    gaps = tuple(Reconnection(connection=n, closed_t=t, ready_t=t + n / 2) for n, t in ((2, 10.0), (3, 20.0)))
    scores = [a_score("session.reconnect_ms", ms, turn=None) for ms in (1500.0, 1000.0, 777.0)]
    found = spans_of(replace(attempt("a", "passed", [], scores), reconnections=gaps))
    assert found == ((20.0, 21.5), (10.0, 11.0), None)


def test_without_times_nothing_has_a_place() -> None:
    bare = TurnSummary(index=0, user="", kind="say")
    names = ("latency.turn_ms", "delivery.tool_ms", "interruption.stop_ms", "silence.kept_silent", "x.y")
    assert [span(a_score(name), turn=bare) for name in names] == [None] * 5
    assert span(a_score("latency.turn_ms", turn=7)) is None


@pytest.mark.parametrize("t", [math.nan, math.inf, -math.inf, 1e300])
def test_no_time_breaks_a_span(t: float) -> None:
    odd = replace(SPOKEN, speech_ended_t=t, first_audible_t=t, interrupted_t=t)
    for name in ("latency.turn_ms", "heard.answer", "interruption.stop_ms", "interruption.false_interruption"):
        found = span(a_score(name), turn=odd)
        assert found is None or (math.isfinite(found[0]) and found[0] <= found[1])


def test_an_answer_is_heard_as_long_as_its_audio_lasts_or_until_it_is_interrupted() -> None:
    assert heard_span(SPOKEN) == (4.1, 8.0)
    assert heard_span(replace(SPOKEN, interrupted_t=5.0)) == (4.1, 5.0)
    assert heard_span(replace(SPOKEN, interrupted_t=4.05)) is None
    assert heard_span(replace(SPOKEN, model_audio_s=None)) is None
