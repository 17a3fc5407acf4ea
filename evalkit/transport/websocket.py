"""A connection over a real WebSocket, and the one place where the library's errors become ours."""

from __future__ import annotations

import asyncio
import logging
import re
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias
from urllib.parse import quote

from websockets import exceptions as ws
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.connection import Connection
from websockets.client import ClientProtocol
from websockets.http11 import Response
from websockets.protocol import State

from evalkit.clock import Stopwatch
from evalkit.errors import ConnectError, ConnectionClosed
from evalkit.recording.model import Data
from evalkit.transport.base import cut_reason
from evalkit.transport.problems import (
    Problem,
    network_problem,
    proxy_variables,
    quoted,
    retry_after_s,
    status_problem,
)
from evalkit.transport.url import credentials_in, is_this_machine, shown_url
from evalkit.transport.websocket_frames import MAX_MESSAGE_BYTES, LimitedFrames

__all__ = ["Headers", "Limits", "WebSocketTransport", "open_websocket"]

Headers: TypeAlias = Sequence[tuple[str, str]]
"""Names and values of HTTP headers."""

# The library logs the request with its credentials at DEBUG, and prints tracebacks of what is reported here anyway.
_LOGGER = logging.getLogger("evalkit.transport.websocket")
_LOGGER.addHandler(logging.NullHandler())
_LOGGER.setLevel(logging.WARNING)

_CLOSE_S = 2.0
_MAX_QUEUED_FRAMES = 128
"""A model's audio comes in bursts of dozens of frames. At this mark the library stops reading the socket, and with it
pongs and close frames, so a reader that is busy for a moment must not reach it; more would only cost memory."""

_SHORTEST_SECRET = 4
"""A shorter value would be found in every text by chance."""

_FOREIGN = (ws.WebSocketException, OSError, EOFError)
_FOREIGN_AT_CONNECT = (*_FOREIGN, ValueError, ImportError)
"""`ValueError` is a URL or a host name that is none, `ImportError` a SOCKS proxy without python-socks."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a connection may take for what."""

    open_s: float = 10.0
    """From the first packet to the end of the handshake."""
    close_s: float = _CLOSE_S
    """From our close frame to the end of the TCP connection, which is then aborted."""
    ping_s: float = 20.0
    """Between two pings; the server sends none itself (reference §1.4)."""
    pong_s: float = 60.0
    """Until a ping must be answered: pongs of the Live API were measured 8 to 30 s late."""


class WebSocketTransport:
    """A Transport over an open WebSocket connection of the `websockets` library, a client's or a server's.

    Args:
        connection: open; nobody else may receive from it.
        close_s: how long closing may take until the TCP connection is aborted.
        opened_in_s: how long it took to open; None on the server's side.
    """

    def __init__(self, connection: Connection, close_s: float = _CLOSE_S, opened_in_s: float | None = None) -> None:
        self.opened_in_s = opened_in_s
        self._connection = connection
        self._close_s = close_s
        self._ended: ConnectionClosed | None = None

    async def send(self, data: Data) -> None:
        """Sends one message; waits while the network takes no more."""
        try:
            await self._connection.send(data)
        except _FOREIGN as error:
            raise self._end(error) from error

    async def receive(self) -> Data:
        """Returns the next message, its fragments joined; a text that is no UTF-8 ends the connection with 1007."""
        try:
            return await self._connection.recv()
        except _FOREIGN as error:
            raise self._end(error) from error

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Closes the connection in `close_s` at most; a code that may not travel, such as 1006, just aborts it."""
        try:
            with suppress(*_FOREIGN):
                # The library's own timeout does not start before all that was sent has left.
                async with asyncio.timeout(self._close_s):
                    await self._connection.close(code, cut_reason(reason))
        finally:
            self._connection.transport.abort()

    def _end(self, error: Exception) -> ConnectionClosed:
        # Asked again, some versions of the library no longer know how the connection was lost.
        self._ended = self._ended or _closed(error, getattr(self._connection, "lost_because", ""))
        return self._ended


async def open_websocket(url: str, headers: Headers = (), limits: Limits = Limits()) -> WebSocketTransport:
    """Opens a connection; redirects are refused, and a proxy of the environment is used unless the host is this one.

    Args:
        url: `ws://` or `wss://`; may hold credentials in its query or user information.
        headers: sent with the handshake.
        limits: timeouts.

    Raises:
        ConnectError: no connection could be opened; no query, user information or header value is in its text.
    """
    if broken := [name for name, value in headers if re.search(r"[\x00-\x08\x0a-\x1f\x7f]", name + value)]:
        problem = f"the header {broken[0]!r} holds a line break or another control character"
        raise ConnectError(shown_url(url), problem, "check the credential it carries", configuration=True)
    clock = Stopwatch()
    try:
        connection = await _Connect(
            url,
            additional_headers=list(headers),
            compression=None,  # Costs 20 times the CPU, and a small frame may inflate a thousandfold.
            create_connection=_Connection,
            proxy=None if is_this_machine(url) else True,
            open_timeout=limits.open_s,
            close_timeout=limits.close_s,
            ping_interval=limits.ping_s,
            ping_timeout=limits.pong_s,
            max_size=MAX_MESSAGE_BYTES,
            max_queue=_MAX_QUEUED_FRAMES,
            logger=_LOGGER,
        )
    except _FOREIGN_AT_CONNECT as error:
        raise _connect_error(url, error, _secrets(url, headers), limits) from error
    return WebSocketTransport(connection, limits.close_s, clock())


class _Connect(connect):
    """Refuses redirects: the library would carry `x-goog-api-key` to wherever they lead."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


