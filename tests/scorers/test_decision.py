"""Speaking up: turns that should be answered aloud, turns that may be, and signs of life; the input ends at 1.0 s."""

from collections.abc import Mapping
from typing import Any

import pytest

from evalkit.scenario.model import SilenceInput
from evalkit.scorers.base import Score
from evalkit.scorers.decision import decision_of, must_speak
from evalkit.scorers.silence import silence
from evalkit.scoring import scorer_plan
from evalkit.trace.trace import Trace
from tests.traces import TurnDraft, a_trace, a_turn, audio, called, said, text, turn_complete

SPEAK: Mapping[str, Mapping[str, Any]] = {"silence": {"label": "speak"}}
TONE = "; no voice is found in it"
"""The model's audio in these tests is a tone."""
QUIET = a_turn("(aside)", finished=6.0, finish="silence", expect={"silence": {}})


def score(trace: Trace, turn: int = 0, **args: Any) -> Score:
    (found,) = silence(**args)(trace, trace.turns[turn])
    return found


def spoke_up(draft: TurnDraft, **args: Any) -> Score:
    return score(a_trace(draft), label="speak", **args)


def test_an_answer_that_was_heard() -> None:
    found = spoke_up(a_turn("How long?", audio(1.9, 0.8), turn_complete(3.0), expect=SPEAK))
    assert (found.metric, found.version, found.value, found.passed) == ("spoke_up", 1, 1.0, True)
    assert (found.expected, found.better, found.evidence) == ("speech", "higher", (0,))
    assert found.explanation.endswith(f"for 0.8 s, 900.042 ms after the end of the user's speech{TONE}")
    assert found.detail["decisions"] == [
        {
            "turn": 0,
            "label": "speak",
            "decided": "spoke",
            "form": "spoke",
            "after_ms": pytest.approx(900, abs=1),
            "late": False,
            "alive": False,
            "voiceless": True,
        }
    ]


@pytest.mark.parametrize(
    ("turn", "form", "explanation"),
    [
        (a_turn("How long?", finished=16.0, finish="no_response"), "timeout", "nothing came until the wait was over"),
        (a_turn("How long?", turn_complete(1.5)), "empty_turn", "the turn ended without content"),
        (
            a_turn("How long?", turn_complete(1.5, reason="RESPONSE_REJECTED")),
            "empty_turn_reason",
            "the turn ended without content: RESPONSE_REJECTED",
        ),
        (a_turn("How long?", text(1.5, "6"), turn_complete(2.0)), "text_only", "text came, and no audio"),
        (
            a_turn("How long?", audio(1.5, 2.0, level_dbfs=-85), said(1.5, "Six."), turn_complete(3.5)),
            "inaudible_audio",
            "audio came that nobody can hear",
        ),
    ],
)
def test_an_answer_that_was_not_heard_may_be_a_broken_model(turn: TurnDraft, form: str, explanation: str) -> None:
    found = spoke_up(turn)
    assert (found.value, found.detail["form"], found.detail["decisions"][0]["decided"]) == (0.0, form, "silent")
    assert found.explanation == f"{explanation}; no later turn was answered, so the model may be broken"


def test_an_act_is_no_speech() -> None:
    found = spoke_up(a_turn("How long?", called(1.5, "set_timer"), turn_complete(2.0), expect=SPEAK))
    assert (found.value, found.passed, found.detail["decisions"][0]["decided"]) == (0.0, False, "silent")
    assert found.explanation == "it was not heard, but it acted: it called set_timer"


@pytest.mark.parametrize(
    ("finish", "explanation"),
    [
        ("closed", "the connection closed before the wait was over, so this silence proves nothing"),
        ("", "the recording ends before the wait was over, so this silence proves nothing"),
        ("barged_in", "the next turn began before the wait was over, so this silence proves nothing"),
    ],
)
def test_a_wait_that_was_cut_short_proves_nothing(finish: str, explanation: str) -> None:
    found = spoke_up(a_turn("How long?", finished=2.0, finish=finish, expect=SPEAK))
    assert (found.value, found.passed, found.explanation) == (None, False, explanation)
    assert found.detail["decisions"][0]["decided"] == "unknown"


def test_late_speech_is_speech_and_is_late() -> None:
    turn = a_turn("How long?", audio(6.5, 0.8), turn_complete(8.0), expect=SPEAK)
    found = spoke_up(turn)
    assert (found.value, found.passed, found.detail["decisions"][0]["late"]) == (1.0, True, True)
    assert found.explanation.endswith(f"5500.04 ms after the end of the user's speech, later than 5 s{TONE}")
    limited = spoke_up(turn, within_s=3)
    assert (limited.value, limited.passed, limited.expected) == (1.0, False, "speech within 3 s")
    assert spoke_up(turn, within_s=6).passed is True
    assert spoke_up(turn, within_s=6).detail["decisions"][0]["late"] is False


@pytest.mark.parametrize(
    ("turn", "waited_ms"),
    [
        (a_turn("How long?", finished=16.0, finish="no_response"), 15_000),
        (a_turn("How long?", turn_complete(1.5), finished=1.5), 500),
        (a_turn("How long?", audio(1.5, 2.0, level_dbfs=-85), turn_complete(3.5)), 2500),
    ],
)
def test_missed_speech_tells_how_long_it_was_waited_for(turn: TurnDraft, waited_ms: float) -> None:
    (facts,) = spoke_up(turn).detail["decisions"]
    assert (facts["after_ms"], facts["waited_ms"]) == (None, pytest.approx(waited_ms))
    (untimed,) = score(a_trace(turn, timed=False), label="speak").detail["decisions"]
    assert "waited_ms" not in untimed


