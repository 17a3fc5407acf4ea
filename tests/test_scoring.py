"""From a recording to an attempt's result: plan, status, summaries, notes, and scorers that fail."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from evalkit.recording.model import Close, Item, Recording
from evalkit.results import AttemptResult, Failure, GoAwayNotice, Reconnection
from evalkit.scenario.model import AudioInput, SayInput, Scenario, ScorerSpec, SilenceInput, TextInput, Turn, UserInput
from evalkit.scorers import SCORERS
from evalkit.scorers.base import Score, Scorer
from evalkit.scoring import score_recording, scorer_plan
from evalkit.trace.build import build_trace
from evalkit.trace.trace import Trace, TurnWindow
from tests.trace.recordings import CLOSE, a_recording, audio_part, content, finished, mark, received, sent, started
from tests.traces import a_trace, a_turn, tone

HEARS: Mapping[str, Any] = {"inputAudioTranscription": {}}
CHUNK = audio_part(pcm=tone(0.5))


def played(*answer: Item, finish: str = "turn_complete") -> tuple[Item, ...]:
    """One spoken turn whose speech ends at 1.0 s."""
    return (
        started(0.0, 0),
        mark(0.1, "speech_started"),
        mark(1.0, "speech_ended"),
        mark(1.5, "input_ended"),
        *answer,
        finished(3.0, 0, finish),
    )


ANSWER = (
    content(1.2, inputTranscription={"text": "is it raining"}),
    content(1.6, modelTurn=CHUNK),
    content(1.7, outputTranscription={"text": "Yes."}),
    content(3.0, turnComplete=True),
)


def scenario(
    user: UserInput | None = None,
    expect: Mapping[str, Mapping[str, Any]] | None = None,
    session: Mapping[str, Mapping[str, Any]] | None = None,
    **more: Any,
) -> Scenario:
    specs = tuple(ScorerSpec(name, args) for name, args in (expect or {}).items())
    return Scenario(
        id="hand/made",
        turns=(Turn(0, user or SayInput("Is it raining?"), expect=specs),),
        expect=tuple(ScorerSpec(name, args) for name, args in (session or {}).items()),
        **more,
    )


def result(*items: Item, wants: Scenario | None = None, **more: Any) -> AttemptResult:
    return score_recording(a_recording(*items, **more), wants or scenario())


def test_a_good_attempt() -> None:
    found = result(*played(*ANSWER), CLOSE, wants=scenario(tags=("weather",), description="Rain."))
    assert (found.status, found.failure, found.complete, found.torn, found.notes) == ("passed", None, True, "", ())
    assert (found.scenario_id, found.attempt, found.provenance) == ("hand/made", 1, "recorded")
    assert (found.description, found.tags, found.duration_s) == ("Rain.", ("weather",), 99.0)
    values = {f"{score.scorer}.{score.metric}": score.value for score in found.scores}
    assert values["latency.first_audio_ms"] == 600.0
    assert values["turn.completed"] == 1.0


def test_the_words_heard_are_scored_where_the_setup_asks_for_them() -> None:
    found = result(*played(*ANSWER), CLOSE, wants=scenario(setup=HEARS))
    (score,) = [each for each in found.scores if each.scorer == "wer"]
    assert (score.value, score.passed, score.turn) == (0.0, None, 0)


def test_scoring_twice_gives_the_same() -> None:
    recording = a_recording(*played(*ANSWER), CLOSE)
    assert score_recording(recording, scenario()) == score_recording(recording, scenario())


def test_the_embedded_scenario_is_used_when_none_is_given() -> None:
    document = {"description": "Embedded.", "turns": [{"say": "Hello?", "expect": {"silence": {}}}]}
    found = score_recording(a_recording(*played(*ANSWER), CLOSE, scenario=document))
    assert (found.description, found.status) == ("Embedded.", "failed")
    assert found.turns[0].user == "Hello?"


def plan(turn: Turn, setup: Mapping[str, Any] | None = None) -> list[str]:
    trace = a_trace(a_turn("any"), setup=HEARS if setup is None else setup)
    return [spec.name for spec in scorer_plan(trace, turn)]


@pytest.mark.parametrize(
    ("user", "setup", "names"),
    [
        (SayInput("hi"), HEARS, ["latency", "turn", "wer", "heard"]),
        (SayInput("hi"), {}, ["latency", "turn", "heard"]),
        (TextInput("hi"), HEARS, ["latency", "turn", "heard"]),
        (TextInput("hi"), {"generationConfig": {"responseModalities": ["TEXT"]}}, ["latency", "turn"]),
        (SilenceInput(3.0), HEARS, ["latency"]),
    ],
)
def test_every_turn_has_its_default_scorers(user: UserInput, setup: Mapping[str, Any], names: list[str]) -> None:
    assert plan(Turn(0, user), setup) == names


def imported(*answer: Item, expect: Mapping[str, Any] | None = None) -> AttemptResult:
    """One typed turn out of another recorder's file, without times and without a close."""
    document = {"turns": [{"text": "hello", "expect": expect or {}}]}
    items = (started(None, 0), mark(None, "input_ended"), *answer)
    recording = a_recording(*items, scenario=document, timed=False)
    header = replace(recording.header, provenance="imported", source="a.websocket.log")
    return score_recording(replace(recording, header=header))


