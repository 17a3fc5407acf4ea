"""The mock server on a real socket: who gets in, how connections end, and what is told of them."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress

import pytest
from websockets import exceptions as ws

from evalkit.mock.network import listener
from evalkit.mock.network.admission import Admission
from evalkit.mock.network.certificates import make_certificate
from evalkit.mock.network.listener import Bounds
from evalkit.mock.network.request import LiveRequest
from evalkit.mock.server import Responder
from evalkit.transport.base import Transport
from tests.mock.listening import Live, Repeat, ends, run, server

GEMINI = "/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent"
SETUP = '{"setup": {"model": "models/a"}}'


class Deaf(Repeat):
    """Never looks at its connection."""

    async def serve(self, transport: Transport) -> None:
        await asyncio.Event().wait()


def test_session_from_its_opening_to_its_end() -> None:
    async def play() -> Live:
        async with server() as live, live.connect(f"{GEMINI}?key=x") as client:
            await client.send(SETUP)
            assert await client.recv() == SETUP
            await client.send(b'{"serverContent": {"turnComplete": true}}')
            await client.recv()
            await client.send("leave")
            assert await ends(client) == (1000, "")
        return live

    live = run(play())
    assert live.lines == ["1: opened, Developer API v1beta", "1: models/a, 1 turn, closed by the server with 1000"]
    assert live.events[0].request == LiveRequest("gemini", "v1beta", credential="api_key")
    assert [type(message).__name__ for message in live.messages] == ["Setup", "UnknownMessage"]


def test_client_that_leaves_is_told_of() -> None:
    async def play() -> Live:
        async with server() as live, live.connect() as client:
            await client.close(1000, "bye")
        return live

    assert run(play()).lines[-1] == "1: no setup, 0 turns, closed by the client with 1000 'bye'"


@pytest.mark.parametrize(
    ("path", "headers", "status", "says"),
    [
        ("/nowhere", {}, 404, "No Live API here. Served here are:"),
        (GEMINI, {}, 403, "unregistered callers"),
        ("/", {"Origin": "http://evil.example"}, 403, "--allow-origin"),
    ],
)
def test_refused_request_gets_its_status_and_its_reason(
    path: str, headers: dict[str, str], status: int, says: str
) -> None:
    async def play() -> tuple[ws.InvalidStatus, Live]:
        async with server() as live:
            with pytest.raises(ws.InvalidStatus) as refused:
                await live.connect(path, additional_headers=headers)
        return refused.value, live

    refused, live = run(play())
    assert refused.response.status_code == status
    assert says in (refused.response.body or b"").decode()
    assert live.lines[0].startswith(f"1: refused with HTTP {status}: ")


def test_headers_of_a_refusal_travel() -> None:
    async def play() -> ws.InvalidStatus:
        async with server() as live:
            with pytest.raises(ws.InvalidStatus) as refused:
                await live.connect("/ws/google.cloud.aiplatform.v1.LlmBidiService/BidiGenerateContent")
        return refused.value

    headers = run(play()).response.headers
    assert headers["WWW-Authenticate"] == 'Bearer realm="https://accounts.google.com/"'
    assert headers["Server"] == "evalkit"


def test_wrong_key_is_closed_after_the_upgrade() -> None:
    async def play() -> tuple[int, str]:
        rules = Admission(credentials=("right",))
        async with server(admission=rules) as live, live.connect(f"{GEMINI}?key=wrong") as client:
            return await ends(client)

    assert run(play()) == (1007, "API key not valid. Please pass a valid API key.")


def test_more_connections_than_allowed_are_503_until_one_leaves() -> None:
    async def play() -> tuple[int, str]:
        async with server(bounds=Bounds(connections=2)) as live, live.connect(), live.connect() as second:
            with pytest.raises(ws.InvalidStatus) as refused:
                await live.connect()
            await second.close()
            await live.told(4)
            async with live.connect() as third:
                await third.send("there")
                await third.recv()
        response = refused.value.response
        return response.status_code, f"{response.headers['Retry-After']} {(response.body or b'').decode()}"

    assert run(play()) == (503, "1 All 2 connections are in use. Try again later.\n")


def test_those_that_connect_and_ask_for_nothing_are_dropped() -> None:
    async def play() -> bytes:
        async with server(bounds=Bounds(connections=1)) as live:
            silent = [await asyncio.open_connection("127.0.0.1", live.port) for _ in range(4)]
            reader, writer = await asyncio.open_connection("127.0.0.1", live.port)
            try:
                return await reader.read()
            except ConnectionResetError:
                return b""
            finally:
                for _, each in (*silent, (reader, writer)):
                    each.close()

    assert run(play()) == b""


ASKS = b"""\
GET / HTTP/1.1
Host: localhost
Connection: Upgrade
Upgrade: websocket
Sec-WebSocket-Version: 13
Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==