class _Connection(ClientConnection):
    """Ends the TCP connection itself: when a close was said and the peer does not, and when nothing comes any more."""

    lost_because = ""
    """Why we gave the connection up, when we did."""

    def __init__(self, protocol: ClientProtocol, **settings: Any) -> None:
        super().__init__(_ClientProtocol(protocol.uri, max_size=MAX_MESSAGE_BYTES, logger=_LOGGER), **settings)
        self._deadline: asyncio.TimerHandle | None = None
        # The library's pings wait behind whatever the network does not take, and with them its own timeout.
        self._silence_s = (self.ping_interval or 0) + (self.ping_timeout or 0) + (self.close_timeout or 0)
        self._heard_at = self.loop.time()
        self._watch = self.loop.call_later(self._silence_s, self._look)

    def data_received(self, data: bytes) -> None:
        self._heard_at = self.loop.time()
        super().data_received(data)
        # Only a sender would meet the library's own deadline: one who receives waited for the next ping, or for ever.
        if self._deadline is None and self.protocol.close_expected():
            self._deadline = self.loop.call_later(self.close_timeout or 0, self.transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        self._watch.cancel()
        if self._deadline is not None:
            self._deadline.cancel()
        super().connection_lost(exc)

    def _look(self) -> None:
        left_s = self._heard_at + self._silence_s - self.loop.time()
        if left_s > 0:
            self._watch = self.loop.call_later(left_s, self._look)
        else:
            if self.protocol.state is State.OPEN:
                self.lost_because = f"nothing came for {self._silence_s:g} s, not even a pong"
            self.transport.abort()


class _ClientProtocol(LimitedFrames, ClientProtocol):
    pass


def _secrets(url: str, headers: Headers) -> tuple[str, ...]:
    """What must not be quoted from a server that repeats what it was sent; the longest first."""
    # A header may hold its credential behind a scheme: `Bearer …`.
    values = [part for _, value in headers for part in (value, *value.split())]
    values += [url.partition("?")[2], *credentials_in(url)]
    forms = {form for value in values for form in (value, quote(value, safe=""))}
    return tuple(sorted((form for form in forms if len(form) >= _SHORTEST_SECRET), key=lambda form: (-len(form), form)))


def _closed(error: Exception, because: str = "") -> ConnectionClosed:
    """Says which side's close frame came first; without one, how the connection was lost, or why we gave it up."""
    if because:
        return ConnectionClosed(1006, because, "lost")
    if not isinstance(error, ws.ConnectionClosed):
        return ConnectionClosed(1006, quoted(f"{type(error).__name__}: {error}"), "lost")
    by: Literal["remote", "local"] = "remote" if error.sent is None or error.rcvd_then_sent else "local"
    close = error.rcvd if by == "remote" else error.sent
    if close is not None:
        return ConnectionClosed(int(close.code), close.reason, by)
    reset = isinstance(error.__cause__, ConnectionError)
    return ConnectionClosed(1006, "connection reset by the peer" if reset else "the peer hung up", "lost")


def _connect_error(url: str, error: Exception, secrets: Sequence[str], limits: Limits) -> ConnectError:
    problem, hint = _handshake_problem(error, secrets) or network_problem(error, url, limits.open_s)
    status, wait_s = 0, None
    if isinstance(error, ws.InvalidStatus):
        status, wait_s = error.response.status_code, _wait_s(error.response)
    return ConnectError(shown_url(url), problem, hint, _is_configuration(error), status, wait_s)


def _is_configuration(error: Exception) -> bool:
    """True when the same attempt would fail for ever: the URL, the credentials, the certificate."""
    if isinstance(error, ws.InvalidStatus):
        return error.response.status_code < 500 and error.response.status_code not in (408, 429)
    return isinstance(error, ws.InvalidURI | ssl.SSLCertVerificationError | ValueError)


def _handshake_problem(error: Exception, secrets: Sequence[str]) -> Problem | None:
    match error:
        case ws.InvalidStatus(response=response):
            locations = response.headers.get_all("Location")
            body = bytes(response.body or b"")
            return status_problem(response.status_code, body, locations, _wait_s(response), secrets)
        case ws.InvalidProxyStatus(response=response):
            status = response.status_code
            return f"the proxy answered HTTP {status}", f"check the proxy in the environment: {proxy_variables()}"
        case ws.ProxyError() | ws.InvalidProxy():
            # The library's text would name the proxy with its password.
            return "the proxy does not work", f"check the proxy in the environment: {proxy_variables()}"
        case ws.InvalidURI(msg=problem):
            return f"not a WebSocket URL: {problem}", "write it as ws://HOST:PORT/PATH or wss://HOST/PATH"
        case ws.InvalidMessage() if isinstance(error.__cause__, EOFError | ConnectionError):
            return "the server hung up during the handshake", "check the port, and ws:// against wss://"
        case ws.InvalidMessage():
            return f"the answer is not HTTP: {quoted(str(error.__cause__ or error), secrets)}", "check the port"
        case ws.InvalidHandshake():
            return f"the handshake is not valid: {quoted(str(error), secrets)}", "check that a WebSocket answers there"
        case ws.WebSocketException():
            return f"{type(error).__name__}: {quoted(str(error), secrets)}", "try again later"
    return None


def _wait_s(response: Response) -> float | None:
    """Names are written as every proxy likes; a header that stands twice counts once."""
    return retry_after_s({name.title(): value for name, value in response.headers.raw_items()})
