"""Plays recordings to clients that are written as coroutines."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from evalkit.clock import Stopwatch
from evalkit.mock.replay.reference import read_references
from evalkit.mock.replay.responder import ReplayResponder
from evalkit.mock.server import serve_in_process
from evalkit.protocol.codec import encode
from evalkit.protocol.messages import Message, ServerContent
from evalkit.recording.model import Recording
from evalkit.transport.base import Transport
from tests.virtual import in_virtual_time

__all__ = ["DONE", "Client", "replay", "says"]

Client = Callable[[Transport, Stopwatch], Awaitable[None]]
DONE = ServerContent(turn_complete=True)


def replay(recording: Recording, client: Client) -> None:
    """Plays a recording to a client written as a coroutine."""

    async def both() -> None:
        async with serve_in_process(ReplayResponder(read_references(recording)[0])) as transport:
            await client(transport, Stopwatch())

    in_virtual_time(both())


def says(*messages: Message, then: int = 0) -> Client:
    """A client that sends these messages at once and takes `then` frames before it leaves."""

    async def client(transport: Transport, _: Stopwatch) -> None:
        for message in messages:
            await transport.send(encode(message))
        for _frame in range(then):
            await transport.receive()

    return client
