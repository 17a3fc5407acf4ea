"""A server on a raw socket, which breaks the WebSocket protocol in every way a test asks for."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["CLOSE", "CONT", "TEXT", "Behaviour", "Peer", "answering", "raw_server"]

CONT, TEXT, CLOSE = 0, 1, 8


@dataclass(frozen=True)
class Peer:
    """The server's end of one TCP connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def request(self) -> str:
        """The client's handshake."""
        return (await self.reader.readuntil(b"\r\n\r\n")).decode()

    async def accept(self) -> str:
        """Upgrades the connection; returns the request."""
        request = await self.request()
        key = re.search(r"Sec-WebSocket-Key: (\S+)", request)
        assert key is not None
        digest = hashlib.sha1(f"{key[1]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encode()).digest()
        lines = ("101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade")
        self.write(
            "\r\n".join(
                (f"HTTP/1.1 {lines[0]}", *lines[1:], f"Sec-WebSocket-Accept: {base64.b64encode(digest).decode()}")
            )
            + "\r\n\r\n"
        )
        return request

    def write(self, data: str | bytes) -> None:
        self.writer.write(data.encode() if isinstance(data, str) else data)

    def frame(self, opcode: int, payload: bytes = b"", *, fin: bool = True, declared: int | None = None) -> None:
        """Sends a frame, which may declare another length than it has."""
        length = len(payload) if declared is None else declared
        short = length if length < 126 else 126 if length < 2**16 else 127
        extended = b"" if short < 126 else struct.pack("!H" if short == 126 else "!Q", length)
        self.write(bytes([opcode | (0x80 if fin else 0), short]) + extended + payload)

    def close(self, code: int, reason: str = "") -> None:
        """Sends a close frame, and nothing else happens."""
        self.frame(CLOSE, struct.pack("!H", code) + reason.encode())

    def reset(self) -> None:
        """Ends the TCP connection with RST."""
        raw = self.writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    async def hold(self) -> bytes:
        """Keeps the connection open until the client ends it; returns what it sent meanwhile."""
        received = b""
        with suppress(ConnectionError):
            while data := await self.reader.read(2**16):
                received += data
        return received


Behaviour: TypeAlias = Callable[[Peer], Awaitable[None]]


def answering(response: str) -> Behaviour:
    """A server that answers the handshake with this text, `\\n` standing for CRLF, and hangs up."""

    async def behave(peer: Peer) -> None:
        await peer.request()
        peer.write(response.replace("\n", "\r\n"))

    return behave


@asynccontextmanager
async def raw_server(behave: Behaviour, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """Serves on loopback and yields the port; a connection ends when `behave` returns, and its errors are raised."""
    tasks: list[asyncio.Task[None]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await behave(Peer(reader, writer))
        finally:
            writer.close()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.append(asyncio.create_task(serve(reader, writer)))

    server = await asyncio.start_server(begin, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
        async with asyncio.timeout(5):
            await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        server.close()
