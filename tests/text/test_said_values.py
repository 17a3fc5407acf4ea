"""Values found in what was said, in figures and in words."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.text.said_values import SpokenText, sayable, value_number


@pytest.mark.parametrize(
    ("value", "words", "language"),
    [
        (12, "It is twelve degrees.", "en"),
        (12.0, "12°C", "en-GB"),
        (12.5, "twelve point five", "en"),
        (12.5, "$12.50", "en"),
        (1, "just one degree", "en"),
        (1, "1%", "en"),
        (0, "zero degrees", "en"),
        (-3, "minus three", "en"),
        (-3, "it's -3 outside", "en"),
        (-3, "three degrees below zero", "en"),
        (-1, "negative one", "en"),
        (12, "12 is below the average", "en"),
        (1250, "one thousand two hundred and fifty", "en"),
        (1250, "1,250 euros", "en"),
        (1_500_000, "1.5 million", "en"),
        (21, "the twenty-first", "en"),
        (2026, "twenty twenty-six", "en"),
        ("12 °C", "twelve degrees", "en"),
        ("$1,200", "twelve hundred dollars", "en"),
        ("35%", "thirty-five percent", "en"),
        ("07:30", "at seven thirty", "en"),
        ("12A", "gate twelve A", "en"),
        ("New York", "in new-york!", "en"),
        ("Um", "um", "en"),
        (-3.5, "Es sind -3,5 Grad.", "de"),
        (1250, "1.250 Euro", "de"),
        (1250, "1\u00a0250 kronor", "sv"),
        (12, "现在12度", "zh"),
        (25, "२५ डिग्री", "hi"),
        ("Straße", "in der STRASSE", "de"),
        ("東京", "今日の東京は", "ja"),
    ],
)
def test_said(value: Any, words: str, language: str) -> None:
    assert SpokenText(words, language).says(value)


@pytest.mark.parametrize(
    ("value", "words", "language"),
    [
        (12, "", "en"),
        (12, "112, 121 and 12.5", "en"),
        (12, "minus 12", "en"),
        (-12, "12", "en"),
        (12, "12.5", "de"),
        (12, "zwölf", "de"),
        (2, "a 10-12 year old", "de"),
        ("12A", "gate twelve", "en"),
        ("12 °C", "thirteen degrees", "en"),
        ("sun", "sunny", "en"),
        ("partly cloudy", "cloudy, partly", "en"),
    ],
)
def test_not_said(value: Any, words: str, language: str) -> None:
    assert not SpokenText(words, language).says(value)


def test_a_number_may_differ_by_the_tolerance_and_no_more() -> None:
    said = SpokenText("about thirteen", "en")
    assert (said.says(12, 1), said.says(12.5, 0.5), said.says(12, 0.9)) == (True, True, False)
    assert SpokenText("0.3", "en").says(0.1 + 0.2)


@pytest.mark.parametrize(
    ("words", "known", "language", "besides"),
    [
        ("Twelve, not fourteen.", [12], "en", (14,)),
        ("three below zero", [-3], "en", ()),
        ("three below zero", [], "en", (3,)),
        ("No one but one.", [], "en", ()),
        ("12 von 14", [12], "de", (14,)),
        ("nothing", [], "en", ()),
    ],
)
def test_numbers_besides_those_known(words: str, known: list[float], language: str, besides: Any) -> None:
    assert SpokenText(words, language).numbers_besides(known) == besides


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (12, 12),
        ("12 °C", 12),
        ("−3 °C", -3),
        ("€ 5", 5),
        ("1,250 km", 1250),
        ("12A", None),
        ("12 monkeys", None),
        ("12", None),
        ("07:30", None),
        ("Oslo", None),
    ],
)
def test_a_value_with_a_unit_is_a_number(value: Any, number: float | None) -> None:
    assert value_number(value, "en") == number


@pytest.mark.parametrize("value", [True, None, {}, [], "", "?!", math.nan, math.inf, 10**400])
def test_what_nobody_says_in_so_many_words(value: Any) -> None:
    assert not sayable(value)


VALUES = st.integers(-(10**9), 10**9) | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8)


@given(VALUES, st.text(max_size=20), st.sampled_from(["en", "de", "zh", "ar"]))
def test_any_text_and_value_can_be_compared(value: Any, words: str, language: str) -> None:
    said = SpokenText(words, language)
    assert isinstance(said.says(value), bool)
    assert all(map(math.isfinite, said.numbers_besides([])))


@given(st.integers(-9999, 9999), st.sampled_from(["en", "de", "hi"]))
def test_figures_are_found_as_they_stand(number: int, language: str) -> None:
    assert SpokenText(f"x {number} y", language).says(number)
