"""The first line of `events.jsonl`: what was recorded, and in which format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, get_args

import orjson

from evalkit.errors import FormatVersionError, RecordingError
from evalkit.recording.lanes import RESTORE
from evalkit.recording.model import FORMAT, Header, Provenance
from evalkit.recording.redact import Redactor

__all__ = ["decode_header", "encode_header"]

_ORDER = (
    *("format", "evalkit", "run_id", "scenario_id", "attempt", "endpoint", "model"),
    *("provenance", "started_at", "timed", "source", "scenario"),
)
_READ = frozenset({1, FORMAT})
_REQUIRED = frozenset(field.name for field in fields(Header) if field.default is MISSING)
# A secret that reads like a number must not turn `attempt` into a word, nor a provenance into an unknown one.
_TEXTUAL = frozenset(_ORDER) - {"format", "attempt", "timed", "provenance"}
_KINDS: Mapping[str, tuple[type, str]] = {
    "attempt": (int, "a whole number"),
    "timed": (bool, "true or false"),
    "scenario": (dict, "an object"),
}


def encode_header(header: Header, redactor: Redactor | None = None) -> bytes:
    """Returns the stored line with its LF, in the newest format; optional texts that are empty are left out.

    Raises:
        ValueError: the scenario document holds something JSON cannot.
    """
    values = {name: getattr(header, name) for name in _ORDER} | {"format": FORMAT}
    document = {name: value for name, value in values.items() if value != "" or name in _REQUIRED}
    try:
        plain = orjson.loads(orjson.dumps(document, default=_plain, option=orjson.OPT_NON_STR_KEYS))
    except (TypeError, RecursionError) as error:
        raise ValueError(f"the header cannot be written as JSON: {error}") from error
    return orjson.dumps(_redacted(plain, redactor)) + b"\n"


def decode_header(line: bytes, path: Path) -> Header:
    """Reads the first line of the file `path`; fields this version does not know are passed over.

    Raises:
        FormatVersionError: the format is a number that this version does not read.
        RecordingError: the line is not a header, or a field is missing or of the wrong type.
    """
    try:
        document = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise RecordingError(path, 1, f"the header is not JSON: {error.msg} (column {error.colno})", RESTORE) from error
    if not isinstance(document, dict) or "format" not in document:
        raise RecordingError(path, 1, "not the header of a recording: no `format`", "was the first line lost?")
    _check_format(document, path)
    return Header(**{field.name: _value(document, field.name, field.default, path) for field in fields(Header)})


def _check_format(document: dict[str, Any], path: Path) -> None:
    found = document["format"]
    if not isinstance(found, int) or isinstance(found, bool):
        raise RecordingError(path, 1, f"header: `format` must be a whole number, not {_shown(found)}", RESTORE)
    if found not in _READ:
        writer = document.get("evalkit")
        hint = f"it was written by evalkit {writer}" if isinstance(writer, str) and writer else "use a newer evalkit"
        known = " and ".join(map(str, sorted(_READ)))
        raise FormatVersionError(path, 1, f"format {found} is unknown; this version reads formats {known}", hint)


def _value(document: dict[str, Any], name: str, default: Any, path: Path) -> Any:
    if name not in document:
        if name in _REQUIRED:
            raise RecordingError(path, 1, f"header: `{name}` is missing", RESTORE)
        return default
    value = document[name]
    kind, words = _KINDS.get(name, (str, "a text"))
    if name != "format" and (not isinstance(value, kind) or (kind is int and isinstance(value, bool))):
        raise RecordingError(path, 1, f"header: `{name}` must be {words}, not {_shown(value)}", RESTORE)
    if name == "provenance" and value not in get_args(Provenance):
        known = ", ".join(get_args(Provenance))
        raise RecordingError(path, 1, f"header: `provenance` must be one of {known}, not {_shown(value)}", RESTORE)
    return value


def _redacted(document: Any, redactor: Redactor | None) -> Any:
    if redactor is None:
        return document
    scrubbed = {name: redactor.document(value) if name in _TEXTUAL else value for name, value in document.items()}
    return scrubbed if scrubbed == document else {**scrubbed, "redacted": True}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"a {type(value).__name__} is not JSON")


def _shown(value: Any) -> str:
    text = orjson.dumps(value).decode("utf-8")
    return text if len(text) <= 60 else text[:57] + "..."
