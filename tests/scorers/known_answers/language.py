"""Transcripts with and without a sign of a wrong language."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from evalkit.scenario.model import TextInput
from tests.scorers.known_answers import ABSENT, Answer, Case, unscored
from tests.traces import a_trace, a_turn, heard, interrupted, said, text


def both(what: str, tag: str, answer: Answer, *pieces: tuple[str, str | None], **trace: Any) -> Case:
    """The same pieces, each with its languageCode, on both sides."""
    hearing = [replace(heard(1 + at / 10, words), language=code) for at, (words, code) in enumerate(pieces)]
    saying = [replace(said(2 + at / 10, words), language=code) for at, (words, code) in enumerate(pieces)]
    return Case(
        what=what,
        trace=a_trace(a_turn("?", *hearing, *saying), language=tag, **trace),
        answers={"input_wrong_language": answer, "output_wrong_language": answer},
    )


BOTH = (
    both("its languageCode is the expected one", "en", 0, ("hello there", "en")),
    both("its languageCode is another", "en", 1, ("hola", "es-ES")),
    both("another region is no other language", "pt-BR", 0, ("bom dia", "pt-PT")),
    both("two codes of one language", "zh", 0, ("你好", "cmn-Hans-CN")),
    both("one piece of two is in another", "en", 1, ("hello ", "en-US"), ("amigo", "es-ES")),
    both("a piece without a letter says nothing", "en", 0, ("hello", "en-US"), (" ", "es-ES")),
    both("a code that names none: Latin letters", "en", 0, ("hello there", "und")),
    # 7 letters (the signs between them are marks), none of them Latin.
    both("letters of another script", "en", 1, ("नमस्ते दुनिया", None)),
    both("the code is right and the letters are not", "en", 1, ("नमस्ते दुनिया", "en-US")),
    # म र न म ह and M a x: 3 of 8 are Latin, less than half.
    both("a name in another script", "hi", 0, ("मेरा नाम Max है", None)),
    # म र and l a p t o p: 6 of 8.
    both("most letters in another script", "hi", 1, ("मेरा laptop", None)),
    both("a limit: French in a Spanish turn looks alike", "es", 0, ("bonjour tout le monde", None)),
    both("the tag names the script", "sr-Latn", 1, ("добар дан", None)),
    both("kana and kanji are both Japanese", "ja", 0, ("今日はカラオケ", None)),
    both("without times", "en", 1, ("привет", None), timed=False),
    both("cut off", "ru", 0, ("привет", None), complete=False),
    both("figures alone", "en", unscored("too few to tell"), ("42", None)),
    both("two letters are too few", "hi", unscored("too few to tell"), ("OK", None)),
    both("a language whose script is not known here", "tlh", unscored("is not known here"), ("nuqneH", None)),
    both("no transcript", "en", unscored("no transcript")),
)


def args(what: str, trace: Any, named: dict[str, str], heard_wrong: Answer, said_wrong: Answer, **more: Any) -> Case:
    answers = {"input_wrong_language": heard_wrong, "output_wrong_language": said_wrong}
    return Case(what=what, trace=trace, args=named, answers=answers, **more)


MORE = (
    args(
        "another language is expected on each side",
        a_trace(a_turn("?", heard(1, "привет"), said(2, "hello there"))), {"input": "ru", "output": "el"}, 0, 1,
    ),
    args("one side alone is named", a_trace(a_turn("?", heard(1, "hi there"), said(2, "привет"))), {"output": "ru"},
         ABSENT, 0),
    args("a typed turn is not heard", a_trace(a_turn(TextInput("?"), said(2, "привет"))), {}, ABSENT, 1),
    args(
        "text in place of speech, and a thought", a_trace(a_turn("?", text(1, "привет", thought=True), text(2, "Yes"))),
        {}, unscored("no transcript"), 0,
    ),
    args("an answer that was interrupted", a_trace(a_turn("?", said(1, "Приве"), interrupted(1.2))), {},
         unscored("no transcript"), 1),
    # Said: 10 Latin letters and 6 others, which is not most of them.
    args(
        "a session looks at all its turns together",
        a_trace(a_turn("?", heard(1, "hello"), said(2, "привет")), a_turn("?", heard(3, "ok"), said(4, "hello again"))),
        {}, 0, 0, turn=None,
    ),
    args("a control token is no letter", a_trace(a_turn("?", heard(1, "<ctrl46>да"), said(2, "<ctrl46>привет"))), {},
         unscored("2 letters are too few"), 1),
)  # fmt: skip

CASES = (*BOTH, *MORE)