def test_where_another_recorder_stopped_says_nothing_about_the_model() -> None:
    found = imported(content(None, modelTurn=CHUNK))
    assert (found.status, found.failure, found.complete) == ("passed", None, False)
    assert found.notes == ("the recording ends before turn 1 does",)
    completed = next(score for score in found.scores if score.metric == "completed")
    assert (completed.value, completed.passed, completed.expected) == (None, None, "")
    assert completed.explanation == "the recording ends before the turn does"


def test_an_imported_turn_that_ends_is_measured() -> None:
    found = imported(content(None, turnComplete=True))
    completed = next(score for score in found.scores if score.metric == "completed")
    assert (completed.value, completed.passed, found.status) == (1.0, None, "passed")
    assert found.notes == ("the recording ends without a close",)


def test_what_a_scenario_expects_of_an_import_is_still_expected() -> None:
    found = imported(content(None, modelTurn=CHUNK), expect={"turn": {"completed": True}})
    assert (found.status, found.failure and found.failure.kind) == ("infra", "RecordingError")


def test_what_a_turn_expects_wins_over_the_defaults() -> None:
    specs = (ScorerSpec("turn", {"completed": False}), ScorerSpec("transcript", {"contains": "12"}))
    turn = Turn(0, TextInput("hi"), expect=specs)
    assert scorer_plan(a_trace(a_turn("any")), turn) == (ScorerSpec("latency"), ScorerSpec("heard"), *specs)


def test_a_missed_expectation_fails_the_attempt() -> None:
    wants = scenario(expect={"latency": {"first_audio_ms": {"max": 100}}})
    assert result(*played(*ANSWER), CLOSE, wants=wants).status == "failed"


def test_the_session_is_scored_over_all_of_it() -> None:
    found = result(*played(*ANSWER), CLOSE, wants=scenario(session={"latency": {"first_audio_ms": {"max": 100}}}))
    (score,) = [each for each in found.scores if each.turn is None]
    assert (score.metric, score.passed, found.status) == ("slowest_first_audio_ms", False, "failed")


@pytest.mark.parametrize(("limit", "status"), [({"max": 100}, "expected_failure"), ({"max": 5000}, "unexpected_pass")])
def test_an_announced_failure(limit: Mapping[str, float], status: str) -> None:
    wants = scenario(expect={"latency": {"first_audio_ms": limit}}, expected_failure="slow model")
    found = result(*played(*ANSWER), CLOSE, wants=wants)
    assert (found.status, found.expected_failure) == (status, "slow model")


def test_an_announced_failure_that_nobody_was_asked_about_is_no_surprise() -> None:
    unheard = {"recognition": {"unspoken_tail": {"max": 2}}}
    found = result(*played(*ANSWER), CLOSE, wants=scenario(expect=unheard, expected_failure="cut"))
    (limited,) = [score for score in found.scores if score.metric == "unspoken_tail"]
    assert (limited.value, limited.passed, bool(limited.expected)) == (None, None, True)
    assert found.status == "expected_failure"


