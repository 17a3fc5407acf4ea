"""The audio of one turn, played behind 100 ms: bursts, stalls, pauses, interruptions, and none."""

from typing import Any

from evalkit.scenario.model import SilenceInput, TextInput
from tests.scorers.known_answers import ABSENT, Answer, Case, unscored
from tests.scorers.known_answers.latency.turns import SAMPLE_MS
from tests.traces import (
    TurnDraft,
    a_trace,
    a_turn,
    audio,
    called,
    code_run,
    code_written,
    interrupted,
    responded,
    text,
    turn_complete,
)

__all__ = ["CASES"]

NAMES = (
    *("first_played_ms", "generation_ms", "audio_s", "real_time_factor"),
    *("underruns", "underrun_ms", "longest_underrun_ms", "jitter_ms", "max_gap_ms"),
)
NO_STALL = (0, 0, 0)
DONE = turn_complete(9.0)
LONE = unscored("no two chunks came one after the other")
FEW = unscored("fewer than three chunks")
NO_TIMES = unscored("the recording kept no times")
NO_AUDIO = unscored("the answer has no audio")
UNTIMED_CHUNK = unscored("the time of a chunk is not known")


def case(what: str, turn: TurnDraft, *answers: Answer, **trace: Any) -> Case:
    """The answers in the order of `NAMES`."""
    named = dict(zip(NAMES, answers, strict=True))
    return Case(what=what, trace=a_trace(turn, **trace), answers=named, tolerance=SAMPLE_MS)