""".replace(b"\n", b"\r\n")


def test_those_that_ask_and_hang_up_keep_no_place() -> None:
    async def play() -> str:
        async with server(bounds=Bounds(connections=1)) as live:
            for _ in range(20):
                _, writer = await asyncio.open_connection("127.0.0.1", live.port)
                writer.write(ASKS)
                writer.close()
                await writer.wait_closed()
            for _ in range(100):
                with suppress(ws.InvalidStatus):
                    async with live.connect() as client:
                        await client.send("there")
                        return str(await client.recv())
        return "no place"

    assert run(play()) == "there"


def test_session_has_a_longest_length() -> None:
    async def play() -> tuple[int, str]:
        async with server(bounds=Bounds(session_s=0.01)) as live, live.connect() as client:
            return await ends(client)

    assert run(play()) == (1011, "Deadline expired before operation could complete.")


@pytest.mark.parametrize(
    ("order", "reason", "problem"),
    [
        ("fail oops", "Internal error encountered.", "RuntimeError: oops"),
        ("late", "Internal error encountered.", "TimeoutError: not the session's end"),
        ("fail mismatch", "replay, turn 1: expected this, found that", "ReplayMismatch: replay, turn 1: expected this"),
    ],
)
def test_failing_responder_closes_its_own_connection_only(order: str, reason: str, problem: str) -> None:
    async def play() -> tuple[tuple[int, str], Live]:
        async with server() as live, live.connect() as other:
            async with live.connect() as client:
                await client.send(order)
                end = await ends(client)
            await other.send("still there")
            assert await other.recv() == "still there"
        return end, live

    (code, said), live = run(play())
    assert code == 1011
    assert said.startswith(reason)
    [error] = [event.error for event in live.events if event.error is not None]
    assert f"{type(error).__name__}: {error}".startswith(problem)


def test_responder_that_cannot_be_made_is_the_same() -> None:
    def fail(request: LiveRequest) -> Responder:
        raise RuntimeError("no voice")

    async def play() -> tuple[int, str]:
        async with server(fail) as live, live.connect() as client:
            return await ends(client)

    assert run(play()) == (1011, "Internal error encountered.")


def test_long_reason_is_cut_to_what_fits() -> None:
    async def play() -> tuple[int, str]:
        async with server() as live, live.connect() as client:
            await client.send("close " + "é" * 100)
            return await ends(client)

    assert run(play()) == (1008, "é" * 61)


def test_server_that_stops_says_goodbye_and_waits_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "_CLOSE_S", 0.05)

    async def play() -> tuple[tuple[int, str], Live]:
        async with server(Deaf) as live:
            client = await live.connect()
            _, silent = await asyncio.open_connection("127.0.0.1", live.port)
        silent.close()
        return await ends(client), live

    end, live = run(play())
    assert end == (1001, "The server stops.")
    assert [event.kind for event in live.events] == ["opened", "closed"]


def test_client_that_reads_nothing_cannot_keep_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "_CLOSE_S", 0.05)
    full = asyncio.Event()

    class Flood(Repeat):
        async def serve(self, transport: Transport) -> None:
            await transport.receive()
            asyncio.get_running_loop().call_later(0.1, full.set)
            while True:
                await transport.send(b"x" * 2**20)

    async def play() -> Live:
        async with server(Flood) as live:
            client = await live.connect(max_queue=1)
            await client.send("go")
            client.transport.pause_reading()
            await full.wait()
        client.transport.abort()
        return live

    assert [event.kind for event in run(play()).events] == ["opened", "closed"]


def test_over_tls() -> None:
    certificate = make_certificate()

    async def play() -> str:
        trust = ssl.create_default_context(cadata=certificate.authority_pem.decode())
        async with server(tls=certificate.context) as live, live.connect(ssl=trust, host="localhost") as client:
            await client.send("hello")
            return str(await client.recv())

    assert run(play()) == "hello"
