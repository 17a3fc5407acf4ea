"""Latency on traces with known answers; a spoken turn's speech ends at 1.0 s unless it says otherwise."""

from typing import Any

import pytest

from evalkit.errors import UsageError
from evalkit.scenario.model import SilenceInput, TextInput
from evalkit.scorers.base import Score
from evalkit.scorers.latency import METRICS, latency
from evalkit.trace.trace import Trace
from tests.traces import (
    TurnDraft,
    a_trace,
    a_turn,
    audio,
    called,
    code_run,
    code_written,
    heard,
    interrupted,
    responded,
    said,
    text,
    turn_complete,
)

TEXT_SETUP = {"generationConfig": {"responseModalities": ["TEXT"]}}


def scores(trace: Trace, index: int = 0, **args: Any) -> dict[str, Score]:
    return {score.metric: score for score in latency(**args)(trace, trace.turns[index])}


def values(*turns: TurnDraft, index: int = 0, **args: Any) -> dict[str, float | None]:
    return {name: score.value for name, score in scores(a_trace(*turns), index, **args).items()}


def explained(score: Score) -> str:
    assert score.value is None
    return score.explanation


def test_a_spoken_turn_has_each_step_from_the_end_of_speech() -> None:
    turn = a_turn(
        "Is it raining?",
        heard(1.2, "is it raining"),
        said(1.35, "Yes."),
        audio(1.4, 0.2, level_dbfs=-120),
        audio(1.41, 0.4),
        turn_complete(2.25),
        input_ended=2.0,
    )
    assert values(turn) == {
        "first_event_ms": 350.0,
        "first_audio_ms": 400.0,
        "first_audible_ms": pytest.approx(600.0, abs=1),
        "voice_to_voice_ms": pytest.approx(600.0, abs=1),
        "turn_ms": 1250.0,
    }


def test_code_is_the_first_event_of_a_turn_that_runs_it_and_only_that_metric_has_a_new_version() -> None:
    turn = a_turn("Sum it up.", code_written(1.5), code_run(1.9), said(2.2, "55"), audio(2.3), turn_complete(3.0))
    found = scores(a_trace(turn))
    assert (found["first_event_ms"].value, found["first_audio_ms"].value) == (500.0, 1300.0)
    assert {name: score.version for name, score in found.items() if score.version != 1} == {"first_event_ms": 2}


def test_a_typed_turn_counts_from_the_end_of_the_input_and_has_no_voice_to_voice() -> None:
    turn = a_turn(TextInput("hi"), audio(1.5), turn_complete(1.9), input_ended=1.25)
    assert values(turn) == {
        "first_event_ms": 250.0,
        "first_audio_ms": 250.0,
        "first_audible_ms": pytest.approx(250.0, abs=1),
        "turn_ms": 650.0,
    }


def test_values_are_exact_to_the_microsecond() -> None:
    turn = a_turn("a", audio(0.1 + 0.2, 0.2), speech_ended=0.1, input_ended=0.1)
    assert values(turn)["first_audio_ms"] == 200.0


def test_a_tool_turn_is_reported_apart_but_a_preamble_is_not() -> None:
    quiet = a_turn("a", called(1.3, "f"), responded(1.6, "f"), audio(2.0), turn_complete(2.5))
    assert values(quiet) == {
        "first_event_ms": 300.0,
        "tool_turn_first_audio_ms": 1000.0,
        "tool_turn_first_audible_ms": pytest.approx(1000.0, abs=1),
        "tool_turn_voice_to_voice_ms": pytest.approx(1000.0, abs=1),
        "first_tool_call_ms": 300.0,
        "tool_turn_ms": 1500.0,
    }
    preamble = a_turn("a", audio(1.2), called(1.3, "f"), audio(2.0), turn_complete(2.5))
    assert values(preamble)["first_audio_ms"] == 200.0
    assert "tool_turn_first_audio_ms" not in values(preamble)
    assert values(preamble)["tool_turn_ms"] == 1500.0


def test_an_answer_before_the_user_ended_is_negative_and_explained() -> None:
    trace = a_trace(a_turn("a long question", audio(0.6), turn_complete(2.0)))
    score = scores(trace, first_audio_ms={"max": 500})["first_audio_ms"]
    assert (score.value, score.passed) == (-400.0, True)
    assert score.explanation == "the model talked over the user: it came 400 ms before the user had finished"


