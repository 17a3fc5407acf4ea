"""A connection over a real WebSocket, and the one place where the library's errors become ours."""

from __future__ import annotations

import asyncio
import errno
import logging
import re
import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias
from urllib.parse import quote
from urllib.request import getproxies, proxy_bypass

from websockets import exceptions as ws
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.connection import Connection
from websockets.client import ClientProtocol
from websockets.frames import CloseCode, Frame, Opcode

from evalkit.errors import ConnectError, ConnectionClosed
from evalkit.recording.model import Data
from evalkit.transport.base import cut_reason
from evalkit.transport.url import credentials_in, host_and_port, is_this_machine, shown_url

__all__ = ["Headers", "Limits", "WebSocketTransport", "open_websocket"]

Headers: TypeAlias = Sequence[tuple[str, str]]
"""Names and values of HTTP headers."""

# The library logs the request with its credentials at DEBUG, and prints tracebacks of what is reported here anyway.
_LOGGER = logging.getLogger("evalkit.transport.websocket")
_LOGGER.addHandler(logging.NullHandler())
_LOGGER.setLevel(logging.WARNING)

_CLOSE_S = 2.0
_MAX_MESSAGE_BYTES = 16 * 2**20
_MAX_FRAGMENTS = 1024
_MAX_QUEUED_FRAMES = 128
"""A model's audio comes in bursts of dozens of frames. At this mark the library stops reading the socket, and with it
pongs and close frames, so a reader that is busy for a moment must not reach it; more would only cost memory."""

_LONGEST_QUOTE = 160
"""Characters of a foreign text in an error."""
_SHORTEST_SECRET = 4
"""A shorter value would be found in every text by chance."""

_NEXT_STEPS = {
    400: "check the URL's path, and that the credentials belong to this host",
    401: "the credentials are missing, wrong or expired: renew them",
    403: "the credentials may not be used for this: check their permissions, and that the API is enabled",
    404: "check the URL's path and its API version",
    407: "the proxy wants credentials",
    408: "try again later",
    429: "the quota is used up: try again later, or with a lower --concurrency",
}
"""What to do about an HTTP status in place of an upgrade (reference §6.1)."""

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
    """

    def __init__(self, connection: Connection, close_s: float = _CLOSE_S) -> None:
        self._connection = connection
        self._close_s = close_s

    async def send(self, data: Data) -> None:
        """Sends one message; waits while the network takes no more."""
        try:
            await self._connection.send(data)
        except _FOREIGN as error:
            raise _closed(error) from error

    async def receive(self) -> Data:
        """Returns the next message, its fragments joined; a text that is no UTF-8 ends the connection with 1007."""
        try:
            return await self._connection.recv()
        except _FOREIGN as error:
            raise _closed(error) from error

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Closes the connection in `close_s` at most; a code that may not travel, such as 1006, just aborts it."""
        try:
            with suppress(*_FOREIGN):
                # The library's own timeout does not start before all that was sent has left.
                async with asyncio.timeout(self._close_s):
                    await self._connection.close(code, cut_reason(reason))
        finally:
            self._connection.transport.abort()


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
            max_size=_MAX_MESSAGE_BYTES,
            max_queue=_MAX_QUEUED_FRAMES,
            logger=_LOGGER,
        )
    except _FOREIGN_AT_CONNECT as error:
        raise _connect_error(url, error, _secrets(url, headers), limits) from error
    return WebSocketTransport(connection, limits.close_s)


class _Connect(connect):
    """Refuses redirects: the library would carry `x-goog-api-key` to wherever they lead."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


class _Connection(ClientConnection):
    """Ends the TCP connection itself when the peer does not, once either side has said close."""

    def __init__(self, protocol: ClientProtocol, **settings: Any) -> None:
        super().__init__(_Protocol(protocol.uri, max_size=_MAX_MESSAGE_BYTES, logger=_LOGGER), **settings)
        self._deadline: asyncio.TimerHandle | None = None

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        # Only a sender would meet the library's own deadline: one who receives waited for the next ping, or for ever.
        if self._deadline is None and self.protocol.close_expected():
            self._deadline = self.loop.call_later(self.close_timeout or 0, self.transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        super().connection_lost(exc)


class _Protocol(ClientProtocol):
    """Limits the fragments of a message: their bytes are limited, but each costs memory of its own, even when empty."""

    _fragments = 0

    def recv_frame(self, frame: Frame) -> None:
        if frame.opcode in (Opcode.TEXT, Opcode.BINARY):
            self._fragments = 0
        self._fragments += frame.opcode in (Opcode.TEXT, Opcode.BINARY, Opcode.CONT)
        if self._fragments > _MAX_FRAGMENTS:
            self.fail(CloseCode.MESSAGE_TOO_BIG, f"a message in more than {_MAX_FRAGMENTS:,} fragments")
        else:
            super().recv_frame(frame)


def _secrets(url: str, headers: Headers) -> tuple[str, ...]:
    """What must not be quoted from a server that repeats what it was sent; the longest first."""
    # A header may hold its credential behind a scheme: `Bearer …`.
    values = [part for _, value in headers for part in (value, *value.split())]
    values += [url.partition("?")[2], *credentials_in(url)]
    forms = {form for value in values for form in (value, quote(value, safe=""))}
    return tuple(sorted((form for form in forms if len(form) >= _SHORTEST_SECRET), key=lambda form: (-len(form), form)))


def _closed(error: Exception) -> ConnectionClosed:
    """Says which side's close frame came first; without one, how the connection was lost."""
    if not isinstance(error, ws.ConnectionClosed):
        return ConnectionClosed(1006, _quoted(f"{type(error).__name__}: {error}"), "lost")
    by: Literal["remote", "local"] = "remote" if error.sent is None or error.rcvd_then_sent else "local"
    close = error.rcvd if by == "remote" else error.sent
    if close is not None:
        return ConnectionClosed(int(close.code), close.reason, by)
    reset = isinstance(error.__cause__, ConnectionError)
    return ConnectionClosed(1006, "connection reset by the peer" if reset else "the peer hung up", "lost")


