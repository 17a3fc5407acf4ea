"""A WebSocket server on this machine that plays a scenario's `mock` section and keeps each upgrade request."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from evalkit.media.pcm import Samples
from evalkit.mock.model.scripted import ScriptedResponder
from evalkit.scenario.script import Say, Script
from evalkit.transport.websocket import WebSocketTransport

__all__ = ["LiveServer", "live_server", "texts_below"]


@dataclass
class LiveServer:
    """What the server was asked, and what it answers instead of an upgrade."""

    script: Script
    port: int = 0
    refusal: int = 0
    """An HTTP status; 0: every upgrade is accepted."""
    requests: list[tuple[str, Headers]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.requests]

    def sent(self, header: str) -> list[str]:
        """The values of a header, over all the requests."""
        return [value for _, headers in self.requests for value in headers.get_all(header)]

    def look(self, connection: ServerConnection, request: Request) -> Response | None:
        self.requests.append((request.path, request.headers))
        return connection.respond(HTTPStatus(self.refusal), "no\n") if self.refusal else None

    async def answer(self, connection: ServerConnection) -> None:
        transport = WebSocketTransport(connection)
        await ScriptedResponder(self.script, _mute, "live").serve(transport)
        await transport.close()


@contextmanager
def live_server(script: Script) -> Iterator[LiveServer]:
    """Serves in a thread of its own, as a run takes this one."""
    live, ready, stop = LiveServer(script), threading.Event(), list[tuple[asyncio.AbstractEventLoop, Server]]()

    async def main() -> None:
        async with serve(live.answer, "127.0.0.1", 0, process_request=live.look) as server:
            live.port = next(iter(server.sockets)).getsockname()[1]
            stop.append((asyncio.get_running_loop(), server))
            ready.set()
            await server.wait_closed()

    thread = threading.Thread(target=asyncio.run, args=(main(),), name="live server")
    thread.start()
    try:
        assert ready.wait(5)
        yield live
    finally:
        for loop, server in stop:
            loop.call_soon_threadsafe(server.close)
        thread.join(5)
        assert not thread.is_alive()


def _mute(step: Say) -> Samples:
    raise AssertionError(f"the scenarios here only write: {step.text}")


def texts_below(folder: Path) -> str:
    """The bytes of every file below a folder, and the files' names."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return "\n".join(f"{path}\n{path.read_bytes().decode('latin-1')}" for path in files)
