"""How turns end, on hand-made traces; the user stops speaking at 1.0 s."""

from collections.abc import Mapping
from typing import Any

from evalkit.scenario.model import SilenceInput, Start, TextInput
from tests.scorers.known_answers import Answer, Case, unscored
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
    text,
    turn_complete,
)

__all__ = ["CASES"]

BARGE_IN = Start(after="model_speech", delay_ms=600)
GOOD = a_turn("a", audio(1.5), turn_complete(2.0))
LOST = a_turn("b", audio(1.5), finish="gap")
REJECTED = turn_complete(1.4, reason="RESPONSE_REJECTED")
CUT_OFF = unscored("the recording ends before the turn does")


def one(
    what: str, draft: TurnDraft, completed: Answer, interrupted: Answer, none: Answer, rejected: Answer, **trace: Any
) -> tuple[Case, Case]:
    """The reason is asked for twice: that there is none, and that it is RESPONSE_REJECTED."""
    played = a_trace(draft, **trace)
    answers: Mapping[str, Answer] = {"completed": completed, "interrupted": interrupted, "reason": none}
    return (
        Case(what=what, trace=played, answers=answers, args={"reason": None}),
        Case(
            what=f"{what} (asked for a rejection)",
            trace=played,
            answers={"reason": rejected},
            args={"reason": "RESPONSE_REJECTED"},
        ),
    )


NO_END = unscored("no turnComplete came")

TURNS = (
    *one("answered and ended", GOOD, 1, 0, 1, 0),
    *one("an empty turn that was rejected has ended", a_turn("a", REJECTED), 1, 0, 0, 1),
    *one("an empty reason is none", a_turn("a", audio(1.5), turn_complete(2.0, reason="")), 1, 0, 1, 0),
    *one("a transcript after the end", a_turn("a", audio(1.5), turn_complete(2.0), said(2.1, "à")), 1, 0, 1, 0),
    *one(
        "two turns in one: the last turnComplete is the end",
        a_turn("a", audio(1.3), REJECTED, audio(1.5), turn_complete(2.0)),
        *(1, 0, 1, 0),
    ),
    *one("over before the user was", a_turn("a", audio(0.3), turn_complete(0.6)), 1, 0, 1, 0),
    *one("typed, and answered in text", a_turn(TextInput("東京?"), text(1.2, "はい"), turn_complete(1.3)), 1, 0, 1, 0),
    *one("nobody spoke, and nothing came", a_turn(SilenceInput(3.0), finish="silence"), 0, 0, NO_END, NO_END),
    *one("no answer", a_turn("a", finish="no_response"), 0, 0, NO_END, NO_END),
    *one("an answer that stopped", LOST, 0, 0, NO_END, NO_END),
    *one("an answer that took too long", a_turn("a", audio(1.5), finish="turn_timeout"), 0, 0, NO_END, NO_END),
    *one(
        "a call ended with turnComplete, and nothing came after the tool's answer",
        a_turn("a", called(1.5, "f"), turn_complete(1.6), responded(1.9, "f"), finish="gap"),
        *(0, 0, 1, 0),
    ),
    *one(
        "a turnComplete 14 s after the session had given up",
        a_turn("a", turn_complete(30.0), finish="no_response", finished=16.0),
        *(0, 0, 1, 0),
    ),
    *one(
        "the connection was lost in the answer",
        a_turn("a", audio(1.5), finish="closed"),
        *(0, 0, NO_END, NO_END),
        after=[closed(2.0, 1011, by="remote")],
    ),
    *one("the next turn cut in", a_turn("a", audio(1.5), finish="barged_in"), 1, 0, NO_END, NO_END),
    *one(
        "interrupted, and ended at once",
        a_turn("a", audio(1.5, 3.0), interrupted(2.0), turn_complete(2.1), finish="barged_in"),
        *(1, 1, 1, 0),
    ),
    *one("interrupted by nobody who was meant to", a_turn("a", interrupted(2.0), finish="gap"), 0, 1, NO_END, NO_END),
    *one("interrupted twice counts once", a_turn("a", interrupted(1.5), interrupted(1.6), REJECTED), 1, 1, 0, 1),
    *one("another reason", a_turn("a", turn_complete(2.0, reason="BLOCKLIST")), 1, 0, 0, 0),
    *one("an imported turn with an end", a_turn("a", audio(1.5), turn_complete(2.0), finish=""), 1, 0, 1, 0),
    *one(
        "a recording cut off in the answer",
        a_turn("a", audio(1.5), finish=""),
        *(CUT_OFF, CUT_OFF, NO_END, NO_END),
        complete=False,
    ),
    *one(
        "cut off, but interrupted before",
        a_turn("a", audio(1.5), interrupted(1.8), finish=""),
        *(CUT_OFF, 1, NO_END, NO_END),
        complete=False,
    ),
    *one("no times are needed", a_turn("a", audio(1.5), REJECTED), 1, 0, 0, 1, timed=False),
)


def session(what: str, answer: Answer, *turns: TurnDraft, completed: bool = True, **trace: Any) -> Case:
    return Case(
        what=what,
        trace=a_trace(*turns, **trace),
        answers={"completed_share": answer},
        args={"completed": completed},
        turn=None,
    )


SESSIONS = (
    session("every turn of two", 1, GOOD, GOOD),
    session("one turn of two", 0.5, GOOD, LOST),
    session("two turns of three", 2 / 3, GOOD, LOST, GOOD),
    session("no turn of one", 0, LOST),
    session("one of four", 0.25, LOST, GOOD, LOST, LOST),
    session("what is expected moves no value", 0.5, GOOD, LOST, completed=False),
    session(
        "cut short by a turn that was meant to cut in",
        *(1, a_turn("a", audio(1.5, 2.0), interrupted(2.6), finish="gap")),
        a_turn("b", audio(4.0), turn_complete(5.0), start=BARGE_IN, started=2.2, speech_ended=3.0),
    ),
    session(
        "interrupted, but no turn was meant to: it stopped by itself",
        *(0.5, a_turn("a", audio(1.5, 2.0), interrupted(2.6), finish="gap")),
        a_turn("b", audio(14.0), turn_complete(15.0), started=12.2, speech_ended=13.0),
    ),
    session("an empty turn is completed", 1, a_turn("a", REJECTED)),
    session("without times", 0.5, LOST, GOOD, timed=False),
    session("a turn that is cut off leaves the share open", CUT_OFF, GOOD, a_turn("c", finish=""), complete=False),
    session("no turn was begun, and none was planned", CUT_OFF),
)

CASES = (*TURNS, *SESSIONS)
