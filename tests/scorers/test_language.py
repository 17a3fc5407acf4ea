"""Signs of a wrong language in transcripts, by languageCode and by script."""

from dataclasses import replace
from typing import Any

import pytest

from evalkit.errors import UsageError
from evalkit.scenario.model import TextInput
from evalkit.scorers.base import Score
from evalkit.scorers.language import language
from evalkit.trace.events import InputTranscript
from tests.traces import a_trace, a_turn, heard, said


def piece(t: float, words: str, code: str | None) -> InputTranscript:
    return replace(heard(t, words), language=code)


def input_score(expected: str, *pieces: tuple[str, str | None], setup: Any = None) -> Score:
    events = [piece(1 + place, words, code) for place, (words, code) in enumerate(pieces)]
    trace = a_trace(a_turn("?", *events), setup=setup)
    (score,) = language(input=expected)(trace, trace.turns[0])
    return score


@pytest.mark.parametrize(
    ("expected", "pieces", "value", "words"),
    [
        ("en", [("hello there", "en-US")], 0, "its languageCode says so"),
        ("en-GB", [("hello there", "en-US")], 0, "its languageCode says so"),
        ("en", [("hola", "es-ES")], 1, "its languageCode is es-ES"),
        ("en", [("hello ", "en-US"), ("amigo", "es-ES")], 1, "its languageCode is es-ES"),
        ("en", [("hello", "en-US"), (" ", "es-ES")], 0, "its languageCode says so"),
        ("zh", [("你好", "cmn-Hans-CN")], 0, "its languageCode says so"),
        ("en", [("नमस्ते दुनिया", "en-US")], 1, '7 of 7 letters are not Latin but Devanagari: "नमस्ते दुनिया"'),
        (
            "en",
            [("hello there", None)],
            0,
            "no languageCode; its letters are Latin, as those of other languages may be",
        ),
        (
            "en",
            [("hello there", "und")],
            0,
            "no languageCode; its letters are Latin, as those of other languages may be",
        ),
        (
            "fr",
            [("hello there", None)],
            0,
            "no languageCode; its letters are Latin, as those of other languages may be",
        ),
        ("en", [("привет", None)], 1, '6 of 6 letters are not Latin but Cyrillic: "привет"'),
        (
            "ja",
            [("今日はいい天気", None)],
            0,
            "no languageCode; its letters are Han or Kana, as those of other languages may be",
        ),
        ("hi", [("मेरा laptop", None)], 1, '6 of 8 letters are not Devanagari but Latin: "मेरा laptop"'),
        (
            "hi",
            [("मेरा नाम Max है", None)],
            0,
            "no languageCode; its letters are Devanagari, as those of other languages may be",
        ),
        ("sr-Latn", [("добар дан", None)], 1, '8 of 8 letters are not Latin but Cyrillic: "добар дан"'),
        ("en", [("42", None)], None, "no languageCode, and 0 letters are too few to tell by"),
        ("ko", [("OK", None)], None, "no languageCode, and 2 letters are too few to tell by"),
        ("tlh", [("nuqneH", None)], None, "no languageCode, and the script of tlh is not known here"),
        ("tlh", [("hello", "en-US")], 1, "its languageCode is en-US"),
        ("en", [("<ctrl46>", None)], None, "no transcript"),
        ("en", [], None, "no transcript"),
    ],
)
def test_known_transcripts(expected: str, pieces: Any, value: float | None, words: str) -> None:
    score = input_score(expected, *pieces)
    assert (score.value, score.explanation) == (value, words)
    assert score.passed is (value == 0)
    assert (score.metric, score.better, score.expected) == ("input_wrong_language", "lower", expected)


def test_the_evidence_is_the_piece_in_the_other_language() -> None:
    score = input_score("en", ("hello ", "en-US"), ("amigo", "es-ES"))
    assert score.evidence == (1,)
    assert score.detail == {
        "expected": "en",
        "language_codes": ["en-US", "es-ES"],
        "letters": {"Latin": 10},
        "text": "hello amigo",
    }


def test_both_sides_are_expected_in_the_language_of_the_scenario() -> None:
    trace = a_trace(a_turn("Salut", heard(1, "salut"), said(2, "Здравствуйте")), language="fr")
    found = {score.metric: score.value for score in language()(trace, trace.turns[0])}
    assert found == {"input_wrong_language": 0, "output_wrong_language": 1}


def test_a_typed_turn_has_no_input_to_be_heard() -> None:
    trace = a_trace(a_turn(TextInput("Salut"), said(2, "Bonjour")), language="fr")
    assert [score.metric for score in language()(trace, trace.turns[0])] == ["output_wrong_language"]
    assert [score.metric for score in language()(trace, trace.session)] == ["output_wrong_language"]
    assert len(language()(a_trace(a_turn("a")), a_trace(a_turn("a")).session)) == 2


def test_a_translation_has_a_language_on_each_side() -> None:
    trace = a_trace(a_turn("Hello", heard(1, "hello there"), said(2, "Здравствуйте")))
    found = language(input="en", output="ru")(trace, trace.turns[0])
    assert [score.passed for score in found] == [True, True]


def test_a_transcription_nobody_asked_for() -> None:
    score = input_score("en", setup={})
    assert score.explanation == "no transcript: the setup did not ask for input transcription"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"inptu": "en"}, "language: unknown argument 'inptu'; did you mean 'input'?"),
        ({"input": 5}, "language.input: must be a language such as en or pt-BR, not 5"),
        ({"output": " "}, 'language.output: must be a language such as en or pt-BR, not " "'),
    ],
)
def test_bad_arguments_are_refused(args: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        language(**args)
    assert str(caught.value) == message
