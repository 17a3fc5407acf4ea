"""Answers that were over: all of the transcript should be heard."""

from __future__ import annotations

from typing import Final

from tests.scorers.known_answers import Case, unscored
from tests.scorers.recognised import recognised, spoken_answer
from tests.traces import a_trace, a_turn, audio, called, responded, said, turn_complete

__all__ = ["FOX", "WHOLE"]

FOX: Final = "The quick brown fox jumps over the lazy dog."
"""9 words, 43 characters with its 8 spaces and without the full stop."""
CATS: Final = "The cat sat on the mat and ran off the mat."
"""11 words; it ends as its first half does."""
TEN: Final = "Red, green, blue, white, black, apple, pear, plum, grape, lemon."
ANY_CER: Final = {"audio_cer": {"max": 9}}

WHOLE: Final = (
    Case(
        what="word for word, in other letters: no error in 9 words and 43 characters",
        trace=spoken_answer(FOX, "the quick brown fox JUMPS over the lazy dog"),
        args=ANY_CER,
        answers={
            "audio_wer": 0,
            "audio_cer": 0,
            "unspoken_head": 0,
            "unspoken_tail": 0,
            "unspoken_gap": 0,
            "untranscribed_words": 0,
            "other_words": 0,
        },
    ),
    Case(
        what="one word misheard: 1 of 9 words, 1 of 43 characters, and nothing is missing",
        trace=spoken_answer(FOX, "The quick brown box jumps over the lazy dog."),
        args=ANY_CER,
        answers={
            "audio_wer": 1 / 9,
            "audio_cer": 1 / 43,
            "unspoken_head": 0,
            "unspoken_tail": 0,
            "unspoken_gap": 0,
            "untranscribed_words": 0,
            "other_words": 0,
        },
    ),
    Case(
        what="the audio ends after 4 of 9 words: 5 are missing at the end, of 43 characters ' jumps over the lazy dog'",
        trace=spoken_answer(FOX, "The quick brown fox"),
        args=ANY_CER,
        answers={
            "audio_wer": 5 / 9,
            "audio_cer": 24 / 43,
            "unspoken_head": 0,
            "unspoken_tail": 5,
            "unspoken_gap": 0,
            "untranscribed_words": 0,
            "other_words": 0,
        },
    ),
    Case(
        what="the audio begins with the 6th of 9 words: 5 are missing at the beginning",
        trace=spoken_answer(FOX, "over the lazy dog"),
        args=ANY_CER,
        answers={
            "audio_wer": 5 / 9,
            "audio_cer": 26 / 43,
            "unspoken_head": 5,
            "unspoken_tail": 0,
            "unspoken_gap": 0,
            "untranscribed_words": 0,
            "other_words": 0,
        },
    ),
    Case(
        what="a hole: brown fox jumps over the, 5 words in a row",
        trace=spoken_answer(FOX, "The quick lazy dog."),
        answers={"audio_wer": 5 / 9, "unspoken_head": 0, "unspoken_tail": 0, "unspoken_gap": 5, "other_words": 0},
    ),
    Case(
        what="two holes of 1 and 2 words: the longest counts, and the errors are 3 of 9",
        trace=spoken_answer(FOX, "The brown fox jumps lazy dog."),
        answers={"audio_wer": 3 / 9, "unspoken_head": 0, "unspoken_tail": 0, "unspoken_gap": 2},
    ),
    Case(
        what="cut off where the last word heard is also the transcript's last: the end is missing, there is no hole",
        trace=spoken_answer(CATS, "The cat sat on the mat."),
        answers={"audio_wer": 5 / 11, "unspoken_head": 0, "unspoken_tail": 5, "unspoken_gap": 0, "other_words": 0},
    ),
    Case(
        what="the same transcript without its first 6 words",
        trace=spoken_answer(CATS, "and ran off the mat"),
        answers={"audio_wer": 6 / 11, "unspoken_head": 6, "unspoken_tail": 0, "unspoken_gap": 0, "other_words": 0},
    ),
    Case(
        what="more is spoken than transcribed: 5 words in 4, so the rate passes 1; 4 words are too few to be others",
        trace=spoken_answer("The quick brown fox.", FOX),
        answers={
            "audio_wer": 5 / 4,
            "unspoken_tail": 0,
            "untranscribed_words": 5,
            "other_words": unscored("fewer than 5 words"),
        },
    ),
    Case(
        what="three words are spoken before the transcript begins",
        trace=spoken_answer(FOX, f"Listen to me: {FOX}"),
        answers={"audio_wer": 3 / 9, "unspoken_head": 0, "untranscribed_words": 3, "other_words": 0},
    ),
    Case(
        what="another answer's audio, as long and without a word of the transcript's: 9 substitutions",
        trace=spoken_answer(FOX, "Please remind me to call my sister tomorrow morning."),
        answers={
            "audio_wer": 1,
            "unspoken_head": 0,
            "unspoken_tail": 0,
            "unspoken_gap": 0,
            "untranscribed_words": 0,
            "other_words": 1,
        },
    ),
    Case(
        what="the recogniser hears no words, as in noise: all are missing, and count as the beginning",
        trace=spoken_answer(FOX, ""),
        args=ANY_CER,
        answers={
            "audio_wer": 1,
            "audio_cer": 1,
            "unspoken_head": 9,
            "unspoken_tail": 0,
            "unspoken_gap": 0,
            "untranscribed_words": 0,
            "other_words": 1,
        },
    ),
    Case(
        what="one word in ten is heard: below a fifth, so something else was spoken",
        trace=spoken_answer(TEN, "Red."),
        answers={"audio_wer": 0.9, "unspoken_tail": 9, "other_words": 1},
    ),
    Case(
        what="two words in ten are heard: a fifth, which is enough",
        trace=spoken_answer(TEN, "Red, lemon."),
        answers={"audio_wer": 0.8, "unspoken_head": 0, "unspoken_gap": 8, "unspoken_tail": 0, "other_words": 0},
    ),
    Case(
        what="figures and words are the same number, signs are read out",
        trace=spoken_answer("The invoice is $457, due at 7:30.", "the invoice is 457 dollars due at seven thirty"),
        answers={"audio_wer": 0, "unspoken_gap": 0, "untranscribed_words": 0, "other_words": 0},
    ),
    Case(
        what="German: capitals, umlauts and sharp s are the recogniser's too; 1 of 4 words is not heard",
        trace=spoken_answer("Schöne Grüße aus Köln!", "schöne grüße köln", language="de"),
        answers={"audio_wer": 1 / 4, "unspoken_gap": 1, "other_words": unscored("fewer than 5 words")},
    ),
    Case(
        what="Hindi: the vowel signs are no words of their own; the last of 5 words is missing",
        trace=spoken_answer("आज मौसम बहुत अच्छा है।", "आज मौसम बहुत अच्छा", language="hi"),
        answers={"audio_wer": 1 / 5, "unspoken_tail": 1, "untranscribed_words": 0, "other_words": 0},
    ),
    Case(
        what="a recording without times is compared like any other: 1 of 9 words is not heard",
        trace=recognised(
            a_trace(a_turn("Go on.", audio(None), said(None, FOX), turn_complete(None)), timed=False),
            "The quick brown fox jumps over lazy dog",
        ),
        answers={"audio_wer": 1 / 9, "unspoken_gap": 1, "unspoken_tail": 0},
    ),
    Case(
        what="the answer comes before the user has ended: it is compared like any other",
        trace=recognised(
            a_trace(a_turn("Go on.", audio(0.2), said(0.3, FOX), turn_complete(0.6), speech_ended=1.0)), FOX
        ),
        answers={"audio_wer": 0, "unspoken_tail": 0, "untranscribed_words": 0},
    ),
    Case(
        what="two answers in one turn are one audio and one transcript: the second one's 5 words are not heard",
        trace=recognised(
            a_trace(
                a_turn(
                    *("Go on.", audio(1.5), said(1.6, "The quick brown fox"), turn_complete(2.0)),
                    *(audio(2.2), said(2.3, " jumps over the lazy dog."), turn_complete(2.6)),
                )
            ),
            "the quick brown fox",
        ),
        answers={"audio_wer": 5 / 9, "unspoken_tail": 5, "unspoken_gap": 0},
    ),
    Case(
        what="a tool turn: what is said before and after the call is one answer, of which 1 word of 9 is misheard",
        trace=recognised(
            a_trace(
                a_turn(
                    *("Go on.", audio(1.5), said(1.6, "The quick brown fox"), called(1.8, "jump", id="a")),
                    *(responded(1.9, "jump", id="a"), audio(2.2), said(2.3, " jumps over the lazy dog.")),
                    turn_complete(2.6),
                )
            ),
            "The quick brown fox jumped over the lazy dog.",
        ),
        answers={"audio_wer": 1 / 9, "unspoken_gap": 0, "other_words": 0},
    ),
)
