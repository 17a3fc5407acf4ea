"""A listening mock server whose responder does what its client orders."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from websockets import exceptions as ws
from websockets.asyncio.client import ClientConnection, connect

from evalkit.errors import ReplayMismatch
from evalkit.mock.network.admission import Admission
from evalkit.mock.network.listener import listen
from evalkit.mock.network.request import LiveRequest
from evalkit.mock.network.watching import ConnectionEvent
from evalkit.mock.server import Responder
from evalkit.protocol.messages import Message
from evalkit.transport.base import Transport

__all__ = ["Live", "Repeat", "ends", "run", "server"]

ANYBODY = Admission()


class Repeat:
    """Sends back what it gets; `fail`, `close` and `leave` are orders."""

    def __init__(self, request: LiveRequest) -> None:
        self.request = request

    async def serve(self, transport: Transport) -> None:
        while (data := await transport.receive()) != "leave":
            match str(data).partition(" "):
                case "fail", _, "mismatch":
                    raise ReplayMismatch(0, "this", "that")
                case "fail", _, what:
                    raise RuntimeError(what)
                case "late", _, _:
                    raise TimeoutError("not the session's end")
                case "close", _, reason:
                    await transport.close(1008, reason)
                case _:
                    await transport.send(data)


@dataclass
class Live:
    """A server under test."""

    port: int
    events: list[ConnectionEvent] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def note(self, event: ConnectionEvent) -> None:
        self.events.append(event)
        self.news.set()

    async def told(self, count: int) -> None:
        """Waits for so many events."""
        while len(self.events) < count:
            self.news.clear()
            await self.news.wait()

    def connect(self, path: str = "/", host: str = "127.0.0.1", **options: Any) -> connect:
        scheme = "wss" if "ssl" in options else "ws"
        return connect(f"{scheme}://{host}:{self.port}{path}", proxy=None, close_timeout=1, **options)

    @property
    def lines(self) -> list[str]:
        return [str(event).partition(", after")[0] for event in self.events]


@asynccontextmanager
async def server(
    responder: Callable[[LiveRequest], Responder] = Repeat, admission: Admission = ANYBODY, **options: Any
) -> AsyncIterator[Live]:
    live = Live(0)
    listening = listen(responder, admission, on_event=live.note, on_message=live.messages.append, **options)
    async with listening as live.port:
        yield live


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    async def in_time() -> Any:
        async with asyncio.timeout(10):
            return await coroutine

    return asyncio.run(in_time())


async def ends(client: ClientConnection) -> tuple[int, str]:
    """How the server closes a connection."""
    with pytest.raises(ws.ConnectionClosed) as closed:
        await client.recv()
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code, closed.value.rcvd.reason
