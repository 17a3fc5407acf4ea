"""The mock server on a real socket: WebSocket connections in, one responder for each."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.http11 import Request, Response

from evalkit.errors import ConnectionClosed, EvalkitError
from evalkit.mock.network.admission import Admission, Admitted, Refusal
from evalkit.mock.network.binding import bind
from evalkit.mock.network.guarded import LOGGER, guarded_connection
from evalkit.mock.network.handshakes import watch_handshakes
from evalkit.mock.network.request import ResponderFactory
from evalkit.mock.network.watching import ConnectionEvent, OnEvent, OnMessage, WatchedTransport
from evalkit.transport.websocket import WebSocketTransport
from evalkit.transport.websocket_frames import MAX_MESSAGE_BYTES

__all__ = ["Bounds", "listen"]

_CLOSE_S = 2.0
_OPEN_S = 10.0
_QUEUED_FRAMES = 128
_TIME_IS_UP = (1011, "Deadline expired before operation could complete.")
_FAILED = "Internal error encountered."
_GOING_AWAY = 1001


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a server takes."""

    connections: int = 64
    """Sessions at once; more are refused with HTTP 503. Four times as many may be connected without having asked."""
    session_s: float = 900.0
    """Length of one connection; the real one ends after about 10 minutes (reference §5.2)."""


@asynccontextmanager
async def listen(
    make_responder: ResponderFactory,
    admission: Admission,
    *,
    host: str = "",
    port: int = 0,
    tls: ssl.SSLContext | None = None,
    bounds: Bounds = Bounds(),
    on_event: OnEvent = lambda _: None,
    on_message: OnMessage | None = None,
) -> AsyncIterator[int]:
    """Serves until the context is left; then every connection has been closed with 1001 and every responder has ended.

    Args:
        make_responder: makes what answers a connection; what it or a responder raises closes that connection with
            1011 and is told to `on_event`, and the others go on.
        admission: who is let in.
        host: a numeric address; empty: both loopback addresses, on one port.
        port: 0: any free one.
        tls: None: plain `ws://`; else changed so that handshakes that fail are told of.
        bounds: how much is taken.
        on_event: told of each connection.
        on_message: told of each message of a client's.

    Yields:
        The port.

    Raises:
        UsageError: the address cannot be listened on.
    """
    sockets = bind(host, port)
    desk = _Desk(make_responder, admission, bounds, on_event, on_message)
    if tls is not None:
        watch_handshakes(tls, desk.refuse)
    servers: list[Server] = []
    async with AsyncExitStack() as stack:
        for each in sockets:
            stack.callback(each.close)
        for each in sockets:
            servers.append(await stack.enter_async_context(_serve(desk, each, tls)))
        stack.push_async_callback(desk.close, servers)
        yield sockets[0].getsockname()[1]


def _serve(desk: _Desk, where: socket.socket, tls: ssl.SSLContext | None) -> Server:
    return serve(
        desk.answer,
        sock=where,
        ssl=tls,
        process_request=desk.look,
        create_connection=guarded_connection(desk.note, desk.forget, desk.refuse_tls),
        compression=None,  # Costs 20 times the CPU, and a small frame may inflate a thousandfold.
        open_timeout=_OPEN_S,
        close_timeout=_CLOSE_S,
        ping_interval=None,  # The real server sends none (reference §1.4).
        max_size=MAX_MESSAGE_BYTES,
        max_queue=_QUEUED_FRAMES,
        server_header="evalkit",
        logger=LOGGER,
    )


