"""How long a text takes to say at the least."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

__all__ = ["LETTERS_PER_S", "shortest_speaking_s"]

_FASTER = 1.6
"""What a fast speaker manages over the mean; sustained speech stays below."""

_OTHER = "OTHER"
LETTERS_PER_S: Mapping[str, float] = {
    _OTHER: 16.0 * _FASTER,
    "CJK": 5.2 * _FASTER,
    "HIRAGANA": 7.8 * _FASTER,
    "KATAKANA": 7.8 * _FASTER,
    "HANGUL": 7.0 * _FASTER,
    "THAI": 12.0 * _FASTER,
    "LAO": 12.0 * _FASTER,
    "KHMER": 12.0 * _FASTER,
    "MYANMAR": 12.0 * _FASTER,
    "ARABIC": 13.0 * _FASTER,
    "HEBREW": 13.0 * _FASTER,
    "DEVANAGARI": 10.0 * _FASTER,
    "BENGALI": 10.0 * _FASTER,
    "GURMUKHI": 10.0 * _FASTER,
    "GUJARATI": 10.0 * _FASTER,
    "TAMIL": 10.0 * _FASTER,
    "TELUGU": 10.0 * _FASTER,
    "KANNADA": 10.0 * _FASTER,
    "MALAYALAM": 10.0 * _FASTER,
}
"""Letters of each script that can be said in a second; by the script, so that a language need not be known.

From syllables a second of people who read aloud (Pellegrino, Coupé and Marsico 2011; Coupé, Oh, Dediu and Pellegrino
2019: about 5.2 in Mandarin, 7.8 in Japanese and Spanish, 7 in Korean and French, 6.2 in English, 4.7 in Thai), times
the letters of a syllable, which are estimates of ours: one in Han, kana and Hangul, near three in alphabets (fewer
where syllables are faster), two to three in Thai, two where vowels are not written, one and a half where they are
marks. Times 1.6, for a fast speaker. Marks are no letters. Alphabets are rounded down to 16, the pace of voice models.
"""

_SYLLABLES_PER_S = 8.0
"""Of digits: each but zero is at least a syllable."""
_CONTROL = re.compile(r"<[^<>\s]*>")
"""`<ctrl46>`, `<noise>`: such tokens are not spoken (reference §7)."""


def shortest_speaking_s(text: str) -> float:
    """Returns the least time in seconds a fast speaker needs for a text; 0.0 for one without letters and digits.

    A lower bound: audio that is shorter misses something; audio that is longer may do so too, for most voices take
    twice as long. Symbols that are read out (%, €) are not counted.
    """
    return sum(_least_s(character) for character in _CONTROL.sub(" ", text))


def _least_s(character: str) -> float:
    if character.isdecimal():
        return 1 / _SYLLABLES_PER_S if unicodedata.decimal(character) else 0.0
    if not character.isalpha():
        return 0.0
    script = unicodedata.name(character, _OTHER).partition(" ")[0]
    return 1 / LETTERS_PER_S.get(script, LETTERS_PER_S[_OTHER])
