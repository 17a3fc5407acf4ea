"""A timeline and its messages as scripts that hand their data to a page, which from a disk can load nothing else."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from evalkit.timeline.messages import message_pages
from evalkit.timeline.model import FORMAT, Timeline

__all__ = ["HEAD_BYTES", "TIMELINE", "format_of", "is_timeline_file", "timeline_files"]

TIMELINE = "timeline.js"
"""The file beside a recording; its pages of messages lie beside it."""

HEAD_BYTES = 32
"""How much of a file says of which format it is."""

_HEAD = re.compile(rb"// format (\d{1,9})\n")
_PAGE = re.compile(r"messages-\d{4,}\.js")


def timeline_files(timeline: Timeline, lines: Sequence[bytes]) -> Iterator[tuple[str, bytes]]:
    """Name and content of each file; the timeline comes last, so that whoever finds it finds all.

    Args:
        timeline: one recording's.
        lines: of its `events.jsonl`, without the header.
    """
    for name, page in message_pages(lines):
        yield name, _script(page)
    yield TIMELINE, _script(timeline)


def is_timeline_file(name: str) -> bool:
    """True for a name of the files above: they follow from the recording, and nothing follows from them."""
    return name == TIMELINE or _PAGE.fullmatch(name) is not None


def format_of(head: bytes) -> int | None:
    """The format number of a file of ours, of which `head` is the beginning; None of any other file."""
    found = _HEAD.match(head)
    return None if found is None else int(found[1])


def _script(data: Any) -> bytes:
    packed = base64.b64encode(zlib.compress(orjson.dumps(data), 6))
    return b'// format %d\nevalkit.put("%s");\n' % (FORMAT, packed)
