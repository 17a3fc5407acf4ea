"""A mock Live API server in a thread of its own, for tests and programs of any kind."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from evalkit.mock.network.request import LiveRequest
from evalkit.mock.network.watching import ConnectionEvent
from evalkit.protocol.messages import Message
from evalkit.serving.server import Served, serve
from evalkit.serving.settings import ServeSettings

__all__ = ["LiveServer", "serve_in_thread"]

_Started: TypeAlias = "Future[tuple[LiveServer, asyncio.AbstractEventLoop, asyncio.Event]]"


@dataclass(frozen=True, slots=True)
class LiveServer:
    """A mock server that runs beside the program, and what it was asked.

    What a client has sent is here once the server has read it: certainly when the client has an answer to it.
    """

    _served: Served
    _messages: list[Message] = field(default_factory=list)

    @property
    def port(self) -> int:
        """On localhost."""
        return self._served.port

    @property
    def url(self) -> str:
        """`ws://localhost:PORT`, or `wss://` with TLS: for clients that take a whole address."""
        return self._served.url

    @property
    def base_url(self) -> str:
        """`http://localhost:PORT`, or `https://` with TLS: for SDKs, which put the API's own path behind it."""
        return self._served.base_url

    @property
    def ca_file(self) -> Path | None:
        """The certificate that clients must trust, as in SSL_CERT_FILE; None without TLS."""
        return self._served.ca_file

    @property
    def log(self) -> tuple[ConnectionEvent, ...]:
        """What happened to each connection."""
        return tuple(self._served.log)

    @property
    def requests(self) -> tuple[LiveRequest, ...]:
        """What each client that was let in had asked for."""
        return tuple(event.request for event in self.log if event.kind == "opened" and event.request is not None)

    @property
    def messages(self) -> tuple[Message, ...]:
        """What clients sent, decoded, in order over all connections; what does not decode is left out."""
        return tuple(self._messages)


@contextmanager
def serve_in_thread(settings: ServeSettings) -> Iterator[LiveServer]:
    """Serves in a thread of its own until the context is left.

    Raises:
        UsageError: the server cannot start.
        Exception: on leaving, the first thing that went wrong in the server itself, unless the block raises already.
    """
    started: _Started = Future()
    thread = threading.Thread(target=_run, args=(settings, started), name="evalkit live server", daemon=True)
    thread.start()
    server, loop, stop = started.result()
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
    for event in server.log:
        if event.error is not None:
            raise event.error


def _run(settings: ServeSettings, started: _Started) -> None:
    try:
        asyncio.run(_serve(settings, started))
    except BaseException as error:
        if started.done():
            raise
        started.set_exception(error)


async def _serve(settings: ServeSettings, started: _Started) -> None:
    messages: list[Message] = []
    stop = asyncio.Event()
    async with serve(settings, on_message=messages.append) as served:
        started.set_result((LiveServer(served, messages), asyncio.get_running_loop(), stop))
        await stop.wait()
