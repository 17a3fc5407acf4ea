"""Answers with a file as it lies on the disk: its type, its validators, and the part of it that was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import formatdate, parsedate_to_datetime
from os import fstat, stat_result
from pathlib import Path
from typing import BinaryIO

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from evalkit.viewing.policies import INERT, page_policy
from evalkit.viewing.ranges import Unsatisfiable, wanted_range

__all__ = ["answer_with_file", "media_type"]

_CHUNK = 256 * 1024

# What a browser shows by itself is text: a line of events, Markdown and a table are for reading, not for a download.
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".xml": "application/xml",
    **dict.fromkeys((".jsonl", ".md", ".txt", ".csv", ".yaml", ".yml"), "text/plain; charset=utf-8"),
    ".flac": "audio/flac",
    ".wav": "audio/wav",
    **dict.fromkeys((".ogg", ".opus"), "audio/ogg"),
    ".png": "image/png",
    **dict.fromkeys((".jpg", ".jpeg"), "image/jpeg"),
    ".webp": "image/webp",
    ".gif": "image/gif",
}


def media_type(name: str) -> str:
    """The type that a file of this name is sent as; bytes without a meaning where the name says none."""
    return _TYPES.get(Path(name).suffix.lower(), "application/octet-stream")


def answer_with_file(path: Path, request: Request) -> Response:
    """The file, a part of it, or that it has not changed (RFC 9110 §13, §14).

    Exactly as many bytes are sent as the file had at first, for a recording grows while it is read.

    Raises:
        OSError: it cannot be read.
    """
    file = path.open("rb")
    try:
        response = _answer(file, fstat(file.fileno()), path.name, request)
    except BaseException:
        file.close()
        raise
    if not isinstance(response, _Sent):
        file.close()
    return response


class _Sent(StreamingResponse):
    """Bytes of a file, which is closed whatever becomes of the connection: one cut at once reads nothing of it."""

    def __init__(self, file: BinaryIO, first: int, end: int, status: int, headers: dict[str, str]) -> None:
        super().__init__(_bytes(file, first, end), status_code=status, headers=headers)
        self._file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._file.close()


def _answer(file: BinaryIO, found: stat_result, name: str, request: Request) -> Response:
    headers = {
        "accept-ranges": "bytes",
        "etag": f'"{found.st_mtime_ns:x}-{found.st_size:x}-{found.st_ino:x}"',
        "last-modified": formatdate(found.st_mtime, usegmt=True),
        # Also of 304: a browser gives what it has kept the headers that it is told now (RFC 9111 §3.2).
        "content-security-policy": _policy(file, name),
    }
    if _is_known(request.headers, headers):
        return Response(status_code=304, headers=headers)
    # A range of anything but GET means nothing (§14.2), and of another version of the file neither (§13.1.5).
    asked = request.headers.get("range") if request.method == "GET" else None
    if request.headers.get("if-range", headers["etag"]) not in (headers["etag"], headers["last-modified"]):
        asked = None
    try:
        part = wanted_range(asked, found.st_size)
    except Unsatisfiable:
        return Response(status_code=416, headers={**headers, "content-range": f"bytes */{found.st_size}"})
    first, end = part or (0, found.st_size)
    if part:
        headers["content-range"] = f"bytes {first}-{end - 1}/{found.st_size}"
    headers |= {"content-length": str(end - first), "content-type": media_type(name)}
    if request.method == "HEAD":
        return Response(status_code=206 if part else 200, headers=headers)
    return _Sent(file, first, end, 206 if part else 200, headers)


def _is_known(asked: Headers, has: dict[str, str]) -> bool:
    known = asked.get("if-none-match")
    if known is not None:
        return known.strip() == "*" or has["etag"] in (tag.strip().removeprefix("W/") for tag in known.split(","))
    try:
        since = parsedate_to_datetime(asked["if-modified-since"])
        return parsedate_to_datetime(has["last-modified"]) <= since
    except (KeyError, ValueError, TypeError):
        return False


def _policy(file: BinaryIO, name: str) -> str:
    return page_policy(file.read(8192).decode("utf-8", "replace")) if name.lower().endswith(".html") else INERT


def _bytes(file: BinaryIO, first: int, end: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        while first < end:
            chunk = file.read(min(_CHUNK, end - first))
            if not chunk:
                # It became shorter: what is missing cannot be sent, and the connection ends as incomplete.
                return
            first += len(chunk)
            yield chunk
