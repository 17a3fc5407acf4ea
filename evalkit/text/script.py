"""Which script the letters of a text are of, and which scripts a language is written in."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping

__all__ = ["letters_by_script", "scripts_of"]

# The first word of a letter's name in Unicode; where it is not the script's name, the script's name.
_NAMED = {"CJK": "Han", "HIRAGANA": "Kana", "KATAKANA": "Kana", "KATAKANA-HIRAGANA": "Kana", "MYANMAR": "Burmese"}
_PLAIN = (
    *("LATIN", "CYRILLIC", "GREEK", "ARABIC", "HEBREW", "DEVANAGARI", "BENGALI", "GUJARATI", "GURMUKHI", "TAMIL"),
    *("TELUGU", "KANNADA", "MALAYALAM", "SINHALA", "ORIYA", "THAI", "LAO", "KHMER", "HANGUL", "GEORGIAN"),
    *("ARMENIAN", "ETHIOPIC"),
)
_SCRIPTS = {**_NAMED, **{name: name.title() for name in _PLAIN}}

_LANGUAGES: Mapping[str, str] = {
    "Arabic": "ar fa ps sd ug ur",
    "Armenian": "hy",
    "Bengali": "as bn",
    "Burmese": "my",
    "Cyrillic": "be bg kk ky mk mn ru tg uk",
    "Devanagari": "hi mr ne sa",
    "Ethiopic": "am ti",
    "Georgian": "ka",
    "Greek": "el",
    "Gujarati": "gu",
    "Gurmukhi": "pa",
    "Han": "zh cmn yue wuu",
    "Han Kana": "ja",
    "Hangul Han": "ko",
    "Hebrew": "he iw yi",
    "Kannada": "kn",
    "Khmer": "km",
    "Lao": "lo",
    "Latin": (
        "af ca ceb cs cy da de en es et eu fi fil fr ga gl ha hr ht hu id in ig is it jv ku la lb lt lv mg mi ms mt nb"
        " nl nn no ny pl pt ro rw sk sl sm sn so sq st su sv sw tl tr vi xh yo zu"
    ),
    "Latin Cyrillic": "az bs sr uz",
    "Malayalam": "ml",
    "Oriya": "or",
    "Sinhala": "si",
    "Tamil": "ta",
    "Telugu": "te",
    "Thai": "th",
}
_OF_LANGUAGE = {
    language: frozenset(scripts.split()) for scripts, languages in _LANGUAGES.items() for language in languages.split()
}
# ISO 15924, as a language tag may name its script: sr-Latn, pa-Arab.
_OF_SUBTAG = {"arab": "Arabic", "cyrl": "Cyrillic", "deva": "Devanagari", "hans": "Han", "hant": "Han", "latn": "Latin"}


def letters_by_script(text: str) -> Counter[str]:
    """Returns how many letters of each script a text holds; those of a script not known here are under "other".

    Letters that all scripts share, such as the long vowel of kana, and marks, digits and symbols do not count.
    """
    return Counter(_script(character) for character in text if unicodedata.category(character) in ("Lu", "Ll", "Lo"))


def scripts_of(language: str) -> frozenset[str]:
    """Returns the scripts a BCP-47 language is written in, empty when it is not known here.

    The tag's own script subtag decides where there is one, as in `sr-Latn`.
    """
    subtags = language.replace("_", "-").lower().split("-")
    named = [_OF_SUBTAG[subtag] for subtag in subtags[1:] if subtag in _OF_SUBTAG]
    return frozenset(named) or _OF_LANGUAGE.get(subtags[0].strip(), frozenset())


def _script(letter: str) -> str:
    # NFKC: full-width Latin letters are Latin, half-width kana are kana.
    name = unicodedata.name(unicodedata.normalize("NFKC", letter)[0], "")
    return _SCRIPTS.get(name.split(" ")[0], "other")
