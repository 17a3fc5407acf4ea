"""What a server tells of a connection, in data and in a line."""

import asyncio

import pytest

from evalkit.errors import ConnectionClosed
from evalkit.mock.network.request import LiveRequest
from evalkit.mock.network.watching import ConnectionEvent, WatchedTransport
from evalkit.protocol.messages import ClientContent, Message, Setup
from evalkit.transport.memory import MemoryTransport, memory_transport_pair

SETUP = '{"setup": {"model": "models/a"}}'
TURN = '{"client_content": {"turn_complete": true}}'


def watched(messages: list[Message] | None = None) -> tuple[MemoryTransport, WatchedTransport]:
    client, server = memory_transport_pair()
    return client, WatchedTransport(server, None if messages is None else messages.append)


def test_model_turns_and_messages_are_found_on_the_way() -> None:
    async def play() -> tuple[WatchedTransport, list[Message]]:
        messages: list[Message] = []
        client, server = watched(messages)
        for data in (SETUP, TURN, b"\xff", '{"setup": {"model": "models/b"}}'):
            await client.send(data)
            assert await server.receive() == data
        for data in (b'{"serverContent": {"turnComplete": true}}', '{"serverContent": {"turnComplete": true}}'):
            await server.send(data)
            assert await client.receive() == data
        for data in ('{"serverContent": {"turnComplete": false}}', "turnComplete", "{}"):
            await server.send(data)
        return server, messages

    server, messages = asyncio.run(play())
    assert (server.model, server.turns, server.ended) == ("models/a", 2, None)
    assert [type(message) for message in messages] == [Setup, ClientContent, Setup]


def test_model_is_found_when_nobody_wants_the_messages() -> None:
    async def play() -> str:
        client, server = watched()
        await client.send(TURN)
        await client.send(SETUP)
        await server.receive()
        await server.receive()
        return server.model

    assert asyncio.run(play()) == "models/a"


def test_first_end_is_the_one_that_counts() -> None:
    async def play() -> list[ConnectionClosed | None]:
        client, server = watched()
        await client.close(1000, "bye")
        with pytest.raises(ConnectionClosed):
            await server.receive()
        with pytest.raises(ConnectionClosed):
            await server.send("{}")
        await server.close(1011, "late")
        ends = [server.ended]
        _, server = watched()
        await server.close(1008, "é" * 100)
        return [*ends, server.ended]

    theirs, ours = asyncio.run(play())
    assert theirs is not None
    assert ours is not None
    assert (theirs.code, theirs.reason, theirs.by) == (1000, "bye", "remote")
    assert (ours.code, ours.reason, ours.by) == (1008, "é" * 61, "local")


REQUEST = LiveRequest("gemini", "v1beta")


def closed(close: ConnectionClosed | None, error: Exception | None = None, turns: int = 2) -> ConnectionEvent:
    return ConnectionEvent(3, "closed", REQUEST, model="models/a", turns=turns, lasted_s=1.25, close=close, error=error)


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (ConnectionEvent(1, "opened", REQUEST), "1: opened, Developer API v1beta"),
        (
            ConnectionEvent(1, "opened", LiveRequest("gemini", "v1alpha", constrained=True)),
            "1: opened, Developer API v1alpha constrained",
        ),
        (
            ConnectionEvent(2, "opened", LiveRequest("vertex", "v1", scenario="tools/temperature")),
            "2: opened, Vertex AI v1, scenario tools/temperature",
        ),
        (ConnectionEvent(2, "opened", LiveRequest(None)), "2: opened, gateway"),
        (
            ConnectionEvent(4, "refused", status=403, problem="Host is\nnot ours.\n"),
            "4: refused with HTTP 403: Host is not ours.",
        ),
        (
            closed(ConnectionClosed(1000, "", "remote")),
            "3: models/a, 2 turns, closed by the client with 1000, after 1.2 s",
        ),
        (
            closed(ConnectionClosed(1007, "bad\x1b[2J", "local"), turns=1),
            "3: models/a, 1 turn, closed by the server with 1007 'bad [2J', after 1.2 s",
        ),
        (
            closed(ConnectionClosed(1006, "reset", "lost")),
            "3: models/a, 2 turns, lost without a close frame, after 1.2 s",
        ),
        (
            closed(ConnectionClosed(1011, "", "local"), ValueError("no\nword")),
            "3: models/a, 2 turns, closed by the server with 1011, after 1.2 s, the server failed: ValueError: no word",
        ),
        (ConnectionEvent(3, "closed", REQUEST), "3: no setup, 0 turns, ended, after 0.0 s"),
    ],
)
def test_event_is_one_line_for_people(event: ConnectionEvent, line: str) -> None:
    assert str(event) == line
