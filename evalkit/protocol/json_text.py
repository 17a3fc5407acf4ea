"""JSON objects to and from text, refusing what would not survive the journey."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from evalkit.errors import LocalProtocolError, RemoteProtocolError

__all__ = ["MAX_DEPTH", "check_json", "describe", "dump_object", "joined", "parse_object"]

MAX_DEPTH = 64
"""Objects and arrays inside each other, the outermost one counted."""

_TYPE_NAMES = {
    dict: "an object",
    list: "an array",
    str: "a string",
    bool: "a boolean",
    int: "a number",
    float: "a number",
    type(None): "null",
}


def parse_object(data: str | bytes) -> dict[str, Any]:
    """Parses one frame.

    Raises:
        RemoteProtocolError: when it is not strict JSON in UTF-8 (NaN, Infinity and lone surrogates are not), is not an
            object, or is nested deeper than `MAX_DEPTH`.
    """
    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        found = f"no valid JSON: {error.msg} (character {error.pos + 1})" if data.strip() else "an empty frame"
        if "UTF-8" in error.msg and "BOM" not in error.msg:
            found = "text that is not valid UTF-8"
        raise RemoteProtocolError(f"expected a JSON object, found {found}") from None
    if not isinstance(document, dict):
        raise RemoteProtocolError(f"expected a JSON object, found {describe(document)}")
    brackets = ("{", "[") if isinstance(data, str) else (b"{", b"[")
    # Counting brackets is cheap and settles it for every ordinary frame; only strange ones are walked.
    if sum(map(data.count, brackets)) > MAX_DEPTH and _too_deep(document):  # type: ignore[arg-type]
        raise RemoteProtocolError(f"expected at most {MAX_DEPTH} levels of nesting, found more")
    return document


def dump_object(document: Mapping[str, Any]) -> str:
    """Writes one frame as compact JSON.

    Raises:
        LocalProtocolError: when it is nested deeper than `MAX_DEPTH` or holds a string or number JSON cannot carry.
    """
    try:
        text = orjson.dumps(document, default=_plain)
    except TypeError as error:
        raise LocalProtocolError(f"expected values that JSON can carry: {error}") from None
    if text.count(b"{") + text.count(b"[") > MAX_DEPTH and _too_deep(document):
        raise LocalProtocolError(f"expected at most {MAX_DEPTH} levels of nesting, found more")
    return text.decode()


def check_json(value: object, where: str) -> None:
    """Checks a value that someone else made, before it is written verbatim.

    Raises:
        LocalProtocolError: when JSON has no such value (NaN and Infinity too), a key is not a string, or the nesting is
            deeper than `MAX_DEPTH`, as it is for a value that contains itself.
    """
    pending = [(value, where, 1)]
    while pending:
        item, place, depth = pending.pop()
        children = _children(item, place)
        if children and depth > MAX_DEPTH:
            raise LocalProtocolError(f"expected at most {MAX_DEPTH} levels of nesting, found more", where)
        pending.extend((child, at, depth + 1) for child, at in children)


def describe(value: object) -> str:
    """Names the JSON type of a value, never the value itself."""
    return _TYPE_NAMES.get(type(value)) or f"a Python {type(value).__name__}"


def joined(where: str, name: str) -> str:
    """Returns the dotted path of ``name`` below ``where``."""
    return f"{where}.{name}" if where else name


def _children(item: object, place: str) -> list[tuple[object, str]]:
    match item:
        case Mapping():
            for key in item:
                if not isinstance(key, str):
                    raise LocalProtocolError(f"expected only strings as keys, found {describe(key)}", place)
            return [(child, joined(place, key)) for key, child in item.items()]
        case list() | tuple():
            return [(child, joined(place, str(index))) for index, child in enumerate(item)]
        case float() if not math.isfinite(item):
            raise LocalProtocolError(f"expected a finite number, found {item}", place)
        case int() if not -(2**63) <= item < 2**64:
            raise LocalProtocolError("expected a number of at most 64 bits, found a larger one", place)
        case None | str() | bool() | int() | float():
            return []
    raise LocalProtocolError(f"expected a JSON value, found {describe(item)}", place)


def _too_deep(document: object) -> bool:
    level = [document]
    for _ in range(MAX_DEPTH):
        level = [child for item in level for child in _inside(item)]
    return any(isinstance(item, (Mapping, list, tuple)) for item in level)


def _inside(item: object) -> Iterable[Any]:
    if isinstance(item, Mapping):
        return item.values()
    return item if isinstance(item, (list, tuple)) else ()


def _plain(value: object) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"type is not JSON: {type(value).__name__}")
