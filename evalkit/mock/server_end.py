"""The mock's end of a connection: the protocol's state, the frames' habits and the transport in one."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import orjson

from evalkit.errors import ProtocolError
from evalkit.mock.wire import Wire
from evalkit.protocol.codec import decode, encode
from evalkit.protocol.connection import Connection, Side, State
from evalkit.protocol.messages import Message, ServerMessage, Setup, ToolResponse, UnknownMessage
from evalkit.transport.base import Transport

__all__ = ["ServerEnd"]


class ServerEnd:
    """Sends and receives for a scripted server, and knows how far the session is.

    Args:
        transport: the open connection.
        wire: frame habits.
    """

    def __init__(self, transport: Transport, wire: Wire) -> None:
        self.wire = wire
        self._transport = transport
        self._connection = Connection(Side.SERVER)

    @property
    def setup(self) -> Setup | None:
        """The client's setup, once it came."""
        return self._connection.setup

    @property
    def ready(self) -> bool:
        """True once setupComplete was sent."""
        return self._connection.state is State.READY

    @property
    def manual_activity(self) -> bool:
        """True when the client says when the user speaks."""
        return self._connection.manual_activity

    @property
    def awaiting_history(self) -> bool:
        """True until the initial history is complete."""
        return self._connection.awaiting_history

    @property
    def pending_ids(self) -> tuple[str, ...]:
        """The ids of the calls that wait for an answer."""
        return tuple(call.id for call in self._connection.pending_calls if call.id is not None)

    @property
    def calls_pending(self) -> bool:
        """True while any call waits for an answer."""
        return bool(self._connection.pending_calls)

    async def send(self, *messages: ServerMessage) -> None:
        """Sends messages in one frame, each under its own key.

        Raises:
            LocalProtocolError: a server may not send this now.
        """
        self._connection.send(*messages)
        await self._transport.send(self.wire.frame(*messages))

    async def send_raw(self, message: Mapping[str, Any]) -> None:
        """Sends one frame as written; a script may break the protocol on purpose, and what keeps to it counts."""
        with suppress(ProtocolError):
            self._connection.send(*decode(orjson.dumps(dict(message)), Side.SERVER))
        await self._transport.send(self.wire.frame(*(UnknownMessage(key=key, value=it) for key, it in message.items())))

    async def receive(self) -> tuple[Message, ...]:
        """Returns the next frame's messages; an answer that crossed its call's cancellation is passed over.

        Raises:
            ConnectionClosed: the connection has ended.
            RemoteProtocolError: the client sent what it may not.
        """
        data = await self._transport.receive()
        messages = decode(data, Side.CLIENT)
        cancelled = {call.id for call in self._connection.cancelled_calls}
        match messages:
            case (ToolResponse(function_responses=responses) as answers,) if cancelled:
                live = tuple(response for response in responses if response.id not in cancelled)
                if len(live) < len(responses):
                    return self._connection.receive(encode(replace(answers, function_responses=live))) if live else ()
        return self._connection.receive(data)

    async def close(self, code: int, reason: str) -> None:
        """Closes the connection."""
        await self._transport.close(code, reason)
