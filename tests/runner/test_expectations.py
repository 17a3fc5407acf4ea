"""The part of a scenario's document that only scoring reads, taken out, put back and told from the rest."""

from typing import Any

import pytest

from evalkit.runner.expectations import expectations_of, first_difference, with_expectations

PLAYED: dict[str, Any] = {
    "description": "As it was.",
    "setup": {"temperature": 0.5},
    "turns": [{"text": "Hi", "expect": {"transcript": {"contains": "a"}}}, {"silence_s": 2}],
    "expect": {"wer": {}},
}


def test_what_is_expected_is_taken_out_whole() -> None:
    assert expectations_of(PLAYED) == {
        "description": "As it was.",
        "expect": {"wer": {}},
        "turns": [{"expect": {"transcript": {"contains": "a"}}}, {}],
    }


def test_its_own_expectations_give_the_same_document() -> None:
    assert with_expectations(PLAYED, expectations_of(PLAYED)) == PLAYED


def test_expectations_take_the_place_of_all_that_was_expected() -> None:
    now = {"tags": ["new"], "expected_failure": "known", "turns": [{}, {"expect": {"silence": {"label": "silent"}}}]}
    assert with_expectations(PLAYED, now) == {
        "tags": ["new"],
        "expected_failure": "known",
        "setup": {"temperature": 0.5},
        "turns": [{"text": "Hi"}, {"silence_s": 2, "expect": {"silence": {"label": "silent"}}}],
    }


def test_expectations_of_another_number_of_turns_do_not_fit() -> None:
    with pytest.raises(ValueError, match="zip"):
        with_expectations(PLAYED, {"turns": [{}]})


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ({}, None),
        (
            {"description": "Another.", "tags": ["a"], "expected_failure": "x", "expect": {}, "mock": {"turns": []}},
            None,
        ),
        ({"turns": [{"text": "Hi"}, {"silence_s": 2, "expect": {"turn": {}}}]}, None),
        ({"setup": {"temperature": 0.7}}, ("setup", "temperature")),
        ({"setup": {}}, ("setup", "temperature")),
        ({"setup": {"temperature": 0.5, "top_k": 1}}, ("setup", "top_k")),
        ({"language": "de"}, ("language",)),
        ({"turns": [{"text": "Hi"}, {"silence_s": 3}]}, ("turns", 1, "silence_s")),
        ({"turns": [{"text": "Hi"}]}, ("turns", 1)),
        ({"turns": [{"text": "Hi"}, {"silence_s": 2}, {"text": "more"}]}, ("turns", 2)),
        ({"turns": [{"say": "Hi"}, {"silence_s": 2}]}, ("turns", 0, "say")),
        ({"turns": "none"}, ("turns",)),
    ],
)
def test_the_first_difference_in_what_is_played(written: dict[str, Any], place: tuple[object, ...] | None) -> None:
    assert first_difference(PLAYED, {**PLAYED, **written}) == place


def test_what_only_was_played_is_a_difference_too() -> None:
    assert first_difference({**PLAYED, "audio": {"chunk_ms": 40}}, PLAYED) == ("audio",)
