"""An open WebSocket: how it ends, what breaks the protocol, and peers that keep silent or flood."""

from __future__ import annotations

import asyncio
import socket
import time
from contextlib import suppress

import pytest

from evalkit.errors import ConnectionClosed
from evalkit.transport.websocket import Limits, open_websocket
from tests.transport.connections import SHORT, received, run
from tests.transport.raw_server import CLOSE, CONT, TEXT, Behaviour, Peer, raw_server


@pytest.mark.parametrize(
    ("code", "reason"), [(1000, ""), (1007, "Invalid JSON"), (1008, "ä"), (1011, "Internal error")]
)
@pytest.mark.parametrize("hangs_up", [True, False])
def test_the_server_closes(code: int, reason: str, hangs_up: bool) -> None:
    async def close(peer: Peer) -> None:
        await peer.accept()
        peer.frame(TEXT, b"one")
        peer.frame(2, b"two")
        peer.close(code, reason)
        if not hangs_up:
            await peer.hold()

    messages, closed = received(close)
    assert messages == ["one", b"two"]
    assert (closed.code, closed.reason, closed.by) == (code, reason, "remote")


def test_a_close_without_a_code() -> None:
    async def close(peer: Peer) -> None:
        await peer.accept()
        peer.frame(CLOSE)

    assert received(close)[1].code == 1005


def test_the_connection_is_lost() -> None:
    async def hang_up(peer: Peer) -> None:
        await peer.accept()
        peer.frame(TEXT, b"last")

    async def reset(peer: Peer) -> None:
        await peer.accept()
        await peer.writer.drain()
        await asyncio.sleep(0.05)
        peer.reset()

    messages, closed = received(hang_up)
    assert messages == ["last"]
    assert str(closed) == "connection lost without a close frame: 1006 'the peer hung up'"
    assert str(received(reset)[1]) == "connection lost without a close frame: 1006 'connection reset by the peer'"


async def oversized(peer: Peer) -> None:
    peer.frame(TEXT, b"x", declared=2**62)


async def barely_oversized(peer: Peer) -> None:
    peer.frame(TEXT, b"x", declared=16 * 2**20 + 1)


async def many_fragments(peer: Peer) -> None:
    peer.frame(TEXT, b"", fin=False)
    for _ in range(2000):
        peer.frame(CONT, b"", fin=False)


async def ping_flood(peer: Peer) -> None:
    for _ in range(2 * 100 + 1):  # The flood may stand over the turn of a second.
        peer.frame(9)


async def bad_utf8(peer: Peer) -> None:
    peer.frame(TEXT, b"\xff\xfe")


async def masked(peer: Peer) -> None:
    peer.write(b"\x81\x81abcdx")


async def reserved_bits(peer: Peer) -> None:
    peer.write(b"\xf1\x01x")


async def illegal_close(peer: Peer) -> None:
    peer.close(1006)


@pytest.mark.parametrize(
    ("send", "code", "reason"),
    [
        (oversized, 1009, "frame with 4611686018427387904 bytes exceeds limit of 16777216 bytes"),
        (barely_oversized, 1009, "frame with 16777217 bytes exceeds limit of 16777216 bytes"),
        (many_fragments, 1009, "a message in more than 1,024 fragments"),
        (ping_flood, 1008, "more than 100 pings in a second"),
        (bad_utf8, 1007, "invalid start byte at position 0"),
        (masked, 1002, "incorrect masking"),
        (reserved_bits, 1002, "reserved bits must be 0"),
        (illegal_close, 1002, "invalid status code"),
    ],
)
def test_what_is_no_websocket_is_closed_by_us_though_the_peer_holds_on(send: Behaviour, code: int, reason: str) -> None:
    sent = b""

    async def misbehave(peer: Peer) -> None:
        nonlocal sent
        await peer.accept()
        peer.frame(TEXT, b"good")
        await send(peer)
        sent = await peer.hold()

    begun = time.monotonic()
    messages, closed = received(misbehave)
    assert time.monotonic() - begun < 1
    assert (messages, closed.code, closed.reason, closed.by) == (["good"], code, reason, "local")
    # The close frame stands last: two bytes, a mask of four, two of the code, and the reason.
    assert sent[-8 - len(reason)] == 0x80 | CLOSE


