"""Key terms that were counted by hand: how often each is there, over how often it should be."""

from __future__ import annotations

from typing import Any

from evalkit.scenario.model import AudioInput
from tests.scorers.known_answers import ABSENT, Answer, Case, unscored
from tests.traces import a_trace, a_turn, audio, called, heard, interrupted, responded, said, text

NOBODY_HEARD = unscored("no transcript")


def recall(
    what: str, words: Any, got: str | None, terms: list[Any], heard_share: Answer, said_share: Answer, **trace: Any
) -> Case:
    """The same transcript on both sides; only on the user's is it known how often a term is to come."""
    events = () if got is None else (heard(1, got), said(2, got))
    return Case(
        what=what,
        trace=a_trace(a_turn(words, *events), **trace),
        args={"input": {"terms": terms, "min": 0}, "output": {"terms": terms, "min": 0}},
        answers={"input_key_term_recall": heard_share, "output_key_term_recall": said_share},
    )


def spoken(what: str, answer: Answer, terms: list[Any], *events: Any, **trace: Any) -> Case:
    """What the model said."""
    known = a_trace(a_turn("?", *events), **trace)
    named = {"output_key_term_recall": answer, "input_key_term_recall": ABSENT}
    return Case(what=what, trace=known, args={"output": {"terms": terms, "min": 0}}, answers=named)


BOTH = (
    recall("all are there", "Pay Nguyen fifty dollars.", "pay nguyen $50", ["Nguyen", 50], 1, 1),
    recall("a name and a number are wrong", "Pay Nguyen fifty dollars.", "pay win 15 dollars", ["Nguyen", 50], 0, 0),
    recall("one of three", "Ann, Bob and Cy.", "ann bop and sigh", ["Ann", "Bob", "Cy"], 1 / 3, 1 / 3),
    # The user says it twice; of the model it is wanted once.
    recall("once of twice", "Nguyen called, so call Nguyen.", "nguyen called so call win", ["Nguyen"], 1 / 2, 1),
    # Of the first term 2 of 2, of the second 0 of 1; on the model's side 1 of 1 and 0 of 1.
    recall("each time counts", "Bob, tell Bob of Cy.", "bob tell bob of sigh", ["Bob", "Cy"], 2 / 3, 1 / 2),
    recall("one too many is no error", "Call Nguyen.", "nguyen nguyen nguyen", ["Nguyen"], 1, 1),
    recall("not within another word", "Room 112.", "room 112", [12], 0, 0),
    recall("not in another order", "Fly to New York.", "fly to york new", ["New York"], 0, 0),
    recall("a phone number as it is said", "555-1234", "five five five one two three four", ["555-1234"], 1, 1),
    recall("de: grouped figures", "Das sind 1.250 Euro.", "das sind 1250 euro", ["1.250", "Euro"], 1, 1, language="de"),
    recall("hi: another vowel", "मेरा नाम नीरज है", "मेरा नाम निरज है", ["नीरज", "नाम"], 1 / 2, 1 / 2, language="hi"),
    recall("zh: figures have edges", "小龙住12号。", "小龙住112号", ["小龙", 12], 1 / 2, 1 / 2, language="zh"),
    recall("zh: 12 is not in 12.5", "12.5度", "12.5度", [12], 0, 0, language="zh"),
    recall("th: marks tell words apart", "ม้า มา", "มา มา", ["ม้า", "มา"], 1 / 2, 1 / 2, language="th"),
    recall("the words of the audio are not known", AudioInput("a.wav"), "call ann", ["Ann", "Bob"], 1 / 2, 1 / 2),
    recall("without times", "Ann and Bob.", "ann", ["Ann", "Bob"], 1 / 2, 1 / 2, timed=False),
    recall("cut off", "Ann, Bob, Cy and Di.", "ann", ["Ann", "Bob", "Cy", "Di"], 1 / 4, 1 / 4, complete=False),
    recall("no transcript", "Call Ann.", None, ["Ann"], NOBODY_HEARD, NOBODY_HEARD),
    recall(
        "nobody asked for one", "Call Ann.", None, ["Ann"],
        unscored("did not ask for input transcription"), unscored("did not ask for output transcription"), setup={},
    ),
)  # fmt: skip

MORE = (
    Case(
        what="heard before the user had ended, in pieces",
        trace=a_trace(a_turn("Call Reykjavik.", heard(0.2, "call Rey"), heard(0.4, "kjavik"))),
        args={"input": {"terms": ["Reykjavik"], "min": 0}},
        answers={"input_key_term_recall": 1, "output_key_term_recall": ABSENT},
    ),
    Case(
        what="a session counts all its turns together: Ann 1 of 2, Bob 1 of 1",
        trace=a_trace(a_turn("Ann?", heard(1, "and")), a_turn("Ann or Bob?", heard(3, "ann or bob"))),
        args={"input": {"terms": ["Ann", "Bob"], "min": 0}},
        turn=None,
        answers={"input_key_term_recall": 2 / 3},
    ),
    spoken("text where there is no transcript", 1, ["Oslo"], text(1, "It rains in Oslo.")),
    spoken("a thought is not said", unscored("no transcript"), ["Oslo"], text(1, "Oslo?", thought=True)),
    spoken("an answer that was interrupted", 1 / 2, ["Ann", "Bob"], audio(1), said(1, "Ann and"), interrupted(1.5)),
    spoken(
        "around a tool call", 2 / 2, ["moment", 12],
        said(1, "One moment. "), called(1.2, "t"), responded(1.3, "t"), said(2, "Twelve degrees."),
    ),
)  # fmt: skip

CASES = (*BOTH, *MORE)
