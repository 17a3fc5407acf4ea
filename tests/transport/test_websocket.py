"""The WebSocket transport: handshakes that go well, badly and not at all, and whose error it is."""

from __future__ import annotations

import inspect
import socket
import ssl
import time
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from websockets import exceptions as ws
from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers as HttpHeaders
from websockets.frames import Close
from websockets.http11 import Response

from evalkit.clock import Stopwatch
from evalkit.errors import ConnectError, ConnectionClosed, TransportError
from evalkit.transport import websocket
from evalkit.transport.websocket import Limits, WebSocketTransport, open_websocket
from tests.transport.connections import SHORT, run
from tests.transport.raw_server import Behaviour, Peer, answering, raw_server

KEY = "AIza-not-a-real-key"


def refused(behave: Behaviour, path: str = "/", headers: websocket.Headers = (), scheme: str = "ws") -> str:
    """The error of a connection that this server does not let happen, its port as PORT."""

    async def connect() -> str:
        async with raw_server(behave) as port:
            with pytest.raises(ConnectError) as error:
                await open_websocket(f"{scheme}://127.0.0.1:{port}{path}", headers, SHORT)
            assert error.value.__cause__ is not None
            return str(error.value).replace(str(port), "PORT")

    return str(run(connect()))


def test_what_no_retry_will_mend_is_our_configuration() -> None:
    async def mendable(head: str) -> bool:
        async with raw_server(answering(f"HTTP/1.1 {head}\nContent-Length: 0\n\n")) as port:
            with pytest.raises(ConnectError) as error:
                await open_websocket(f"ws://127.0.0.1:{port}/", (), SHORT)
            return not error.value.configuration

    heads = ["401 No", "403 No", "404 No", "302 No", "400 No", "408 Late", "429 Many", "500 Broken", "503 Later"]
    assert [head[:3] for head in heads if run(mendable(head))] == ["408", "429", "500", "503"]


def test_the_status_and_the_wait_are_kept_as_numbers() -> None:
    async def error_of(head: str) -> ConnectError:
        async with raw_server(answering(f"HTTP/1.1 {head}\nContent-Length: 0\n\n")) as port:
            with pytest.raises(ConnectError) as error:
                await open_websocket(f"ws://127.0.0.1:{port}/", (), SHORT)
            return error.value

    asked = {head: run(error_of(head)) for head in ("429 Many\nretry-after: 7", "503 Later", "nonsense")}
    assert [(error.http_status, error.retry_after_s) for error in asked.values()] == [(429, 7), (503, None), (0, None)]


