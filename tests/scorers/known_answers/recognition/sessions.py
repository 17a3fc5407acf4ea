"""Sessions: rates are pooled, counts are those of the worst turn."""

from __future__ import annotations

from typing import Final

from tests.scorers.known_answers import Case, unscored
from tests.scorers.known_answers.recognition.whole import FOX
from tests.scorers.recognised import a_draft, recognised
from tests.traces import a_trace, a_turn, audio, interrupted, said, turn_complete

__all__ = ["SESSIONS"]

SHORT: Final = "We meet at the old bridge."
"""6 words."""

SESSIONS: Final = (
    Case(
        what="9 words with 5 missing at the end, 6 words with 1 misheard: 6 errors in 15 words, not the mean of rates",
        trace=recognised(
            a_trace(a_draft(FOX, 0.2), a_draft(SHORT, 0.3)), "The quick brown fox", "We meet at the cold bridge"
        ),
        turn=None,
        answers={"audio_wer": 6 / 15, "unspoken_tail": 5, "unspoken_head": 0, "other_words": 0},
    ),
    Case(
        what="one of two answers is another's audio: 6 of 15 words are wrong, and one turn is enough for other words",
        trace=recognised(
            a_trace(a_draft(FOX, 0.2), a_draft(SHORT, 0.3)), FOX, "remind me please tomorrow morning early"
        ),
        turn=None,
        answers={"audio_wer": 6 / 15, "unspoken_tail": 0, "other_words": 1},
    ),
    Case(
        what="nobody has listened to the second answer: the first one's numbers stand",
        trace=recognised(a_trace(a_draft(FOX, 0.2), a_draft(SHORT, 0.3)), "brown fox jumps over the lazy dog"),
        turn=None,
        answers={"audio_wer": 2 / 9, "unspoken_head": 2, "unspoken_tail": 0},
    ),
    Case(
        what="an interrupted answer and a whole one: 2 words are missing at the end of the whole one, of 3 + 6",
        trace=recognised(
            a_trace(
                a_turn("Go on.", audio(1.5), said(1.6, FOX), interrupted(1.8), turn_complete(2.0)),
                a_draft(SHORT, 0.3),
            ),
            "The quick brown",
            "We meet at the",
        ),
        turn=None,
        answers={"audio_wer": 2 / 9, "unspoken_tail": 2, "other_words": 0},
    ),
    Case(
        what="nobody has listened at all",
        trace=a_trace(a_draft(FOX, 0.2), a_draft(SHORT, 0.3)),
        turn=None,
        answers={"audio_wer": unscored("turn 1: nobody has recognised"), "other_words": unscored("turn 2: nobody")},
    ),
    Case(
        what="the second of two questions has no answer: nothing was to be heard there",
        trace=recognised(a_trace(a_draft(FOX), a_turn("And now?", finish="timeout")), FOX),
        turn=None,
        answers={"audio_wer": 0, "unspoken_head": 0, "unspoken_tail": 0, "unspoken_gap": 0, "other_words": 0},
    ),
)
