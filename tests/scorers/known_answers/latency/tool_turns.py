"""Turns with a tool call: what comes before it is the turn's as always, what comes after it a tool turn's."""

from collections.abc import Mapping
from typing import Any

from evalkit.scenario.model import TextInput
from tests.scorers.known_answers import ABSENT, Answer, Case, unscored
from tests.scorers.known_answers.latency.turns import SAMPLE_MS
from tests.traces import (
    TurnDraft,
    a_trace,
    a_turn,
    audio,
    called,
    cancelled,
    interrupted,
    responded,
    turn_complete,
)

__all__ = ["CASES"]

NAMES = (
    *("first_event_ms", "first_tool_call_ms"),
    *("tool_turn_first_audio_ms", "tool_turn_first_audible_ms", "tool_turn_voice_to_voice_ms", "tool_turn_ms"),
)
NO_TOOL_TURN = unscored("so this was no tool turn")


def case(what: str, turn: TurnDraft, *answers: Answer, limited: bool = False, **trace: Any) -> Case:
    """The answers in the order of `NAMES`; with limits even what there is not has a score."""
    named: Mapping[str, Answer] = dict(zip(NAMES, answers, strict=True))
    args = {name: {"max": 9_000} for name in NAMES} if limited else {}
    return Case(what=what, trace=a_trace(turn, **trace), answers=named, args=args, tolerance=SAMPLE_MS)


CASES = (
    case(
        "a call at 1.3 s, sound at 2.0 s, the end at 2.5 s",
        a_turn("a", called(1.3, "f"), responded(1.6, "f"), audio(2.0), turn_complete(2.5)),
        *(300, 300, 1000, 1000, 1000, 1500),
    ),
    case(
        "a preamble is heard before the call, so only the end is a tool turn's",
        a_turn("a", audio(1.2), called(1.3, "f"), responded(1.6, "f"), audio(2.0), turn_complete(2.5)),
        *(200, 300, ABSENT, ABSENT, ABSENT, 1500),
    ),
    case(
        "a preamble that nobody can hear: audio came before the call, sound after it",
        a_turn("a", audio(1.2, 0.1, level_dbfs=-120), called(1.3, "f"), audio(2.0), turn_complete(2.5)),
        *(200, 300, ABSENT, 1000, 1000, 1500),
    ),
    case(
        "called and answered while the user spoke up to 2.0 s",
        a_turn("a", called(1.5, "f"), audio(1.8, 1.0), turn_complete(2.6), speech_ended=2.0),
        *(-500, -500, -200, -200, -200, 600),
    ),
    case(
        "two calls, one after the other: the first one counts",
        a_turn("a", called(1.2, "f"), responded(1.4, "f"), called(1.6, "g"), audio(2.2), turn_complete(3.0)),
        *(200, 200, 1200, 1200, 1200, 2000),
    ),
    case(
        "two turns in one: the model ends its turn at 1.4 s, with the call out, and speaks in the next",
        a_turn("a", called(1.2, "f"), turn_complete(1.4), responded(1.8, "f"), audio(2.4), turn_complete(3.0)),
        *(200, 200, 1400, 1400, 1400, 2000),
    ),
    case(
        "a typed turn has no voice to voice",
        a_turn(TextInput("a"), called(1.5, "気温を調べる"), audio(2.5), turn_complete(3.5), input_ended=1.25),
        *(250, 250, 1250, 1250, ABSENT, 2250),
    ),
    case(
        # 0.5 s of silence plays up to 2.5 s.
        "silence after the call, and sound behind it",
        a_turn("a", called(1.1, "f"), audio(2.0, 0.5, level_dbfs=-120), audio(2.1, 0.5), turn_complete(2.2)),
        *(100, 100, 1000, 1500, 1500, 1200),
    ),
    case(
        "interrupted before what came after the call was heard",
        a_turn("a", called(1.1, "f"), audio(2.0, 0.5, level_dbfs=-120), audio(2.1), interrupted(2.2)),
        *(100, 100, 1000, unscored("before it was heard"), unscored("before it was heard"), ABSENT),
    ),
    case(
        "cancelled as the user goes on; nothing more came",
        a_turn("a", called(1.1, "f", id="1"), interrupted(1.3), cancelled(1.3, "1"), turn_complete(1.4)),
        *(100, 100, unscored("the answer has no audio"), unscored("the answer has no audio")),
        *(unscored("the answer has no audio"), 400),
        limited=True,
    ),
    case(
        "near-silent after the call",
        a_turn("a", called(1.1, "f"), audio(2.0, level_dbfs=-85), turn_complete(2.2)),
        *(100, 100, 1000, unscored("too quiet to be heard"), unscored("too quiet to be heard"), 1200),
        limited=True,
    ),
    case(
        "never a word after the call, and no end",
        a_turn("a", called(1.1, "f"), responded(1.2, "f"), finish="gap"),
        *(100, 100, unscored("no audio"), unscored("no audio"), unscored("no audio")),
        unscored("no turnComplete came (gap)"),
        limited=True,
    ),
    case(
        "a turn without a call is no tool turn",
        a_turn("a", audio(1.5), turn_complete(2.0)),
        *(500, unscored("no tool was called"), NO_TOOL_TURN, NO_TOOL_TURN, NO_TOOL_TURN, NO_TOOL_TURN),
        limited=True,
    ),
    case(
        "no answer, and so no call",
        a_turn("a", finish="no_response"),
        *(unscored("never answered"), unscored("no tool was called"), NO_TOOL_TURN, NO_TOOL_TURN, NO_TOOL_TURN),
        NO_TOOL_TURN,
        limited=True,
    ),
    case(
        "a tool turn without times",
        a_turn("a", called(1.3, "f"), audio(2.0), turn_complete(2.5)),
        *[unscored("kept no times")] * 6,
        limited=True,
        timed=False,
    ),
    case(
        "a call and an end without a time in a recording that has some",
        a_turn("a", called(None, "f"), audio(2.0), turn_complete(None)),
        *(unscored("its time is not known"), unscored("its time is not known"), 1000, 1000, 1000),
        unscored("its time is not known"),
        limited=True,
    ),
    case(
        "a cut recording: the call is there, what came of it is not",
        a_turn("a", called(1.75, "f"), finish=""),
        *(750, 750, unscored("no audio"), unscored("no audio"), unscored("no audio")),
        unscored("no turnComplete came"),
        limited=True,
        complete=False,
    ),
)
