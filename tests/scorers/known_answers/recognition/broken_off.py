"""Answers that were interrupted or cut off: the transcript runs ahead of the audio, and that is no error."""

from __future__ import annotations

from typing import Final

from evalkit.trace.trace import Trace
from tests.scorers.known_answers import Case, unscored
from tests.scorers.known_answers.recognition.whole import FOX
from tests.scorers.recognised import recognised
from tests.traces import a_trace, a_turn, audio, interrupted, said, turn_complete

__all__ = ["BROKEN_OFF", "interrupted_answer"]


def interrupted_answer(transcript: str, heard: str) -> Trace:
    """A turn whose answer the server stopped, and what a recogniser heard of it."""
    events = (audio(1.5), said(1.6, transcript), interrupted(1.8), turn_complete(2.0))
    return recognised(a_trace(a_turn("Go on.", *events)), heard)


BROKEN_OFF: Final = (
    Case(
        what="interrupted after 3 words: those are compared, the other 6 were never to be heard",
        trace=interrupted_answer(FOX, "The quick brown"),
        answers={
            "audio_wer": 0,
            "unspoken_head": 0,
            "unspoken_gap": 0,
            "untranscribed_words": 0,
            "unspoken_tail": unscored("interrupted"),
            "other_words": unscored("fewer than 5 words"),
        },
    ),
    Case(
        what="interrupted within the 6th word: half of it is a wrong word, 1 of 6",
        trace=interrupted_answer(FOX, "The quick brown fox jumps ove"),
        answers={"audio_wer": 1 / 6, "unspoken_tail": unscored("interrupted"), "other_words": 0},
    ),
    Case(
        what="interrupted, with a hole of 2 words before: they are 2 of the 7 that were reached",
        trace=interrupted_answer(FOX, "The quick jumps over the"),
        answers={"audio_wer": 2 / 7, "unspoken_head": 0, "unspoken_gap": 2, "unspoken_tail": unscored("interrupted")},
    ),
    Case(
        what="interrupted, and the first 2 of the 6 words that were reached are missing",
        trace=interrupted_answer(FOX, "brown fox jumps over"),
        answers={"audio_wer": 2 / 6, "unspoken_head": 2, "unspoken_gap": 0, "other_words": 0},
    ),
    Case(
        what="interrupted, and other words are heard: as many words of the transcript are compared as were heard, 5",
        trace=interrupted_answer(FOX, "please remind me tomorrow morning"),
        answers={"audio_wer": 1, "unspoken_head": 0, "untranscribed_words": 0, "other_words": 1},
    ),
    Case(
        what="interrupted, and the audio is ahead: its last 5 words are not in the transcript, and are no error",
        trace=interrupted_answer("The quick brown fox", FOX),
        answers={"audio_wer": 0, "unspoken_head": 0, "unspoken_gap": 0, "untranscribed_words": 0},
    ),
    Case(
        what="interrupted, and 3 words are heard before the transcript's first: 3 errors in the 4 that were reached",
        trace=interrupted_answer(FOX, "Listen to me: the quick brown fox"),
        answers={"audio_wer": 3 / 4, "unspoken_head": 0, "untranscribed_words": 3},
    ),
    Case(
        what="interrupted before any word was heard: nothing is left to compare",
        trace=interrupted_answer(FOX, ""),
        args={"audio_cer": {"max": 1}},
        answers={
            "audio_wer": unscored("nothing of the transcript was reached"),
            "audio_cer": unscored("nothing of the transcript was reached"),
            "unspoken_head": unscored("nothing of the transcript was reached"),
            "unspoken_gap": unscored("nothing of the transcript was reached"),
            "untranscribed_words": 0,
            "other_words": unscored("fewer than 5 words"),
        },
    ),
    Case(
        what="the interruption comes after the answer's end: it was whole, and 5 words are missing",
        trace=recognised(
            a_trace(a_turn("Go on.", audio(1.5), said(1.6, FOX), turn_complete(2.0), interrupted(2.5))),
            "The quick brown fox",
        ),
        answers={"audio_wer": 5 / 9, "unspoken_tail": 5},
    ),
    Case(
        what="the recording ends within the answer: 4 words of 9 came, and they are right",
        trace=recognised(
            a_trace(a_turn("Go on.", audio(1.5), said(1.6, FOX), finish=""), complete=False), "the quick brown fox"
        ),
        answers={"audio_wer": 0, "unspoken_tail": unscored("the recording ends before"), "unspoken_gap": 0},
    ),
    Case(
        what="the connection closes within the answer: 4 words of 9 came, 1 of them is wrong",
        trace=recognised(
            a_trace(a_turn("Go on.", audio(1.5), said(1.6, FOX), finish="closed")), "the quick brown socks"
        ),
        answers={"audio_wer": 1 / 4, "unspoken_tail": unscored("the connection closed before")},
    ),
)