CASES = (
    case(
        # 0.8 s of audio after the first chunk in 0.2 s.
        "a steady burst is four times as fast as it plays",
        a_turn("a", *(audio(1.5 + 0.05 * index) for index in range(5)), DONE),
        *(600, 200, 1.0, 0.25, *NO_STALL, 0, 50),
    ),
    case(
        "chunks of any length, each sent as its last sample is spoken",
        a_turn("a", audio(1.2), audio(1.44, 0.24), audio(1.68, 0.24), audio(1.78, 0.1), DONE),
        *(300, 580, 0.78, 1.0, *NO_STALL, 0, 240),
    ),
    case(
        # Played from 1.6 to 1.8 s, dry to 2.0 s. 0.55 s for 0.4 s: 0.275 s a chunk, and 0.5 and 0.05 it was.
        "one stall",
        a_turn("a", audio(1.5), audio(2.0), audio(2.05), DONE),
        *(600, 550, 0.6, 1.375, 1, 200, 200, 225, 500),
    ),
    case(
        # Dry from 1.8 to 2.0 s and from 2.2 to 2.3 s. 0.8 s for 0.4 s: 0.4 s a chunk, and 0.5 and 0.3 it was.
        "two stalls, the first of them the longer",
        a_turn("a", audio(1.5), audio(2.0), audio(2.3), DONE),
        *(600, 800, 0.6, 2.0, 2, 300, 200, 100, 500),
    ),
    case(
        # What is there is played up to 1.8 s and then up to 2.0 s. 0.24 s a chunk, and 0.28 and 0.2 it was.
        "late, but by less than the pre-buffer",
        a_turn("a", audio(1.5), audio(1.78), audio(1.98), DONE),
        *(600, 480, 0.6, 1.2, *NO_STALL, 40, 280),
    ),
    case(
        "three chunks in one message take no time",
        a_turn("a", audio(1.5), audio(1.5), audio(1.5), DONE),
        *(600, 0, 0.6, 0.0, *NO_STALL, 0, 0),
    ),
    case(
        # Played from 1.6 s to 1.7 s. The answer proper is no underrun, but a stretch of its own: 0.1 s for 0.2 s.
        "a false start: begun in a pause of the user's, interrupted, and begun again when the user had ended at 5.0 s",
        a_turn("a", audio(1.5, 1.0), interrupted(1.7), audio(5.5), audio(5.6), DONE, speech_ended=5.0),
        *(-3400, 100, 1.4, 0.5, *NO_STALL, FEW, 100),
    ),
    case(
        "one chunk of 2 s has no pace",
        a_turn("a", audio(1.5, 2.0), DONE),
        *(600, 0, 2.0, LONE, *NO_STALL, FEW, LONE),
    ),
    case(
        "played 1.4 s before the user ended at 3.0 s",
        a_turn("a", audio(1.5), audio(1.6), audio(1.7), DONE, speech_ended=3.0),
        *(-1400, 200, 0.6, 0.5, *NO_STALL, 0, 100),
    ),
    case(
        # 0.1 + 0.25 s for 0.2 + 0.2 s; the time from 1.6 to 4.0 s is nobody's.
        "two turns in one are two stretches",
        a_turn("a", audio(1.5), audio(1.6), turn_complete(2.0), audio(4.0), audio(4.25), DONE),
        *(600, 350, 0.8, 0.875, *NO_STALL, FEW, 250),
    ),
    case(
        # Of the 3 s 0.4 s are heard; 0.1 s for 0.2 s behind it.
        "an interruption drops what is queued, and what comes then is no underrun",
        a_turn("a", audio(1.5, 3.0), interrupted(2.0), audio(4.0), audio(4.1), DONE),
        *(600, 100, 3.4, 0.5, *NO_STALL, FEW, 100),
    ),
    case(
        # 1.6 to 1.8 s silence, 0.1 s more of it behind: 1.9 s. 0.01 s for 0.4 s.
        "only the first audible sample counts as played",
        a_turn("a", audio(1.5, 0.2, level_dbfs=-120), audio(1.51, 0.4, lead_silence_s=0.1), DONE),
        *(900, 10, 0.6, 0.025, *NO_STALL, FEW, 10),
    ),
    case(
        "near-silent audio comes as always and is not heard",
        a_turn("a", audio(1.5, level_dbfs=-85), audio(1.6, level_dbfs=-85), DONE),
        *(unscored("too quiet to be heard"), 100, 0.4, 0.5, *NO_STALL, FEW, 100),
    ),
    case(
        "the wait for a tool is no stall",
        a_turn("a", audio(1.2), called(1.3, "f"), responded(2.3, "f"), audio(3.0), audio(3.1), DONE),
        *(300, 100, 0.6, 0.5, *NO_STALL, FEW, 100),
    ),
    case(
        "the wait for code is no stall",
        a_turn("a", audio(1.2), audio(1.3), code_written(1.4), code_run(3.0), audio(3.2), DONE),
        *(300, 100, 0.6, 0.5, *NO_STALL, FEW, 100),
    ),
    case(
        # 0.3 s for 0.4 s: 0.15 s a chunk, and 0.1 and 0.2 it was.
        "a typed turn counts from the end of its input at 1.25 s",
        a_turn(TextInput("Grüße, 東京!"), audio(1.5), audio(1.6), audio(1.8), DONE, input_ended=1.25),
        *(350, 300, 0.6, 0.75, *NO_STALL, 50, 200),
    ),
    case(
        "audio of 16 kHz is as long as it sounds",
        a_turn("a", *(audio(1.5 + 0.2 * index, rate_hz=16_000) for index in range(3)), DONE),
        # Its second sample is 1/16 ms late.
        *(600.0625, 400, 0.6, 1.0, *NO_STALL, 0, 200),
    ),
    case(
        "interrupted in the pre-buffer, before anything was played",
        a_turn("a", audio(1.5), interrupted(1.55), finish="barged_in"),
        *(unscored("interrupted before it was played"), 0, 0.2, LONE, *NO_STALL, FEW, LONE),
    ),
    case(
        "a recording that is cut off in the answer",
        a_turn("a", audio(1.5), audio(1.6), finish=""),
        *(600, 100, 0.4, 0.5, *NO_STALL, FEW, 100),
        complete=False,
    ),
    case(
        "a recording that does not say when the user stopped speaking",
        a_turn("a", audio(1.5), audio(1.6), DONE, speech_ended=None),
        *(unscored("when the user's speech ended"), 100, 0.4, 0.5, *NO_STALL, FEW, 100),
    ),
    case("no answer", a_turn("a", finish="no_response"), *[unscored("never answered (no_response)")] * 9),
    case("words in text", a_turn("a", text(1.5, "はい"), DONE), *[NO_AUDIO] * 9),
    case(
        "without times only the amount is known",
        a_turn("a", audio(1.5), audio(1.6), DONE),
        *(NO_TIMES, NO_TIMES, 0.4),
        *[NO_TIMES] * 6,
        timed=False,
    ),
    case(
        "a chunk without a time in a recording that has some",
        a_turn("a", audio(1.5), audio(None), DONE),
        *(UNTIMED_CHUNK, UNTIMED_CHUNK, 0.4),
        *[UNTIMED_CHUNK] * 6,
    ),
    case("nobody speaks, so nothing is owed", a_turn(SilenceInput(3.0), audio(1.5), DONE), *[ABSENT] * 9),
)
