"""Cuts audio and pictures out of a message and puts them back, leaving markers such as `@model[9600:19200]`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from evalkit.recording.base64_text import SUFFIXES, decoded, encoded
from evalkit.recording.model import LANE_RATE_HZ, Lane

__all__ = [
    "LineError",
    "LostFrame",
    "NameFrame",
    "PastLaneEnd",
    "ReadFrame",
    "audio_between",
    "cut_audio",
    "cut_frames",
    "is_marker",
    "mentions_marker",
    "restore_media",
]

_AUDIO = re.compile(rf"@(user|model)\[(\d{{1,15}}):(\d{{1,15}})\]{SUFFIXES}", re.ASCII)
# The name is the whole of a path below `frames/`: digits and an ending, so that no marker can point anywhere else.
_FRAME = re.compile(rf"@frame\[(\d{{4,9}}\.(?:jpg|png|webp)):(\d{{1,15}})\]{SUFFIXES}", re.ASCII)
_PCM = re.compile(r"audio/pcm(?:\s*;\s*rate=(\d{1,9}))?", re.IGNORECASE | re.ASCII)
_NESTED = (dict, list)
_ENDINGS: Mapping[str, str] = {"image/jpeg": "jpg", "image/jpg": "jpg", "image/png": "png", "image/webp": "webp"}

NameFrame: TypeAlias = Callable[[bytes, str], str]
"""Gives a picture (its bytes, and `jpg`, `png` or `webp`) the name of its file, such as `0001.jpg`."""

ReadFrame: TypeAlias = Callable[[str], bytes | None]
"""Gives the bytes of the frame's file of this name; None when there is none."""


class LineError(ValueError):
    """A stored line cannot be read; whoever knows the file adds the place."""


class PastLaneEnd(LineError):
    """A marker names bytes that its lane does not hold; `lane` says which lane."""

    def __init__(self, lane: Lane, start: int, end: int) -> None:
        super().__init__(f"bytes {start}:{end} lie past the end of the {lane} lane")
        self.lane: Lane = lane


class LostFrame(LineError):
    """A marker names a frame whose file is missing (`found` is None) or of another size."""

    def __init__(self, name: str, size: int, found: int | None) -> None:
        super().__init__(f"frames/{name} " + ("is missing" if found is None else f"holds {found} of {size} bytes"))
        self.name = name
        self.found = found


def is_marker(text: str) -> bool:
    """Returns whether the whole of `text` is a marker."""
    return _AUDIO.fullmatch(text) is not None or _FRAME.fullmatch(text) is not None


def mentions_marker(raw: bytes) -> bool:
    """Returns whether `raw` holds anything that could be taken for a marker; such a message must be stored verbatim."""
    return b"@user[" in raw or b"@model[" in raw or b"@frame[" in raw


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
        found = decoded(blob["data"]) if _belongs(blob, lane) else None
        if found is None:
            continue
        pcm, suffix = found
        blob["data"] = f"@{lane}[{start}:{start + len(pcm)}]{suffix}"
        cut.append(pcm + b"\0" * (len(pcm) % 2))
        start += len(cut[-1])
    return b"".join(cut)


def cut_frames(message: Any, name_of: NameFrame) -> dict[str, bytes]:
    """Replaces every JPEG, PNG and WebP picture by a marker such as `@frame[0001.jpg:48213]`, in place.

    The marker holds the file's name and size in bytes. As with audio, only what comes back the same is cut.

    Args:
        message: parsed JSON of any depth; it is changed.
        name_of: names the file of each picture.

    Returns:
        What the files must hold before the message is stored.
    """
    cut: dict[str, bytes] = {}
    for blob in _blobs(message):
        ending = _ENDINGS.get(_mime_type(blob).strip().lower())
        found = decoded(blob["data"]) if ending else None
        if ending is None or found is None:
            continue
        data, suffix = found
        name = name_of(data, ending)
        blob["data"] = f"@frame[{name}:{len(data)}]{suffix}"
        cut[name] = data
    return cut


def restore_media(message: Any, lanes: Mapping[Lane, bytes], frame: ReadFrame | None = None) -> None:
    """Replaces every marker by the base64 text it stands for, in place.

    Args:
        message: parsed JSON of any depth; it is changed.
        lanes: the PCM of each lane.
        frame: reads a frame's file; None where markers of frames are not known yet and are the peer's own words.

    Raises:
        PastLaneEnd: a marker names bytes that its lane does not hold.
        LostFrame: a marker names a frame that is missing or of another size.
        LineError: a marker's range runs backwards.
    """
    for blob in _blobs(message):
        text = blob["data"]
        if match := _AUDIO.fullmatch(text):
            blob["data"] = encoded(_audio(match, lanes), urlsafe=bool(match[4]), unpadded=bool(match[5]))
        elif frame is not None and (match := _FRAME.fullmatch(text)):
            blob["data"] = encoded(_picture(match, frame), urlsafe=bool(match[3]), unpadded=bool(match[4]))


def _audio(match: re.Match[str], lanes: Mapping[Lane, bytes]) -> bytes:
    return audio_between("user" if match[1] == "user" else "model", int(match[2]), int(match[3]), lanes)


def audio_between(lane: Lane, start: int, end: int, lanes: Mapping[Lane, bytes]) -> bytes:
    """Returns what a marker of these bytes of a lane stands for; `restore_media` says what is raised."""
    if start > end:
        raise LineError(f"the range {start}:{end} runs backwards")
    if end > len(lanes[lane]):
        raise PastLaneEnd(lane, start, end)
    return lanes[lane][start:end]


def _picture(match: re.Match[str], frame: ReadFrame) -> bytes:
    name, size = match[1], int(match[2])
    data = frame(name)
    if data is None or len(data) != size:
        raise LostFrame(name, size, None if data is None else len(data))
    return data


def _blobs(message: Any) -> Iterator[dict[str, Any]]:
    """Every object with a string under `data`, in document order; no recursion, for a peer may nest as it likes."""
    waiting = [message]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if isinstance(value.get("data"), str):
                yield value
            waiting.extend([item for item in reversed(value.values()) if isinstance(item, _NESTED)])
        elif isinstance(value, list):
            waiting.extend([item for item in reversed(value) if isinstance(item, _NESTED)])


def _belongs(blob: dict[str, Any], lane: Lane) -> bool:
    match = _PCM.fullmatch(_mime_type(blob))
    return match is not None and (match[1] is None or int(match[1]) == LANE_RATE_HZ[lane])


def _mime_type(blob: dict[str, Any]) -> str:
    mime = blob.get("mimeType", blob.get("mime_type"))
    return mime if isinstance(mime, str) else ""