@pytest.mark.parametrize(("said", "status"), [("infra", "infra"), ("invalid", "invalid"), ("novel", "infra")])
def test_a_session_that_failed_is_not_a_model_that_did_and_is_scored_all_the_same(said: str, status: str) -> None:
    failed = mark(3.0, "session_failed", 0, kind="ConnectionClosed", message="closed: 1011", status=said)
    found = result(*played(*ANSWER[:3], finish="closed"), failed, CLOSE, wants=scenario(expected_failure="known"))
    assert (found.status, found.failure) == (status, Failure(kind="ConnectionClosed", message="turn 1: closed: 1011"))
    assert {score.metric: score.value for score in found.scores}["first_audio_ms"] == 600.0


def test_the_later_failure_is_the_cause() -> None:
    first = mark(0.0, "session_failed", None, kind="ConnectionClosed", message="lost", status="infra")
    cause = mark(0.0, "session_failed", None, kind="ReplayMismatch", message="other text", status="invalid")
    found = result(first, cause, CLOSE)
    assert (found.status, found.failure) == ("invalid", Failure(kind="ReplayMismatch", message="other text"))
    assert found.turns == ()


def test_a_failure_without_details_is_still_one() -> None:
    found = result(mark(0.0, "session_failed", None), CLOSE)
    assert (found.status, found.failure) == ("infra", Failure(kind="unknown", message=""))


def test_a_recording_cut_off_before_the_answer_says_nothing_of_the_model() -> None:
    found = result(*played(*ANSWER[:2])[:-1], torn="line 9 was cut off")
    assert (found.status, found.complete, found.torn) == ("infra", False, "line 9 was cut off")
    assert found.failure == Failure(kind="RecordingError", message="the recording was cut off: line 9 was cut off")
    assert found.notes == ("the recording is torn: line 9 was cut off",)


def test_a_recording_cut_off_after_a_real_miss_is_a_failure() -> None:
    wants = scenario(expect={"latency": {"first_audio_ms": {"max": 100}}})
    found = result(*played(*ANSWER[:2])[:-1], wants=wants)
    assert (found.status, found.notes) == ("failed", ("the recording ends without a close",))


def raising(error: Exception, when: str) -> Any:
    def factory(**_: Any) -> Scorer:
        if when == "built":
            raise error

        def score(_: Trace, __: TurnWindow) -> tuple[Score, ...]:
            raise error

        return score

    return factory


@pytest.mark.parametrize("when", ["built", "called"])
@pytest.mark.parametrize(
    ("error", "message"),
    [
        (ZeroDivisionError("division by zero"), "ZeroDivisionError: division by zero"),
        (RecursionError(), "RecursionError"),
    ],
)
def test_a_scorer_that_raises_makes_the_attempt_invalid_and_keeps_the_other_scores(
    monkeypatch: pytest.MonkeyPatch, error: Exception, message: str, when: str
) -> None:
    known = SCORERS.get
    monkeypatch.setattr(SCORERS, "get", lambda name: raising(error, when) if name == "odd" else known(name))
    found = result(*played(*ANSWER), CLOSE, wants=scenario(expect={"odd": {}}))
    assert (found.status, found.failure) == ("invalid", Failure(kind="PluginError", message=f"scorer 'odd': {message}"))
    (score,) = [each for each in found.scores if each.scorer == "odd"]
    assert (score.metric, score.value, score.turn) == ("error", None, 0)
    assert score.explanation == f"the scorer failed: {message}"
    assert {each.scorer for each in found.scores} >= {"latency", "turn"}


@pytest.mark.parametrize(
    ("expect", "failure"),
    [
        (
            {"latncy": {}},
            Failure(kind="PluginError", message="scorer 'latncy': unknown; did you mean 'latency'?"),
        ),
        (
            {"silence": {"fr_s": 2}},
            Failure(kind="UsageError", message="silence: unknown argument 'fr_s'; did you mean 'for_s'?"),
        ),
    ],
)
def test_an_old_recording_may_ask_for_what_is_no_longer_known(expect: Mapping[str, Any], failure: Failure) -> None:
    found = result(*played(*ANSWER), CLOSE, wants=scenario(expect=expect))
    assert (found.status, found.failure) == ("invalid", failure)


