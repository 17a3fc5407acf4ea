"""The files of an attempt as a page carries them in itself: texts, pictures as they are, audio packed small."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path

from evalkit.errors import MediaError
from evalkit.media.opus import ogg_opus

__all__ = ["carried_files"]

_PACKED = re.compile(r'evalkit\.put\("([A-Za-z0-9+/=]*)"\)')
_LANES = ("user.flac", "model.flac")
_PICTURES = {".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}


def carried_files(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yields name, media type and base64 of each file that a page shows of an attempt.

    The timeline and its messages have no media type: they are packed data that the page's script unpacks. A file that
    is missing or cannot be read is left out, and the page does without it.

    Args:
        folder: the attempt's, with its timeline (`evalkit.runner.timelines`).
    """
    for path in (folder / "timeline.js", *sorted(folder.glob("messages-*.js"))):
        packed = _packed(path)
        if packed:
            yield path.name, "", packed
    for name in _LANES:
        sound = _sound(folder / name)
        if sound:
            yield name, "audio/ogg", base64.b64encode(sound).decode("ascii")
    for path in sorted(folder.glob("frames/*")):
        kind = _PICTURES.get(path.suffix)
        if kind is not None and path.is_file():
            yield f"frames/{path.name}", kind, base64.b64encode(path.read_bytes()).decode("ascii")


def _packed(path: Path) -> str:
    try:
        found = _PACKED.search(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return ""
    return "" if found is None else found[1]


def _sound(path: Path) -> bytes:
    try:
        return ogg_opus(path)
    except MediaError:
        return b""