def test_messages_of_both_kinds_both_ways_until_we_close() -> None:
    seen: list[str | bytes] = []

    async def echo(connection: ServerConnection) -> None:
        # A server's connection makes a transport too.
        transport = WebSocketTransport(connection)
        try:
            while True:
                seen.append(await transport.receive())
                await transport.send(seen[-1])
        except ConnectionClosed as closed:
            seen.append(str(closed))

    async def talk() -> None:
        async with serve(echo, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            transport = await open_websocket(f"ws://127.0.0.1:{port}/path?key=x", [("x-goog-api-key", KEY)])
            for data in ('{"a":"ä"}', b"\x00\xff", "", "x" * 2**20):
                await transport.send(data)
                assert await transport.receive() == data
            (connection,) = server.connections
            assert connection.request is not None
            assert (connection.request.path, connection.request.headers["x-goog-api-key"]) == ("/path?key=x", KEY)
            assert "Sec-WebSocket-Extensions" not in connection.request.headers
            await transport.close(1001, "ä" * 100)
            await transport.close()
            with pytest.raises(ConnectionClosed) as closed:
                await transport.receive()
            assert (closed.value.code, closed.value.reason, closed.value.by) == (1001, "ä" * 61, "local")

    run(talk())
    assert seen[-1] == f"connection closed by the server: 1001 {'ä' * 61!r}"


def test_the_settings_of_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    async def settings() -> tuple[Any, ...]:
        async with raw_server(stay) as port:
            transport = await open_websocket(f"ws://localhost:{port}")
            it: Any = transport._connection
            await transport.close()
            queue = it.recv_messages
            limit = getattr(it.protocol, "max_message_size", None) or it.protocol.max_size
            return (
                it.ping_interval,
                it.ping_timeout,
                it.close_timeout,
                limit,
                queue.high >= 64,
                it.protocol.extensions,
            )

    async def stay(peer: Peer) -> None:
        await peer.accept()
        await peer.reader.read(1)

    # A dead proxy is no matter on loopback.
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert run(settings()) == (20, 60, 2, 16 * 2**20, True, [])
    assert Limits() == Limits(open_s=10, close_s=2, ping_s=20, pong_s=60)


STATUS = [
    ("401 Unauthorized", "HTTP 401; the credentials are missing, wrong or expired: renew them"),
    (
        "403 Forbidden",
        "HTTP 403; the credentials may not be used for this: check their permissions, and that the API is enabled",
    ),
    ("404 Not Found", "HTTP 404; check the URL's path and its API version"),
    ("429 Too Many\nRetry-After: 7", "HTTP 429; the quota is used up: try again later, or with a lower --concurrency"),
    ("503 Unavailable", "HTTP 503; the server is at fault or overloaded: try again later"),
    ("418 Teapot", "HTTP 418; check that a Live API answers there"),
    ("200 OK", "HTTP 200; check that a Live API answers there"),
    ("302 Found\nLocation: https://u:p@else:1/x?key=1", "HTTP 302, a redirect to https://else:1, is not followed"),
    ("302 Found\nLocation: /x?key=1", "HTTP 302, a redirect, is not followed"),
    ("307 Found\nLocation: http://[", "HTTP 307, a redirect to http://…, is not followed"),
    ("302 Found", "HTTP 302, a redirect, is not followed"),
]  # fmt: skip


@pytest.mark.parametrize(("head", "problem"), STATUS)
def test_http_status(head: str, problem: str) -> None:
    error = refused(answering(f"HTTP/1.1 {head}\nContent-Length: 0\n\n"), "/ws/Live?key=secret")
    more = " (it asks for 7 s)" if "Retry-After" in head else ""
    more = "; give the URL it leads to, if you trust it" if "redirect" in problem else more
    assert error == f"cannot connect to ws://127.0.0.1:PORT/ws/Live: {problem}{more}"


def test_a_redirect_is_not_followed_anywhere() -> None:
    reached = []

    async def elsewhere(peer: Peer) -> None:
        reached.append(await peer.accept())

    async def connect() -> None:
        async with raw_server(elsewhere) as other:
            redirect = answering(f"HTTP/1.1 301 Moved\nLocation: ws://127.0.0.1:{other}/\nContent-Length: 0\n\n")
            async with raw_server(redirect) as port:
                with pytest.raises(ConnectError, match=f"a redirect to ws://127.0.0.1:{other}, is not followed"):
                    await open_websocket(f"ws://127.0.0.1:{port}", [("x-goog-api-key", KEY)])

    run(connect())
    assert reached == []


def test_a_body_is_quoted_short_on_one_line_and_without_what_we_sent() -> None:
    body = f"\x1b[31mno\r\n such key: {KEY}, Bearer {KEY}2 in /p?key=s%2Fecret&a=b: s/ecret {'x' * 300}"
    response = f"HTTP/1.1 403 Forbidden\nContent-Length: {len(body) + 1}\n\n{body}"
    headers = (("x-goog-api-key", KEY), ("Authorization", f"Bearer {KEY}2"))
    error = refused(answering(response), "/p?key=s%2Fecret&a=b", headers)
    expected = "HTTP 403: [31mno such key: …, … in /p?…: … " + "x" * 300
    assert error.startswith(f"cannot connect to ws://127.0.0.1:PORT/p: {expected[:150]}")
    assert "xx…; the credentials may not be used" in error
    html = refused(answering("HTTP/1.1 404 Not Found\nContent-Length: 13\n\n<html></html>"))
    assert html == "cannot connect to ws://127.0.0.1:PORT/: HTTP 404; check the URL's path and its API version"


WRONG_PORT = "check the port, and ws:// against wss://"
UPGRADE = "HTTP/1.1 101 Switching Protocols\nUpgrade: websocket\nConnection: Upgrade\n"


@pytest.mark.parametrize(
    ("response", "problem"),
    [
        ("", f"the server hung up during the handshake; {WRONG_PORT}"),
        ("HTTP/1.1 101", f"the server hung up during the handshake; {WRONG_PORT}"),
        ("220 mail ready\n", "the answer is not HTTP: "),
        (f"{UPGRADE}Sec-WebSocket-Accept: no\n\n", "the handshake is not valid: invalid Sec-WebSocket-Accept "),
        (f"{UPGRADE}\n", "the handshake is not valid: missing Sec-WebSocket-Accept header"),
        (f"{UPGRADE}X: {'x' * 9000}\n\n", "the answer is not HTTP: "),
        (UPGRADE + "X: x\n" * 200 + "\n", "the answer is not HTTP: "),
    ],
)  # fmt: skip
def test_no_handshake(response: str, problem: str) -> None:
    assert refused(answering(response)).startswith(f"cannot connect to ws://127.0.0.1:PORT/: {problem}")


def test_a_reset_in_the_handshake() -> None:
    async def reset(peer: Peer) -> None:
        await peer.request()
        peer.reset()

    assert "the server hung up during the handshake" in refused(reset)


def test_a_peer_that_is_silent_at_the_handshake() -> None:
    async def silent(peer: Peer) -> None:
        await peer.hold()

    begun = time.monotonic()
    assert refused(silent).endswith("PORT/: no answer within 0.2 s; check host, port and firewall")
    assert time.monotonic() - begun < 1


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    for host in ("127.0.0.1", "localhost"):
        with pytest.raises(ConnectError) as error:
            run(open_websocket(f"ws://user:pass@{host}:{port}/a?b=c#d".removesuffix("#d")))
        expected = "connection refused; check host and port, and that the server runs"
        assert str(error.value) == f"cannot connect to ws://{host}:{port}/a: {expected}"


def test_a_name_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://user:pass@127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "nowhere.invalid")
    with pytest.raises(ConnectError) as error:
        run(open_websocket("wss://nowhere.invalid/x", limits=Limits(open_s=2)))
    assert str(error.value).startswith("cannot connect to wss://nowhere.invalid/x: ")
    assert "proxy" not in str(error.value)


def test_a_dead_proxy_is_named_by_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        proxy = f"http://user:pass@127.0.0.1:{taken.getsockname()[1]}"
    monkeypatch.setenv("https_proxy", proxy)
    with pytest.raises(ConnectError) as error:
        run(open_websocket("wss://live.invalid"))
    assert str(error.value) == (
        "cannot connect to wss://live.invalid: connection refused; check host and port, and that the server runs"
        "; a proxy is set in the environment: https_proxy"
    )


def test_a_proxy_that_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    async def connect() -> str:
        async with raw_server(answering("HTTP/1.1 407 No\nContent-Length: 0\n\n")) as port:
            monkeypatch.setenv("https_proxy", f"http://user:pass@127.0.0.1:{port}")
            with pytest.raises(ConnectError) as error:
                await open_websocket("wss://live.invalid")
            return str(error.value)

    assert run(connect()) == (
        "cannot connect to wss://live.invalid: the proxy answered HTTP 407"
        "; check the proxy in the environment: https_proxy"
    )


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://h", "not a WebSocket URL: scheme isn't ws or wss"),
        ("ws://", "not a WebSocket URL: hostname isn't provided"),
        ("ws://h#x", "not a WebSocket URL: fragment identifier is meaningless"),
        ("ws://h:99999", "not a usable URL: Port out of range 0-65535"),
        ("ws://[::1", "not a usable URL: Invalid IPv6 URL"),
        (f"ws://{'ä' * 70}", "not a usable URL: "),
        (f"ws://{'a' * 70}.invalid", ""),
        ("ws://a..b", ""),
    ],
)
def test_not_a_url(url: str, problem: str) -> None:
    with pytest.raises(ConnectError) as error:
        run(open_websocket(url, limits=Limits(open_s=2)))
    assert f": {problem}" in str(error.value)
    assert error.value.hint


