"""Asks an ASGI application without a network, exactly as a server would hand it what came over the wire."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from evalkit.viewing.app import Viewer
from evalkit.viewing.guard import Site

__all__ = ["SITE", "Answer", "ask"]

SITE = Site(7575)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def ask(
    viewer: Viewer, address: str, method: str = "GET", headers: tuple[tuple[str, str], ...] = (), host: str = ""
) -> Answer:
    """Sends one request; a `Host` is added unless `headers` has one."""
    named = headers if any(name == "host" for name, _ in headers) else (("host", host or "127.0.0.1:7575"), *headers)
    path, _, query = address.partition("?")
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path, errors="replace"),
        "raw_path": path.encode("latin-1"),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in named],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 7575),
    }
    return asyncio.run(_asked(viewer, scope))


async def _asked(viewer: Viewer, scope: dict[str, Any]) -> Answer:
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await viewer(scope, receive, send)
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    body = b"".join(bytes(message.get("body", b"")) for message in sent[1:])
    return Answer(sent[0]["status"], headers, body)
