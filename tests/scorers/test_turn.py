"""How turns end: completed, cut short on purpose, given up by the session, or lost with the recording."""

from typing import Any

import pytest

from evalkit.errors import UsageError
from evalkit.scenario.model import Start
from evalkit.scorers.base import Score
from evalkit.scorers.turn import turn
from evalkit.trace.trace import Trace
from tests.traces import (
    TurnDraft,
    a_trace,
    a_turn,
    audio,
    called,
    closed,
    interrupted,
    responded,
    said,
    turn_complete,
)

BARGE_IN = Start(after="model_speech", delay_ms=600)


def scores(trace: Trace, index: int = 0, **args: Any) -> dict[str, Score]:
    return {score.metric: score for score in turn(**args)(trace, trace.turns[index])}


def completed(*turns: TurnDraft, **args: Any) -> Score:
    return scores(a_trace(*turns), completed=True, **args)["completed"]


@pytest.mark.parametrize(
    ("draft", "value", "explanation"),
    [
        (a_turn("a", audio(1.5), turn_complete(2.0)), 1.0, ""),
        (
            a_turn("a", turn_complete(2.0, reason="RESPONSE_REJECTED")),
            1.0,
            "turnComplete: RESPONSE_REJECTED",
        ),
        (a_turn("a", audio(1.5), turn_complete(2.0), said(2.1, "late")), 1.0, ""),
        (a_turn("a", turn_complete(2.0), finish=""), 1.0, ""),
        (a_turn("a", finish="no_response"), 0.0, "no sign of an answer came (no_response)"),
        (a_turn("a", audio(1.5), finish="gap"), 0.0, "the answer stopped and never ended (gap)"),
        (
            a_turn("a", audio(1.5), finish="turn_timeout"),
            0.0,
            "the answer took longer than the turn may take (turn_timeout)",
        ),
        (a_turn("a", finish="silence"), 0.0, "the model kept silent until the wait was over (silence)"),
        (a_turn("a", finish="novel"), 0.0, "the turn ended without turnComplete (novel)"),
        (a_turn("a", audio(1.5), finish=""), None, "the recording ends before the turn does"),
        (
            a_turn("a", called(1.5, "f"), turn_complete(1.6), responded(1.9, "f"), finish="gap"),
            0.0,
            "the answer stopped and never ended (gap)",
        ),
        (
            a_turn("a", turn_complete(30.0), finish="no_response", finished=16.0),
            0.0,
            "no sign of an answer came (no_response)",
        ),
        (
            a_turn("a", audio(1.5), finish="barged_in"),
            1.0,
            "the user's next turn ended it, as the scenario wants",
        ),
    ],
)
def test_completed(draft: TurnDraft, value: float | None, explanation: str) -> None:
    score = completed(draft)
    assert (score.value, score.passed, score.explanation) == (value, value == 1.0, explanation)
    assert score.detail["finish"] == draft.window.finish


def test_a_closed_connection_says_how_it_closed() -> None:
    trace = a_trace(a_turn("a", finish="closed"), after=[closed(2.0, 1011, by="remote", reason="Internal error")])
    score = scores(trace, completed=True)["completed"]
    assert score.explanation == "the connection closed during the turn (closed): 1011 Internal error"
    assert score.passed is False


def test_of_several_connections_the_last_took_the_turn_with_it() -> None:
    trace = a_trace(a_turn("a", finish="closed"), before=[closed(-9.0)], after=[closed(2.0, 1006, by="lost")])
    explanation = scores(trace, completed=True)["completed"].explanation
    assert explanation == "the connection closed during the turn (closed): 1006"


def test_an_answer_the_next_turn_interrupts_has_ended() -> None:
    first = a_turn("a", audio(1.5, 2.0), interrupted(2.6), finish="gap")
    second = a_turn("b", audio(4.0), turn_complete(5.0), start=BARGE_IN, started=2.2, speech_ended=3.0)
    assert completed(first, second).passed is True