def test_two_turns_in_one_end_at_the_last_of_them() -> None:
    turn = a_turn("a", audio(1.5), turn_complete(2.0), audio(2.5), turn_complete(3.0))
    assert values(turn)["turn_ms"] == 2000.0


def test_a_repeated_turn_complete_does_not_move_the_end() -> None:
    assert values(a_turn("a", audio(1.5), turn_complete(2.0), turn_complete(9.0)))["turn_ms"] == 1000.0


def test_near_silent_audio_arrived_and_was_not_heard() -> None:
    found = scores(a_trace(a_turn("a", audio(1.5, level_dbfs=-85), turn_complete(2.0))))
    assert found["first_audio_ms"].value == 500.0
    assert explained(found["first_audible_ms"]) == "the answer's audio is too quiet to be heard"
    assert explained(found["voice_to_voice_ms"]) == "the answer's audio is too quiet to be heard"


def test_text_where_audio_was_asked_for() -> None:
    found = scores(a_trace(a_turn("a", text(1.5, "Yes."), turn_complete(2.0))))
    assert found["first_event_ms"].value == 500.0
    assert explained(found["first_audio_ms"]) == "the answer has no audio"


def test_a_setup_that_asks_for_text_has_no_audio_metrics() -> None:
    trace = a_trace(a_turn(TextInput("a"), text(1.5, "Yes."), turn_complete(2.0)), setup=TEXT_SETUP)
    assert set(scores(trace)) == {"first_event_ms", "turn_ms"}


def test_a_turn_never_answered() -> None:
    found = scores(a_trace(a_turn("a", heard(1.2, "a"), finish="no_response")), first_audio_ms={"max": 900})
    assert {explained(score) for name, score in found.items() if name != "turn_ms"} == {
        "the turn was never answered (no_response)"
    }
    assert explained(found["turn_ms"]) == "no turnComplete came (no_response)"
    assert found["first_audio_ms"].passed is False
    assert found["first_event_ms"].passed is None


def test_interrupted_before_it_was_heard() -> None:
    turn = a_turn("a", audio(1.5, 0.5, level_dbfs=-120), audio(1.51, 0.5), interrupted(1.7), finish="barged_in")
    found = scores(a_trace(turn))
    assert explained(found["first_audible_ms"]) == "it was interrupted before it was heard"
    assert explained(found["turn_ms"]) == "no turnComplete came (barged_in)"


def test_a_recording_without_times_scores_nothing() -> None:
    found = scores(a_trace(a_turn("a", audio(1.5), turn_complete(2.0)), timed=False), turn_ms={"max": 10})
    assert {explained(score) for score in found.values()} == {"the recording kept no times"}
    assert found["turn_ms"].passed is False


def test_a_turn_that_expects_silence_is_not_eligible() -> None:
    told = a_turn("a", audio(1.5), expect={"silence": {}})
    nobody_spoke = a_turn(SilenceInput(3.0), audio(1.5), speech_ended=None)
    for turn in (told, nobody_spoke):
        found = scores(a_trace(turn))
        assert {explained(score) for score in found.values()} == {"the turn expects silence, so no answer was due"}


@pytest.mark.parametrize(
    ("turn", "what"),
    [
        (a_turn("a", audio(1.5), speech_ended=None), "speech"),
        (a_turn(TextInput("a"), audio(1.5), input_ended=None), "input"),
    ],
)
def test_an_unknown_anchor(turn: TurnDraft, what: str) -> None:
    found = scores(a_trace(turn))
    assert {explained(score) for score in found.values()} == {
        f"the recording does not say when the user's {what} ended"
    }


def test_an_event_without_a_time_in_a_timed_recording() -> None:
    found = scores(a_trace(a_turn("a", audio(None), turn_complete(2.0))))
    assert explained(found["first_audio_ms"]) == "its time is not known"
    assert explained(found["first_audible_ms"]) == "its time is not known", "nothing interrupted it"
    assert found["turn_ms"].value == 1000.0


def test_a_limit_on_the_plain_name_holds_for_tool_turns_too() -> None:
    trace = a_trace(a_turn("a", called(1.3, "f"), audio(2.0), turn_complete(2.5)))
    score = scores(trace, first_audio_ms={"max": 900})["tool_turn_first_audio_ms"]
    assert (score.passed, score.expected) == (False, "≤ 900 ms")
    both = scores(trace, first_audio_ms={"max": 900}, tool_turn_first_audio_ms={"max": 2000})
    assert (both["tool_turn_first_audio_ms"].passed, both["tool_turn_first_audio_ms"].expected) == (True, "≤ 2000 ms")


