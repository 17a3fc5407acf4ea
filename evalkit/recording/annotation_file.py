"""The annotations of a recording: `annotations.jsonl` in its folder, one line an answer, written as it comes."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

import orjson

from evalkit.errors import FormatVersionError, RecordingError
from evalkit.recording.annotation import Annotation, AnnotationKind
from evalkit.recording.lanes import sync_folder, write_all
from evalkit.recording.redact import Redactor

__all__ = ["ANNOTATIONS", "FORMAT", "append_annotations", "read_annotations"]

ANNOTATIONS = "annotations.jsonl"
FORMAT = 1
"""Format number of each line."""

_OPTIONAL = ("usage", "made_at")
_TEXTS = ("key", "by", "made_at")
_OBJECTS = ("asked", "answer", "usage")


def append_annotations(folder: Path, annotations: Iterable[Annotation], redactor: Redactor | None = None) -> None:
    """Adds lines to the folder's `annotations.jsonl` and syncs them; what was there stays.

    Raises:
        RecordingError: an annotation is not JSON, or the disk refuses.
    """
    path = folder / ANNOTATIONS
    lines = b"".join(_line(annotation, redactor, path) for annotation in annotations)
    if not lines:
        return
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            # The rest of a line that a crash cut off must not swallow the next one.
            if os.fstat(file).st_size and os.pread(file, 1, os.fstat(file).st_size - 1) != b"\n":
                lines = b"\n" + lines
            write_all(file, lines)
            os.fsync(file)
        finally:
            os.close(file)
        sync_folder(folder)
    except OSError as error:
        raise RecordingError(path, 0, f"cannot be written: {error.strerror or error}") from error


def read_annotations(folder: Path) -> tuple[Annotation, ...]:
    """Reads what is there, in file order; none where there is no file.

    A line that is not JSON was cut off by a crash and is passed over: its question is simply open again.

    Raises:
        FormatVersionError: another version of evalkit wrote a line, in a format unknown to this one.
        RecordingError: the file cannot be read, or a line is JSON and no annotation.
    """
    path = folder / ANNOTATIONS
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise RecordingError(path, 0, f"cannot be read: {error.strerror or error}", "check the path") from error
    found = (_read(line, path, number) for number, line in enumerate(lines, start=1) if line.strip())
    return tuple(annotation for annotation in found if annotation is not None)


def _line(annotation: Annotation, redactor: Redactor | None, path: Path) -> bytes:
    document = {"format": FORMAT} | {each.name: getattr(annotation, each.name) for each in fields(Annotation)}
    try:
        line = orjson.dumps({name: value for name, value in document.items() if value or name not in _OPTIONAL})
    except (TypeError, RecursionError) as error:
        raise RecordingError(path, 0, f"an annotation cannot be written as JSON: {error}") from error
    if redactor is not None:
        line = orjson.dumps(redactor.document(orjson.loads(line)))
    return line + b"\n"


def _read(line: bytes, path: Path, number: int) -> Annotation | None:
    try:
        document = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(document, dict):
        raise RecordingError(path, number, "not an annotation: not an object", _AGAIN)
    if document.get("format") != FORMAT:
        found = document.get("format")
        raise FormatVersionError(
            path, number, f"format {found!r} is unknown; this version reads format {FORMAT}", "use a newer evalkit"
        )
    values = {each.name: document[each.name] for each in fields(Annotation) if each.name in document}
    for name in ("kind", "key", "by", "provenance", "asked", "answer"):
        if name not in values:
            raise RecordingError(path, number, f"`{name}` is missing", _AGAIN)
    for name, value in values.items():
        if problem := _problem(name, value):
            raise RecordingError(path, number, f"`{name}` must be {problem}", _AGAIN)
    return Annotation(**values)


_AGAIN = "remove the line; its question is then open again"


def _problem(name: str, value: Any) -> str:
    """What the value must be and is not; empty when it is."""
    if name == "kind":
        return "" if value in get_args(AnnotationKind) else " or ".join(get_args(AnnotationKind))
    if name == "provenance":
        return "" if value in ("recorded", "synthetic") else "recorded or synthetic"
    if name == "vote":
        return "" if isinstance(value, int) and not isinstance(value, bool) and value > 0 else "a whole number from 1"
    if name in _TEXTS:
        return "" if isinstance(value, str) else "text"
    return "" if name in _OBJECTS and isinstance(value, dict) else "an object"