@pytest.mark.parametrize("header", [("x-key", "secret\n"), ("x-key", "secret\r\nHost: evil"), ("x\n", "secret")])
def test_a_header_that_would_break_out(header: tuple[str, str]) -> None:
    with pytest.raises(ConnectError, match="holds a line break or another control character; check the cred") as error:
        run(open_websocket("ws://127.0.0.1:9", [header]))
    assert "secret" not in str(error.value)


def test_tls_where_there_is_none() -> None:
    async def plain(peer: Peer) -> None:
        await peer.reader.read(10)
        peer.write("HTTP/1.1 400 Bad Request\r\n\r\n")

    error = refused(plain, scheme="wss")
    assert error.startswith("cannot connect to wss://127.0.0.1:PORT/: TLS failed: ")
    assert error.endswith(f"; {WRONG_PORT}")


def example(kind: type[BaseException]) -> BaseException:
    """An exception of this class, with a secret where it holds foreign text."""
    needed = {
        "response": Response(500, "", HttpHeaders(), b""),
        "rcvd": Close(1011, "why"),
        "max_fragments": 1,
        "max_size": 1,
        "size_or_message": 2,
        "pos": 1,
    }
    if issubclass(kind, ws.InvalidProxy):
        return kind("http://user:secret@h", "no")
    if issubclass(kind, ws.InvalidURI):
        return kind("ws://h?key=secret", "no")
    try:
        parameters = inspect.signature(kind).parameters.values()
    except ValueError:
        return kind("text")
    positional = [each for each in parameters if each.kind is each.POSITIONAL_OR_KEYWORD]
    arguments = [needed.get(each.name, None if each.name == "sent" else "text") for each in positional]
    if issubclass(kind, ws.ConnectionClosed | ws.PayloadTooBig):
        arguments = arguments[:2]
    return kind(*arguments)


