"""Text made comparable: what two people would call the same words becomes the same words."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from evalkit.text.spelling import am_in_order, bound_groups, one_spelling
from evalkit.text.unicode import clean, letters_only

__all__ = ["Normalizer", "normalizer"]

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
    letters, digits and marks, after spellings that sound the same are made one (`evalkit.text.spelling`). Numbers in
    words stay words there, traditional Chinese is not made simplified, and Japanese is not read: kanji and kana of the
    same word differ.

    Args:
        language: such as `en`, `en-GB`, `hi`, `zh-Hant-TW`; only the first subtag counts.
    """
    primary = language.replace("_", "-").split("-")[0].strip().lower()
    if primary == "en":
        return Normalizer("english", 2, _english)
    if primary in _UNSPACED:
        return Normalizer("characters", 2, partial(_unspaced, language=primary), characters=True)
    return Normalizer("unicode", 2, partial(_spaced, language=primary))


def _english(text: str) -> str:
    # Its spelling tables are read only when English is compared.
    from evalkit.text.english import normalize_english

    return normalize_english(text)


def _spaced(text: str, language: str) -> str:
    return letters_only(one_spelling(clean(bound_groups(text)), language), language)


def _unspaced(text: str, language: str) -> str:
    # A mark that a space kept apart may now belong to the letter before it.
    return am_in_order(unicodedata.normalize("NFKC", _spaced(text, language).replace(" ", "")))
