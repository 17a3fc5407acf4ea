"""The share of key terms in transcripts, counted by hand."""

from typing import Any

import pytest

from evalkit.errors import UsageError
from evalkit.scenario.model import AudioInput, TextInput
from evalkit.scorers.base import Score
from evalkit.scorers.key_terms import key_terms
from tests.traces import a_trace, a_turn, heard, said


def recall(words: Any, got: str | None, terms: Any, language: str = "en", **more: Any) -> Score:
    trace = a_trace(a_turn(words, *([] if got is None else [heard(1, got)])), language=language, **more)
    (score,) = key_terms(input=terms)(trace, trace.turns[0])
    return score


@pytest.mark.parametrize(
    ("language", "words", "got", "terms", "found", "wanted"),
    [
        ("en", "Pay Nguyen fifty dollars.", "pay nguyen $50", ["Nguyen", 50], 2, 2),
        ("en", "Pay Nguyen fifty dollars.", "pay win 15 dollars", ["Nguyen", 50], 0, 2),
        ("en", "Nguyen called, so call Nguyen.", "nguyen called so call win", ["Nguyen"], 1, 2),
        ("en", "Call Nguyen.", "nguyen nguyen nguyen", ["Nguyen"], 1, 1),
        ("en", "Call O’Brien at 7:30.", "call o'brien at seven thirty", ["O'Brien", "7:30"], 2, 2),
        ("en", "Room 1,250.", "room 1250", ["1,250"], 1, 1),
        ("en", "Room 112.", "room 112", ["12"], 0, 1),
        ("en", "Fly to New York.", "fly to york new", ["New York"], 0, 1),
        ("de", "Das kostet 1.250 Euro.", "das kostet 1250 euro", ["1.250"], 1, 1),
        ("ar", "غرفة ٣", "غرفة 3", ["٣"], 1, 1),
        ("zh", "我叫李小龙，住在12号。", "我叫李小龙住在112号", ["李小龙", 12], 1, 2),
        ("hi", "मेरा नाम नीरज है", "मेरा नाम निरज है", ["नीरज"], 0, 1),
        ("en", "Um, yes.", "um yes", ["um"], 1, 1),
    ],
)
def test_known_recalls(language: str, words: str, got: str, terms: list[Any], found: int, wanted: int) -> None:
    score = recall(words, got, terms, language)
    assert (sum(one["found"] for one in score.detail["terms"]), score.value) == (found, found / wanted)
    assert score.passed is (found == wanted)


def test_the_words_name_what_lacks() -> None:
    score = recall("Nguyen called, so call Nguyen on 50.", "nguyen called so call when", ["Nguyen", 50])
    assert (score.metric, score.version, score.better, score.expected) == ("input_key_term_recall", 3, "higher", "≥ 1")
    assert score.explanation == (
        '1 of 3 key terms heard; lacks "Nguyen" (1 of 2 times), "50" in "nguyen called so call when"'
    )
    assert score.evidence == (0,)


def test_a_recall_carries_what_it_is_pooled_from() -> None:
    score = recall("Ann, Bob and Ann.", "ann and bob", ["Ann", "Bob"])
    assert (score.detail["part"], score.detail["whole"], score.value) == (2, 3, 2 / 3)
    assert not {"part", "whole"} & set(recall("Call Ann.", None, ["Ann"]).detail)


def test_without_a_transcript_it_is_unscored_and_the_expectation_fails() -> None:
    score = recall("Call Nguyen.", None, ["Nguyen"])
    assert (score.value, score.passed, score.explanation) == (None, False, "no transcript")
    assert score.detail["terms"] == []
    score = recall("Call Nguyen.", None, ["Nguyen"], setup={})
    assert score.explanation == "no transcript: the setup did not ask for input transcription"


def test_a_limit_below_all() -> None:
    assert recall("A cat and a dog.", "a cat", {"terms": ["cat", "dog"], "min": 0.5}).passed
    assert recall("A cat and a dog.", "a dock", {"terms": ["cat", "dog"], "min": 0}).passed


@pytest.mark.parametrize("user", [AudioInput("a.wav"), TextInput("cat cat")])
def test_where_the_spoken_words_are_not_known_a_term_is_to_come_once(user: Any) -> None:
    assert recall(user, "a cat", "cat").value == 1


def test_what_the_model_said() -> None:
    trace = a_trace(a_turn("Cat cat?", said(1, "A cat."), heard(1, "cat")), a_turn("?", said(2, "And a dog.")))
    (score,) = key_terms(output=["cat", "dog"])(trace, trace.turns[0])
    assert (score.metric, score.value) == ("output_key_term_recall", 0.5)
    (score,) = key_terms(output=["cat", "dog"])(trace, trace.session)
    assert (score.value, score.turn) == (1, None)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({}, "key_terms: no terms to look for; give `input`, `output` or both"),
        ({"inputs": ["a"]}, "key_terms: unknown argument 'inputs'; did you mean 'input'?"),
        ({"input": []}, "key_terms.input: no terms to look for; give a list such as [Nguyen, 50]"),
        ({"input": {"min": 1}}, "key_terms.input: no terms to look for; give a list such as [Nguyen, 50]"),
        ({"input": None}, "key_terms.input: no terms to look for; give a list such as [Nguyen, 50]"),
        ({"input": ["?!"]}, 'key_terms.input: must be words or numbers, not "?!"'),
        ({"output": [["a"]]}, 'key_terms.output: must be words or numbers, not ["a"]'),
        ({"output": {"terms": ["a"], "max": "b"}}, "key_terms.output.max: expected a finite number, found 'b'"),
        ({"input": {"term": ["a"]}}, "key_terms.input: unknown argument 'term'; did you mean 'terms'?"),
    ],
)
def test_bad_arguments_are_refused(args: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        key_terms(**args)
    assert str(caught.value) == message