def test_the_summary_holds_what_a_report_shows() -> None:
    user = {"realtimeInput": {"audio": {"mimeType": "audio/pcm;rate=16000", "data": "AAAA" * 4}}}
    call = {"toolCall": {"functionCalls": [{"name": "f", "args": {"a": 1}, "id": "7"}]}}
    answer = {"toolResponse": {"functionResponses": [{"id": "7", "name": "f", "response": {"b": 2}}]}}
    found = result(
        content(0.0, modelTurn=audio_part(samples=2400)),
        *played(sent(1.1, user), received(1.2, call), sent(1.4, answer), *ANSWER[1:]),
        CLOSE,
    )
    (turn,) = found.turns
    assert (turn.user, turn.kind, turn.said, turn.heard, turn.finish) == (
        "Is it raining?",
        "say",
        "Yes.",
        "",
        "turn_complete",
    )
    assert (turn.started_t, turn.speech_started_t, turn.speech_ended_t, turn.input_ended_t) == (0.0, 0.1, 1.0, 1.5)
    assert (turn.first_audio_t, turn.finished_t, turn.interrupted) == (1.6, 3.0, False)
    assert turn.first_audible_t == pytest.approx(1.6, abs=0.02)
    assert turn.user_audio_s == pytest.approx((0.0, 6 / 16_000))
    assert turn.model_audio_s == pytest.approx((0.1, 0.6))
    assert turn.tool_calls == (
        {
            "name": "f",
            "args": {"a": 1},
            "id": "7",
            "response": {"b": 2},
            "cancelled": False,
            "called_t": 1.2,
            "answered_t": 1.4,
        },
    )


def test_calls_without_ids_take_their_answers_in_order() -> None:
    call = {"toolCall": {"functionCalls": [{"name": "f", "args": {"n": 1}}, {"name": "f", "args": {"n": 2}}]}}
    answer = {"toolResponse": {"functionResponses": [{"name": "f", "response": {"n": 1}}]}}
    cancel = {"toolCallCancellation": {"ids": ["x"]}}
    (turn,) = result(*played(received(1.2, call), sent(1.4, answer), received(1.5, cancel)), CLOSE).turns
    assert [call["response"] for call in turn.tool_calls] == [{"n": 1}, None]


def test_a_cancelled_call_is_marked() -> None:
    call = {"toolCall": {"functionCalls": [{"name": "f", "args": {}, "id": "7"}]}}
    cancel = {"toolCallCancellation": {"ids": ["7"]}}
    (turn,) = result(*played(received(1.2, call), received(1.5, cancel)), CLOSE).turns
    assert turn.tool_calls[0]["cancelled"] is True


def test_text_stands_in_for_a_missing_transcript_and_reasons_are_kept() -> None:
    ends = content(2.0, turnComplete=True, turnCompleteReason="NEED_MORE_INPUT")
    (turn,) = result(*played(content(1.6, modelTurn={"parts": [{"text": "Yes."}]}), ends), CLOSE).turns
    assert (turn.said, turn.complete_reason, turn.model_audio_s) == ("Yes.", "NEED_MORE_INPUT", None)


@pytest.mark.parametrize(
    ("user", "words", "kind"),
    [
        (AudioInput("audio/a.flac", "hello"), "hello", "audio"),
        (AudioInput("audio/a.flac"), "audio/a.flac", "audio"),
        (TextInput("hi"), "hi", "text"),
        (SilenceInput(2.5), "silence of 2.5 s", "silence"),
    ],
)
def test_what_the_user_did_in_words(user: UserInput, words: str, kind: str) -> None:
    (turn,) = result(*played(*ANSWER), CLOSE, wants=scenario(user)).turns
    assert (turn.user, turn.kind) == (words, kind)


def test_notes_tell_what_a_reader_should_know() -> None:
    wants = replace(scenario(), turns=tuple(Turn(index, SayInput("a")) for index in range(3)))
    found = result(
        *played(*ANSWER),
        mark(0.5, "speech_started", 0, lowered_db=3.24),
        mark(0.6, "speech_started", 0, lowered_db="much"),
        mark(3.0, "anchor_missed", 1, after="model_speech"),
        mark(3.1, "stalled", 0, late_ms=41.0),
        mark(3.2, "stalled", 0, late_ms=120.5),
        CLOSE,
        wants=wants,
    )
    assert found.notes == (
        "turn 1: the user's audio was made 3.2 dB quieter, for the mixture did not fit",
        "turn 2: it was to start after model_speech, which never came",
        "turn 1: our own sending was late by up to 120.5 ms (2 chunks in all), so times after it are in doubt",
        "1 of 3 turns were begun",
    )


