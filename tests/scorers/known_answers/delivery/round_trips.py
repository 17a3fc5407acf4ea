"""Tool turns: the model's time, the tool's, the model's again, and their whole; played behind 100 ms."""

from dataclasses import replace
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
    held,
    interrupted,
    responded,
    said,
    text,
    turn_complete,
)

__all__ = ["CASES"]

NAMES = ("tool_turn_first_played_ms", "call_ms", "tool_ms", "resume_ms", "round_trip_ms")
NO_REPLY = unscored("no answer to a call asked for a reply")
NO_CALL = unscored("no tool was called")
NO_TIMES = unscored("the recording kept no times")
SPEAKING = unscored("the model was still speaking")


def case(what: str, turn: TurnDraft, *answers: Answer, limited: bool = False, **trace: Any) -> Case:
    """The answers in the order of `NAMES`; with limits even what there is not has a score."""
    return Case(
        what=what,
        trace=a_trace(turn, **trace),
        answers=dict(zip(NAMES, answers, strict=True)),
        args={name: {"max": 9_000} for name in NAMES} if limited else {},
        tolerance=SAMPLE_MS,
    )


CASES = (
    case(
        "one call: 400 + 500 + 300 ms, and the pre-buffer until it is played",
        a_turn("a", called(1.4, "f"), responded(1.9, "f"), audio(2.2), turn_complete(3.0)),
        *(1300, 400, 500, 300, 1200),
    ),
    case(
        "two calls at once are one round, over with the last answer",
        a_turn(
            *("a", called(1.4, "f", id="1"), called(1.4, "g", id="2")),
            *(responded(1.6, "g", id="2"), responded(2.4, "f", id="1"), audio(2.5)),
        ),
        *(1600, 400, 1000, 100, 1500),
    ),
    case(
        # Tools 0.1 + 0.2 s; the model 0.3 s to the second call and 0.1 s to the sound.
        "a chain of two calls",
        a_turn("a", called(1.4, "f"), responded(1.5, "f"), called(1.8, "f"), responded(2.0, "f"), audio(2.1)),
        *(1200, 400, 300, 400, 1100),
    ),
    case(
        # Tools 0.2 + 0.2 s; resumed after 0.2 and 0.3 s; from 1.6 to 2.1 s it spoke: 200 + 400 + 500 + 500 = 1600.
        "the model speaks between two rounds, which is in the whole and in no part",
        a_turn(
            *("a", called(1.2, "f"), responded(1.4, "f"), audio(1.6)),
            *(called(2.1, "f"), responded(2.3, "f"), audio(2.6)),
        ),
        *(700, 200, 400, 500, 1600),
    ),
    case(
        "a preamble is played before the call",
        a_turn("a", audio(1.2), called(1.5, "f"), responded(1.8, "f"), audio(2.4)),
        *(ABSENT, 500, 300, 600, 1400),
    ),
    case(
        "called, answered and resumed while the user spoke up to 2.0 s",
        a_turn("a", called(1.2, "f"), responded(1.6, "f"), audio(1.8), speech_ended=2.0),
        *(-100, -800, 400, 200, -200),
    ),
    case(
        "a typed turn, whose input ends at 1.25 s",
        a_turn(TextInput("気温?"), called(1.5, "気温"), responded(1.75, "気温"), audio(2.0), input_ended=1.25),
        *(850, 250, 250, 250, 750),
    ),
    case(
        "an answer that is held from 1.5 s for the turnComplete at 2.0 s",
        a_turn(
            *("a", called(1.4, "f", id="1"), held(1.5, "1"), turn_complete(2.0)),
            *(responded(2.0, "f", id="1"), audio(2.4)),
        ),
        *(1500, 400, 600, 400, 1400),
    ),
    case(
        "two turns in one: the model ends its turn with the call out, and speaks in the next",
        a_turn("a", called(1.2, "f"), turn_complete(1.3), responded(2.2, "f"), audio(2.5), turn_complete(3.5)),
        *(1600, 200, 1000, 300, 1500),
    ),
    case(
        "the model goes on in text at 1.9 s, and with sound at 2.3 s",
        a_turn("a", called(1.4, "f"), responded(1.6, "f"), text(1.9, "Nun …"), audio(2.3)),
        *(1400, 400, 200, 300, 900),
    ),
    case(
        "speech while the tool runs resumes nothing, and a transcript never does",
        a_turn("a", called(1.4, "f"), audio(1.5), responded(2.0, "f"), said(2.1, "one moment"), audio(2.6)),
        *(600, 400, 600, 600, 1600),
    ),
    case(
        "an answer that says that more follows is none yet",
        a_turn(
            *("a", called(1.4, "f", id="1"), replace(responded(1.6, "f", id="1"), will_continue=True)),
            *(responded(2.0, "f", id="1"), audio(2.1)),
        ),
        *(1200, 400, 600, 100, 1100),
    ),
    case(
        "one of two is cancelled at 1.5 s, and the other goes on",
        a_turn(
            *("a", called(1.4, "f", id="1"), called(1.4, "g", id="2"), cancelled(1.5, "1")),
            *(responded(1.9, "g", id="2"), audio(2.0)),
        ),
        *(1100, 400, 500, 100, 1000),
    ),
    case(
        "interrupted before what came after the call was played",
        a_turn("a", called(1.2, "f"), responded(1.3, "f"), audio(1.5), interrupted(1.55), finish="barged_in"),
        *(unscored("interrupted before it was played"), 200, 100, 200, 500),
    ),
    case(
        # Nothing resumes the second, SILENT round, so the whole ends with it: 400 + 200 + 100 + 300 spoken = 1000.
        "a silent round after one that was resumed is in the whole",
        a_turn(
            *("a", called(1.4, "f"), responded(1.5, "f"), audio(1.6), called(1.9, "log")),
            replace(responded(2.0, "log"), scheduling="SILENT"),
        ),
        *(700, 400, 200, 100, 1000),
    ),
    case(
        "cancelled: nothing is waited for",
        a_turn("a", called(1.4, "f", id="1"), cancelled(1.7, "1"), audio(1.9)),
        *(1000, 400, 300, NO_REPLY, NO_REPLY),
    ),
    case(
        "a silent answer asks for no reply",
        a_turn("a", called(1.4, "f"), replace(responded(1.6, "f"), scheduling="SILENT"), audio(3.0)),
        *(2100, 400, 200, NO_REPLY, NO_REPLY),
    ),
    case(
        "an answer into running speech cannot tell what resumed",
        a_turn("a", called(1.4, "f"), audio(1.5), replace(responded(2.0, "f"), scheduling="WHEN_IDLE"), audio(2.1)),
        *(600, 400, 600, SPEAKING, SPEAKING),
    ),
    case(
        "a call that is never answered",
        a_turn("a", called(1.4, "f"), finish="gap"),
        *(ABSENT, 400),
        *[unscored("f was never answered (gap)")] * 3,
    ),
    case(
        "nothing comes after the answer",
        a_turn("a", called(1.4, "f"), responded(1.6, "f"), finish="gap"),
        *(unscored("the answer has no audio"), 400, 200),
        *[unscored("nothing came after the answer to f (gap)")] * 2,
        limited=True,
    ),
    case(
        "a recording cut off while the tool runs",
        a_turn("a", called(1.3, "f"), finish=""),
        *(unscored("the answer has no audio"), 300),
        *[unscored("f was never answered")] * 3,
        limited=True,
        complete=False,
    ),
    case(
        "a recording that does not say when the user stopped speaking, but calls",
        a_turn("a", called(1.4, "f"), responded(1.6, "f"), audio(1.7), speech_ended=None),
        *(unscored("speech ended"), unscored("speech ended"), 200, 100, unscored("speech ended")),
    ),
    case(
        "a call without a time in a recording that has some",
        a_turn("a", called(None, "f"), responded(1.6, "f"), audio(1.7)),
        *(800, unscored("not known"), unscored("not known"), 100, unscored("not known")),
    ),
    case(
        "a tool turn without times",
        a_turn("a", called(1.4, "f"), responded(1.6, "f"), audio(1.7)),
        *[NO_TIMES] * 5,
        limited=True,
        timed=False,
    ),
    case(
        "a turn without a call",
        a_turn("a", audio(1.5), turn_complete(2.0)),
        *(unscored("this was no tool turn"), NO_CALL, NO_CALL, NO_CALL, NO_CALL),
        limited=True,
    ),
)
