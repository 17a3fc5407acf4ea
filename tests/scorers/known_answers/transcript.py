"""Words that are there, and words that are not."""

from __future__ import annotations

from typing import Any

from tests.scorers.known_answers import Answer, Case, unscored
from tests.traces import a_trace, a_turn, called, heard, interrupted, responded, said, text


def saying(what: str, words: str, answer: Answer, of_trace: dict[str, Any] | None = None, **args: Any) -> Case:
    trace = a_trace(a_turn("?", said(1, words)), **of_trace or {})
    return Case(what=what, trace=trace, args=args, answers={"transcript_ok": answer})


def turn(what: str, answer: Answer, *events: Any, of_turn: int | None = 0, **args: Any) -> Case:
    trace = a_trace(a_turn("How warm is it?", *events))
    return Case(what=what, trace=trace, args=args, turn=of_turn, answers={"transcript_ok": answer})


GERMAN, CHINESE, HINDI = ({"language": language} for language in ("de", "zh", "hi"))

CASES = (
    saying("a number said in words", "It is twelve degrees.", 1, contains=12),
    saying("a part of a number is another number", "It is 112 degrees.", 0, contains="12"),
    saying("decimals are no part of it", "It is 12.5 degrees.", 0, contains="12"),
    saying("a time said in words", "At seven thirty.", 1, contains="7:30"),
    saying("part of a word", "A party!", 0, contains="part"),
    saying("two words in order", "New York, of course.", 1, contains="New York"),
    saying("two words apart", "New. And York.", 0, contains="new york"),
    saying("one of two is missing", "Oslo and Rome.", 0, contains=["Oslo", "Paris"]),
    saying("what must not be there is there", "Thirteen degrees.", 0, not_contains=13),
    saying("one thing holds and the other does not", "Paris, not Rome.", 0, contains="paris", not_contains="rome"),
    saying("an expression sees the text as it came", "It is twelve.", 0, matches="12"),
    saying("a bare expression ignores case", "It is twelve.", 1, matches="^IT IS"),
    saying("one with slashes does not", "It is twelve.", 0, matches="/IT IS/"),
    saying("control tokens are out of the way", "<ctrl46>Yes.", 1, matches="^ *yes"),
    saying("de: a price", "Das kostet 20 €.", 1, GERMAN, contains="20 Euro"),
    saying("de: an umlaut is another letter", "Es ist schon da.", 0, GERMAN, contains="schön"),
    saying("zh: numerals", "一共二十块。", 1, CHINESE, contains="20块"),
    saying("hi: a vowel sign tells words apart", "नमस्त", 0, HINDI, contains="नमस्ते"),
    saying("emoji are not said", "Sure 😀 thing.", 1, contains="sure thing"),
    saying("without times", "Yes.", 1, {"timed": False}, contains="yes"),
    saying("cut off", "Ye", 0, {"complete": False}, contains="yes"),
    turn("pieces of one word", 1, said(1, "tem"), said(1.1, "perature"), contains="temperature"),
    turn("around a tool call", 1, said(1, "A moment: "), called(1.2, "t"), responded(1.3, "t"), said(2, "twelve."),
         contains="moment 12"),
    turn("interrupted before it came", 0, said(1, "It is"), interrupted(1.2), contains=12),
    turn("text stands in for speech", 1, text(1, "Twelve."), contains=12),
    turn("speech goes before text", 0, text(1, "Twelve."), said(2, "Thirteen."), contains=12),
    turn("a thought is no answer", unscored("no transcript"), text(1, "Twelve?", thought=True), contains=12),
    turn("what the server heard", 1, heard(0.5, "how warm is it"), said(2, "Twelve."), of="input", contains="warm"),
    turn("nothing was heard", unscored("no transcript"), said(2, "Warm."), of="input", contains="warm"),
    turn("text alone is asked for", unscored("no transcript"), said(2, "Warm."), of="text", contains="warm"),
    turn("nothing said fails what must not be said", unscored("no transcript"), not_contains="sorry"),
    turn("a session", 1, said(1, "Twelve."), of_turn=None, contains=12),
    Case(
        what="nobody asked for transcription",
        trace=a_trace(a_turn("?"), setup={}),
        args={"contains": "x"},
        answers={"transcript_ok": unscored("the setup did not ask for output transcription")},
    ),
    Case(
        what="in a session words of two turns are not side by side in one",
        trace=a_trace(a_turn("?", said(1, "New.")), a_turn("?", said(3, "York."))),
        args={"matches": "New\\.York"},
        turn=None,
        answers={"transcript_ok": 0},
    ),
)  # fmt: skip
