"""Barge-ins.

Unless it says otherwise the user speaks until 1.0 s, four chunks of 1 s come in a burst from 2.0 s on and play until
6.0 s, and the user speaks again from 3.0 to 4.0 s. After `interrupted` at 3.0 + x the answer was heard for 1 + x of 4
seconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from evalkit.scenario.model import SilenceInput, TextInput
from evalkit.scorers.interruption_metrics import LIMITED
from evalkit.trace.trace import Trace
from tests.scorers.barge_in_sessions import SESSIONS
from tests.scorers.barge_ins import BURST, WORDS, cuts_in, told
from tests.scorers.known_answers import ABSENT, Answer, Case, unscored
from tests.traces import (
    TurnDraft,
    a_trace,
    a_turn,
    audio,
    called,
    generation_complete,
    heard,
    interrupted,
    responded,
    said,
    text_sent,
    turn_complete,
)

__all__ = ["CASES"]

ALL: Mapping[str, Any] = {name: {"max": 1} for name in LIMITED}
"""A limit on each metric, so that one without a value is told of too."""
BASE: Mapping[str, Answer] = {
    "yielded": 1,
    "stop_ms": 300,
    "last_audio_ms": -700,
    "overhang_ms": 300,
    "unflushed_overhang_ms": 3000,
    "words_lost": 6,
    "talk_over_ms": 300,
}
"""Stopped at 3.3 s: 1.3 of 4 s were heard, so of ten words 10 - ceil(3.25) = 6 were lost."""
LATER = (audio(6.0), turn_complete(6.5))
_STOP = (interrupted(3.3), turn_complete(3.3))


def case(what: str, trace: Trace, answers: Mapping[str, Answer], **changes: Any) -> Case:
    return Case(**{"what": what, "trace": trace, "answers": answers, "turn": 1, "args": ALL, **changes})


def nothing(why: str, *but: str) -> dict[str, Answer]:
    """No value, for one reason, of all metrics but these."""
    return {name: unscored(why) for name in BASE if name not in but}


def stopped(*events: Any, **changes: Any) -> Trace:
    return a_trace(told(*BURST, WORDS, *(events or _STOP)), cuts_in(*LATER), **changes)


def stops() -> Iterator[Case]:
    yield case("stopped after 300 ms", stopped(), BASE)
    yield case("stopped twice, the first counts", stopped(interrupted(3.3), interrupted(3.8)), BASE)
    yield case("a tool turn is cut into", a_trace(tool_turn(), cuts_in(*LATER)), BASE)
    # 10 - ceil(10 * 3.5 / 4) = 10 - 9; of the 2500 ms the user spoke for 1000.
    late = {"yielded": 0, "stop_ms": 2500, "overhang_ms": 2500, "words_lost": 1, "talk_over_ms": 1000}
    yield case("stopped only after 2500 ms", stopped(interrupted(5.5)), late)
    yield case("300 ms where 200 are allowed", stopped(), {"yielded": 0}, args={"within_ms": 200})
    yield case("300 ms where 300 are allowed", stopped(), {"yielded": 1}, args={"within_ms": 300})
    # The server heard the user 50 ms before the first sample: 10 - ceil(10 * 0.95 / 4) = 10 - 3.
    ahead = {**BASE, "stop_ms": -50, "overhang_ms": 0, "words_lost": 7, "talk_over_ms": 0}
    yield case("stopped before the first sample", a_trace(told(*BURST, WORDS, interrupted(2.95)), breathing()), ahead)
    typed = a_turn(TextInput("Stop!"), text_sent(3.0, "Stop!"), *LATER, started=3.0, input_ended=3.0)
    by_text = {**BASE, "talk_over_ms": unscored("the user did not speak")}
    yield case("cut into by typing", a_trace(told(*BURST, WORDS, *_STOP), typed), by_text)


def tool_turn() -> TurnDraft:
    return told(called(1.2, "find", id="1"), responded(1.4, "find", id="1"), *BURST, WORDS, *_STOP)


def breathing() -> TurnDraft:
    """A turn that begins 200 ms before its speech does."""
    draft = cuts_in(*LATER)
    return replace(draft, window=replace(draft.window, started_t=2.8))


def answers() -> Iterator[Case]:
    """What of the answer was there, and what of it was heard."""
    # Four chunks of 0.4 s as they play, 2.0 to 3.6: 1.3 of 1.6 s heard, 8 - ceil(6.5) = 1.
    paced = [audio(2.0 + 0.4 * place, 0.4) for place in range(4)]
    eight = said(2.4, "Un, deux, trois, quatre, cinq, six, sept, huit.")
    spaced = {**BASE, "last_audio_ms": 200, "unflushed_overhang_ms": 600, "words_lost": 1}
    yield case("audio no faster than it plays", a_trace(told(*paced, eight, *_STOP), cuts_in(*LATER)), spaced)
    # All plays to its end at 6.0 s, for nobody stops it; the user speaks for one of these seconds.
    whole = {**BASE, "yielded": 0, "stop_ms": unscored("no interrupted came"), "overhang_ms": 3000}
    whole |= {"words_lost": 0, "talk_over_ms": 1000}
    yield case("it ends by itself and never stops", stopped(turn_complete(2.4)), whole)
    # Two answers in one turn play from 2.0 to 4.0: 1.3 of 2 s heard, 4 - ceil(2.6) = 1.
    twice = told(audio(2.0, 1.0), turn_complete(2.1), audio(2.2, 1.0), said(2.3, "Eins, zwei, drei, vier."), *_STOP)
    both = {**BASE, "last_audio_ms": -800, "unflushed_overhang_ms": 1000, "words_lost": 1}
    yield case("two answers in one turn", a_trace(twice, cuts_in(*LATER)), both)
    # The first second is silence: 0.3 of 3 audible s heard, 10 - ceil(1) = 9.
    lead = told(audio(2.0, 1.0, lead_silence_s=1.0), *BURST[1:], WORDS, *_STOP)
    yield case("a second of silence leads it", a_trace(lead, cuts_in(*LATER)), {**BASE, "words_lost": 9})
    faint = told(*(audio(2.0 + place / 10, 1.0, level_dbfs=-85) for place in range(4)), WORDS, *_STOP)
    unheard = {**BASE, "words_lost": unscored("no audible audio"), "talk_over_ms": 0}
    yield case("an answer that nobody can hear", a_trace(faint, cuts_in(*LATER)), unheard)
    mute = {**BASE, "words_lost": unscored("no output transcription")}
    yield case("no transcript", a_trace(told(*BURST, *_STOP), cuts_in(*LATER)), mute)
    chinese = {**BASE, "words_lost": unscored("written without spaces")}
    yield case("a language without spaces", stopped(language="cmn"), chinese)
    empty = nothing("the answer has no audio", "yielded", "stop_ms", "talk_over_ms")
    early = {**empty, "yielded": 1, "stop_ms": 200, "talk_over_ms": 0}
    yield case("stopped before it said a word", a_trace(told(interrupted(3.2)), cuts_in(*LATER)), early)


def no_barge_in() -> Iterator[Case]:
    yield case("a recording without times", stopped(timed=False), nothing("the recording kept no times"))
    idle = {**nothing("nothing of an answer had come", "talk_over_ms"), "talk_over_ms": 0}
    yield case("no answer to cut into", a_trace(told(), cuts_in(*LATER)), idle)
    over = {**nothing("its audio played, 1000 ms before", "talk_over_ms"), "talk_over_ms": 0}
    # It plays from 2.0 to 2.5, and the user begins at 3.5.
    played = told(audio(2.0, 0.5), generation_complete(2.1), turn_complete(2.5))
    yield case("the answer was over", a_trace(played, cuts_in(audio(6.0), turn_complete(6.5), started=3.5)), over)
    quiet = a_turn(SilenceInput(2.0), started=3.0, speech_ended=None, input_ended=5.0, finished=5.0, finish="silence")
    silent = {**nothing("nobody spoke in this turn", "talk_over_ms"), "talk_over_ms": unscored("did not speak")}
    yield case("silence cuts into nothing", a_trace(told(*BURST, WORDS, turn_complete(2.4)), quiet), silent)
    cut = a_trace(told(*BURST, WORDS), cuts_in(heard(3.5, "Stop!"), finish=""), complete=False)
    censored = nothing("the recording ends before the answer does", "yielded", "stop_ms", "talk_over_ms")
    waits = {"yielded": unscored("only 500 of 2000 ms were recorded"), "stop_ms": unscored("no interrupted came")}
    yield case("the recording ends in the barge-in", cut, {**censored, **waits})


def left_alone() -> Iterator[Case]:
    """`expected: false`: any `interrupted` from the start of the turn to that of the next is one too many."""
    third = a_turn("Go on.", audio(7.0), turn_complete(7.5), started=5.0, speech_ended=6.0, input_ended=6.0)
    ended = (told(*BURST, WORDS, turn_complete(2.4)), cuts_in(finished=6.0, finish="no_response"))
    late = (told(*BURST, WORDS, interrupted(5.2)), cuts_in(finished=5.0, finish="barged_in"), third)
    written = a_turn("Mhm.", started=3.0, speech_ended=3.2, input_ended=3.2, finished=6.0, finish="gap")
    typed = told(audio(2.0, 0.5), turn_complete(2.6))
    gone = (told(audio(2.0, 0.5), turn_complete(2.6)), cuts_in(finished=8.0, finish="no_response"))
    nothing_said = unscored("the model said nothing that could have been interrupted")
    for what, trace, answer in (
        ("a cough, and the answer goes on", a_trace(*ended), 0),
        ("a cough stops the answer", stopped(), 1),
        ("a cough stops it twice", stopped(interrupted(3.3), interrupted(3.4)), 1),
        ("stopped as the turn begins", stopped(interrupted(3.0)), 1),
        ("stopped by the next turn", a_trace(*late), 0),
        ("stopped before the turn", a_trace(told(*BURST, interrupted(2.5)), ended[1]), nothing_said),
        ("the answer was over before", a_trace(*gone), nothing_said),
        ("no answer at all", a_trace(told(), cuts_in(finished=6.0, finish="no_response")), nothing_said),
        ("a short answer, over as it begins", a_trace(typed, written), nothing_said),
        ("the answer goes on, inaudibly", a_trace(told(audio(2.0, 4.0, level_dbfs=-85)), ended[1]), 0),
        ("no times", stopped(timed=False), unscored("the recording kept no times")),
        ("a cut recording", a_trace(ended[0], cuts_in(finish=""), complete=False), unscored("the recording ends")),
    ):
        answers = {"false_interruption": answer, "stop_ms": ABSENT}
        yield case(f"left alone: {what}", trace, answers, args={"expected": False})
    for what, trace, answer in (("never stopped", a_trace(*ended), 0), ("stopped once", stopped(), 1)):
        answers = {"false_interruption": answer}
        yield case(f"a session left alone: {what}", trace, answers, args={"expected": False}, turn=None)


CASES = (*stops(), *answers(), *no_barge_in(), *left_alone(), *SESSIONS)