def _connect_error(url: str, error: Exception, secrets: Sequence[str], limits: Limits) -> ConnectError:
    problem, hint = _handshake_problem(error, secrets) or _network_problem(error, url, limits)
    return ConnectError(shown_url(url), problem, hint, _is_configuration(error))


def _is_configuration(error: Exception) -> bool:
    """True when the same attempt would fail for ever: the URL, the credentials, the certificate."""
    if isinstance(error, ws.InvalidStatus):
        return error.response.status_code < 500 and error.response.status_code not in (408, 429)
    return isinstance(error, ws.InvalidURI | ssl.SSLCertVerificationError | ValueError)


def _handshake_problem(error: Exception, secrets: Sequence[str]) -> tuple[str, str] | None:
    match error:
        case ws.InvalidStatus(response=response):
            return _status_problem(response, secrets)
        case ws.InvalidProxyStatus(response=response):
            status = response.status_code
            return f"the proxy answered HTTP {status}", f"check the proxy in the environment: {_proxy_variables()}"
        case ws.ProxyError() | ws.InvalidProxy():
            # The library's text would name the proxy with its password.
            return "the proxy does not work", f"check the proxy in the environment: {_proxy_variables()}"
        case ws.InvalidURI(msg=problem):
            return f"not a WebSocket URL: {problem}", "write it as ws://HOST:PORT/PATH or wss://HOST/PATH"
        case ws.InvalidMessage() if isinstance(error.__cause__, EOFError | ConnectionError):
            return "the server hung up during the handshake", "check the port, and ws:// against wss://"
        case ws.InvalidMessage():
            return f"the answer is not HTTP: {_quoted(str(error.__cause__ or error), secrets)}", "check the port"
        case ws.InvalidHandshake():
            return f"the handshake is not valid: {_quoted(str(error), secrets)}", "check that a WebSocket answers there"
        case ws.WebSocketException():
            return f"{type(error).__name__}: {_quoted(str(error), secrets)}", "try again later"
    return None


def _status_problem(response: Any, secrets: Sequence[str]) -> tuple[str, str]:
    status, headers = response.status_code, response.headers
    if 300 <= status < 400:
        origins = ["/".join(shown_url(value).split("/")[:3]) for value in headers.get_all("Location") if "://" in value]
        where = f" to {_quoted(origins[0], secrets)}" if origins else ""
        return f"HTTP {status}, a redirect{where}, is not followed", "give the URL it leads to, if you trust it"
    said = (response.body or b"").decode("utf-8", "replace").strip()
    # An HTML page says no more than its status does.
    quoted = "" if not said or said.startswith("<") else f": {_quoted(said, secrets)}"
    later = "the server is at fault or overloaded: try again later"
    hint = _NEXT_STEPS.get(status, later if status >= 500 else "check that a Live API answers there")
    waits = [value for value in headers.get_all("Retry-After") if re.fullmatch("[0-9]{1,6}", value)]
    return f"HTTP {status}{quoted}", f"{hint} (it asks for {waits[0]} s)" if waits else hint


def _network_problem(error: Exception, url: str, limits: Limits) -> tuple[str, str]:
    # An `OSError` with several addresses holds the others' errors in its text only.
    text = getattr(error, "strerror", None) or str(error)
    variables = "" if is_this_machine(url) else _proxy_variables()
    proxy = f"; a proxy is set in the environment: {variables}" if variables and not _bypassed(url) else ""
    match error:
        case ssl.SSLCertVerificationError():
            hint = f"check the host name; a certificate authority of your own is named in SSL_CERT_FILE{proxy}"
            return f"its certificate is not trusted: {getattr(error, 'verify_message', None) or text}", hint
        case ssl.SSLError():
            reason = (getattr(error, "reason", None) or text).replace("_", " ").lower()
            return f"TLS failed: {_quoted(reason)}", f"check the port, and ws:// against wss://{proxy}"
        case TimeoutError():
            return f"no answer within {limits.open_s:g} s", f"check host, port and firewall{proxy}"
        case socket.gaierror():
            return f"the host name is not known: {text}", f"check its spelling and your connection{proxy}"
        case OSError() if isinstance(error, ConnectionRefusedError) or f"[Errno {errno.ECONNREFUSED}]" in text:
            return "connection refused", f"check host and port, and that the server runs{proxy}"
        case OSError():
            return _quoted(text), f"check host, port and your connection{proxy}"
        case ImportError():
            return "a SOCKS proxy needs python-socks", f"install it, or change the environment: {variables}"
    return f"not a usable URL: {_quoted(text)}", "write it as ws://HOST:PORT/PATH or wss://HOST/PATH"


def _proxy_variables() -> str:
    """The variables that may have named a proxy, for a hint; empty when there is none."""
    return ", ".join(f"{scheme}_proxy" for scheme in ("wss", "ws", "socks", "https", "http") if scheme in getproxies())


def _bypassed(url: str) -> bool:
    return bool(proxy_bypass(host_and_port(url)))


def _quoted(text: str, secrets: Sequence[str] = ()) -> str:
    """Text that others wrote, on one line, cut, and without what must not be shown."""
    for secret in secrets:
        text = text.replace(secret, "…")
    line = " ".join("".join(each if each.isprintable() else " " for each in text).split())
    return line if len(line) <= _LONGEST_QUOTE else f"{line[: _LONGEST_QUOTE - 1]}…"
