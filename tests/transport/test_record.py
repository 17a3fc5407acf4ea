"""The tee that meets the clock."""

import asyncio

import pytest

from evalkit.clock import Stopwatch
from evalkit.errors import ConnectionClosed
from evalkit.recording.model import Close, Entry, Item
from evalkit.transport.memory import MemoryTransport, memory_transport_pair
from evalkit.transport.record import RecordingTransport
from tests.virtual import in_virtual_time


def recorded() -> tuple[RecordingTransport, MemoryTransport, list[Item]]:
    items: list[Item] = []
    client, server = memory_transport_pair()
    return RecordingTransport(client, items.append, Stopwatch()), server, items


def test_both_directions_with_their_times() -> None:
    async def talk() -> list[Item]:
        transport, server, items = recorded()
        await asyncio.sleep(0.5)
        await transport.send("hello")
        assert await server.receive() == "hello"
        reading = asyncio.create_task(transport.receive())
        await asyncio.sleep(0.25)
        await server.send(b"answer")
        assert await reading == b"answer"
        await transport.close(1000, "bye")
        return items

    assert in_virtual_time(talk()) == [
        Entry(0.5, "sent", "hello"),
        Entry(0.75, "received", b"answer"),
        Close(0.75, 1000, "bye", "local"),
    ]


def test_the_servers_close_is_recorded_once() -> None:
    async def talk() -> list[Item]:
        transport, server, items = recorded()
        await server.close(1011, "broken")
        for _ in range(2):
            with pytest.raises(ConnectionClosed):
                await transport.receive()
        with pytest.raises(ConnectionClosed):
            await transport.send("late")
        await transport.close()
        return items

    assert in_virtual_time(talk()) == [Close(0.0, 1011, "broken", "remote")]
