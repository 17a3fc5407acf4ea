"""Whether a value that a program returned was said: numbers in figures or words, texts word by word."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from evalkit.text.matchers import as_text, is_number
from evalkit.text.normalize import normalizer
from evalkit.text.spelling import bound_groups, one_spelling
from evalkit.text.terms import occurrences
from evalkit.text.unicode import clean

__all__ = ["SpokenText", "sayable", "value_number"]

_WORD = re.compile(r"(-)?[$£€¢]?(-)?(\d*\.?\d+|one)(?:st|nd|rd|th)?[%¢]?")
_FIGURE = re.compile(r"(?<![\d.,])(?<!\w[-−])[-−]?\d+(?:[.,]\d+)?")
_WITH_UNIT = re.compile(r"\s*([-−]?\d[\d., ]*)\s*(\S+)\s*|\s*([$£€])\s*([-−]?\d[\d.,]*)\s*")
_UNITS = frozenset(
    (
        *("%", "°", "°C", "°F", "C", "F", "€", "$", "£", "EUR", "USD", "GBP"),
        *("mm", "cm", "m", "km", "mi", "ft", "km/h", "m/s", "mph", "mg", "g", "kg", "lb", "ml", "l"),
        *("ms", "s", "sec", "min", "h", "hPa", "W", "kW", "kWh", "V"),
    )
)
_BELOW = 3
"""In how many words after a number "below" makes it negative: "three degrees below zero"."""


@dataclass(frozen=True)
class SpokenText:
    """What was said, in a language."""

    text: str
    language: str
    """BCP-47; number words are read in English only, figures everywhere."""

    @property
    def reads_number_words(self) -> bool:
        """True when a number that is not found was not said in words either."""
        return normalizer(self.language).name == "english"

    @cached_property
    def numbers(self) -> tuple[tuple[float, ...], ...]:
        """The numbers said, in order; more than one reading where a word beside it may make it negative."""
        if not self.reads_number_words:
            return tuple((number,) for number in _figures(self.text, self.language))
        words = self._words
        return tuple(readings for place in range(len(words)) if (readings := _readings(words, place)))

    @cached_property
    def _words(self) -> list[str]:
        return normalizer(self.language).words(self.text)

    def says(self, value: float | str, tolerance: float = 0.0) -> bool:
        """True when the value was said: a number within the tolerance, a text word by word after normalisation."""
        number = value_number(value, self.language)
        if number is not None:
            return any(_near(reading, number, tolerance) for readings in self.numbers for reading in readings)
        normal = normalizer(self.language)
        term = normal.words(str(value))
        # Of a filler such as "um" normalisation leaves nothing: then it is looked for as it stands.
        return bool(occurrences(term, self._words, normal)) if term else str(value).casefold() in self.text.casefold()

    def numbers_besides(self, known: Iterable[float]) -> tuple[float, ...]:
        """The numbers said of which no reading is known; a lonely "one" is a pronoun as often as a number."""
        known = tuple(known)
        return tuple(
            readings[0]
            for readings in self.numbers
            if not any(_near(reading, number, 0.0) for reading in readings for number in known)
            and not (self.reads_number_words and readings[0] == 1)
        )


def sayable(value: object) -> bool:
    """True for what can be said in so many words: a finite number, or a text with a letter or digit in it."""
    if is_number(value):
        return math.isfinite(_float(value))
    return isinstance(value, str) and any(map(str.isalnum, value))


def value_number(value: float | str, language: str) -> float | None:
    """The number that a value is, alone or with a unit (`12 °C`, `$5`, `1,250 km`); None for any other text."""
    if not isinstance(value, str):
        return _float(value)
    found = _WITH_UNIT.fullmatch(value)
    if found is None or (found[2] is not None and found[2] not in _UNITS):
        return None
    figures = _figures(found[1] or found[4], language)
    return figures[0] if len(figures) == 1 else None


def _float(value: object) -> float:
    try:
        return float(as_text(value) or "nan")
    except (OverflowError, ValueError):
        return math.nan


def _figures(text: str, language: str) -> tuple[float, ...]:
    primary = language.replace("_", "-").split("-")[0].strip().lower()
    plain = one_spelling(clean(bound_groups(text)), primary)
    return tuple(float(found.replace("−", "-").replace(",", ".")) for found in _FIGURE.findall(plain))


def _readings(words: list[str], place: int) -> tuple[float, ...]:
    number = _word_number(words[place])
    if number is None or (number == 0 and place and words[place - 1] == "below"):
        return ()
    below = "below" in words[place + 1 : place + 1 + _BELOW]
    return (number, -number) if below and number > 0 else (number,)


def _word_number(word: str) -> float | None:
    found = _WORD.fullmatch(word)
    if found is None:
        return None
    size = 1.0 if found[3] == "one" else float(found[3])
    return -size if found[1] or found[2] else size


def _near(one: float, other: float, tolerance: float) -> bool:
    # A little more than asked for, since 0.1 + 0.2 is not 0.3.
    return abs(one - other) <= tolerance + 1e-9 * max(1.0, abs(other))
