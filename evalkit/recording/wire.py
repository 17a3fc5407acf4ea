"""One line of `events.jsonl` to and from one item of a recording, byte for byte."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast, get_args

import orjson
import pybase64

from evalkit.recording.markers import (
    LineError,
    LostFrame,
    NameFrame,
    PastLaneEnd,
    ReadFrame,
    audio_between,
    cut_audio,
    cut_frames,
    is_marker,
    mentions_marker,
    restore_media,
)
from evalkit.recording.model import Close, Data, Direction, Entry, Item, Lane, Mark, MarkName
from evalkit.recording.redact import Redactor

__all__ = ["LANE_OF", "LineError", "LostFrame", "NotJson", "PastLaneEnd", "StoredLine", "decode_line", "encode_item"]

LANE_OF: Mapping[Direction, Lane] = {"sent": "user", "received": "model"}
"""Where the audio of each direction is kept."""

_STYLES: Mapping[str, Callable[[Any], bytes]] = {
    "compact": orjson.dumps,
    # The server's own: two spaces, and one LF at the end (reference §1.4).
    "pretty": lambda value: orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE),
    "pretty-no-lf": lambda value: orjson.dumps(value, option=orjson.OPT_INDENT_2),
    # Python's `json.dumps` as it comes, which the google-genai SDK sends.
    "spaced": lambda value: json.dumps(value).encode("ascii"),
    "ascii": lambda value: json.dumps(value, separators=(",", ":")).encode("ascii"),
}
_MICROPHONE = re.compile(
    rb'\{"t":((?:0|[1-9]\d{0,9})\.\d{1,9}),"sent":'
    rb'(\{"realtimeInput":\{"audio":\{"mimeType":"audio/pcm;rate=16000","data":")@user\[(\d{1,15}):(\d{1,15})\]("\}\}\})\}\n?'
)
"""What our own microphone sends, as `encode_item` writes it: eight of ten lines, and not worth a walk through JSON."""

_KINDS = ("sent", "received", "mark", "close")
_RESERVED = frozenset({*_KINDS, "t", "turn", "detail", "redacted"})
_ENDINGS = ("local", "remote", "lost")


class NotJson(LineError):
    """A stored line is not JSON at all, as when it was cut off."""


@dataclass(frozen=True, slots=True)
class StoredLine:
    """What one item becomes on disk."""

    line: bytes
    """The line, with its LF."""
    audio: bytes = b""
    """What the lane of the item's direction must hold before the line is written; an even number of bytes."""
    frames: Mapping[str, bytes] = field(default_factory=dict)
    """What the files of frames must hold before the line is written, by name."""


@dataclass(frozen=True, slots=True)
class _Stored:
    """A message on its way into a line: JSON text, and the fields that say how the message is made from it."""

    value: bytes = b"null"
    how: Mapping[str, str] = field(default_factory=dict)
    audio: bytes = b""
    frames: Mapping[str, bytes] = field(default_factory=dict)
    redacted: bool = False


def encode_item(
    item: Item, lane_bytes: int = 0, redactor: Redactor | None = None, name_frame: NameFrame | None = None
) -> StoredLine:
    """Turns one item into its line and the media cut out of it.

    Args:
        item: any item; its time is rounded to nanoseconds.
        lane_bytes: length so far of the lane that the item's direction writes to; an even number.
        redactor: what removes secrets, after the media have been cut out; media themselves are never touched.
        name_frame: names the file of each picture that the client sent; None: pictures stay in their messages.

    Raises:
        ValueError: a mark's detail or a close reason holds something JSON cannot.
    """
    document: dict[str, Any] = {"t": None if item.t is None else round(item.t, 9)}
    if not isinstance(item, Entry):
        return StoredLine(_line({**document, **_redacted_note(_note(item), redactor)}))
    stored = _stored(item, lane_bytes, redactor, name_frame if item.direction == "sent" else None)
    document[item.direction] = orjson.Fragment(stored.value)
    document.update(stored.how)
    if isinstance(item.data, bytes):
        document["binary"] = True
    if stored.redacted:
        document["redacted"] = True
    return StoredLine(_line(document), stored.audio, stored.frames)


