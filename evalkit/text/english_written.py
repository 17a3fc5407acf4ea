"""What English writes in signs, figures and short forms, put in the words it is said in."""

from __future__ import annotations

import re
from collections.abc import Callable

__all__ = ["as_said", "joined_letters", "plain_dates"]

_SHORTENED = (
    *("january", "february", "march", "april", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
_MONTHS = {month[:3]: month for month in _SHORTENED} | {"sept": "september"}
_ALL_MONTHS = "|".join((*_SHORTENED, "may"))
_UNITS = dict.fromkeys(("km/h", "kmh", "kph"), "kilometers per hour") | {
    "mph": "miles per hour",
    "km": "kilometers",
    "cm": "centimeters",
    "mm": "millimeters",
    "kg": "kilograms",
    "lbs": "pounds",
    "lb": "pounds",
    "oz": "ounces",
    "hr": "hours",
    "hrs": "hours",
    "min": "minutes",
    "mins": "minutes",
    "sec": "seconds",
    "secs": "seconds",
    "ft": "feet",
}
_CURRENCIES = {"₹": "rupees", "¥": "yen", "₩": "won"}
_TIMES = {"k": "thousand", "m": "million", "b": "billion", "bn": "billion"}
_NUMBER = r"\d(?:[\d,.]*\d)?"
_SCALE = r"(?:\s(?:hundred|thousand|lakh|crore|million|billion|trillion))?"

# An area code and three and four figures, or the three and four alone where a hyphen holds them together.
_PHONE = re.compile(
    r"(?<![\w.+-])(?:(?:\+?1[\s.-]{1,2})?(?:\(\d{3}\)\s*|\d{3}[\s.-])\d{3}[\s.-]\d{4}|\d{3}-\d{4})(?![\w-]|[.,]\d)"
)
_Replacement = str | Callable[[re.Match[str]], str]
_WRITTEN: tuple[tuple[re.Pattern[str], _Replacement], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?<!\w)\+\s*(?=\d)", " plus "),
        (r"(?<=\d)\s*×\s*(?=\d)", " times "),
        # Two short numbers are a range or a score; more or longer ones are figures of a code.
        (r"(?<![\w.,:$€£%-])(\d{1,2})[-–](\d{1,2})(?![\d:-]|[.,]\d)", r"\1 to \2"),
        (r"(\d:\d\d|\d\s?[ap]m)\s?[-–]\s?(?=\d)", r"\1 to "),
        (r"\bus(?=[$])", "us "),
        (r"(?<=[\w.])\s*&\s*(?=\w)", " and "),
        (r"(?<=\w)@(?=\w)", " at "),
        (r"(?<=\w)\.(?=(?:com|org|net|edu|gov|io|ai|co|uk|dev|app)\b)", " dot "),
        (r"#\s?(?=\d)", " number "),
        # After a word only: "No. 5 people came" is an answer.
        (r"(?<=[a-z] )no\.\s?(?=\d)", "number "),
        (rf"([$€£]{_NUMBER})\s?(bn|[kmb])\b", lambda found: f"{found[1]} {_TIMES[found[2]]}"),
        (rf"([{''.join(_CURRENCIES)}])\s?({_NUMBER}{_SCALE})", lambda found: f"{found[2]} {_CURRENCIES[found[1]]}"),
        (rf"(?<=\d)\s?([{''.join(_CURRENCIES)}])", lambda found: f" {_CURRENCIES[found[1]]}"),
        (r"(?<!\d)(?<!\d\s)([$€£])\s(?=\d)", r"\1"),
        (rf"(?<![$€£\d])({_NUMBER})\s?([$€£])(?!\s?\d)", r"\2\1"),
        (r"(?<=\d)\s?¢", " cents"),
        (rf"(?<![\w.])({_NUMBER})\s?({'|'.join(_UNITS)})\b", lambda found: _measured(found[1], found[2])),
        (rf"\b({'|'.join(_MONTHS)})\b\.?(?=\s+\d)", lambda found: _MONTHS[found[1]]),
        (r"(?<!half )\ba (?=(?:hundred|thousand|million|billion)\b)", "one "),
        (r"\bper cent\b", "percent"),
        (r"\bo k\b", "ok"),
        (r"\bcannot\b", "can not"),
        (r"\balright\b", "all right"),
        (r"\blemme\b", "let me"),
        (r"\bgimme\b", "give me"),
        (r"\s'n'?\s", " and "),
        (r"\bvs\b\.?", "versus"),
        (r"\betc\b\.?", "et cetera"),
        (r"\bph\.?\s?d\b\.?", "phd"),
        # Whisper reads every "st" as saint; a street's stands at the end.
        (r"(?<=[a-z] )st\b\.?(?=\s*(?:[,;:!?]|$))", "street"),
    )
)
_LETTERS = re.compile(r"(?<![\w'.])[a-z]\.?(?:[\s-]+[a-z]\b\.?)+(?!['\w])")
_WORDS_OF_ONE_LETTER = frozenset("aio")
_ORDINAL = re.compile(rf"\b({_ALL_MONTHS}) (\d{{1,2}})(?:st|nd|rd|th)\b")
_FIRST = re.compile(rf"\b({_ALL_MONTHS}) one\b")


def as_said(text: str) -> str:
    """Returns cleaned lower-case English with signs, measures and short forms in words.

    Phone numbers become one number: 555-1234, (555) 123-4567, +1 555.123.4567; for said digit by digit they are one.
    """
    text = _PHONE.sub(lambda found: ("+" * ("+" in found[0])) + "".join(filter(str.isdigit, found[0])), text)
    for pattern, replacement in _WRITTEN:
        text = pattern.sub(replacement, text)
    return text


def joined_letters(text: str) -> str:
    """Joins letters that are spelt out: `f b i` and `s-m-i-t-h`.

    Letters that are words of their own, as in "plan b i like" and "i i i think", need others beside them.
    """
    return _LETTERS.sub(_joined, text)


def plain_dates(text: str) -> str:
    """Takes the ending from the day after a month: `march 3rd` is written March 3, and said so."""
    return _FIRST.sub(r"\1 1", _ORDINAL.sub(r"\1 \2", text))


def _joined(found: re.Match[str]) -> str:
    letters = re.findall("[a-z]", found[0])
    others = sum(letter not in _WORDS_OF_ONE_LETTER for letter in letters)
    spelt = others > 1 or (others == 1 and len(set(letters)) == len(letters) > 2)
    return "".join(letters) if spelt else found[0]


def _measured(number: str, unit: str) -> str:
    words = _UNITS[unit]
    if number == "1":
        words = "foot" if words == "feet" else words.replace("s", "", 1) if " per " in words else words[:-1]
    return f"{number} {words}"
