"""Finds the regular expressions in a tool stub's matchers that cannot be used."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

from evalkit.scenario.yaml_nodes import KeyPath

__all__ = ["regex_problems"]

_REGEX = re.compile(r"/(.+)/([dgimsuvxy]*)", re.DOTALL)
_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL, "x": re.VERBOSE}
_LITERAL = ("equals", "like")


def regex_problems(matcher: Any) -> Iterator[tuple[KeyPath, str]]:
    """Yields the place inside a matcher, and the problem, of each regular expression that cannot be used.

    A regular expression is a string `/regex/flags` (flags as in JavaScript, so that a path such as `/usr/bin` is none)
    or the value of a `matches` key; what stands under `equals` and `like` is literal.
    """
    match matcher:
        case str() if found := _REGEX.fullmatch(matcher):
            yield from _problems(found[1], found[2])
        case Mapping():
            for key, value in matcher.items():
                inner = _matches_problems(value) if key == "matches" else regex_problems(value)
                yield from (((key, *place), problem) for place, problem in inner if key not in _LITERAL)
        case list():
            for index, value in enumerate(matcher):
                yield from (((index, *place), problem) for place, problem in regex_problems(value))


def _matches_problems(value: Any) -> Iterator[tuple[KeyPath, str]]:
    if not isinstance(value, str):
        yield (), "expected a regular expression"
    elif _REGEX.fullmatch(value):
        yield from regex_problems(value)
    else:
        yield from _problems(value)


def _problems(pattern: str, flags: str = "") -> Iterator[tuple[KeyPath, str]]:
    unknown = next((flag for flag in flags if flag not in _FLAGS), None)
    if unknown:
        yield (), f"unknown flag {unknown!r} after the regular expression; flags are {', '.join(_FLAGS)}"
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(pattern, sum(_FLAGS[flag] for flag in set(flags)))
    except (re.error, OverflowError, RecursionError) as error:
        yield (), f"not a regular expression: {error}"
