"""A server's WebSocket connection that takes no more than it should from whoever connects."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from websockets.asyncio.server import Server, ServerConnection
from websockets.server import ServerProtocol

from evalkit.transport.websocket_frames import MAX_MESSAGE_BYTES, LimitedFrames

__all__ = ["LOGGER", "guarded_connection"]

# The library logs requests with their credentials at DEBUG.
LOGGER = logging.getLogger("evalkit.mock.network.listener")
"""For the library; says nothing of a request."""
LOGGER.addHandler(logging.NullHandler())
LOGGER.setLevel(logging.WARNING)

_TLS_HANDSHAKE = b"\x16\x03"
"""How a handshake record begins (RFC 8446 §5.1)."""


def guarded_connection(
    on_made: Callable[[ServerConnection], None],
    on_lost: Callable[[ServerConnection], None],
    on_tls: Callable[[], None] = lambda: None,
) -> type[ServerConnection]:
    """Returns the kind of connection a server makes for each client.

    Args:
        on_made: told of a TCP connection, before anything was asked on it.
        on_lost: told of its end.
        on_tls: told when a client begins a TLS handshake where there is no TLS (any more).
    """

    class Guarded(ServerConnection):
        _heard = False

        def __init__(self, protocol: ServerProtocol, server: Server, **settings: Any) -> None:
            # The library's own protocol is replaced: its limits are not enough.
            super().__init__(_ServerProtocol(max_size=MAX_MESSAGE_BYTES, logger=LOGGER), server, **settings)

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            super().connection_made(transport)
            on_made(self)

        def data_received(self, data: bytes) -> None:
            if not self._heard and data.startswith(_TLS_HANDSHAKE):
                on_tls()
            self._heard = True
            super().data_received(data)

        def connection_lost(self, exc: Exception | None) -> None:
            on_lost(self)
            super().connection_lost(exc)

    return Guarded


class _ServerProtocol(LimitedFrames, ServerProtocol):
    pass