def test_an_empty_recording_does_not_pass() -> None:
    found = score_recording(Recording(header=a_recording().header, items=()), scenario())
    assert (found.turns, found.scores, found.duration_s) == ((), (), None)
    assert (found.status, found.failure) == (
        "infra",
        Failure(kind="RecordingError", message="the recording was cut off: it ends without a close"),
    )


def test_a_scenario_with_more_turns_than_were_played_does_not_pass() -> None:
    wants = replace(scenario(), turns=tuple(Turn(index, SayInput("a")) for index in range(3)))
    found = result(*played(*ANSWER), CLOSE, wants=wants)
    assert (found.status, found.failure) == (
        "invalid",
        Failure(kind="RecordingError", message="the recording holds 1 of 3 turns"),
    )


def test_a_trace_is_built_from_the_scenario_given() -> None:
    assert build_trace(a_recording(started(0.0, 0)), scenario()).turns[0].turn == scenario().turns[0]


def resumed(t: float) -> tuple[Item, ...]:
    """The connection ends and the next one stands a second later."""
    return (
        Close(t, 1000, "", "local"),
        mark(t, "reconnecting", None, reason="goAway"),
        sent(t + 0.9, {"setup": {"model": "m"}}),
        received(t + 1, {"setupComplete": {}}),
        mark(t + 1, "reconnected", None, connection=2, resumed=True),
    )


def test_a_session_of_two_connections_is_one_attempt() -> None:
    items = (
        sent(0, {"setup": {"model": "m"}}),
        received(0, {"setupComplete": {}}),
        *played(*ANSWER),
        received(4, {"goAway": {"timeLeft": "50s"}}),
        *resumed(5),
        CLOSE,
    )
    wants = scenario(session={"session": {"connections": {"max": 2}, "resumed": True, "reconnect_ms": {"max": 1500}}})
    found = result(*items, wants=wants)
    assert (found.status, found.complete, found.duration_s, found.notes) == ("passed", True, 99.0, ())
    assert found.reconnections == (Reconnection(connection=2, closed_t=5, ready_t=6, reason="goAway", resumed=True),)
    assert found.go_away == (GoAwayNotice(t=4, time_left="50s"),)
    assert {score.metric: score.value for score in found.scores if score.scorer == "session"} == {
        "connections": 2,
        "reconnect_ms": 1000,
        "resumed": 1,
        "go_away": 1,
    }


def test_a_turn_whose_connection_was_resumed_says_so() -> None:
    gap = "turn 1: its connection was resumed: latencies hold the gap"
    begun, *answered = played(*ANSWER)
    assert result(begun, *resumed(0.1), *answered, CLOSE).notes == (gap,)
    assert result(begun, *resumed(0.1), *resumed(0.2), *answered, CLOSE).notes == (gap,)
    assert gap not in result(begun, *resumed(0.1)[:2], CLOSE).notes, "a session that was not resumed has failed"
    assert result(begun, *answered, *resumed(5), CLOSE).notes == (), "nothing is measured between two turns"


def test_a_session_cut_off_between_its_connections_is_not_whole() -> None:
    found = result(*played(*ANSWER), *resumed(5)[:2])
    assert (found.complete, found.duration_s) == (False, None)
    assert found.notes == ("the recording ends without a close",)


def test_an_error_in_band_is_noted() -> None:
    found = result(*played(received(1.5, {"code": 429, "message": "slow down"}), *ANSWER), CLOSE)
    assert found.notes == ("the server reported error 429: slow down",)


def test_an_error_that_ended_the_session_is_its_failure_and_no_note() -> None:
    failed = mark(2.0, "session_failed", 0, kind="ServerReportedError", message="429 slow down", status="infra")
    found = result(*played(received(1.5, {"code": 429, "message": "slow down"})), failed, CLOSE)
    assert (found.status, found.notes) == ("infra", ())
