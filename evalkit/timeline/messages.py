"""Every line of a recording as a row: what it holds, which way it went, how big it was; and its raw text in pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import orjson

from evalkit.recording.model import Close, Entry, Item, Mark
from evalkit.timeline.model import Messages
from evalkit.timeline.moment import moments
from evalkit.timeline.words import piece

__all__ = ["PAGE_SIZE", "message_pages", "messages_of", "page_name"]

PAGE_SIZE = 2_000
"""Lines a page: some 200 kB of text, which a browser reads in a few milliseconds."""

_NESTED = frozenset({"serverContent", "realtimeInput", "clientContent"})
"""Messages that hold one of several things: those are named too."""
_ABOUT_AUDIO = frozenset({"inlineData", "thought", "thoughtSignature"})
"""Keys of a part that holds nothing else to read: thoughts have their words in `text`."""
_AUDIO = re.compile(rb'^\{"t":[^,]+,"sent":\{"realtimeInput":\{"audio":\{"mimeType"')
"""What a microphone sends: eight lines of ten, and not worth reading as JSON."""


def messages_of(items: Sequence[Item], lines: Sequence[bytes]) -> Messages:
    """A row for each item.

    Args:
        items: the recording's.
        lines: the lines of `events.jsonl` they were read from, without the header and in the same order; fewer where
            they are not known.
    """
    padded = [*lines[: len(items)], *([b""] * (len(items) - len(lines)))]
    places: dict[str, int] = {}
    kinds = [places.setdefault(_kind(item, line), len(places)) for item, line in zip(items, padded, strict=True)]
    return Messages(
        kinds=tuple(places),
        t=moments(item.t for item in items),
        way=tuple(map(_way, items)),
        kind=tuple(kinds),
        bytes=tuple(_size(item, line) for item, line in zip(items, padded, strict=True)),
        page_size=PAGE_SIZE,
        pages=tuple(page_name(number) for number in range(-(-min(len(lines), len(items)) // PAGE_SIZE))),
    )


def message_pages(lines: Sequence[bytes]) -> Iterator[tuple[str, list[str]]]:
    """The name of each page and its lines."""
    for number, start in enumerate(range(0, len(lines), PAGE_SIZE)):
        page = lines[start : start + PAGE_SIZE]
        yield page_name(number), [line.decode("utf-8", "replace") for line in page]


def page_name(number: int) -> str:
    """The file of a page, from 0."""
    return f"messages-{number:04d}.js"


def _way(item: Item) -> int:
    match item:
        case Entry(direction="received"):
            return 0
        case Entry():
            return 1
        case Mark():
            return 2
        case _:
            return 3


def _size(item: Item, line: bytes) -> int:
    if not isinstance(item, Entry):
        return len(line)
    return len(item.data) if isinstance(item.data, bytes) or item.data.isascii() else len(item.data.encode())


def _kind(item: Item, line: bytes) -> str:
    match item:
        case Mark(name=name):
            return name
        case Close():
            return "close"
        case Entry() if _AUDIO.match(line):
            return "realtimeInput.audio"
        case Entry(data=data, direction=direction):
            return _held(_parsed(line, direction) or _loaded(data))


def _parsed(line: bytes, direction: str) -> Any:
    """The message as its line has it, without its audio; None where the line has it as a text, or is not known."""
    document = _loaded(line) if line else None
    message = document.get(direction) if isinstance(document, dict) else None
    return message if isinstance(message, dict) else None


def _loaded(data: str | bytes) -> Any:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        return _loaded_leniently(data)


def _loaded_leniently(data: str | bytes) -> Any:
    """JSON as a server may send it and a strict reader refuses: half a character, NaN."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _held(message: Any) -> str:
    """The keys of a message, those of what it is made of for the kinds that hold one of several things."""
    if not isinstance(message, dict):
        return "not JSON"
    return " + ".join(islice(_names(message), 8)) or "empty"


def _names(message: dict[str, Any]) -> Iterable[str]:
    for key, value in message.items():
        inner = list(islice(value.items(), 4)) if key in _NESTED and isinstance(value, dict) else []
        name = piece(key, 60)
        yield from (f"{name}.{piece(each, 60)}{_said_in(each, held)}" for each, held in inner) if inner else (name,)


def _said_in(name: str, turn: Any) -> str:
    """`.text`, `.executableCode`: what a model's turn holds beside audio, so that it is not taken for a chunk of it."""
    parts = turn.get("parts") if name == "modelTurn" and isinstance(turn, dict) else None
    keys = (key for part in parts for key in part) if isinstance(parts, list) and _are_objects(parts) else ()
    return next((f".{piece(key, 60)}" for key in keys if key not in _ABOUT_AUDIO), "")


def _are_objects(parts: list[Any]) -> bool:
    return all(isinstance(part, dict) for part in parts)
