"""One connection of a session: messages in and out, by the protocol's rules, each of them recorded."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeAlias

from evalkit.clock import Stopwatch
from evalkit.protocol.connection import Connection, Side, State
from evalkit.protocol.messages import ClientMessage, Message, Setup
from evalkit.recording.model import Item
from evalkit.session.setting_up import unanswered
from evalkit.transport.base import Transport
from evalkit.transport.record import RecordingTransport

__all__ = ["Line", "Listener"]

Listener: TypeAlias = Callable[[Sequence[Message]], None]
"""Takes the messages of one frame in the moment it arrives."""


class Line:
    """An open connection.

    Args:
        transport: open.
        sink: takes each recorded item.
        clock: the session's.
    """

    def __init__(self, transport: Transport, sink: Callable[[Item], None], clock: Stopwatch) -> None:
        self._transport = RecordingTransport(transport, sink, clock)
        self._connection = Connection(Side.CLIENT)

    @property
    def manual_activity(self) -> bool:
        """True when the client, not the server, says when the user speaks."""
        return self._connection.manual_activity

    @property
    def awaiting_history(self) -> bool:
        """True until the initial history that the setup announced is complete."""
        return self._connection.awaiting_history

    async def set_up(self, setup: Setup, limit_s: float, take: Listener) -> None:
        """Sends the setup and takes what comes until the session is ready.

        Raises:
            SetupError: the server keeps silent.
            ConnectionClosed: it closes instead.
            RemoteProtocolError: it answers something else.
        """
        try:
            async with asyncio.timeout(limit_s):
                await self.send(setup)
                while self._connection.state is not State.READY:
                    take(await self.receive())
        except TimeoutError:
            raise unanswered(limit_s) from None

    async def send(self, message: ClientMessage) -> None:
        """Sends a message.

        Raises:
            ConnectionClosed: the connection has ended.
            LocalProtocolError: the message is illegal now; nothing was sent.
        """
        await self._transport.send(self._connection.send(message))

    async def receive(self) -> tuple[Message, ...]:
        """Returns the messages of the next frame; it may be cancelled without losing one.

        Raises:
            ConnectionClosed: the connection has ended.
            RemoteProtocolError: the frame breaks the protocol.
        """
        return self._connection.receive(await self._transport.receive())

    async def close(self) -> None:
        """Closes the connection; the second and later calls do nothing."""
        await self._transport.close()
