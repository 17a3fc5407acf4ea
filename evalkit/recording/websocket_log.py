"""Reads the `.websocket.log` files of google/test-server, the recorder of Google's own SDK tests, as recordings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from evalkit.errors import RecordingError
from evalkit.recording.imported_turns import ImportedTurn, imported_turns
from evalkit.recording.model import Direction, Entry, Header, Item, Mark, Recording

__all__ = ["import_websocket_log"]

_SUFFIX = ".websocket.log"
# One direction, a decimal byte count, a space (reference §9.1).
_RECORD_HEAD = re.compile(rb"([<>])([0-9]{1,12}) ")
_HINT = "is it a .websocket.log of google/test-server?"


@dataclass(frozen=True, slots=True)
class _Record:
    direction: Direction
    payload: bytes


def import_websocket_log(path: Path) -> Recording:
    """Reads one log as a recording without times and without a close.

    Every message comes back exactly as its client or server sent it: the server's as `bytes`, because it sends binary
    frames, the client's as `str`. The log keeps no scenario, so the header's document is derived from what the client
    sent: its setup and one turn for each input; it has no turn when the client sent nothing but a setup. All spoken
    turns name the same `user.flac`, the lane of the whole session. The order of the two directions is approximate,
    and where recording stopped says nothing about the model (reference §9.2).

    Raises:
        RecordingError: no such file, an empty one, or a malformed record, with the byte where it begins.
    """
    records = tuple(_records(_contents(path), path))
    if not records:
        raise RecordingError(path, 0, "is empty", _HINT)
    sent = [(index, _json(record.payload)) for index, record in enumerate(records) if record.direction == "sent"]
    turns = imported_turns(sent)
    setup = _setup([message for _, message in sent])
    return Recording(_header(path, setup, turns), tuple(_items(records, turns)))


def _contents(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise RecordingError(path, 0, "a folder, not a file", f"give a *{_SUFFIX} file")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise RecordingError(path, 0, "there is no such file", "check the path") from error
    except (OSError, ValueError) as error:
        raise RecordingError(path, 0, f"cannot be read: {getattr(error, 'strerror', None) or error}") from error


def _records(contents: bytes, path: Path) -> Iterator[_Record]:
    offset = 0
    while offset < len(contents):
        head = _RECORD_HEAD.match(contents, offset)
        if head is None:
            raise RecordingError(path, 0, f"byte {offset}: {_head_problem(contents, offset)}", _HINT)
        end = head.end() + int(head[2])
        if end > len(contents):
            problem = f"the record says {int(head[2])} bytes, the file has {len(contents) - head.end()} more"
            raise RecordingError(path, 0, f"byte {offset}: {problem}", "is the file cut off?")
        if end == head.end() or contents[end - 1 : end] != b"\n":
            raise RecordingError(path, 0, f"byte {offset}: the record does not end in a line feed", _HINT)
        yield _Record("sent" if head[1] == b">" else "received", contents[head.end() : end - 1])
        offset = end


def _head_problem(contents: bytes, offset: int) -> str:
    if contents[offset : offset + 1] not in (b"<", b">"):
        return f"a record begins with > or <, not {_shown(contents[offset : offset + 1])}"
    length = contents[offset + 1 : offset + 21].split(b" ")[0]
    return f"the length must be a decimal number and a space, not {_shown(length)}"


def _shown(found: bytes) -> str:
    return repr(found.decode("ascii", "backslashreplace")).replace("\\\\", "\\")


def _json(payload: bytes) -> Any:
    try:
        return orjson.loads(payload)
    except ValueError:
        return None


def _setup(sent: Sequence[Any]) -> Mapping[str, Any]:
    setup = next((message["setup"] for message in sent if isinstance(message, dict) and "setup" in message), None)
    return setup if isinstance(setup, dict) else {}


def _header(path: Path, setup: Mapping[str, Any], turns: Sequence[ImportedTurn]) -> Header:
    model = setup.get("model")
    model = model if isinstance(model, str) else ""
    scenario = {
        "description": f"imported from {path.name}",
        # Unchecked, because it may hold fields newer than this version.
        "setup_unchecked": {key: value for key, value in setup.items() if key != "model"},
        "turns": [turn.document for turn in turns],
    }
    return Header(
        scenario_id=path.name.removesuffix(_SUFFIX),
        scenario=scenario,
        attempt=1,
        # The log keeps no URL, but only Vertex AI names a model by its project (reference §1.3).
        endpoint="vertex" if model.startswith("projects/") else "gemini",
        model=model,
        provenance="imported",
        timed=False,
        source=path.name,
    )


def _items(records: Sequence[_Record], turns: Sequence[ImportedTurn]) -> Iterator[Item]:
    for index, record in enumerate(records):
        yield from (Mark(None, "turn_started", number) for number, turn in enumerate(turns) if turn.first == index)
        yield Entry(None, record.direction, _data(record))
        yield from (Mark(None, "input_ended", number) for number, turn in enumerate(turns) if turn.last == index)


def _data(record: _Record) -> str | bytes:
    if record.direction == "received":
        return record.payload
    try:
        return record.payload.decode("utf-8")
    except UnicodeDecodeError:
        # Then it cannot have been a text frame.
        return record.payload
