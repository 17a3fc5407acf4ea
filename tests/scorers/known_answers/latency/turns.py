"""Turns without a tool: an answer in time, early, late, twice, inaudible, written, cut off, or none at all.

The model's tone is a sine that begins at zero, so its first audible sample is its second: 1/24 ms late.
"""

from collections.abc import Mapping
from typing import Any

from evalkit.scenario.model import SilenceInput, TextInput
from tests.scorers.known_answers import ABSENT, Answer, Case, unscored
from tests.traces import (
    TurnDraft,
    a_trace,
    a_turn,
    audio,
    code_run,
    code_written,
    heard,
    interrupted,
    said,
    text,
    turn_complete,
)

__all__ = ["CASES", "SAMPLE_MS"]

NAMES = ("first_event_ms", "first_audio_ms", "first_audible_ms", "voice_to_voice_ms", "turn_ms")
SAMPLE_MS = 0.05
TEXT_SETUP = {"generationConfig": {"responseModalities": ["TEXT"]}}
DONE = turn_complete(3.0)


def case(what: str, turn: TurnDraft, *answers: Answer, **trace: Any) -> Case:
    """The answers in the order of `NAMES`."""
    named: Mapping[str, Answer] = dict(zip(NAMES, answers, strict=True))
    return Case(what=what, trace=a_trace(turn, **trace), answers=named, tolerance=SAMPLE_MS)


