"""The little of GitHub's expression language that our workflows use; anything else is an error."""

import re
from collections.abc import Mapping
from typing import Any

__all__ = ["evaluated", "filled"]

_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
_CONTAINS = re.compile(r"contains\(([^,]+),\s*('[^']*')\)")


def filled(text: str, contexts: Mapping[str, Any]) -> str:
    """A text with its expressions replaced by their values."""
    return _EXPRESSION.sub(lambda found: str(evaluated(found[1], contexts)), text)


def evaluated(expression: str, contexts: Mapping[str, Any]) -> str | bool:
    """The value of an expression: `a.b`, `'text'`, `!x`, `x || y`, `contains(x, 'text')` and `cancelled()`."""
    for term in expression.split(" || "):
        value = _term(term.strip(), contexts)
        if value:
            return value
    return value


def _term(term: str, contexts: Mapping[str, Any]) -> str | bool:
    if term.startswith("!"):
        return not _term(term[1:], contexts)
    if found := _CONTAINS.fullmatch(term):
        return str(_term(found[2], contexts)) in str(_term(found[1], contexts))
    if term == "cancelled()":
        return False
    if re.fullmatch(r"'[^']*'", term):
        return term[1:-1]
    return _looked_up(term, contexts)


def _looked_up(path: str, contexts: Mapping[str, Any]) -> str:
    names = path.split(".")
    assert re.fullmatch(r"[a-z]+(\.[A-Za-z_-]+)+", path), f"unknown expression {path!r}"
    assert names[0] in contexts, f"unknown context in {path!r}"
    value: Any = contexts
    for name in names:
        value = value.get(name, {}) if isinstance(value, Mapping) else {}
    return str(value) if value != {} else ""
