"""Transcripts whose errors were counted by hand.

In the comments H, S, D and I are hits, substitutions, deletions and insertions: a word error rate is
(S + D + I) / (H + S + D), a match error rate (S + D + I) / (H + S + D + I).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evalkit.scenario.model import AudioInput, SilenceInput, TextInput
from evalkit.trace.events import Event
from evalkit.trace.trace import Trace
from tests.scorers.known_answers import ABSENT, Answer, Case, unscored
from tests.traces import a_trace, a_turn, audio, called, heard, interrupted, responded, said, turn_complete

ALL = {"cer": True, "mer": True, "missing_head": True, "missing_tail": True}
NONE_HEARD = unscored("the server sent no input transcription")
NONE_SAID = unscored("the server sent no output transcription")
EMPTY = unscored("the reference is empty")


def pair(reference: str, *pieces: str, **trace: Any) -> Trace:
    """One turn whose words are heard in these pieces, and said by the model in the same ones."""
    hearing = [heard(1 + place / 10, piece) for place, piece in enumerate(pieces)]
    saying = [said(2 + place / 10, piece) for place, piece in enumerate(pieces)]
    return a_trace(a_turn(reference, *hearing, *saying), **trace)


def both(what: str, reference: str, *pieces: str, of: Mapping[str, Any] | None = None, **answers: Answer) -> Case:
    """The same words on both sides, and so the same answers; `of` is for `a_trace`."""
    return Case(
        what=what,
        trace=pair(reference, *pieces, **of or {}),
        args={"input": ALL, "output": {**ALL, "reference": reference}},
        answers={f"{side}_{name}": answer for side in ("input", "output") for name, answer in answers.items()},
    )


def characters(what: str, language: str, reference: str, got: str, **answers: Answer) -> Case:
    """A language written without spaces: its edges are counted in characters, and it has no word error rate."""
    edges = {f"missing_{edge}_characters": answers.pop(edge, 0) for edge in ("head", "tail")}
    return both(
        f"{language}: {what}", reference, got, of={"language": language}, wer=ABSENT, missing_head=ABSENT,
        **answers, **edges,
    )  # fmt: skip


def edges(head: Answer, tail: Answer) -> dict[str, Any]:
    return {"missing_head": head, "missing_tail": tail}


def heard_only(what: str, user: Any, *events: Event, turn: int | None = 0, **answers: Answer) -> Case:
    named = {f"input_{name}": answer for name, answer in answers.items()}
    return Case(what=what, trace=a_trace(a_turn(user, *events)), args={"input": ALL}, turn=turn, answers=named)


def said_only(what: str, reference: str, *events: Event, **answers: Answer) -> Case:
    named = {f"output_{name}": answer for name, answer in answers.items()}
    args = {"output": {**ALL, "reference": reference}}
    return Case(what=what, trace=a_trace(a_turn("?", *events)), args=args, answers=named)


WORDS = (
    both("every word is right", "Is it raining?", "is it raining", wer=0, cer=0, mer=0, **edges(0, 0)),
    # H 2, S 1; "rain" became "snow": 4 of the 13 characters of "is it raining".
    both("a word is wrong", "Is it raining?", "is it snowing", wer=1 / 3, cer=4 / 13, mer=1 / 3, **edges(0, 0)),
    # H 1, D 2; "is it " are 6 characters.
    both("the first words are missing", "Is it raining?", "raining", wer=2 / 3, cer=6 / 13, mer=2 / 3, **edges(2, 0)),
    # H 4, D 1; " light" are 6 of 26 characters.
    both(
        "the last word is missing", "Turn off the kitchen light.", "Turn off the kitchen",
        wer=1 / 5, cer=6 / 26, mer=1 / 5, **edges(0, 1),
    ),
    # H 4, D 1; "to " are 3 of 17 characters.
    both(
        "a word in the middle is missing", "I want to go home.", "I want go home.",
        wer=1 / 5, cer=3 / 17, mer=1 / 5, **edges(0, 0),
    ),
    # H 2, D 3; "i " and " go home" are 10 of 17 characters.
    both("both ends are missing", "I want to go home.", "want to", wer=3 / 5, cer=10 / 17, mer=3 / 5, **edges(1, 2)),
    # H 1, S 1: something stands for the last word. "home" and "now" share the o: 3 of 7 characters.
    both("a wrong word at the end is not a missing one", "Go home.", "go now", wer=1 / 2, cer=3 / 7, mer=1 / 2,
         **edges(0, 0)),
    # H 1, I 3; 14 characters inserted beside 4.
    both("more is inserted than was said", "Stop.", "please stop it now", wer=3, cer=14 / 4, mer=3 / 4, **edges(0, 0)),
    # D 2; 11 characters.
    both("dots are no words", "Hello there.", "...", wer=1, cer=1, mer=1, **edges(2, 0)),
    # H 4, S 1 (snowing), D 1 (not), I 1 (so).
    both(
        "pieces that begin with their spaces", "Is it raining now or not?", "So is it", " snow", "ing now,", " or",
        wer=3 / 6, mer=3 / 7, **edges(0, 1),
    ),
    # Two utterances in one transcription. H 2, I 3; "is it raining " are 14 characters beside 12.
    both(
        "the turn before is in it too", "And tomorrow?", "Is it raining?", " And tomorrow?",
        wer=3 / 2, cer=14 / 12, mer=3 / 5, **edges(0, 0),
    ),
    both("a time in words and in figures", "Wake me at seven thirty.", "Wake me at 7:30.", wer=0, cer=0, mer=0),
    # "call 5551234": 2 words, 12 characters, one of each wrong.
    both(
        "one figure of a phone number", "Call five five five, one two three four.", "Call 555-1235.",
        wer=1 / 2, cer=1 / 12, mer=1 / 2,
    ),
    both("a control token is no word", "Hello.", "<ctrl46>hello", wer=0, cer=0, mer=0, **edges(0, 0)),
    both("a noise tag is no word", "Yes, please.", "[noise] yes please", wer=0, cer=0, mer=0, **edges(0, 0)),
    # "schöne grüsse aus köln": H 3, S 1; one of 22 characters.
    both(
        "de: an umlaut is lost", "Schöne Grüße aus Köln.", "schone Grüsse aus Köln", of={"language": "de"},
        wer=1 / 4, cer=1 / 22, mer=1 / 4, **edges(0, 0),
    ),
    # H 1, S 1; one vowel sign of 6 + 1 + 6 code points is missing.
    both(
        "hi: a vowel sign is lost", "नमस्ते दुनिया", "नमस्त दुनिया", of={"language": "hi"},
        wer=1 / 2, cer=1 / 13, mer=1 / 2, **edges(0, 0),
    ),
    both("fr: another apostrophe", "L’été, c'est fini.", "l'été c’est fini", of={"language": "fr"}, wer=0, mer=0),
    # One word for two: H 1, S 1, D 1; of 8 characters, all spaces counted, one space is missing.
    both("ko: other spacing", "할 수 있다 네", "할수 있다 네", of={"language": "ko"}, wer=2 / 4, cer=1 / 8, mer=2 / 4),
    both("a recording without times", "Is it raining?", "is it", of={"timed": False}, wer=1 / 3, mer=1 / 3,
         **edges(0, 1)),
    both("a recording that was cut off", "Is it raining?", "is", of={"complete": False}, wer=2 / 3, mer=2 / 3,
         **edges(0, 2)),
)  # fmt: skip

CHARACTERS = (
    characters("spaces and stops do not count", "zh", "今天天气好。", "今天 天气 好", cer=0, mer=0),
    characters("one is wrong", "zh", "今天天气好。", "今天天器好", cer=1 / 5, mer=1 / 5),
    characters("three at the end are missing", "zh", "今天天气好。", "今天", cer=3 / 5, mer=3 / 5, tail=3),
    characters("two at the beginning are missing", "zh", "今天天气好。", "天气好", cer=2 / 5, mer=2 / 5, head=2),
    characters("one is inserted", "zh", "你好", "你好吗", cer=1 / 2, mer=1 / 3),
    characters("numerals and figures", "zh", "二十块，七点半。", "20块，7:30", cer=0, mer=0),
    # 3 . 5 度: the point is missing.
    characters("ten times as much", "zh", "3.5度", "35度", cer=1 / 4, mer=1 / 4),
    characters("nothing of it", "zh", "你好", "。。。", cer=1, mer=1, head=2),
    # 今日は雨です: H 5, S 1 (晴), I 1 (れ).
    characters("a longer word instead", "ja", "今日は雨です。", "今日は晴れです", cer=2 / 6, mer=2 / 7),
    # สวัสดี has 6 code points, ครับ 4.
    characters("the last word is missing", "th", "สวัสดีครับ", "สวัสดี", cer=4 / 10, mer=4 / 10, tail=4),
    characters("another script of the same word", "yue", "後", "后", cer=1, mer=1),
)

NO_DATA = (
    Case(
        what="nothing came on either side",
        trace=pair("Hello?"),
        args={"input": ALL, "output": {**ALL, "reference": "Hello."}},
        answers={f"input_{name}": NONE_HEARD for name in ("wer", *ALL)}
        | {f"output_{name}": NONE_SAID for name in ("wer", *ALL)},
    ),
    Case(
        what="zh: nothing came on either side",
        trace=pair("你好", language="zh"),
        args={"input": ALL, "output": {**ALL, "reference": "你好"}},
        answers={
            **dict.fromkeys(("input_missing_head_characters", "input_missing_tail_characters"), NONE_HEARD),
            **dict.fromkeys(("output_missing_head_characters", "output_missing_tail_characters"), NONE_SAID),
        },
    ),
    Case(
        what="nobody asked for transcription",
        trace=pair("Hello?", setup={"tools": []}),
        args={"input": ALL},
        answers={"input_wer": unscored("the setup did not ask for input transcription"), "output_wer": ABSENT},
    ),
    heard_only("a typed turn", TextInput("Hi"), heard(1, "x"), wer=unscored("typed"), mer=unscored("typed")),
    heard_only("audio whose words nobody knows", AudioInput("a.wav"), heard(1, "x"), wer=unscored("give `transcript`")),
    # Insertions alone: no reference to count errors over, but a match error rate of 2 / 2.
    heard_only(
        "words heard in silence", SilenceInput(3), heard(1, "thank you"),
        wer=EMPTY, cer=EMPTY, mer=1, missing_head=EMPTY, missing_tail=EMPTY,
    ),
)  # fmt: skip

ONE_SIDE = (
    heard_only("the transcription came twice", "Good day.", heard(1, "good day"), heard(51, "good day"), wer=0, mer=0),
    heard_only("the user says it twice", "Bye bye.", heard(1, "bye "), heard(1.1, "bye"), wer=0, mer=0),
    heard_only("the recogniser says it twice", "Good day.", heard(1, "good day good day"), wer=1, mer=2 / 4),
    heard_only("heard before the user had ended", "Is it raining?", heard(0.2, "is it"), wer=1 / 3, missing_tail=1),
    said_only("a model that says it twice", "Good day.", said(1, "Good day."), said(2, "Good day."), wer=1, mer=1 / 2),
    # "the train leaves at 9 from platform 4": H 3, D 5.
    said_only(
        "an answer that was interrupted", "The train leaves at nine from platform four.", audio(1.5),
        said(1.5, "The train leaves"), interrupted(1.8), wer=5 / 8, mer=5 / 8, missing_head=0, missing_tail=5,
    ),
    # Both halves are one answer: H 4, D 2; " in oslo" are 8 of 27 characters.
    said_only(
        "words before and after a tool call", "One moment. It rains in Oslo.", said(1.2, "One moment. "),
        called(1.5, "weather"), responded(1.6, "weather"), said(2, "It rains."), turn_complete(3),
        wer=2 / 6, cer=8 / 27, mer=2 / 6, missing_tail=2,
    ),
)  # fmt: skip


def a_session(*words: tuple[str, str | None]) -> Trace:
    turns = []
    for at, (reference, got) in enumerate(words):
        events = () if got is None else (heard(at, got), said(at + 0.5, got))
        turns.append(a_turn(reference, *events, expect={"wer": {"output": {"reference": reference}}}))
    return a_trace(*turns)


def whole(what: str, trace: Trace, **answers: Answer) -> Case:
    named = {f"{side}_{name}": answer for side in ("input", "output") for name, answer in answers.items()}
    return Case(what=what, trace=trace, args={"input": ALL, "output": ALL}, turn=None, answers=named)


SESSIONS = (
    # S 1 of 1, then H 3, then D 1 of 2: 2 / 6, where the mean of the rates would be (1 + 0 + 1/2) / 3 = 1/2. In
    # characters 1 of 4 ("top"), 0 of 13, and "go " of 5: 4 / 22.
    whole(
        "a session pools its counts",
        a_session(("Stop.", "top"), ("Is it raining?", "is it raining"), ("Go on.", "on")),
        wer=2 / 6, cer=4 / 22, mer=2 / 6, missing_head=1, missing_tail=0,
    ),
    whole("a turn without a transcript is left out", a_session(("Is it?", "is"), ("Bye.", None)), wer=1 / 2, mer=1 / 2,
          missing_tail=1),
    whole("a session without turns", a_trace(), wer=unscored("no reference is known"), cer=unscored("no reference")),
)  # fmt: skip

CASES = (*WORDS, *CHARACTERS, *NO_DATA, *ONE_SIDE, *SESSIONS)