EXCEPTIONS = [
    *(getattr(ws, name) for name in ws.__all__),
    *(OSError, TimeoutError, ConnectionResetError, BrokenPipeError, socket.gaierror, EOFError),
    *(ssl.SSLError, ssl.SSLCertVerificationError, ssl.SSLEOFError),
]


@pytest.mark.parametrize("kind", EXCEPTIONS, ids=lambda kind: kind.__name__)
def test_every_foreign_exception_is_one_of_ours(monkeypatch: pytest.MonkeyPatch, kind: type[BaseException]) -> None:
    error = example(kind)

    class Broken:
        def __init__(self, *_: object, **__: object) -> None:
            pass

        async def send(self, _: object = None) -> None:
            raise error

        recv = send

        def __await__(self) -> Any:
            return self.send().__await__()

    monkeypatch.setattr(websocket, "_Connect", Broken)
    transport = WebSocketTransport(Broken())  # type: ignore[arg-type]
    attempts: tuple[Callable[[], Coroutine[Any, Any, Any]], ...] = (
        lambda: open_websocket("wss://host/p?key=secret"),
        lambda: transport.send("x"),
        transport.receive,
    )
    for attempt, ours in zip(attempts, (ConnectError, ConnectionClosed, ConnectionClosed), strict=True):
        with pytest.raises(TransportError) as raised:
            run(attempt())
        assert type(raised.value) is ours
        assert raised.value.__cause__ is error
        assert "\n" not in str(raised.value)
        if isinstance(raised.value, ConnectError):
            assert str(raised.value).startswith("cannot connect to wss://host/p: ")
            assert raised.value.hint
            assert "secret" not in str(raised.value)


def test_a_mistake_of_ours_is_not_hidden() -> None:
    class Broken:
        async def recv(self) -> None:
            raise KeyError("ours")

    with pytest.raises(KeyError):
        run(WebSocketTransport(Broken()).receive())  # type: ignore[arg-type]


def test_only_the_side_that_opens_knows_how_long_it_took() -> None:
    accepted: list[float | None] = []

    async def accept(connection: ServerConnection) -> None:
        accepted.append(WebSocketTransport(connection).opened_in_s)

    async def opened() -> tuple[float | None, float]:
        async with serve(accept, "127.0.0.1", 0) as server:
            clock = Stopwatch()
            transport = await open_websocket(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
            took_s = clock()
            await transport.close()
            return transport.opened_in_s, took_s

    opened_in_s, took_s = run(opened())
    assert opened_in_s is not None
    assert 0 < opened_in_s <= took_s
    assert accepted == [None]
