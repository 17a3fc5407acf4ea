"""Answers that can be heard, and what looks like one; the input ends at 1.0 s."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evalkit.scenario.model import TextInput
from tests.scorers.known_answers import Answer, Case, unscored
from tests.traces import (
    TurnDraft,
    a_trace,
    a_turn,
    audio,
    called,
    interrupted,
    responded,
    said,
    text,
    turn_complete,
)

__all__ = ["CASES"]

TEXT_SETUP = {"generationConfig": {"responseModalities": ["TEXT"]}}
NEVER = unscored("the turn was never answered")
INTERRUPTED = unscored("it was interrupted before anything was heard")


def asks(*events: Any, **changes: Any) -> TurnDraft:
    return a_turn("Is it raining?", *events, **changes)


SPOKEN = asks(audio(1.5, 0.5), said(1.6, "Yes."), turn_complete(2.1))
TYPED = a_turn(TextInput("Is it raining?"), audio(1.5, 0.5), turn_complete(2.1))
EMPTY = asks(turn_complete(1.5))
REJECTED = asks(turn_complete(1.5, reason="RESPONSE_REJECTED"))
WRITTEN = asks(text(1.5, "Ja, es regnet."), turn_complete(1.6))
TRANSCRIBED = asks(said(1.5, "はい。"), turn_complete(1.6))
FAINT = asks(audio(1.5, 3.0, level_dbfs=-80), said(1.6, "Yes, it is raining."), turn_complete(4.6))
# The RMS level of a sine is 3.01 dB below its peaks: -59.01 is above -60 dBFS, -61.01 below.
JUST_LOUD, JUST_SOFT = (asks(audio(1.5, 0.5, level_dbfs=peak), turn_complete(2.1)) for peak in (-56, -58))
EARLY = asks(audio(0.4, 0.3), turn_complete(0.8))
TWO_IN_ONE = asks(turn_complete(1.5), audio(2.0, 0.4), turn_complete(2.5))
TOOL_TURN = asks(called(1.4, "sky", id="1"), responded(1.5, "sky", id="1"), audio(2.0, 0.4), turn_complete(2.5))
ACTED = asks(called(1.4, "lamp", id="1"), responded(1.5, "lamp", id="1"), turn_complete(1.8))
UNANSWERED = asks(finished=16.0, finish="no_response")
GIVEN_UP = asks(turn_complete(18.0), finished=16.0, finish="no_response")
CUT_INTO = asks(finished=1.6, finish="barged_in")
STOPPED = asks(audio(1.5, 1.0, lead_silence_s=1.0), interrupted(1.8), turn_complete(1.8))
CLOSED = asks(finished=1.6, finish="closed")
BROKEN_OFF = asks(text(1.4, "Hm."), finished=9.0, finish="gap")
ASIDE = a_turn("(aside)", turn_complete(1.5), expect={"silence": {}})


def turns() -> Iterator[Case]:
    listed: tuple[tuple[str, TurnDraft, Answer], ...] = (
        ("a spoken answer", SPOKEN, 1),
        ("a spoken answer to a typed turn", TYPED, 1),
        ("a spoken answer after a call", TOOL_TURN, 1),
        ("an answer that came before the user had ended", EARLY, 1),
        ("an empty turn, then a spoken one", TWO_IN_ONE, 1),
        ("a sine of -59 dBFS", JUST_LOUD, 1),
        ("a sine of -61 dBFS", JUST_SOFT, 0),
        ("three seconds of near-zero audio", FAINT, 0),
        ("an empty turn", EMPTY, 0),
        ("an empty turn with RESPONSE_REJECTED", REJECTED, 0),
        ("text in place of audio", WRITTEN, 0),
        ("a transcript in place of audio", TRANSCRIBED, 0),
        ("text, and then nothing more", BROKEN_OFF, 0),
        ("a call and no word", ACTED, unscored("it acted without a word")),
        ("no answer", UNANSWERED, NEVER),
        ("a turnComplete after the session had given up", GIVEN_UP, NEVER),
        ("the next turn came first", CUT_INTO, INTERRUPTED),
        ("stopped in its leading silence", STOPPED, INTERRUPTED),
        ("the connection closed", CLOSED, unscored("the connection closed")),
    )
    for what, draft, answer in listed:
        yield Case(what=what, trace=a_trace(draft), answers={"answer": answer})
    cut = a_trace(asks(finish=""), complete=False)
    yield Case(what="a cut recording", trace=cut, answers={"answer": unscored("the recording ends before")})
    yield Case(what="text where TEXT was asked", trace=a_trace(WRITTEN, setup=TEXT_SETUP), answers={"answer": 1})
    for what, draft, answer in (("spoken", SPOKEN, 1), ("faint", FAINT, 0)):
        yield Case(what=f"without times, {what}", trace=a_trace(draft, timed=False), answers={"answer": answer})


def sessions() -> Iterator[Case]:
    """Of the turns whose answer is known to be heard or not, how many were; turns that say `silence` stay out."""
    listed: tuple[tuple[str, tuple[TurnDraft, ...], Answer], ...] = (
        ("one heard", (SPOKEN,), 1),
        ("one not heard", (FAINT,), 0),
        ("one of two", (SPOKEN, EMPTY), 1 / 2),
        ("two of three", (SPOKEN, TYPED, WRITTEN), 2 / 3),
        ("one of three", (REJECTED, TOOL_TURN, TRANSCRIBED), 1 / 3),
        ("one of four", (EMPTY, FAINT, SPOKEN, WRITTEN), 1 / 4),
        ("none of two", (EMPTY, FAINT), 0),
        ("two of two, a third was silent as it should be", (SPOKEN, ASIDE, SPOKEN), 1),
        ("one of two, three others tell nothing", (UNANSWERED, SPOKEN, ACTED, FAINT, STOPPED), 1 / 2),
        ("nothing but silence that was asked for", (ASIDE,), unscored("no turn has an answer to hear")),
        ("no turn", (), unscored("no turn has an answer to hear")),
        ("nobody answered", (UNANSWERED, CUT_INTO), unscored("no turn has an answer to hear")),
    )
    for what, drafts, answer in listed:
        yield Case(what=f"session: {what}", trace=a_trace(*drafts), turn=None, answers={"answer_share": answer})


CASES = (*turns(), *sessions())
