"""Results as JSON and back: a line of `results.jsonl` for each attempt, and `run.json` for the run."""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import orjson

from evalkit.errors import FormatVersionError, RecordingError
from evalkit.results import FORMAT, AttemptResult, RunResult

__all__ = ["read_results", "result_from_line", "result_to_line", "run_from_json", "run_to_json"]

T = TypeVar("T")

_DAMAGED_RESULTS = "score the run again from its recordings: evalkit score"
_DAMAGED_RUN = "take it again from where it was copied, or run the scenarios again"


def result_to_line(result: AttemptResult) -> bytes:
    """Returns the line of one attempt, with its LF; keys keep the order of the fields, and defaults are left out.

    A value that is None, which means unscored, is always written. What JSON cannot hold (a number that is not finite,
    an unpaired surrogate in what a model said) is replaced rather than lost with the whole line.
    """
    return _dumped({"format": FORMAT, **_plain(result)}, orjson.OPT_APPEND_NEWLINE)


def result_from_line(line: bytes | str, path: Path, number: int = 0) -> AttemptResult:
    """Reads one line of `results.jsonl`.

    Args:
        line: the line, with or without its LF.
        path: its file, for messages.
        number: the line's number, from 1.

    Raises:
        FormatVersionError: it was written in another format.
        RecordingError: it is damaged.
    """
    document = _document(line, path, number)
    return _built(AttemptResult, {key: value for key, value in document.items() if key != "format"}, path, number)


