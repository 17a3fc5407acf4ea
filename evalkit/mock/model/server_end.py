"""The mock's end of a connection: the protocol's state, the frames' habits and the transport in one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import orjson

from evalkit.errors import ProtocolError
from evalkit.mock.model.wire import Wire
from evalkit.protocol.codec import decode, encode
from evalkit.protocol.connection import Connection, Side, State
from evalkit.protocol.messages import FunctionCall, Message, ServerMessage, Setup, ToolResponse, UnknownMessage
from evalkit.recording.model import Data
from evalkit.transport.base import Transport

__all__ = ["ServerEnd"]


class ServerEnd:
    """Sends and receives for a scripted server, and knows how far the session is.

    Args:
        transport: the open connection.
        wire: frame habits.

    Attributes:
        wire: frame habits; may change once the setup says who is wanted.
        spoil: what really leaves in place of a frame; by default the frame.
        received: client frames so far; the setup is the first.
    """

    def __init__(self, transport: Transport, wire: Wire | None = None) -> None:
        self.wire = wire or Wire()
        self.spoil: Callable[[Data], Iterable[Data]] = lambda data: (data,)
        self.received = 0
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
    def pending_calls(self) -> tuple[FunctionCall, ...]:
        """The calls of this connection that wait for an answer."""
        return self._connection.pending_calls

    async def send(self, *messages: ServerMessage) -> None:
        """Sends messages in one frame, each under its own key.

        Raises:
            LocalProtocolError: a server may not send this now.
        """
        self._connection.send(*messages)
        await self._put(self.wire.frame(*messages))

    async def send_raw(self, message: Mapping[str, Any]) -> None:
        """Sends one frame as written; a script may break the protocol on purpose, and what keeps to it counts."""
        with suppress(ProtocolError):
            self._connection.send(*decode(orjson.dumps(dict(message)), Side.SERVER))
        await self._put(self.wire.frame(*(UnknownMessage(key=key, value=it) for key, it in message.items())))

    async def _put(self, frame: Data) -> None:
        for data in self.spoil(frame):
            await self._transport.send(data)

    async def next_frame(self) -> Data:
        """Waits for the client's next frame; give it to `read`.

        Raises:
            ConnectionClosed: the connection has ended.
        """
        data = await self._transport.receive()
        self.received += 1
        return data

    def read(self, data: Data) -> tuple[Message, ...]:
        """Returns a frame's messages; an answer that crossed its call's cancellation is passed over.

        Raises:
            RemoteProtocolError: the client sent what it may not.
        """
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