class _Desk:
    """Receives every connection of one server."""

    def __init__(
        self,
        make_responder: ResponderFactory,
        admission: Admission,
        bounds: Bounds,
        on_event: OnEvent,
        on_message: OnMessage | None,
    ) -> None:
        self._make_responder, self._admission, self._bounds = make_responder, admission, bounds
        self._on_event, self._on_message = on_event, on_message
        self._connected: set[ServerConnection] = set()
        self._admitted: dict[ServerConnection, tuple[int, Admitted]] = {}
        self._answering: set[asyncio.Task[None]] = set()
        self._count = 0

    def note(self, connection: ServerConnection) -> None:
        """Takes a TCP connection; too many of those that ask for nothing are dropped."""
        self._connected.add(connection)
        if len(self._connected) > 4 * self._bounds.connections:
            connection.transport.abort()

    def forget(self, connection: ServerConnection) -> None:
        """Makes room for another one."""
        self._connected.discard(connection)
        self._admitted.pop(connection, None)

    def refuse(self, problem: str) -> None:
        """Tells of a client that did not get as far as a request."""
        self._count += 1
        self._on_event(ConnectionEvent(self._count, "refused", problem=problem))

    def refuse_tls(self) -> None:
        """Tells of a client that expects TLS where there is none."""
        self.refuse("the client begins TLS, which is not served here: serve with --tls, or give it ws:// or http://")

    def look(self, connection: ServerConnection, request: Request) -> Response | None:
        """Decides about an upgrade request."""
        self._count += 1
        verdict = self._admission.ask(request.path, tuple(request.headers.raw_items()))
        if isinstance(verdict, Admitted) and len(self._admitted) >= self._bounds.connections:
            busy = f"All {self._bounds.connections} connections are in use. Try again later.\n"
            verdict = Refusal(HTTPStatus.SERVICE_UNAVAILABLE, busy, (("Retry-After", "1"),))
        if isinstance(verdict, Admitted):
            # One that was lost meanwhile will not be lost again, and would keep its place for ever.
            if connection in self._connected:
                self._admitted[connection] = self._count, verdict
            return None
        self._on_event(ConnectionEvent(self._count, "refused", status=verdict.status, problem=verdict.body))
        response = connection.respond(HTTPStatus(verdict.status), verdict.body)
        for name, value in verdict.headers:
            response.headers[name] = value
        return response

    async def answer(self, connection: ServerConnection) -> None:
        """Plays the server on an open connection, to its end."""
        if connection not in self._admitted:
            return  # Lost already.
        number, admitted = self._admitted[connection]
        task = asyncio.current_task()
        assert task is not None
        self._answering.add(task)
        try:
            await self._serve(WebSocketTransport(connection, _CLOSE_S), number, admitted)
        finally:
            self._answering.discard(task)

    async def _serve(self, transport: WebSocketTransport, number: int, admitted: Admitted) -> None:
        clock = asyncio.get_running_loop().time
        watched, opened_t, error = WatchedTransport(transport, self._on_message), clock(), None
        self._on_event(ConnectionEvent(number, "opened", admitted.request))
        try:
            error = await self._play(watched, admitted)
        finally:
            await watched.close()
            event = ConnectionEvent(
                number,
                "closed",
                admitted.request,
                error=error,
                model=watched.model,
                turns=watched.turns,
                lasted_s=clock() - opened_t,
                close=watched.ended,
            )
            self._on_event(event)

    async def _play(self, watched: WatchedTransport, admitted: Admitted) -> Exception | None:
        """Returns what went wrong on our side."""
        if admitted.close is not None:
            await watched.close(*admitted.close)
            return None
        try:
            async with asyncio.timeout(self._bounds.session_s) as limit:
                await self._make_responder(admitted.request).serve(watched)
        except ConnectionClosed:
            return None
        except Exception as error:
            if isinstance(error, TimeoutError) and limit.expired():
                await watched.close(*_TIME_IS_UP)
                return None
            await watched.close(1011, str(error) if isinstance(error, EvalkitError) else _FAILED)
            return error
        return None

    async def close(self, servers: Sequence[Server]) -> None:
        """Lets nobody in any more and says goodbye to every client; a responder that does not end then is ended."""
        for server in servers:
            server.close(close_connections=False)
        for connection in self._connected - self._admitted.keys():
            connection.transport.abort()
        # Not the connection's own close, which waits for as long as a client that reads nothing likes.
        open_ones = [WebSocketTransport(connection, _CLOSE_S) for connection in self._admitted]
        goodbyes = [asyncio.create_task(each.close(_GOING_AWAY, "The server stops.")) for each in open_ones]
        if goodbyes:
            await asyncio.wait(goodbyes)
        if self._answering:
            _, late = await asyncio.wait(self._answering, timeout=_CLOSE_S)
            for task in late:
                task.cancel()