def test_speech_before_the_input_ended_is_speech() -> None:
    found = spoke_up(a_turn("How long?", audio(0.4, 0.5), turn_complete(3.0)))
    assert found.value == 1.0
    assert found.detail["decisions"][0]["after_ms"] == pytest.approx(-600, abs=1)


def test_without_times_speech_is_neither_late_nor_early() -> None:
    found = score(a_trace(a_turn("How long?", audio(9.0), turn_complete(9.5)), timed=False), label="speak")
    assert (found.value, found.detail["decisions"][0]["after_ms"]) == (1.0, None)
    assert found.detail["decisions"][0]["late"] is False


def test_where_either_is_right_nothing_is_expected() -> None:
    spoke = score(a_trace(a_turn("Hm.", audio(9.0), turn_complete(9.5))), label="either")
    assert (spoke.metric, spoke.value, spoke.passed, spoke.expected) == ("chose_to_speak", 1.0, None, "")
    assert (spoke.better, spoke.detail["decisions"][0]["late"]) == ("neither", False)
    silent = score(a_trace(QUIET), label="either")
    assert (silent.value, silent.passed, silent.detail["decisions"][0]["decided"]) == (0.0, None, "silent")


def test_what_the_turn_does_not_ask_is_only_measured() -> None:
    assert spoke_up(a_turn("How long?", turn_complete(1.5))).passed is None


def test_a_label_other_than_silent_belongs_to_a_turn() -> None:
    trace = a_trace(QUIET)
    (found,) = silence(label="speak")(trace, trace.session)
    assert (found.value, found.passed) == (None, False)
    assert found.explanation == "label speak belongs to a turn: write it under that turn's expect"


def test_a_later_answer_shows_that_a_silence_was_chosen() -> None:
    answer = a_turn("How long?", audio(8.0), turn_complete(9.0), started=6.0, speech_ended=7.0, input_ended=7.0)
    trace = a_trace(QUIET, answer, QUIET)
    assert [decision_of(trace, window).alive for window in trace.turns] == [True, False, False]
    assert score(trace).explanation == "nothing came until the wait was over"
    assert score(trace, 2).explanation.endswith("so the model may be broken")


@pytest.mark.parametrize(
    ("later", "alive"),
    [
        (a_turn("b", called(2.0, "set_timer"), turn_complete(2.5)), True),
        (a_turn("b", turn_complete(2.5)), False),
        (a_turn("b", text(2.0, "hm"), turn_complete(2.5)), False),
        (a_turn("b", audio(2.0, level_dbfs=-85), turn_complete(2.5)), False),
    ],
)
def test_only_speech_and_acts_are_signs_of_life(later: TurnDraft, alive: bool) -> None:
    trace = a_trace(QUIET, later)
    assert decision_of(trace, trace.turns[0]).alive is alive


def test_speech_after_the_time_asked_leaves_the_silence_kept() -> None:
    trace = a_trace(a_turn("(aside)", audio(4.0), turn_complete(5.0), expect={"silence": {"for_s": 2}}))
    (fact,) = score(trace, for_s=2).detail["decisions"]
    assert (fact["label"], fact["decided"], fact["form"], fact["after_ms"]) == (
        "silent",
        "silent",
        "spoke",
        pytest.approx(3000, abs=1),
    )


@pytest.mark.parametrize(
    ("expect", "wanted"),
    [
        ({"transcript": {"contains": "6"}}, True),
        ({"latency": {"voice_to_voice_ms": {"max": 3000}}}, True),
        ({"latency": {"first_tool_call_ms": {"max": 3000}}}, False),
        ({"transcript": {"contains": "egg", "of": "input"}}, False),
        ({"transcript": {"not_contains": "egg"}}, False),
        ({"silence": {"label": "speak"}, "transcript": {"contains": "6"}}, True),
        ({"silence": {"label": "either"}, "transcript": {"contains": "6"}}, False),
        ({}, False),
    ],
)
def test_turns_that_must_be_answered_aloud(expect: dict[str, Any], wanted: bool) -> None:
    trace = a_trace(QUIET, a_turn("How long?", expect=expect))
    assert must_speak(trace.scenario, trace.scenario.turns[1]) is wanted


def test_where_nobody_expects_silence_nobody_must_speak() -> None:
    trace = a_trace(a_turn("How long?", expect={"transcript": {"contains": "6"}}), a_turn(SilenceInput(4.0)))
    assert not must_speak(trace.scenario, trace.scenario.turns[0])


def test_times_count_from_the_end_of_speech_and_not_of_the_silence_after_it() -> None:
    found = spoke_up(a_turn("How long?", audio(1.9, 0.8), turn_complete(3.0), speech_ended=1.0, input_ended=2.2))
    assert found.explanation.endswith(f"900.042 ms after the end of the user's speech{TONE}")


def test_a_turn_that_must_be_heard_is_measured_where_others_expect_silence() -> None:
    wanted = {"transcript": {"contains": "6"}}
    trace = a_trace(QUIET, a_turn("How long?", expect=wanted), a_turn("Hm?", expect={**wanted, **SPEAK}))
    plans = [scorer_plan(trace, turn) for turn in trace.scenario.turns]
    found = [[spec.args for spec in plan if spec.name == "silence"] for plan in plans]
    assert found == [[{}], [{"label": "speak"}], [{"label": "speak"}]]
    alone = a_trace(a_turn("How long?", expect=wanted))
    assert all(spec.name != "silence" for spec in scorer_plan(alone, alone.scenario.turns[0]))
