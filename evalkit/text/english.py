"""English text made comparable: our rules for what whisper-normalizer does not make equal, then whisper-normalizer.

Whisper's normaliser is the one of the Open ASR Leaderboard. Left alone it keeps apart 7:30 and "seven thirty",
4 8 2 9 1 and "four eight two nine one", U.S.A. and USA, 05 and "oh five", 72°F and "72 degrees Fahrenheit", 20 € and
"twenty euros". It makes "nine o'clock" 90 clock, "No. 1" nobody, $1 and 1% a plain "one" and every "oh" a 0, and knows
only the straight apostrophe.

What is said in other words stays apart, for it is: 7:15 and "quarter past seven", $5.99 and "five ninety-nine", 1/2 and
"half", a date in figures and its months in words. So do compounds (website, "web site") and possessives without their
apostrophe.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from whisper_normalizer.english import EnglishTextNormalizer

from evalkit.text.english_written import as_said, joined_letters, plain_dates
from evalkit.text.spelling import bound_groups
from evalkit.text.unicode import clean, letters_only

__all__ = ["normalize_english"]

_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_NUMBER_WORDS = frozenset(
    (
        *_DIGITS,
        *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
        *("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
        *("double", "triple", "point", "hundred", "thousand"),
    )
)
_ZERO_LETTERS = frozenset({"o", "oh"})
# Private use: clean() has removed any the text held, and whisper-normalizer lets it pass.
_KEPT = "\ue000"

_PARTS = "second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|twelfth|hundredth|thousandth"
_HOUR = r"(?<![\w.:])0?(1\d|2[0-3]|\d)"
_RULES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"\(([\d\s+.-]+)\)", r" \1 "),  # whisper drops what stands in brackets: (555) 123 must stay
        (r"(?<![a-z\d.])((?:[a-z]\.)+[a-z])\b\.?(?![a-z])", lambda found: found[1].replace(".", "")),
        (rf"(\d|\b(?:{'|'.join(sorted(_NUMBER_WORDS))}))\s*([ap])(?:\.\s*|\s+)m\b\.?", r"\1 \2m"),
        (r"\be[\s-]mail", "email"),
        (r"\bwi[\s-]fi\b", "wifi"),
        (r"\bokay\b", "ok"),
        (r"\bo'(?=(?!clock)[a-z]{3})", "o"),
        (r"\s*°\s*f\b", " degrees fahrenheit"),
        (r"\s*°\s*c\b", " degrees celsius"),
        (r"\s*°", " degrees "),
        (r"\bdegrees f\b", "degrees fahrenheit"),
        (r"\bdegrees c(?:entigrade)?\b", "degrees celsius"),
        (r"(?<=\d)\s+%", "%"),
        (r"(?<!\S)[-−](?=[$£€]?\d)", "minus "),
        (_HOUR + r"[:.]00\s*(?=[ap]m\b)", r"\1 "),
        (_HOUR + r":00\b(?!:)", r"\1"),
        (_HOUR + r"[:. ]([0-5]\d)\s*(?=[ap]m\b)", r"\1\2 "),
        (_HOUR + r":([0-5]\d)\b(?!:)", r"\1\2"),
        (rf"(\d|\b(?:{'|'.join(_DIGITS)}|ten|eleven|twelve))\s*o[' ]?clock\b", r"\1"),
        (r"\bo'clock\b", "oclock"),
        # Whisper makes 12nd of "one second" and 15th of "one fifth", and drops "and a half" at the beginning.
        (rf"(?<![\w-])(?<!ty )(?:one|1)(?=\s(?:{_PARTS})\b)", f"one{_KEPT}"),
        (r"^and a half\b", f"and a{_KEPT} half"),
    )
)

_DIGIT = rf"(?:\d|{'|'.join(_DIGITS)}|oh|o)\b"
_DIGIT_RUN = re.compile(rf"(?<![\w.,:$£€']){_DIGIT}(?:[\s,–-]+{_DIGIT})+(?!['%:]|[.,]\d)")
_LEADING_ZERO = re.compile(r"(?<![\w.,])0\d+\b(?![.,]\d)")
_STRAY_SYMBOLS = re.compile(r"(?<!\S)[.%$¢€£]+(?!\S)")
# Whisper writes a lone 1 as "one", and then drops the signs that stood beside a figure: $1, 1% and 1 became the same.
_ONE_OF_A_NUMBER = re.compile(r"(?<=[$€£¢])one\b|\bone(?=%|\.\d)")
_BARE_POINT = re.compile(r"(?<![\w.])\.(?=\d)")
# What whisper-normalizer raises on a number of thousands of digits, which Python refuses to read or write.
_UNREADABLE = (AssertionError, AttributeError, ValueError)


@lru_cache(maxsize=4096)
def normalize_english(text: str) -> str:
    """Returns English text with numbers as digits, contractions spelt out, no punctuation, in lower case."""
    prepared = as_said(clean(bound_groups(text)).lower())
    for pattern, replacement in _RULES:
        prepared = pattern.sub(replacement, prepared)
    prepared = joined_letters(prepared)
    prepared = _DIGIT_RUN.sub(_spell_run, prepared)
    prepared = _LEADING_ZERO.sub(lambda found: " ".join(_DIGITS[int(digit)] for digit in found[0]), prepared)
    try:
        words = _whisper()(_keep_exclamations(prepared)).replace(_KEPT, "")
    except _UNREADABLE:
        return letters_only(text)
    return plain_dates(_BARE_POINT.sub("0.", " ".join(_STRAY_SYMBOLS.sub(" ", words).split())))


@cache
def _whisper() -> EnglishTextNormalizer:
    whisper = EnglishTextNormalizer()
    numbers = whisper.standardize_numbers
    whisper.standardize_numbers = lambda text: _ONE_OF_A_NUMBER.sub("1", numbers(text))
    return whisper


def _spell_run(found: re.Match[str]) -> str:
    # Whisper joins digits in words and keeps leading zeros only there; without a figure it needs no help.
    if not any(character.isdigit() for character in found[0]):
        return found[0]
    words = re.findall(r"\d|[a-z]+", found[0])
    return " ".join(_DIGITS[int(word)] if word.isdigit() else word for word in words)


def _keep_exclamations(text: str) -> str:
    """Marks each "oh" that stands beside no number, so that it is not read as a zero."""
    words = text.split()
    after_is_number = False
    for place in range(len(words) - 1, -1, -1):
        core = words[place].strip(",.!?;:-'\"")
        if core in _ZERO_LETTERS:
            joined_to_next = after_is_number and words[place][-1].isalpha()
            if not joined_to_next and not (place and _is_number(words[place - 1])):
                words[place] = words[place].replace(core, core + _KEPT)
                continue
        after_is_number = _is_number(core) or core in _ZERO_LETTERS
    return " ".join(words)


def _is_number(word: str) -> bool:
    return word[-1:].isalnum() and (word.isdigit() or word.rsplit("-", 1)[-1] in _NUMBER_WORDS)
