"""What languages other than English write in two ways that sound the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

__all__ = ["am_in_order", "bound_groups", "one_spelling"]

# What stands in such brackets was not said: "[laughs]", "<noise>". Round ones stay, for they may hold what was.
_ASIDE = re.compile(r"\[[^\[\]]*\]|<[^\W\d_][^<>]{0,40}>")
_BOUND = re.compile("(?<=\\d)[\u00a0\u2009\u202f](?=\\d{3}(?!\\d))")
_POINT_GROUPS = re.compile(r"(?<![\d.,'٬])\d{1,3}(?:[.'٬]\d{3})+(?![\d'٬]|[.]\d)")
_COMMA_GROUPS = re.compile(r"(?<![\d.,'٬])\d{1,3}(?:[,٬]\d{2,3})*[,٬]\d{3}(?![\d'٬]|[,]\d)")
_COMMA_DECIMALS = frozenset(
    (
        *("af", "az", "be", "bg", "bs", "ca", "cs", "da", "de", "el", "es", "et", "eu", "fi", "fr", "gl", "hr", "hu"),
        *("hy", "id", "is", "it", "ka", "kk", "lt", "lv", "mk", "nb", "nl", "nn", "no", "pl", "pt", "ro", "ru", "sk"),
        *("sl", "sq", "sr", "sv", "tr", "uk", "uz", "vi"),
    )
)
# Vowel marks that a writer may leave out, and the stroke that only stretches a word.
_ARABIC_MARKS = re.compile("[\u064b-\u0652\u0670\u0640]")
_HEBREW_MARKS = re.compile("[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]")
_OPTIONAL_MARKS = {"ar": _ARABIC_MARKS, "fa": _ARABIC_MARKS, "ur": _ARABIC_MARKS, "he": _HEBREW_MARKS}
_PERSIAN_LETTERS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک"})
_LETTERS: Mapping[str, Mapping[int, int] | Mapping[int, str]] = {
    # Alef with hamza or madda: the mark is left out as often as it is written.
    "ar": str.maketrans("أإآٱ", "اااا"),
    "fa": _PERSIAN_LETTERS,
    "fr": str.maketrans({"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae"}),
    "hi": str.maketrans({"ँ": "ं"}),
    # Cedillas stand for the commas that older keyboards lack.
    "ro": str.maketrans("şţŞŢ", "șțȘȚ"),
    "ru": str.maketrans("ёЁ", "еЕ"),
    "ur": _PERSIAN_LETTERS,
}
# A nasal before a consonant of its own place of speech may be written as a dot: हिन्दी, हिंदी.
_HINDI_NASALS = re.compile("ङ्(?=[क-घ])|ञ्(?=[च-झ])|ण्(?=[ट-ढ])|न्(?=[त-ध])|म्(?=[प-भ])")
# The dot of borrowed sounds, which is often left out; that of ड़ and ढ़ is not.
_HINDI_DOTS = re.compile("(?<=[कखगजफ])\u093c")
_TONE = "[\u0300\u0301\u0303\u0309\u0323]"
_VIETNAMESE_TONES = re.compile(rf"(?:(o)({_TONE})([ae])|(u)({_TONE})(y))(?![\w\u0300-\u036f])", re.IGNORECASE)
_HOURS = re.compile(r"(?<=\d)\s?h\s?(?=[0-5]\d(?!\d))", re.IGNORECASE)
_AM_DOTS = "\u0e4d\u0ecd"
_AM = re.compile("[\u0e48-\u0e4b\u0ec8-\u0ecb\u0e4d\u0ecd]{2,}")


def bound_groups(text: str) -> str:
    """Joins figures in groups that a no-break or a thin space holds together: `1 250` as French and Swedish write it.

    Must come before NFKC, which makes them plain spaces; figures apart by a plain one stay apart, as two numbers do.
    """
    return _BOUND.sub("", text)


def one_spelling(text: str, language: str) -> str:
    """Returns cleaned text in the one spelling of the language that stands for the others.

    Figures in groups become one number, by the language's own separators: 1.250 in German and 1,250 in Hindi are 1250,
    and 1,250 in German stays one and a quarter. Vowel marks of Arabic, Persian, Urdu and Hebrew go, for they may be
    left out; those of Hindi and Thai stay. Letters that differ only in their code become one (Persian yeh and kaf), and
    so does the French ligature, and what a writer may leave out: the dots of ё in Russian, hamza and madda of alef in
    Arabic, the dot of borrowed sounds in Hindi. Hindi nasals, Vietnamese tones and times in French and Portuguese
    (7h30, 7 h 30, 7:30) have one form. What stands in square or angle brackets goes.

    Args:
        text: in NFKC, with the digits 0-9.
        language: the first subtag of a BCP-47 language, in lower case.
    """
    text = _ASIDE.sub(" ", text)
    groups = _POINT_GROUPS if language in _COMMA_DECIMALS else _COMMA_GROUPS
    text = groups.sub(lambda found: "".join(filter(str.isdigit, found[0])), text)
    if language in _OPTIONAL_MARKS:
        text = _OPTIONAL_MARKS[language].sub("", text)
    text = text.translate(_LETTERS[language]) if language in _LETTERS else text
    if language == "hi":
        return _HINDI_DOTS.sub("", _HINDI_NASALS.sub("ं", text))
    if language == "vi":
        apart = _VIETNAMESE_TONES.sub(r"\1\4\3\6\2\5", unicodedata.normalize("NFD", text))
        return unicodedata.normalize("NFKC", apart)
    if language in ("fr", "pt"):
        return _HOURS.sub(":", text)
    return text.replace("เเ", "แ") if language == "th" else text


def am_in_order(text: str) -> str:
    """Puts the dot of the Thai and Lao vowel "am" before the tone mark; typed after it, it is the same sound.

    NFKC takes the vowel apart and does not order the two.
    """
    return _AM.sub(lambda found: "".join(sorted(found[0], key=lambda mark: mark not in _AM_DOTS)), text)