def test_an_answer_interrupted_by_nobody_has_not() -> None:
    first = a_turn("a", audio(1.5, 2.0), interrupted(2.6), finish="gap")
    second = a_turn("b", audio(14.0), turn_complete(15.0), started=12.2, speech_ended=13.0)
    assert completed(first, second).passed is False


def test_nothing_is_expected_unless_it_is_said() -> None:
    found = scores(a_trace(a_turn("a", finish="gap")))
    assert {name: (score.value, score.passed) for name, score in found.items()} == {
        "completed": (0.0, None),
        "interrupted": (0.0, None),
    }


def test_an_incomplete_turn_may_be_what_is_expected() -> None:
    found = scores(a_trace(a_turn("a", finish="no_response")), completed=False)["completed"]
    assert (found.passed, found.expected) == (True, "not completed")


@pytest.mark.parametrize(
    ("draft", "value", "evidence"),
    [
        (a_turn("a", audio(1.5), interrupted(2.0), turn_complete(2.1)), 1.0, (1,)),
        (a_turn("a", audio(1.5), turn_complete(2.1)), 0.0, ()),
        (a_turn("a", audio(1.5), interrupted(2.0), finish=""), 1.0, (1,)),
        (a_turn("a", turn_complete(2.1), finish=""), 0.0, ()),
        (a_turn("a", audio(1.5), finish=""), None, ()),
    ],
)
@pytest.mark.parametrize("wanted", [True, False])
def test_interrupted(draft: TurnDraft, value: float | None, evidence: tuple[int, ...], wanted: bool) -> None:
    score = scores(a_trace(draft), interrupted=wanted)["interrupted"]
    assert (score.value, score.evidence) == (value, evidence)
    assert score.passed is (value == float(wanted))
    assert score.expected == ("interrupted" if wanted else "not interrupted")


@pytest.mark.parametrize(
    ("draft", "wanted", "value", "explanation"),
    [
        (a_turn("a", turn_complete(2.0)), None, 1.0, "the reason was none"),
        (a_turn("a", turn_complete(2.0)), "RESPONSE_REJECTED", 0.0, "the reason was none"),
        (
            a_turn("a", turn_complete(2.0, reason="RESPONSE_REJECTED")),
            "RESPONSE_REJECTED",
            1.0,
            "the reason was RESPONSE_REJECTED",
        ),
        (a_turn("a", turn_complete(2.0, reason="BLOCKLIST")), None, 0.0, "the reason was BLOCKLIST"),
        (a_turn("a", finish="gap"), None, None, "no turnComplete came"),
    ],
)
def test_reason(draft: TurnDraft, wanted: str | None, value: float | None, explanation: str) -> None:
    score = scores(a_trace(draft), reason=wanted)["reason"]
    assert (score.value, score.passed, score.explanation) == (value, value == 1.0, explanation)
    assert score.expected == (f"reason {wanted}" if wanted else "no reason")


def session(trace: Trace, **args: Any) -> tuple[Score, ...]:
    return turn(**args)(trace, trace.session)


def test_a_session_is_completed_when_every_turn_is() -> None:
    good, bad = a_turn("a", turn_complete(2.0)), a_turn("b", finish="gap")
    (whole,) = session(a_trace(good, good), completed=True)
    (half,) = session(a_trace(good, bad), completed=True)
    (unknown,) = session(a_trace(good, a_turn("c", finish="")), completed=True)
    assert (whole.value, whole.passed, whole.explanation) == (1.0, True, "2 of 2 turns")
    assert (half.value, half.passed, half.expected) == (0.5, False, "completed in every turn")
    assert (unknown.value, unknown.passed) == (None, False)
    assert session(a_trace(good)) == ()


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"complete": True}, "turn: unknown argument 'complete'; did you mean 'completed'?"),
        ({"completed": "yes"}, "turn.completed: expected true or false, found 'yes'"),
        ({"interrupted": None}, "turn.interrupted: expected true or false, found None"),
        ({"reason": 7}, "turn.reason: expected a turnCompleteReason or null, found 7"),
    ],
)
def test_arguments_that_are_refused(args: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as raised:
        turn(**args)
    assert str(raised.value) == message
