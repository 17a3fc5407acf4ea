"""The mock server's frame: a responder on one end of a connection, a session on the other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

from evalkit.errors import ConnectionClosed
from evalkit.transport.base import Transport
from evalkit.transport.memory import memory_transport_pair

__all__ = ["Responder", "serve_in_process"]


class Responder(Protocol):
    """The server's side of one connection."""

    async def serve(self, transport: Transport) -> None:
        """Plays the server until either side closes; returns when the connection has ended.

        Raises:
            ReplayMismatch: the client did not do what the recording holds.
        """


@asynccontextmanager
async def serve_in_process(responder: Responder) -> AsyncIterator[Transport]:
    """Yields the client's end of a connection to `responder`, in this process and on this loop.

    On leaving, the connection is closed and the responder awaited; an error of the responder is raised then, in place
    of the ConnectionClosed it caused, because it says why. Any other error of the caller's, cancellation among them,
    goes first: what the responder says to a client that left early is then no news.
    """
    client, server = memory_transport_pair()
    serving = asyncio.create_task(_serve_and_close(responder, server), name="mock server")
    try:
        yield client
    except ConnectionClosed:
        await serving
        raise
    except BaseException:
        await client.close()
        await asyncio.wait({serving})
        serving.exception()  # Asked for, so that asyncio does not report it as never retrieved.
        raise
    await client.close()
    await serving


async def _serve_and_close(responder: Responder, transport: Transport) -> None:
    try:
        await responder.serve(transport)
    except ConnectionClosed:
        return
    except BaseException as error:
        await transport.close(1011, str(error))
        raise
    await transport.close()