def test_a_tool_turn_limit_on_a_turn_without_a_call_is_unmet() -> None:
    found = scores(a_trace(a_turn("a", audio(1.4), turn_complete(2.0))), tool_turn_ms={"max": 5000})
    assert found["turn_ms"].passed is None
    assert found["tool_turn_ms"].passed is False
    assert (
        explained(found["tool_turn_ms"]) == "no tool was called before what turn_ms measures, so this was no tool turn"
    )


@pytest.mark.parametrize(
    ("turn", "why"),
    [
        (a_turn("a", called(1.3, "f"), finish="gap"), "the answer has no audio"),
        (a_turn("a", called(1.3, "f"), audio(None)), "its time is not known"),
        (
            a_turn("a", audio(1.5, level_dbfs=-85)),
            "no tool was called before what first_audible_ms measures, so this was no tool turn",
        ),
        (
            a_turn("a", finish="no_response"),
            "no tool was called before what first_audible_ms measures, so this was no tool turn",
        ),
        (a_turn("a", called(1.3, "f"), speech_ended=None), "the recording does not say when the user's speech ended"),
    ],
)
def test_why_a_tool_turn_has_no_value(turn: TurnDraft, why: str) -> None:
    found = scores(a_trace(turn), tool_turn_first_audible_ms={"max": 5000})["tool_turn_first_audible_ms"]
    assert (explained(found), found.passed) == (why, False)


@pytest.mark.parametrize(
    ("name", "why"),
    [("first_tool_call_ms", "no tool was called"), ("voice_to_voice_ms", "the user did not speak in this turn")],
)
def test_what_is_left_out_by_default_is_unmet_when_it_is_expected(name: str, why: str) -> None:
    trace = a_trace(a_turn(TextInput("a"), audio(1.4), turn_complete(2.0)))
    assert name not in scores(trace)
    limits: dict[str, Any] = {name: {"max": 1}}
    score = scores(trace, **limits)[name]
    assert (score.passed, explained(score)) == (False, why)


@pytest.mark.parametrize(
    ("limit", "passed", "expected"),
    [({"max": 400}, True, "≤ 400 ms"), ({"max": 399.9}, False, "≤ 399.9 ms"), ({"min": 500}, False, "≥ 500 ms")],
)
def test_limits(limit: dict[str, float], passed: bool, expected: str) -> None:
    score = scores(a_trace(a_turn("a", audio(1.4))), first_audio_ms=limit)["first_audio_ms"]
    assert (score.passed, score.expected, score.unit, score.better) == (passed, expected, "ms", "lower")


def test_each_value_names_its_evidence() -> None:
    trace = a_trace(a_turn("a", heard(1.1, "a"), audio(1.4), turn_complete(2.0)))
    found = scores(trace)
    assert found["first_audio_ms"].evidence == found["first_event_ms"].evidence == (1,)
    assert found["turn_ms"].evidence == (2,)


def slowest(trace: Trace, **args: Any) -> Score:
    (score,) = latency(**args)(trace, trace.session)
    return score


def test_the_session_is_as_slow_as_its_slowest_turn() -> None:
    trace = a_trace(a_turn("a", audio(1.4)), a_turn("b", audio(6.9), started=5.0, speech_ended=6.0))
    good = slowest(trace, first_audio_ms={"max": 900})
    assert (good.metric, good.value, good.passed, good.turn) == ("slowest_first_audio_ms", 900.0, True, None)
    assert good.explanation == "the slowest of 2 turns is turn 2"
    bad = slowest(trace, first_audio_ms={"max": 500})
    assert (bad.passed, bad.explanation) == (False, "missed in turn 2")


def test_a_session_without_a_value_is_unmet() -> None:
    score = slowest(a_trace(a_turn("a", finish="no_response")), voice_to_voice_ms={"max": 500})
    assert (score.value, score.passed, score.explanation) == (None, False, "no turn has a value")


def test_nothing_is_expected_of_a_session_that_asks_for_nothing() -> None:
    trace = a_trace(a_turn("a", audio(1.4)))
    assert latency()(trace, trace.session) == ()


def test_an_unknown_metric_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError) as raised:
        latency(voice_to_voce_ms={"max": 1})
    assert str(raised.value) == "latency: unknown argument 'voice_to_voce_ms'; did you mean 'voice_to_voice_ms'?"


def test_every_metric_may_be_limited() -> None:
    latency(**{metric.name: {"max": 1} for metric in METRICS if not metric.name.startswith("slowest_")})
