"""Cuts audio out of a message and puts it back, leaving a marker such as `@model[9600:19200]` in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pybase64

from evalkit.recording.model import LANE_RATE_HZ, Lane

__all__ = ["LineError", "PastLaneEnd", "cut_audio", "is_marker", "mentions_marker", "restore_audio"]

_MARKER = re.compile(r"@(user|model)\[(\d{1,15}):(\d{1,15})\](\+urlsafe)?(\+unpadded)?")
_PCM = re.compile(r"audio/pcm(?:\s*;\s*rate=(\d{1,9}))?", re.IGNORECASE | re.ASCII)
_URLSAFE = b"-_"


class LineError(ValueError):
    """A stored line cannot be read; whoever knows the file adds the place."""


class PastLaneEnd(LineError):
    """A marker names bytes that its lane does not hold; `lane` says which lane."""

    def __init__(self, lane: Lane, start: int, end: int) -> None:
        super().__init__(f"bytes {start}:{end} lie past the end of the {lane} lane")
        self.lane: Lane = lane


def is_marker(text: str) -> bool:
    """Returns whether the whole of `text` is a marker."""
    return _MARKER.fullmatch(text) is not None


def mentions_marker(raw: bytes) -> bool:
    """Returns whether `raw` holds anything that could be taken for a marker; such a message must be stored verbatim."""
    return b"@user[" in raw or b"@model[" in raw


def cut_audio(message: Any, lane: Lane, lane_bytes: int) -> bytes:
    """Replaces every audio chunk of the lane's rate by a marker, in place.

    A chunk is cut only when encoding its bytes again gives the very same string; any other stays where it is.

    Args:
        message: parsed JSON of any depth; it is changed.
        lane: where this message's audio belongs.
        lane_bytes: length of the lane so far, an even number.

    Returns:
        What to append to the lane before the message is stored. A chunk of an odd number of bytes is followed by one
        zero byte, which no marker names, so that the next chunk starts on a sample.
    """
    cut: list[bytes] = []
    start = lane_bytes
    for blob in _blobs(message):
        decoded = _decoded(blob["data"]) if _belongs(blob, lane) else None
        if decoded is None:
            continue
        pcm, suffix = decoded
        blob["data"] = f"@{lane}[{start}:{start + len(pcm)}]{suffix}"
        cut.append(pcm + b"\0" * (len(pcm) % 2))
        start += len(cut[-1])
    return b"".join(cut)


def restore_audio(message: Any, lanes: Mapping[Lane, bytes]) -> None:
    """Replaces every marker by the base64 text it stands for, in place.

    Raises:
        PastLaneEnd: a marker names bytes that its lane does not hold.
        LineError: a marker's range runs backwards.
    """
    for blob in _blobs(message):
        match = _MARKER.fullmatch(blob["data"])
        if match is None:
            continue
        lane: Lane = "user" if match[1] == "user" else "model"
        start, end = int(match[2]), int(match[3])
        if start > end:
            raise LineError(f"the range {start}:{end} runs backwards")
        if end > len(lanes[lane]):
            raise PastLaneEnd(lane, start, end)
        blob["data"] = _encoded(lanes[lane][start:end], urlsafe=bool(match[4]), unpadded=bool(match[5]))


def _blobs(message: Any) -> Iterator[dict[str, Any]]:
    """Every object with a string under `data`, in document order; no recursion, for a peer may nest as it likes."""
    waiting = [message]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if isinstance(value.get("data"), str):
                yield value
            waiting.extend(item for item in reversed(value.values()) if isinstance(item, dict | list))
        elif isinstance(value, list):
            waiting.extend(item for item in reversed(value) if isinstance(item, dict | list))


def _belongs(blob: dict[str, Any], lane: Lane) -> bool:
    mime = blob.get("mimeType", blob.get("mime_type"))
    match = _PCM.fullmatch(mime) if isinstance(mime, str) else None
    return match is not None and (match[1] is None or int(match[1]) == LANE_RATE_HZ[lane])


def _decoded(text: str) -> tuple[bytes, str] | None:
    """The bytes of a base64 string and the marker's suffix, or None when they would not give back this very string."""
    urlsafe = "-" in text or "_" in text
    unpadded = len(text) % 4 != 0
    if urlsafe and ("+" in text or "/" in text):
        return None
    try:
        pcm = pybase64.b64decode(text + "=" * (-len(text) % 4), altchars=_URLSAFE if urlsafe else None, validate=True)
    except ValueError:
        return None
    if not pcm or _encoded(pcm, urlsafe=urlsafe, unpadded=unpadded) != text:
        return None
    return pcm, ("+urlsafe" if urlsafe else "") + ("+unpadded" if unpadded else "")


def _encoded(pcm: bytes, *, urlsafe: bool, unpadded: bool) -> str:
    text = pybase64.b64encode(pcm, altchars=_URLSAFE if urlsafe else None).decode("ascii")
    return text.rstrip("=") if unpadded else text