def decode_line(line: bytes, lanes: Mapping[Lane, bytes], frame: ReadFrame | None = None) -> Item:
    """Turns one line into its item, putting back the audio from the lanes' PCM and the pictures from their files.

    Args:
        line: the line, with or without its LF.
        lanes: the PCM of each lane.
        frame: reads a frame's file; None for a recording of format 1, which has no frames.

    Raises:
        NotJson: the line is not JSON.
        PastLaneEnd: it names audio that its lane does not hold.
        LostFrame: it names a frame whose file is missing or of another size.
        LineError: it is JSON, but not an item.
    """
    if chunk := _MICROPHONE.fullmatch(line):
        return _from_microphone(chunk, lanes)
    document = _parsed(line)
    kinds = [kind for kind in _KINDS if kind in document]
    if len(kinds) != 1:
        found = " and ".join(kinds) if kinds else "none of them"
        raise LineError(f"a line holds one of {', '.join(_KINDS)}; this one holds {found}")
    t = _number(document.get("t"), "t") if document.get("t") is not None else None
    match kinds[0]:
        case "mark":
            return _mark(t, document)
        case "close":
            return _close(t, document["close"])
        case direction:
            return Entry(t, cast(Direction, direction), _message(document, direction, lanes, frame))


def _from_microphone(line: re.Match[bytes], lanes: Mapping[Lane, bytes]) -> Entry:
    pcm = audio_between("user", int(line[3]), int(line[4]), lanes)
    return Entry(float(line[1]), "sent", (line[2] + pybase64.b64encode(pcm) + line[5]).decode("ascii"))


def _stored(entry: Entry, lane_bytes: int, redactor: Redactor | None, name_frame: NameFrame | None) -> _Stored:
    # "surrogatepass": a `str` that is no valid text still comes back as it was.
    raw = entry.data if isinstance(entry.data, bytes) else entry.data.encode("utf-8", "surrogatepass")
    message, style = _understood(raw)
    if style is None or mentions_marker(raw):
        return _verbatim(raw, message, redactor)
    how = {} if style == "compact" else {"style": style}
    audio = cut_audio(message, LANE_OF[entry.direction], lane_bytes)
    frames = {} if name_frame is None else cut_frames(message, name_frame)
    value = orjson.dumps(message) if audio or frames or how else raw
    if redactor is not None and redactor.suspects(value.decode("utf-8")):
        scrubbed = redactor.document(message, keep=is_marker)
        return _Stored(orjson.dumps(scrubbed), how, audio, frames, scrubbed != message)
    return _Stored(value, how, audio, frames)


def _understood(raw: bytes) -> tuple[Any, str | None]:
    """The parsed message, and the style that writes it as these very bytes; (None, None) when it is not JSON."""
    try:
        message = orjson.loads(raw)
        tries = ("pretty", "pretty-no-lf") if b"\n" in (raw[1:2], raw[-1:]) else ("compact", "spaced", "ascii")
        return message, next((style for style in tries if _STYLES[style](message) == raw), None)
    except (ValueError, TypeError, RecursionError):
        # Also what nests too deep to be written again.
        return None, None


def _verbatim(raw: bytes, message: Any, redactor: Redactor | None) -> _Stored:
    text = raw.decode("utf-8", "surrogateescape")
    redacted = False
    if redactor is not None:
        # JSON in an unusual style may spell a secret with escapes, which only its parsed strings show.
        scrubbed = redactor.document(message)
        clean = redactor.text(text) if scrubbed == message else orjson.dumps(scrubbed).decode("utf-8")
        redacted, text = clean != text, clean
    raw = text.encode("utf-8", "surrogateescape")
    try:
        return _Stored(how={"text": raw.decode("utf-8")}, redacted=redacted)
    except UnicodeDecodeError:
        return _Stored(how={"base64": pybase64.b64encode(raw).decode("ascii")}, redacted=redacted)


