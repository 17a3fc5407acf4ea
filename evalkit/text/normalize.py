"""Text made comparable: what two people would call the same words becomes the same words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from evalkit.text.normalize_numerals import figures, full_hours
from evalkit.text.normalize_signs import signs_as_words
from evalkit.text.spelling import am_in_order, bound_groups, one_spelling
from evalkit.text.unicode import clean, letters_only

__all__ = ["CHANGES", "Normalizer", "normalizer"]

CHANGES: Final[Mapping[int, str]] = {
    2: "spellings that sound the same are one; times, digit strings and acronyms of English",
    3: (
        "signs are read out (20 €, 5 %, ₹500, R&B, #1), and $1 and 1% are no longer 1; phone numbers, spelt letters, "
        "ranges, dates and measures of English; Chinese and Japanese numerals are figures, and a point between figures "
        "stays (3.5 was 35); optional letters of Russian, Romanian, Hindi, Arabic and Vietnamese"
    ),
}
"""What each version of the normalisers from 2 on changed."""

_VERSION = max(CHANGES)
_POINT = re.compile(r"(?<=\d)[.:](?=\d)")

# Written without spaces between words, so that errors are counted in characters.
_UNSPACED = frozenset({"cmn", "ja", "km", "lo", "my", "th", "wuu", "yue", "zh"})


@dataclass(frozen=True, slots=True)
class Normalizer:
    """Makes transcripts of one language comparable.

    Apply it once, to the raw text of both sides. It never raises, and what it returns has single spaces and none at
    either end. The English one is not idempotent: it reads numbers, and the numbers it writes side by side (`7 30`
    from "7; 30") could be read as one number the second time.
    """

    name: str
    """english, unicode or characters."""
    version: int
    """Raised with every change of what comes out; rates of different versions are not comparable."""
    normalize: Callable[[str], str] = field(repr=False, compare=False)
    characters: bool = False
    """True for a language written without spaces: its units are characters, and the rate is a CER."""

    def __call__(self, text: str) -> str:
        """Returns the normalised text."""
        return self.normalize(text)

    def words(self, text: str) -> list[str]:
        """Returns the units errors are counted in: words, or characters (code points) if `characters`."""
        text = self(text)
        return list(text.replace(" ", "")) if self.characters else text.split()

    @property
    def label(self) -> str:
        """Name and version as reports show them: `english/2`."""
        return f"{self.name}/{self.version}"


def normalizer(language: str) -> Normalizer:
    """Returns the normaliser for a BCP-47 language.

    English reads numbers, times, acronyms and contractions. Any other language, known or not, is reduced to its
    letters, digits and marks, after spellings that sound the same are made one (`evalkit.text.spelling`) and signs are
    read out where their words are known. Chinese numerals become figures; in other languages numbers in words stay
    words. Traditional Chinese is not made simplified, and Japanese is not read: kanji and kana of the same word differ.
    Words written in one or in two (German compounds, Korean) differ: there the character error rate tells more.

    Args:
        language: such as `en`, `en-GB`, `hi`, `zh-Hant-TW`; only the first subtag counts.
    """
    primary = language.replace("_", "-").split("-")[0].strip().lower()
    if primary == "en":
        return Normalizer("english", _VERSION, _english)
    if primary in _UNSPACED:
        return Normalizer("characters", _VERSION, partial(_unspaced, language=primary), characters=True)
    return Normalizer("unicode", _VERSION, partial(_spaced, language=primary))


def _english(text: str) -> str:
    # Its spelling tables are read only when English is compared.
    from evalkit.text.english import normalize_english

    return normalize_english(text)


def _spaced(text: str, language: str) -> str:
    return letters_only(_spelt(text, language), language)


def _unspaced(text: str, language: str) -> str:
    # Without its point 3.5 would be 35, for here no space is left in its place.
    parts = _POINT.split(full_hours(_spelt(text, language), language))
    joined = ".".join(letters_only(part, language).replace(" ", "") for part in parts)
    # A mark that a space kept apart may now belong to the letter before it.
    return figures(am_in_order(unicodedata.normalize("NFKC", joined)), language)


def _spelt(text: str, language: str) -> str:
    return signs_as_words(one_spelling(clean(bound_groups(text)), language), language)