def test_as_many_fragments_as_are_allowed() -> None:
    async def send(peer: Peer) -> None:
        await peer.accept()
        for _ in range(2):
            peer.frame(TEXT, b"a", fin=False)
            for _ in range(1022):
                peer.frame(CONT, b"a", fin=False)
            peer.frame(9)
            peer.frame(CONT, b"z")
        peer.close(1000)

    assert received(send)[0] == ["a" * 1023 + "z"] * 2


def test_a_message_in_one_byte_slices() -> None:
    async def send(peer: Peer) -> None:
        await peer.accept()
        for byte in b"\x81\x05hello\x88\x02\x03\xe8":
            peer.write(bytes([byte]))
            await peer.writer.drain()
            await asyncio.sleep(0)

    messages, closed = received(send)
    assert (messages, closed.code) == (["hello"], 1000)


def test_closing_ends_though_the_peer_reads_nothing() -> None:
    async def close() -> None:
        closed = asyncio.Event()

        async def deaf(peer: Peer) -> None:
            await peer.accept()
            peer.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
            peer.reader._transport.pause_reading()  # type: ignore[attr-defined]
            await closed.wait()

        async with raw_server(deaf) as port:
            transport = await open_websocket(f"ws://127.0.0.1:{port}", limits=SHORT)
            sending = asyncio.create_task(transport.send(b"x" * 2**24))
            await asyncio.sleep(0.01)
            assert not sending.done()
            try:
                # A close that waited for the peer would never end: the peer goes only after it.
                await asyncio.wait_for(transport.close(), 1)
            finally:
                closed.set()
            # Whether the stuck send still counts as sent is the peer's affair; it must come to an end.
            with suppress(ConnectionClosed):
                await sending
            with pytest.raises(ConnectionClosed):
                await transport.send("more")

    run(close())


def test_a_pong_that_never_comes_is_ours_to_report() -> None:
    async def no_pong(peer: Peer) -> None:
        await peer.accept()
        await peer.hold()

    closed = received(no_pong, Limits(open_s=1, close_s=0.05, ping_s=0.05, pong_s=0.05))[1]
    assert (closed.code, closed.reason, closed.by) == (1011, "keepalive ping timeout", "local")


def test_a_message_that_never_ends_is_given_up_though_bytes_come() -> None:
    async def dribble(peer: Peer) -> None:
        await peer.accept()
        peer.frame(TEXT, b"{", declared=1000)
        with suppress(ConnectionError):
            while not peer.reader.at_eof():
                peer.write(b" ")
                await peer.writer.drain()
                await asyncio.sleep(0.01)

    # A pong cannot stand inside a frame, so the ping is never answered.
    closed = received(dribble, Limits(open_s=1, close_s=0.05, ping_s=0.05, pong_s=0.1))[1]
    assert (closed.code, closed.reason, closed.by) == (1011, "keepalive ping timeout", "local")


def test_a_peer_that_vanished_is_noticed_though_our_own_data_is_stuck() -> None:
    async def vanish(peer: Peer) -> None:
        await peer.accept()
        peer.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        peer.reader._transport.pause_reading()  # type: ignore[attr-defined]
        await asyncio.sleep(0.3)

    async def send() -> ConnectionClosed:
        async with raw_server(vanish) as port:
            limits = Limits(open_s=1, close_s=0.05, ping_s=0.05, pong_s=0.1)
            transport = await open_websocket(f"ws://127.0.0.1:{port}", limits=limits)
            sending = asyncio.create_task(transport.send(b"x" * 2**24))
            with pytest.raises(ConnectionClosed) as closed:
                async with asyncio.timeout(2):
                    await transport.receive()
            await asyncio.gather(sending, return_exceptions=True)
            return closed.value

    closed = run(send())
    assert str(closed) == ("connection lost without a close frame: 1006 'nothing came for 0.2 s, not even a pong'")
