"""Records what crosses a transport: the one place where a message meets the clock."""

from __future__ import annotations

from collections.abc import Callable

from evalkit.errors import ConnectionClosed
from evalkit.recording.model import Close, Data, Entry, Item
from evalkit.transport.base import Transport, cut_reason

__all__ = ["RecordingTransport"]


class RecordingTransport:
    """Passes messages through and hands each, with its time, to a sink before anybody else sees it.

    Args:
        inner: the transport that does the work.
        sink: takes each Entry, and the Close once; must not block.
        clock: seconds since the connection opened.
    """

    def __init__(self, inner: Transport, sink: Callable[[Item], None], clock: Callable[[], float]) -> None:
        self._inner = inner
        self._sink = sink
        self._clock = clock
        self._ended = False

    async def send(self, data: Data) -> None:
        """Records the message, then sends it: its time is the moment it was handed over."""
        if not self._ended:
            self._sink(Entry(self._clock(), "sent", data))
        try:
            await self._inner.send(data)
        except ConnectionClosed as closed:
            self._end(closed)
            raise

    async def receive(self) -> Data:
        """Receives a message and records it at its arrival."""
        try:
            data = await self._inner.receive()
        except ConnectionClosed as closed:
            self._end(closed)
            raise
        self._sink(Entry(self._clock(), "received", data))
        return data

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Closes the connection and records that we did."""
        self._end(ConnectionClosed(code, cut_reason(reason), "local"))
        await self._inner.close(code, reason)

    def _end(self, closed: ConnectionClosed) -> None:
        if self._ended:
            return
        self._ended = True
        self._sink(Close(self._clock(), closed.code, closed.reason, closed.by))
