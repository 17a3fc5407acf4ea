"""Text of any language reduced to its letters, digits and marks."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["clean", "letters_only", "strip_control_tokens"]

_CONTROL_TOKEN = re.compile(r"<ctrl\d+>", re.IGNORECASE)
_DEGREE_LOOKALIKE = re.compile(r"(?<=\d)(\s?)º")
_FRACTIONS = (
    (re.compile(r"(?<=\d)\s?½"), ".5"),
    (re.compile(r"(?<=\d)\s?¼"), ".25"),
    (re.compile(r"(?<=\d)\s?¾"), ".75"),
    (re.compile("½"), " half "),
    (re.compile("¼"), " quarter "),
    (re.compile("¾"), " three quarters "),
)
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ＇`´", "'"))
# Formatting, surrogates and private use mean nothing when spoken; Cc holds the line breaks, which separate words.
_UNSPOKEN = frozenset({"Cf", "Co", "Cs", "Cn"})


def strip_control_tokens(text: str) -> str:
    """Removes control tokens such as `<ctrl46>` that leak into transcripts (reference §7)."""
    return _CONTROL_TOKEN.sub(" ", text)


def clean(text: str) -> str:
    """Returns `text` in NFKC, without control tokens and invisible characters, digits of every script as 0-9.

    What NFKC would tear apart is settled first: `2½` is 2.5, and a masculine ordinal after a number is a degree sign.
    """
    text = _DEGREE_LOOKALIKE.sub(r"\1°", strip_control_tokens(text)).translate(_APOSTROPHES)
    for pattern, replacement in _FRACTIONS:
        text = pattern.sub(replacement, text)
    spoken = "".join(_spoken(character) for character in unicodedata.normalize("NFKC", text))
    return " ".join(unicodedata.normalize("NFKC", spoken).split())


def letters_only(text: str, language: str = "") -> str:
    """Returns `text` cleaned and case-folded, with every character but letters, digits and marks a space.

    Marks (category M) stay: they are the vowels of Hindi and Thai.
    """
    text = _fold_case(clean(text), language)
    return " ".join("".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in text).split())


def _spoken(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Cc":
        return " "
    return "" if category in _UNSPOKEN else character


def _fold_case(text: str, language: str) -> str:
    if language in ("tr", "az"):
        text = text.replace("İ", "i").replace("I", "ı")
    # Folding can undo NFKC and NFKC can bring capitals back (Unicode, section 3.13, toNFKC_Casefold).
    for _ in range(2):
        text = unicodedata.normalize("NFKC", text.casefold())
    return text
