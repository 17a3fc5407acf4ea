"""The connection within one process."""

import asyncio

import pytest

from evalkit.errors import ConnectionClosed
from evalkit.transport.memory import memory_transport_pair
from tests.virtual import in_virtual_time


def test_messages_arrive_in_order_as_they_were_sent() -> None:
    async def talk() -> list[str | bytes]:
        client, server = memory_transport_pair()
        await client.send("one")
        await client.send(b"two")
        await client.send("")
        return [await server.receive() for _ in range(3)]

    assert in_virtual_time(talk()) == ["one", b"two", ""]


def test_what_was_sent_before_the_close_is_still_received() -> None:
    async def talk() -> ConnectionClosed:
        client, server = memory_transport_pair()
        await server.send("last words")
        await server.close(1011, "gone")
        assert await client.receive() == "last words"
        with pytest.raises(ConnectionClosed) as caught:
            await client.receive()
        return caught.value

    closed = in_virtual_time(talk())
    assert (closed.code, closed.reason, closed.by) == (1011, "gone", "remote")
    assert str(closed) == "connection closed by the server: 1011 'gone'"


def test_each_end_knows_who_closed() -> None:
    async def close() -> tuple[str, str]:
        client, server = memory_transport_pair()
        await client.close()
        with pytest.raises(ConnectionClosed) as ours:
            await client.receive()
        with pytest.raises(ConnectionClosed) as theirs:
            await server.receive()
        return ours.value.by, theirs.value.by

    assert in_virtual_time(close()) == ("local", "remote")


def test_the_first_close_counts() -> None:
    async def close_twice() -> int:
        client, server = memory_transport_pair()
        await server.close(1008, "first")
        await client.close(1000)
        with pytest.raises(ConnectionClosed) as caught:
            await client.receive()
        return caught.value.code

    assert in_virtual_time(close_twice()) == 1008


@pytest.mark.parametrize("who", ["client", "server"])
def test_nothing_can_be_sent_after_the_close(who: str) -> None:
    async def send() -> None:
        client, server = memory_transport_pair()
        await client.close()
        await (client if who == "client" else server).send("late")

    with pytest.raises(ConnectionClosed):
        in_virtual_time(send())


def test_a_waiting_reader_learns_of_the_close() -> None:
    async def wait() -> str:
        client, server = memory_transport_pair()
        reading = asyncio.create_task(client.receive())
        await asyncio.sleep(1)
        await server.close(1001)
        with pytest.raises(ConnectionClosed) as caught:
            await reading
        with pytest.raises(ConnectionClosed):
            await client.receive()
        return str(caught.value)

    assert in_virtual_time(wait()) == "connection closed by the server: 1001"


def test_code_1006_is_a_connection_that_was_lost() -> None:
    async def lose() -> str:
        client, server = memory_transport_pair()
        await server.close(1006)
        with pytest.raises(ConnectionClosed) as caught:
            await client.receive()
        return str(caught.value)

    assert in_virtual_time(lose()) == "connection lost without a close frame: 1006"


def test_a_long_reason_is_cut_to_whole_characters() -> None:
    async def close() -> str:
        client, server = memory_transport_pair()
        await server.close(1007, "é" * 100)
        with pytest.raises(ConnectionClosed) as caught:
            await client.receive()
        return caught.value.reason

    assert in_virtual_time(close()) == "é" * 61  # 122 of the 123 bytes a close frame has for it
