"""Answers that cannot be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from evalkit.scenario.model import TextInput
from tests.scorers.known_answers import Case, Unscored, unscored
from tests.scorers.known_answers.recognition.whole import FOX
from tests.scorers.recognised import a_draft, annotated, recognised, spoken_answer
from tests.traces import a_trace, a_turn, audio, said, text, turn_complete

__all__ = ["NO_DATA"]

ANY_CER: Final = {"audio_cer": {"max": 9}}
_ALL: Final = (
    *("audio_wer", "audio_cer", "unspoken_head", "unspoken_tail", "unspoken_gap", "untranscribed_words"),
    "other_words",
)


def nothing(reason: str) -> Mapping[str, Unscored]:
    """Every metric is unscored for this reason."""
    return dict.fromkeys(_ALL, unscored(reason))


NO_DATA: Final = (
    Case(
        what="nobody has listened: says what to install",
        trace=a_trace(a_draft(FOX)),
        args=ANY_CER,
        answers=nothing("nobody has recognised the audio: pip install 'evalkit[speech]'"),
    ),
    Case(
        what="somebody listened to other audio",
        trace=replace(a_trace(a_draft(FOX)), annotations=spoken_answer(FOX, FOX, seconds=0.5).annotations),
        args=ANY_CER,
        answers=nothing("nobody has recognised the audio"),
    ),
    Case(
        what="the recogniser failed",
        trace=annotated(a_trace(a_draft(FOX)), {"failed": "its weights do not load"}),
        args=ANY_CER,
        answers=nothing("the recogniser failed: its weights do not load"),
    ),
    Case(
        what="what was kept is no text",
        trace=annotated(a_trace(a_draft(FOX)), {"text": ["no", "text"]}),
        args=ANY_CER,
        answers=nothing("holds no text"),
    ),
    Case(
        what="the setup did not ask for a transcript",
        trace=a_trace(a_turn("Go on.", audio(1.5), turn_complete(3.0)), setup={}),
        args=ANY_CER,
        answers=nothing("the setup did not ask for output transcription"),
    ),
    Case(
        what="the setup asked for a transcript and none came",
        trace=a_trace(a_turn("Go on.", audio(1.5), turn_complete(3.0))),
        args=ANY_CER,
        answers=nothing("the server sent no output transcription"),
    ),
    Case(
        what="a transcript without any audio",
        trace=a_trace(a_turn("Go on.", said(1.5, FOX), turn_complete(3.0))),
        args=ANY_CER,
        answers=nothing("the answer has no audio"),
    ),
    Case(
        what="a written answer to a typed question",
        trace=a_trace(
            a_turn(TextInput("Go on."), text(1.5, FOX), turn_complete(3.0)),
            setup={"generationConfig": {"responseModalities": ["TEXT"]}},
        ),
        args=ANY_CER,
        answers=nothing("the setup asks for TEXT"),
    ),
    Case(
        what="no answer at all",
        trace=a_trace(a_turn("Go on.", finish="timeout")),
        args=ANY_CER,
        answers=nothing("the turn was never answered"),
    ),
    Case(
        what="the transcript holds no words: no rate, and 2 words that it lacks",
        trace=recognised(a_trace(a_draft("…!")), "hello there"),
        answers={
            "audio_wer": unscored("the transcript holds no words"),
            "unspoken_head": unscored("the transcript holds no words"),
            "unspoken_tail": unscored("the transcript holds no words"),
            "untranscribed_words": 2,
            "other_words": unscored("fewer than 5 words"),
        },
    ),
)
