"""The matchers a scenario may write instead of a value: what each accepts, and how it is checked."""

from __future__ import annotations

import json
import re
import unicodedata
import warnings
from collections.abc import Mapping
from typing import Any

from evalkit.errors import UsageError

__all__ = ["ABSENT", "as_text", "compile_pattern", "is_number", "literal_mismatch", "plain_form", "shown", "type_name"]


class _Absent:
    """The type of ABSENT."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "nothing"


ABSENT = _Absent()
"""Stands for a value that is not there, which JSON's null is not."""

_SHOWN_CHARACTERS = 80
_SLASHED = re.compile(r"/(.+)/([dgimsuvxy]*)", re.DOTALL)
_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL, "x": re.VERBOSE}
# BFCL's ast_checker takes these out of strings; a dot between digits stays, since 3.5 is not 35.
_LOOSE = re.compile(r"(?<!\d)\.|\.(?!\d)|[\s,/_*^\-‐-―]")


def compile_pattern(text: str, where: str, *, bare: bool = False) -> re.Pattern[str] | None:
    """Reads `/regex/flags`.

    Args:
        text: what the scenario says.
        where: its place, for the message.
        bare: True when `text` is a regular expression even without slashes; it then ignores case.

    Returns:
        The pattern, to be searched; None when `text` has no slashes and so is a literal.

    Raises:
        UsageError: it does not compile, or a flag is not one of i, m, s, x.
    """
    slashed = _SLASHED.fullmatch(text)
    if slashed is None:
        return _compiled(text, re.IGNORECASE, where) if bare else None
    flags = re.NOFLAG
    for letter in slashed[2]:
        if letter not in _FLAGS:
            known = ", ".join(_FLAGS)
            raise UsageError(f"{where}: unknown regex flag {letter!r}; known: {known}", "for plain text use `equals`")
        flags |= _FLAGS[letter]
    return _compiled(slashed[1], flags, where)


def _compiled(text: str, flags: int, where: str) -> re.Pattern[str]:
    try:
        with warnings.catch_warnings():
            # What Python may one day read differently is no mistake of the user's today.
            warnings.simplefilter("ignore")
            return re.compile(text, flags)
    except (re.error, OverflowError, RecursionError) as error:
        raise UsageError(
            f"{where}: bad regular expression {shown(text)}: {error}", "for plain text use `equals`"
        ) from None


def is_number(value: object) -> bool:
    """True for an int or a float; a bool is none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def type_name(value: object) -> str:
    """The JSON type of a value, in the words of JSON Schema: a float without fraction is an integer."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return "integer"
    names: tuple[tuple[type | tuple[type, ...], str], ...] = (
        (float, "number"),
        (str, "string"),
        (Mapping, "object"),
        ((list, tuple), "array"),
    )
    return next((name for kind, name in names if isinstance(value, kind)), "null" if value is None else "nothing")


def as_text(value: object) -> str | None:
    """The text of a string, number or boolean as JSON writes it, 12.0 as 12; None for anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e16:
        return str(int(value))
    return repr(value) if isinstance(value, int | float) else None


def shown(value: object) -> str:
    """A value as messages show it: JSON, shortened."""
    if value is ABSENT:
        return "nothing"
    try:
        text = json.dumps(value, ensure_ascii=False, default=str)
    except (RecursionError, TypeError, ValueError):
        return f"an {type_name(value)}"
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"


def plain_form(text: str) -> str:
    """The form in which BFCL compares strings: no case, no spaces, none of `, . / - _ * ^`, one kind of quote."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return re.sub("[\"'‘’“”]", "'", _LOOSE.sub("", text))


def literal_mismatch(expected: Any, actual: Any) -> str | None:
    """Compares by value: 12 is 12.0, True is not 1, and mappings and lists must be equal in depth."""
    return None if _equal(expected, actual) else f"expected {shown(expected)}, got {shown(actual)}"


def _equal(expected: Any, actual: Any) -> bool:
    if is_number(expected) and is_number(actual):
        return bool(expected == actual)
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        return expected.keys() == actual.keys() and all(_equal(expected[key], actual[key]) for key in expected)
    if isinstance(expected, list | tuple) and isinstance(actual, list | tuple):
        return len(expected) == len(actual) and all(map(_equal, expected, actual))
    return type(expected) is type(actual) and bool(expected == actual)