def run_to_json(run: RunResult) -> bytes:
    """Returns `run.json`: the plan and what became of it, without the attempts, which are lines of `results.jsonl`."""
    document = _plain(run)
    document.pop("attempts", None)
    return _dumped({"format": run.format, **document}, orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def run_from_json(data: bytes | str, path: Path) -> RunResult:
    """Reads `run.json`; `attempts` is empty until the caller adds those of `read_results`.

    Raises:
        FormatVersionError: it was written in another format.
        RecordingError: it is damaged.
    """
    document = _document(data, path, 0)
    document.pop("attempts", None)
    return _built(RunResult, document, path, 0)


def read_results(path: Path) -> tuple[tuple[AttemptResult, ...], str]:
    """Reads `results.jsonl` as far as it was written.

    Returns:
        The attempts in file order, and what had to be dropped at the end because a run was killed while it wrote, in
        words; empty for a whole file.

    Raises:
        FormatVersionError: a line was written in another format.
        RecordingError: the file cannot be read, or a line that was written whole is damaged.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RecordingError(path, 0, f"cannot be read: {error.strerror}", "check the path") from error
    *lines, rest = data.split(b"\n")
    results = tuple(result_from_line(line, path, number) for number, line in enumerate(lines, 1) if line.strip())
    if not rest.strip():
        return results, ""
    return results, f"line {len(lines) + 1} was cut off after {len(rest)} bytes"


def _plain(value: Any) -> Any:
    """Dataclasses as objects without what equals its default; everything else as it is."""
    if is_dataclass(value) and not isinstance(value, type):
        kept = {field.name: getattr(value, field.name) for field in fields(value)}
        return {
            field.name: _plain(kept[field.name])
            for field in fields(value)
            if _default(field) is MISSING or kept[field.name] != _default(field)
        }
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def _default(field: Field[Any]) -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()


def _dumped(document: Mapping[str, Any], option: int) -> bytes:
    try:
        return orjson.dumps(document, option=option)
    except TypeError:
        # A number too large, an unpaired surrogate, a type that JSON has not: rare, so the common case pays nothing.
        return orjson.dumps(_replaced(document), option=option)


def _replaced(value: Any) -> Any:
    match value:
        case None | bool() | float():
            return value
        case int():
            return value if -(2**63) <= value < 2**64 else float(value) if abs(value) < 10**300 else str(value)
        case str():
            return value.encode("utf-8", "replace").decode("utf-8")
        case dict():
            return {_replaced(str(key)): _replaced(item) for key, item in value.items()}
        case list():
            return [_replaced(item) for item in value]
    return _replaced(repr(value))


def _document(data: bytes | str, path: Path, line: int) -> dict[str, Any]:
    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        place, problem = line or error.lineno, f"not JSON: {error.msg} (column {error.colno})"
        if not data.strip():
            place, problem = line, "is empty"
        raise RecordingError(path, place, problem, _mending(line)) from error
    if not isinstance(document, dict):
        raise RecordingError(path, line, "not a JSON object", _mending(line))
    found = document.get("format")
    if found != FORMAT or isinstance(found, bool):
        shown = "no format number" if found is None else f"format {json.dumps(found)[:40]}"
        hint = "read it with the version of evalkit that wrote it"
        raise FormatVersionError(path, line, f"{shown}; this version knows format {FORMAT}", hint)
    return document


def _built(cls: type[T], document: Mapping[str, Any], path: Path, line: int) -> T:
    try:
        return cast(T, _reader(cast(Any, cls))(document, ""))
    except (ValueError, RecursionError) as error:
        raise RecordingError(path, line, str(error) or "nested too deep", _mending(line)) from error


def _mending(line: int) -> str:
    """What to do about a damaged file; `run.json` has no lines, and no recording to make it again from."""
    return _DAMAGED_RESULTS if line else _DAMAGED_RUN


_Reader = Callable[[Any, str], Any]


@cache
def _reader(kind: Any) -> _Reader:
    """A function that checks a JSON value against a type of `results` and returns it as that type."""
    origin, inner = get_origin(kind), get_args(kind)
    if is_dataclass(kind):
        return _dataclass_reader(cast(type, kind))
    if kind is Any:
        return lambda value, _: value
    if origin in (Union, types.UnionType):
        return _optional_reader(next(each for each in inner if each is not type(None)))
    if origin is Literal:
        return lambda value, where: value if value in inner else _refuse(value, where, f"one of {', '.join(inner)}")
    if origin is tuple:
        return _tuple_reader(inner)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _enum_reader(kind)
    return _simple_reader(origin or kind)


def _dataclass_reader(cls: type) -> _Reader:
    hints = get_type_hints(cls)
    readers = {field.name: _reader(hints[field.name]) for field in fields(cls)}
    required = {field.name for field in fields(cls) if _default(field) is MISSING}

    def read(value: Any, where: str) -> Any:
        if not isinstance(value, dict):
            return _refuse(value, where, "an object")
        prefix = f"{where}." if where else ""
        if missing := sorted(required - value.keys()):
            raise ValueError(f"{prefix}{missing[0]}: missing")
        # A field of a later version is left out: it cannot change what the known ones mean, or the format would differ.
        return cls(**{name: readers[name](item, prefix + name) for name, item in value.items() if name in readers})

    return read


def _optional_reader(inner: Any) -> _Reader:
    read = _reader(inner)
    return lambda value, where: None if value is None else read(value, where)


def _tuple_reader(inner: tuple[Any, ...]) -> _Reader:
    many = inner[-1] is Ellipsis
    read = _reader(inner[0])

    def read_all(value: Any, where: str) -> Any:
        if not isinstance(value, list) or not (many or len(value) == len(inner)):
            return _refuse(value, where, "a list" if many else f"a list of {len(inner)}")
        return tuple(read(item, f"{where}.{place}") for place, item in enumerate(value))

    return read_all


def _enum_reader(kind: type[StrEnum]) -> _Reader:
    known = {member.value: member for member in kind}

    def read(value: Any, where: str) -> Any:
        found = known.get(value) if isinstance(value, str) else None
        return _refuse(value, where, f"one of {', '.join(known)}") if found is None else found

    return read


_NAMES: Mapping[type, str] = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}


def _simple_reader(kind: Any) -> _Reader:
    if kind is float:
        return lambda value, where: (
            float(value)
            if isinstance(value, int | float) and not isinstance(value, bool)
            else _refuse(value, where, "a number")
        )
    if kind in _NAMES:
        return lambda value, where: value if type(value) is kind else _refuse(value, where, _NAMES[kind])
    return lambda value, where: value if isinstance(value, dict) else _refuse(value, where, "an object")


def _refuse(value: Any, where: str, wanted: str) -> Any:
    shown = json.dumps(value)
    raise ValueError(
        f"{where or 'the line'}: expected {wanted}, found {shown if len(shown) <= 40 else shown[:39] + '…'}"
    )
