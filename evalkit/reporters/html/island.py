"""Data in a page and beside it: deflated JSON that the page's script inflates."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from evalkit.reporters.base import write_whole
from evalkit.reporters.html.page import render

__all__ = ["packed", "render_app", "sidecar", "write_parts"]


def packed(document: Any) -> str:
    """Returns base64 of a zlib stream of JSON; none of its letters means anything in HTML or in a script's string."""
    return base64.b64encode(zlib.compress(orjson.dumps(document), 9)).decode("ascii")


def sidecar(text: str) -> str:
    """Returns the script that hands packed data to the page that loads it."""
    return f'evalkit.put("{text}")\n'


def render_app(template: str, parts: Mapping[str, Any], **values: Any) -> str:
    """Returns a page of the index's bundle with its data.

    Args:
        template: file name, as `index.html.j2`.
        parts: by name what the script reads; documents, or texts that are packed already.
        values: what the template shows.
    """
    shown = [(name, part if isinstance(part, str) else packed(part)) for name, part in parts.items()]
    return render(template, "index", parts=shown, **values)


def write_parts(page: Path, files: Mapping[str, str]) -> None:
    """Writes the files that a page loads; names are relative to its folder.

    Raises:
        OSError: one cannot be written.
    """
    for name, text in files.items():
        write_whole(page.parent / name, sidecar(text))
