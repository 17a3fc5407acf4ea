"""A connection within one process: what tests and the in-process mock server talk through."""

from __future__ import annotations

import asyncio
from typing import Literal

from evalkit.errors import ConnectionClosed
from evalkit.recording.model import Data
from evalkit.transport.base import cut_reason

__all__ = ["MemoryTransport", "memory_transport_pair"]


class MemoryTransport:
    """One end of an in-memory connection; messages arrive at once, in order, and are never copied."""

    def __init__(self) -> None:
        self._inbox: asyncio.Queue[Data | None] = asyncio.Queue()
        self._closed: ConnectionClosed | None = None
        self._peer: MemoryTransport = self

    async def send(self, data: Data) -> None:
        """Puts one message into the other end's inbox."""
        if self._closed is not None:
            raise self._closed
        self._peer._inbox.put_nowait(data)

    async def receive(self) -> Data:
        """Returns the next message; raises ConnectionClosed after the last one."""
        data = None if self._closed and self._inbox.empty() else await self._inbox.get()
        if data is None:
            assert self._closed is not None
            raise self._closed
        return data

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Closes both ends; what was sent before can still be received."""
        self._end(code, cut_reason(reason), "local")
        # Code 1006 never travels: it says that the connection was lost without a close frame (RFC 6455 §7.1.5).
        self._peer._end(code, cut_reason(reason), "lost" if code == 1006 else "remote")

    def _end(self, code: int, reason: str, by: Literal["local", "remote", "lost"]) -> None:
        if self._closed is None:
            self._closed = ConnectionClosed(code, reason, by)
            self._inbox.put_nowait(None)


def memory_transport_pair() -> tuple[MemoryTransport, MemoryTransport]:
    """Returns the two ends of a new connection; by convention the first is the client's."""
    one, other = MemoryTransport(), MemoryTransport()
    one._peer, other._peer = other, one
    return one, other
