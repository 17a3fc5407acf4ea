"""Speech and silence: each situation is asked under every label; the input ends at 1.0 s unless it says otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evalkit.scenario.model import SilenceInput, TextInput
from evalkit.trace.trace import Trace
from tests.scorers.known_answers import ABSENT, Answer, Case, unscored
from tests.traces import (
    TurnDraft,
    a_trace,
    a_turn,
    audio,
    called,
    code_run,
    interrupted,
    said,
    text,
    turn_complete,
)

__all__ = ["CASES"]

TEXT_SETUP = {"generationConfig": {"responseModalities": ["TEXT"]}}
CLOSED, CUT = unscored("the connection closed"), unscored("the recording ends")
NEXT = unscored("the next turn began before the wait was over")


def aside(*events: Any, **changes: Any) -> TurnDraft:
    return a_turn("(aside)", *events, **changes)


def asked(what: str, trace: Trace, silent: Answer, speaks: Answer) -> Iterator[Case]:
    """One case a label; whether it chose to speak is always the answer to whether it spoke up."""
    answers = (("silent", "kept_silent", silent), ("speak", "spoke_up", speaks), ("either", "chose_to_speak", speaks))
    for label, metric, answer in answers:
        yield Case(what=f"{what}, label {label}", trace=trace, args={"label": label}, answers={metric: answer})


def situations() -> Iterator[Case]:
    """What was heard is no silence, and all else is, whatever frames came."""
    spoken = aside(audio(1.5, 0.8), turn_complete(2.4))
    yield from asked("it spoke", a_trace(spoken), 0, 1)
    yield from asked("nothing came", a_trace(aside(finished=6.0, finish="silence")), 1, 0)
    yield from asked("an empty turn", a_trace(aside(turn_complete(1.5))), 1, 0)
    rejected = aside(turn_complete(1.5, reason="RESPONSE_REJECTED"))
    yield from asked("an empty turn with RESPONSE_REJECTED", a_trace(rejected), 1, 0)
    yield from asked("text parts only", a_trace(aside(text(1.4, "Ok."), turn_complete(1.5))), 1, 0)
    yield from asked("a transcript only, in Arabic", a_trace(aside(said(1.4, "نعم"), turn_complete(1.5))), 1, 0)
    faint = aside(audio(1.5, 4.0, level_dbfs=-85), said(1.6, "Yes, of course."), turn_complete(5.5))
    yield from asked("four seconds of near-zero audio", a_trace(faint), 1, 0)
    written = aside(text(1.4, "好的"), turn_complete(1.5))
    yield from asked("text where TEXT was asked", a_trace(written, setup=TEXT_SETUP), 0, 1)
    thinking = aside(text(1.4, "Hm.", thought=True), finished=6.0, finish="silence")
    yield from asked("a thought only", a_trace(thinking, setup=TEXT_SETUP), 1, 0)
    yield from asked("it spoke, without times", a_trace(spoken, timed=False), 0, 1)
    yield from asked("a turn in turns: empty, then spoken", a_trace(two_in_one()), 0, 1)
    early = aside(audio(0.5, 0.3), turn_complete(0.9))
    yield from asked("it spoke before the user had ended", a_trace(early), 0, 1)
    # An act is no speech, and it breaks a silence all the same.
    yield from asked("a call and no word", a_trace(aside(called(1.4, "lamp"), turn_complete(1.6))), 0, 0)
    yield from asked("code and no word", a_trace(aside(code_run(1.4), turn_complete(1.6))), 0, 0)


def two_in_one() -> TurnDraft:
    return aside(turn_complete(1.5), audio(2.0, 0.5), turn_complete(2.6))


def edges() -> Iterator[Case]:
    """The RMS level of a sine lies 3.01 dB below its peaks: -56 gives -59.01, above -60; -58 gives -61.01, below."""
    loud, soft = (aside(audio(1.5, 0.5, level_dbfs=peak), turn_complete(2.1)) for peak in (-56, -58))
    yield from asked("a sine of -59 dBFS", a_trace(loud), 0, 1)
    yield from asked("a sine of -61 dBFS", a_trace(soft), 1, 0)
    stopped = aside(audio(1.5, 2.0, lead_silence_s=1.0), interrupted(1.7), turn_complete(1.7))
    yield from asked("stopped before its first sound was played", a_trace(stopped), 0, 1)


def broken() -> Iterator[Case]:
    """What was not waited for proves nothing; what was heard before the break does."""
    yield from asked("the connection closed", a_trace(aside(finished=3.0, finish="closed")), CLOSED, CLOSED)
    cut = a_trace(aside(finished=3.0, finish=""), complete=False)
    yield from asked("the recording is cut off", cut, CUT, CUT)
    yield from asked("it spoke, then the recording was cut", a_trace(aside(audio(1.5), finish="")), 0, 1)
    yield from asked("the next turn came", a_trace(aside(finished=3.0, finish="barged_in")), 1, NEXT)


def lasting() -> Iterator[Case]:
    """`for_s`, from the end of the input; of a turn of silence from its start."""
    late = a_trace(aside(audio(4.0, 0.5), turn_complete(4.6)))
    for for_s, answer in ((2.5, 1), (3.5, 0)):
        yield kept(f"it spoke 3 s after the input, silence for {for_s:g} s", late, answer, for_s)
    quiet = a_trace(a_turn(SilenceInput(4.0), audio(3.0, 0.5), speech_ended=None, input_ended=4.0, finish="silence"))
    yield kept("it spoke 3 s into a turn of silence, for 2 s", quiet, 1, 2)
    yield kept("it spoke 3 s into a turn of silence, for 4 s", quiet, 0, 4)
    short = a_trace(aside(finished=4.0, finish="silence"))
    yield kept("3 s waited of 3", short, 1, 3)
    yield kept("3 s waited of 5", short, unscored("only 3 of 5 s were waited for"), 5)
    yield kept("its turn ended after 0.5 of 5 s", a_trace(aside(turn_complete(1.5))), 1, 5)
    typed = a_trace(a_turn(TextInput("(typed)"), audio(2.0), turn_complete(2.5)))
    yield kept("a typed turn was answered after 1 s, for 3 s", typed, 0, 3)


def kept(what: str, trace: Trace, answer: Answer, for_s: float) -> Case:
    args: Mapping[str, Any] = {"for_s": for_s}
    return Case(what=what, trace=trace, args=args, answers={"kept_silent": answer, "spoke_up": ABSENT})


def sessions() -> Iterator[Case]:
    """Any turn that spoke breaks the silence of a session; then any that proves nothing leaves it open."""
    quiet, spoke = aside(turn_complete(1.5)), aside(audio(1.5), turn_complete(2.0))
    for what, turns, answer in (
        ("two silent turns", (quiet, quiet), 1),
        ("a silent turn and a spoken one", (quiet, spoke), 0),
        ("a spoken turn and a broken one", (spoke, aside(finish="closed")), 0),
        ("a silent turn and a broken one", (quiet, aside(finish="closed")), CLOSED),
        ("no turn at all", (), unscored("no turn was begun")),
    ):
        yield Case(what=f"session: {what}", trace=a_trace(*turns), turn=None, answers={"kept_silent": answer})
    said_so = {"spoke_up": unscored("belongs to a turn")}
    yield Case(what="session: label speak", trace=a_trace(spoke), turn=None, args={"label": "speak"}, answers=said_so)


def deadlines() -> Iterator[Case]:
    """Late speech is speech: only the verdict tells."""
    late = a_trace(aside(audio(9.0, 0.5), turn_complete(9.6)))
    args = {"label": "speak", "within_s": 2}
    yield Case(what="it spoke up 8 s late, within 2 s", trace=late, args=args, answers={"spoke_up": 1})
    yield Case(what="it spoke up 8 s late", trace=late, args={"label": "speak"}, answers={"spoke_up": 1})


CASES = (*situations(), *edges(), *broken(), *lasting(), *sessions(), *deadlines())