def _note(item: Mark | Close) -> dict[str, Any]:
    if isinstance(item, Close):
        return {"close": {"code": item.code, "reason": item.reason, "by": item.by}}
    turn = {} if item.turn is None else {"turn": item.turn}
    detail = dict(item.detail) if _RESERVED.isdisjoint(item.detail) else {"detail": dict(item.detail)}
    return {"mark": item.name, **turn, **detail}


def _redacted_note(note: dict[str, Any], redactor: Redactor | None) -> dict[str, Any]:
    if redactor is None or not redactor.suspects(_line(note).decode("utf-8")):
        return note
    plain = orjson.loads(_line(note))
    scrubbed = redactor.document(plain)
    # The words and numbers of the format itself are no secrets, even where one is spelled like them.
    if "close" in plain:
        scrubbed = {"close": {**plain["close"], "reason": redactor.text(plain["close"]["reason"])}}
    else:
        scrubbed |= {name: plain[name] for name in ("mark", "turn") if name in plain}
    return scrubbed if scrubbed == plain else {**scrubbed, "redacted": True}


def _line(document: Mapping[str, Any]) -> bytes:
    try:
        return orjson.dumps(document, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError as error:
        raise ValueError(f"this cannot be written as JSON: {error}") from error


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        document = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        nul = " (it holds NUL bytes)" if b"\0" in line else ""
        raise NotJson(f"not JSON{nul}: {error.msg} (column {error.colno})") from error
    if not isinstance(document, dict):
        raise LineError("not a JSON object")
    return document


def _message(document: dict[str, Any], direction: str, lanes: Mapping[Lane, bytes], frame: ReadFrame | None) -> Data:
    raw = _raw(document, direction, lanes, frame)
    binary = document.get("binary", False)
    if not isinstance(binary, bool):
        raise LineError("`binary` must be true or false")
    if binary:
        return raw
    try:
        return raw.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        raise LineError("the message is not UTF-8, so it cannot have been a text frame") from error


def _raw(document: dict[str, Any], direction: str, lanes: Mapping[Lane, bytes], frame: ReadFrame | None) -> bytes:
    for name in ("text", "base64"):
        if name in document:
            return _verbatim_bytes(name, document[name])
    style = document.get("style", "compact")
    if not isinstance(style, str) or style not in _STYLES:
        raise LineError(f"unknown style; known: {', '.join(_STYLES)}")
    message = document[direction]
    restore_media(message, lanes, frame)
    try:
        return _STYLES[style](message)
    except (TypeError, RecursionError) as error:
        raise LineError(f"the message cannot be written again: {error}") from error


def _verbatim_bytes(name: str, value: Any) -> bytes:
    if not isinstance(value, str):
        raise LineError(f"`{name}` must be a text")
    if name == "text":
        return value.encode("utf-8")
    try:
        return pybase64.b64decode(value, validate=True)
    except ValueError as error:
        raise LineError(f"`base64` does not decode: {error}") from error


def _mark(t: float | None, document: dict[str, Any]) -> Mark:
    name, turn = document["mark"], document.get("turn")
    if name not in get_args(MarkName):
        raise LineError(f"unknown mark; known: {', '.join(get_args(MarkName))}")
    if turn is not None and (not isinstance(turn, int) or isinstance(turn, bool)):
        raise LineError("`turn` must be a whole number")
    detail = document.get("detail", {key: value for key, value in document.items() if key not in _RESERVED})
    if not isinstance(detail, dict):
        raise LineError("`detail` must be an object")
    return Mark(t, name, turn, detail)


def _close(t: float | None, close: Any) -> Close:
    if not isinstance(close, dict):
        raise LineError("`close` must be an object")
    code, reason, by = close.get("code"), close.get("reason"), close.get("by")
    if not isinstance(code, int) or isinstance(code, bool) or not isinstance(reason, str) or by not in _ENDINGS:
        raise LineError(
            f"`close` must hold a whole number `code`, a text `reason`, and `by` one of {', '.join(_ENDINGS)}"
        )
    return Close(t, code, reason, by)


def _number(value: Any, name: str) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise LineError(f"`{name}` must be a number or null")
    return float(value)
