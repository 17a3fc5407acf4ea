"""What `wer` measures on request, with answers counted by hand."""

from typing import Any

import pytest

from evalkit.scenario.model import SilenceInput
from evalkit.scorers.base import Score
from evalkit.scorers.wer import wer
from evalkit.trace.trace import Trace
from tests.traces import a_trace, a_turn, heard

NO_TRANSCRIPT = "the server sent no input transcription"


def scores(trace: Trace, session: bool = False, **args: Any) -> dict[str, Score]:
    window = trace.session if session else trace.turns[0]
    return {score.metric: score for score in wer(**args)(trace, window)}


def test_all_that_is_measured_on_request() -> None:
    # "wake" became "bake"; "me", "at" and "7" are missing: 4 errors, 3 hits.
    trace = a_trace(a_turn("Wake me up on Monday at 7.", heard(1, "Bake up on Monday")))
    found = scores(trace, input={"max": 1, "cer": {"max": 0.1}, "mer": {"max": 0.6}, "missing_tail": {"max": 0}})
    assert list(found) == ["input_wer", "input_cer", "input_mer", "input_missing_tail"]
    assert found["input_wer"].value == 4 / 7
    # "wake me up on monday at 7" has 25 characters; w becomes b, and "me " and " at 7" are missing.
    assert (found["input_cer"].value, found["input_cer"].passed) == (9 / 25, False)
    assert found["input_cer"].explanation == "9 errors in 25 characters"
    assert (found["input_mer"].value, found["input_mer"].passed) == (4 / 7, True)
    assert found["input_mer"].explanation == "4 errors and 3 words right"
    tail = found["input_missing_tail"]
    assert (tail.value, tail.unit, tail.passed, tail.expected) == (2, "words", False, "≤ 0")
    assert tail.explanation == "2 of the last words are missing"


def test_insertions_make_the_match_error_rate_smaller_than_the_word_error_rate() -> None:
    found = scores(a_trace(a_turn("Stop.", heard(1, "please stop it now"))), input={"mer": True})
    assert (found["input_wer"].value, found["input_mer"].value, found["input_mer"].passed) == (3, 3 / 4, None)


def test_counts_of_a_match_error_rate_are_out_of_reach_of_the_pooling_of_word_error_rates() -> None:
    detail = scores(a_trace(a_turn("Stop.", heard(1, "stop it"))), input={"mer": True})["input_mer"].detail
    assert detail == {
        "part": 1,
        "whole": 2,
        "counts": {"hits": 1, "substitutions": 0, "deletions": 0, "insertions": 1},
        "normalizer": "english/3",
    }


def test_a_match_error_rate_of_nothing_has_no_parts() -> None:
    found = scores(a_trace(a_turn(SilenceInput(3), heard(1, "um"))), input={"mer": True})["input_mer"]
    assert (found.value, found.detail["counts"]["hits"]) == (None, 0)
    assert not {"part", "whole"} & set(found.detail)


def test_in_a_language_without_spaces_the_character_error_rate_is_the_rate() -> None:
    trace = a_trace(a_turn("今天天气好", heard(1, "今天")), language="zh")
    found = scores(trace, input={"max": 0.1, "cer": {"max": 0.7}, "missing_tail": True})
    assert list(found) == ["input_cer", "input_missing_tail_characters"]
    assert (found["input_cer"].value, found["input_cer"].expected, found["input_cer"].passed) == (0.6, "≤ 0.7", True)
    tail = found["input_missing_tail_characters"]
    assert (tail.value, tail.unit, tail.explanation) == (3, "characters", "3 of the last characters are missing")


def test_the_session_adds_what_is_missing_in_its_turns() -> None:
    trace = a_trace(
        a_turn("Is it raining?", heard(1, "raining")),
        a_turn("And tomorrow in the city of Oslo, please?", heard(2, "tomorrow in the city of oslo please")),
        a_turn("Bye."),
    )
    found = scores(trace, True, input={"missing_head": {"max": 5}, "mer": {"max": 1}})
    assert (found["input_missing_head"].value, found["input_missing_head"].passed) == (3, False)
    assert found["input_missing_head"].detail["turns"] == [{"turn": 0, "missing": 2}, {"turn": 1, "missing": 1}]
    assert found["input_missing_head"].explanation == (f"3 of the first words are missing; turn 3: {NO_TRANSCRIPT}")
    assert (found["input_mer"].value, found["input_mer"].passed) == (3 / 11, False)


@pytest.mark.parametrize("metric", ["cer", "mer", "missing_head", "missing_tail"])
def test_further_metrics_without_data_are_unscored(metric: str) -> None:
    found = scores(a_trace(a_turn("Hello?")), input={metric: {"max": 0}})[f"input_{metric}"]
    assert (found.value, found.passed, found.explanation, found.detail) == (None, False, NO_TRANSCRIPT, {})


def test_further_metrics_of_words_heard_in_silence() -> None:
    trace = a_trace(a_turn(SilenceInput(3), heard(1, "thank you")))
    found = scores(trace, input={"cer": True, "mer": True, "missing_head": True})
    assert (found["input_cer"].value, found["input_cer"].explanation) == (
        None,
        "the reference is empty: 9 characters inserted, no rate",
    )
    assert (found["input_mer"].value, found["input_mer"].explanation) == (1, "2 errors and 0 words right")
    assert (found["input_missing_head"].value, found["input_missing_head"].explanation) == (
        None,
        "the reference is empty",
    )


def test_a_change_of_the_normaliser_or_of_the_metric_raises_the_version() -> None:
    trace = a_trace(a_turn("Bonjour", heard(1, "bonjour")), language="fr")
    found = scores(trace, input={"mer": True})
    assert {score.metric: score.version for score in found.values()} == {"input_wer": 4, "input_mer": 3}


@pytest.mark.parametrize(
    ("got", "head", "tail"),
    [
        ("to go home", "2 of the first words are missing", "none of the last words is missing"),
        ("i want to go", "none of the first words is missing", "1 of the last words is missing"),
        ("...", "5 of the first words are missing", "none of the last words is missing"),
    ],
)
def test_the_words_of_what_is_missing(got: str, head: str, tail: str) -> None:
    trace = a_trace(a_turn("I want to go home.", heard(1, got)))
    found = scores(trace, input={"missing_head": True, "missing_tail": True})
    assert (found["input_missing_head"].explanation, found["input_missing_tail"].explanation) == (head, tail)