CASES = (
    case(
        "each step of an answer, from the end of speech at 1.0 s",
        a_turn("Is it raining?", heard(1.2, "is it raining"), said(1.35, "Yes."), audio(1.4), turn_complete(2.25)),
        *(350, 400, 400, 400, 1250),
    ),
    case(
        "what is sent after the speech, here silence up to 2.5 s, moves nothing",
        a_turn("a", audio(1.6), turn_complete(2.8), input_ended=2.5),
        *(600, 600, 600, 600, 1800),
    ),
    case(
        "an answer that begins 0.6 s before the user ends at 2.0 s is negative, and its end is not",
        a_turn("a", audio(1.4, 1.0), turn_complete(4.0), speech_ended=2.0, input_ended=2.0),
        *(-600, -600, -600, -600, 2000),
    ),
    case(
        "a false start: begun at 3.0 s in a pause of the user's, interrupted, and begun again at 5.6 s",
        a_turn("a", audio(3.0, 1.0), interrupted(3.3), audio(5.6), turn_complete(7.0), speech_ended=5.0),
        *(-2000, -2000, -2000, -2000, 2000),
    ),
    case(
        "an answer that is over 0.3 s before the user is",
        a_turn("a", audio(0.4), turn_complete(0.7)),
        *(-600, -600, -600, -600, -300),
    ),
    case(
        "two turns in one: the first begins it at 1.5 s, the second ends it at 3.0 s",
        a_turn("a", audio(1.5), turn_complete(2.0), audio(2.5), DONE),
        *(500, 500, 500, 500, 2000),
    ),
    case(
        "a turnComplete that is repeated at 9.0 s does not move the end from 2.0 s",
        a_turn("a", audio(1.25), turn_complete(2.0), turn_complete(9.0)),
        *(250, 250, 250, 250, 1000),
    ),
    case(
        "a transcript that comes after the end does not move it",
        a_turn("a", audio(1.25), turn_complete(2.0), said(2.1, "Yes.")),
        *(250, 250, 250, 250, 1000),
    ),
    case(
        # 0.5 s of silence plays from 1.5 to 2.0 s; behind it come 0.25 s of silence: sound at 2.25 s.
        "silence first: the second chunk waits for the first to be played",
        a_turn("a", audio(1.5, 0.5, level_dbfs=-120), audio(1.6, 0.5, lead_silence_s=0.25), turn_complete(2.0)),
        *(500, 500, 1250, 1250, 1000),
    ),
    case(
        "a tone of -56 dBFS peak has -59 dBFS RMS and can just be heard; -61 dBFS before it has -64 and cannot",
        a_turn("a", audio(1.5, 0.5, level_dbfs=-61), audio(2.0, 0.5, level_dbfs=-56), DONE),
        # At -56 dBFS the sine needs 6 samples, 0.25 ms, to reach the amplitude of -60 dBFS.
        *(500, 500, 1000.25, 1000.25, 2000),
    ),
    case(
        "a typed turn counts from the end of its input at 1.25 s",
        a_turn(TextInput("Grüße, 東京!"), audio(1.5), turn_complete(1.9), input_ended=1.25),
        *(250, 250, 250, ABSENT, 650),
    ),
    case(
        "a thought is no sign of an answer",
        a_turn("a", text(1.2, "the user wants …", thought=True), audio(1.6), DONE),
        *(600, 600, 600, 600, 2000),
    ),
    case(
        "code is a sign of an answer, 0.8 s before its audio",
        a_turn("a", code_written(1.5), code_run(1.9), audio(2.3), DONE),
        *(500, 1300, 1300, 1300, 2000),
    ),
    case(
        "an answer that the user interrupts at 2.0 s began at 1.5 s and never ended",
        a_turn("a", audio(1.5, 3.0), interrupted(2.0), finish="barged_in"),
        *(500, 500, 500, 500, unscored("no turnComplete came (barged_in)")),
    ),
    case(
        # The silence would have played up to 2.0 s.
        "interrupted at 1.7 s, while the silence before the sound was played",
        a_turn("a", audio(1.5, 0.5, level_dbfs=-120), audio(1.51, 0.5), interrupted(1.7), finish="barged_in"),
        *(500, 500, unscored("interrupted before it was heard"), unscored("interrupted before it was heard")),
        unscored("no turnComplete came (barged_in)"),
    ),
    case(
        "near-silent audio arrives and is never heard",
        a_turn("a", audio(1.5, level_dbfs=-85), turn_complete(2.0)),
        *(500, 500, unscored("too quiet to be heard"), unscored("too quiet to be heard"), 1000),
    ),
    case(
        "words in text where audio is asked for",
        a_turn("a", text(1.3, "Ja, natürlich – 雨です 🌧"), turn_complete(2.0)),
        *(300, unscored("no audio"), unscored("no audio"), unscored("no audio"), 1000),
    ),
    case(
        "words in text where text is asked for",
        a_turn(TextInput("a"), text(1.5, "Yes."), turn_complete(2.0)),
        *(500, ABSENT, ABSENT, ABSENT, 1000),
        setup=TEXT_SETUP,
    ),
    case(
        "an empty turn has an end and nothing else",
        a_turn("a", turn_complete(1.4, reason="RESPONSE_REJECTED")),
        *[unscored("never answered")] * 4,
        400,
    ),
    case(
        "no answer at all",
        a_turn("a", heard(1.2, "a"), finish="no_response"),
        *[unscored("never answered (no_response)")] * 4,
        unscored("no turnComplete came (no_response)"),
    ),
    case(
        "a recording that is cut off in the answer",
        a_turn("a", audio(1.5), finish=""),
        *(500, 500, 500, 500, unscored("no turnComplete came")),
        complete=False,
    ),
    case(
        "a recording without times",
        a_turn("a", audio(1.5), turn_complete(2.0)),
        *[unscored("kept no times")] * 5,
        timed=False,
    ),
    case(
        "a chunk without a time in a recording that has some",
        a_turn("a", audio(None), turn_complete(2.0)),
        *[unscored("its time is not known")] * 4,
        1000,
    ),
    case(
        "a recording that does not say when the user stopped speaking",
        a_turn("a", audio(1.5), turn_complete(2.0), speech_ended=None),
        *[unscored("when the user's speech ended")] * 5,
    ),
    case(
        "a turn in which nobody speaks is owed no answer",
        a_turn(SilenceInput(3.0), audio(1.5), turn_complete(2.0), speech_ended=None),
        *(unscored("expects silence"), unscored("expects silence"), unscored("expects silence"), ABSENT),
        unscored("expects silence"),
    ),
)
