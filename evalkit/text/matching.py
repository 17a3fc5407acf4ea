"""Compares a value with what a scenario expects of it, and says in words where they differ.

Expected is one of:

- a literal: numbers equal by value, everything else exactly; lists element by element;
- a string `/regex/flags`, searched in the text (flags i, m, s, x);
- a matcher: a mapping with one key of `matches`, `equals`, `one_of`, `contains`, `approx` (with `tolerance`), `like`,
  `type`, `any`, `absent`;
- any other mapping, compared key by key. A key it does not name is a mismatch, as in BFCL's AST check, unless it holds
  the key `"*"` with the value `any`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any

from evalkit.errors import UsageError, nearest
from evalkit.text.matchers import (
    ABSENT,
    as_text,
    compile_pattern,
    is_number,
    literal_mismatch,
    plain_form,
    shown,
    type_name,
)

__all__ = ["ABSENT", "REST", "check_arguments", "check_matcher", "differences", "mismatch"]

REST = "*"
"""The key that lets a mapping hold more than it names: `{city: Oslo, "*": any}`."""

_LARGEST = 1e300
"""Beyond it a Python integer may not fit a float any more."""
_TYPES = ("string", "number", "integer", "boolean", "object", "array")


def mismatch(expected: Any, actual: Any, where: str = "value") -> str | None:
    """Returns None when `actual` is as expected, else the difference in words.

    Args:
        expected: a literal, `/regex/flags`, a matcher, or a mapping or list of them (see the module).
        actual: a JSON value, or ABSENT for none at all.
        where: the place of `expected`, for the message of an error in it.

    Raises:
        UsageError: `expected` is not valid; check_matcher finds that beforehand.
    """
    matcher = _matcher_name(expected, where)
    if matcher is not None:
        _check_argument(matcher, expected, f"{where}.{matcher}")
        return _MATCHERS[matcher](expected[matcher], actual, expected, where)
    if actual is ABSENT:
        return f"missing, expected {shown(expected)}"
    if isinstance(expected, str) and compile_pattern(expected, where):
        return _matches(expected, actual, {}, where)
    if isinstance(expected, Mapping):
        return _mapping_mismatch(expected, actual, where)
    if isinstance(expected, list | tuple):
        return _list_mismatch(expected, actual, where)
    return literal_mismatch(expected, actual)


def differences(expected: Mapping[str, Any], actual: Mapping[str, Any], *, others: bool = False) -> dict[str, str]:
    """Compares arguments by name.

    Args:
        expected: name to what is expected of it; `"*": any` allows names it does not hold.
        actual: the arguments as they came.
        others: True allows names that `expected` does not hold, as a stub's `when` does.

    Returns:
        Name to difference in words, for the names that differ; empty when all is as expected.

    Raises:
        UsageError: `expected` is not valid.
    """
    found = {
        name: mismatch(matcher, actual.get(name, ABSENT), name) for name, matcher in expected.items() if name != REST
    }
    if not others and REST not in expected:
        found |= {name: f"unexpected, got {shown(actual[name])}" for name in actual if name not in expected}
    return {name: text for name, text in found.items() if text is not None}


def check_matcher(expected: Any, where: str = "value") -> None:
    """Checks what a scenario expects of a value, in depth.

    Raises:
        UsageError: a regular expression does not compile, a matcher's key or argument is not one, or a key looks like
            a matcher's name misspelt. The message begins with `where`, a dotted path such as `args.location`.
    """
    matcher = _matcher_name(expected, where)
    if matcher is not None:
        _check_argument(matcher, expected, f"{where}.{matcher}")
    elif isinstance(expected, str):
        compile_pattern(expected, where)
    elif isinstance(expected, Mapping):
        _check_mapping(expected, where)
    elif isinstance(expected, list | tuple):
        for place, element in enumerate(expected):
            check_matcher(element, f"{where}.{place}")


def check_arguments(expected: Mapping[str, Any], where: str) -> None:
    """Checks what is expected of arguments by name, each by itself: an argument may be named as a matcher is.

    Raises:
        UsageError: as check_matcher; the message begins with `where` and the argument's name.
    """
    for name, matcher in expected.items():
        check_matcher({REST: matcher} if name == REST else matcher, where if name == REST else f"{where}.{name}")


def _matcher_name(expected: Any, where: str) -> str | None:
    """The matcher a mapping is; None for a plain mapping or another value."""
    if not isinstance(expected, Mapping) or not expected or REST in expected:
        return None
    named = [str(key) for key in expected if key in _MATCHERS]
    unknown = [str(key) for key in expected if key not in _MATCHERS and key != "tolerance"]
    meant = {key: _misspelt(key) for key in unknown}
    if not all(meant.values()):
        return None
    way_out = f"for a mapping with such a key add `{REST}: any`, or use `equals`"
    for key, name in meant.items():
        raise UsageError(f"{where}: unknown matcher {key!r}, did you mean {name!r}?", way_out)
    if len(named) != 1:
        raise UsageError(f"{where}: a matcher has exactly one of {', '.join(_MATCHERS)}", way_out)
    if "tolerance" in expected and named != ["approx"]:
        raise UsageError(f"{where}: `tolerance` goes with `approx` only", way_out)
    return named[0]


def _misspelt(key: str) -> str | None:
    # Closer than nearest() asks for: a mapping's own key `line` is not the matcher `like` misspelt.
    close = get_close_matches(key, [*_MATCHERS, "tolerance"], n=1, cutoff=0.8)
    return close[0] if close else None


def _check_mapping(expected: Mapping[str, Any], where: str) -> None:
    for key, value in expected.items():
        if key == REST:
            if value not in ("any", {"any": True}):
                raise UsageError(f"{where}.{REST}: must be `any`, not {shown(value)}")
        else:
            check_matcher(value, f"{where}.{key}")


def _check_argument(matcher: str, expected: Mapping[str, Any], where: str) -> None:
    value = expected[matcher]
    if matcher == "one_of":
        if not isinstance(value, list | tuple) or not value:
            raise UsageError(f"{where}: must be a list of what is accepted, not {shown(value)}")
        for place, element in enumerate(value):
            check_matcher(element, f"{where}.{place}")
    elif matcher == "contains":
        check_matcher(value, where)
    elif matcher in ("any", "absent") and value is not True:
        raise UsageError(f"{where}: must be true, not {shown(value)}")
    elif matcher == "type" and value not in _TYPES:
        _refuse_type(value, where)
    elif matcher == "approx":
        _check_approx(value, expected.get("tolerance", 0), where)
    elif matcher in ("matches", "like"):
        _check_text(matcher, value, where)


def _refuse_type(value: Any, where: str) -> None:
    close = nearest(value, _TYPES) if isinstance(value, str) else None
    hint = f"did you mean {close!r}?" if close else "for a mapping with the key `type` use `equals`"
    raise UsageError(f"{where}: must be one of {', '.join(_TYPES)}, not {shown(value)}", hint)


def _check_approx(value: Any, tolerance: Any, where: str) -> None:
    if not is_number(value) or not abs(value) < _LARGEST:
        raise UsageError(f"{where}: must be a number, not {shown(value)}")
    if not is_number(tolerance) or not 0 <= tolerance < _LARGEST:
        raise UsageError(f"{where}: `tolerance` must be a number of at least 0, not {shown(tolerance)}")


def _check_text(matcher: str, value: Any, where: str) -> None:
    if not isinstance(value, str) or not value:
        raise UsageError(f"{where}: must be text, not {shown(value)}")
    if matcher == "matches":
        compile_pattern(value, where, bare=True)


def _mapping_mismatch(expected: Mapping[str, Any], actual: Any, where: str) -> str | None:
    if not isinstance(actual, Mapping):
        return f"expected an object, got {shown(actual)}"
    found = differences(expected, actual)
    return "; ".join(f"{name}: {text}" for name, text in found.items()) or None


def _list_mismatch(expected: Any, actual: Any, where: str) -> str | None:
    if not isinstance(actual, list | tuple):
        return f"expected an array, got {shown(actual)}"
    if len(actual) != len(expected):
        return f"expected {len(expected)} elements, got {len(actual)}: {shown(actual)}"
    pairs = enumerate(zip(expected, actual, strict=True))
    found = ((place, mismatch(one, other, f"{where}.{place}")) for place, (one, other) in pairs)
    return "; ".join(f"element {place + 1}: {text}" for place, text in found if text) or None


def _matches(value: Any, actual: Any, _: Mapping[str, Any], where: str) -> str | None:
    pattern, text = compile_pattern(value, where, bare=True), as_text(actual)
    if text is not None and pattern is not None and pattern.search(text):
        return None
    slashed = value if compile_pattern(value, where) else f"/{value}/i"
    return f"expected a match of {slashed}, got {shown(actual)}"


def _one_of(value: Any, actual: Any, _: Mapping[str, Any], where: str) -> str | None:
    if any(mismatch(one, actual, f"{where}.one_of") is None for one in value):
        return None
    return f"expected one of {shown(value)}, got {shown(actual)}"


def _contains(value: Any, actual: Any, _: Mapping[str, Any], where: str) -> str | None:
    if isinstance(actual, list | tuple):
        found = any(mismatch(value, element, f"{where}.contains") is None for element in actual)
    else:
        part, whole = as_text(value), as_text(actual)
        found = part is not None and whole is not None and part.casefold() in whole.casefold()
    return None if found else f"expected something that contains {shown(value)}, got {shown(actual)}"


def _approx(value: Any, actual: Any, expected: Mapping[str, Any], _: str) -> str | None:
    # Without a tolerance the relative one of pytest.approx; 0.1 apart in decimals is not quite 0.1 apart in binary.
    tolerance = expected.get("tolerance", abs(value) * 1e-6)
    if is_number(actual) and abs(actual) < _LARGEST:
        apart = abs(actual - value)
        if apart <= tolerance or math.isclose(apart, tolerance):
            return None
    return f"expected {shown(value)} ± {shown(tolerance)}, got {shown(actual)}"


def _like(value: Any, actual: Any, _: Mapping[str, Any], __: str) -> str | None:
    text = as_text(actual)
    if text is not None and plain_form(text) == plain_form(value):
        return None
    return f"expected something like {shown(value)}, got {shown(actual)}"


def _type(value: Any, actual: Any, _: Mapping[str, Any], __: str) -> str | None:
    kind = type_name(actual)
    if kind == value or (value == "number" and kind == "integer"):
        return None
    return f"expected type {value}, got {kind} {shown(actual)}"


def _equals(value: Any, actual: Any, _: Mapping[str, Any], __: str) -> str | None:
    return literal_mismatch(value, actual)


def _any(_: Any, actual: Any, __: Mapping[str, Any], ___: str) -> str | None:
    return "missing, any value would do" if actual is ABSENT else None


def _absent(_: Any, actual: Any, __: Mapping[str, Any], ___: str) -> str | None:
    return None if actual is ABSENT or actual is None else f"expected none, got {shown(actual)}"


_Matcher = Callable[[Any, Any, Mapping[str, Any], str], str | None]
_MATCHERS: Mapping[str, _Matcher] = {
    "matches": _matches,
    "equals": _equals,
    "one_of": _one_of,
    "contains": _contains,
    "approx": _approx,
    "like": _like,
    "type": _type,
    "any": _any,
    "absent": _absent,
}
