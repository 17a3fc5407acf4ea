"""A server's WebSocket connection that takes no more than it should from whoever connects."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Any

from websockets.asyncio.server import Server, ServerConnection
from websockets.frames import CloseCode, Frame, Opcode
from websockets.server import ServerProtocol

__all__ = ["LOGGER", "MAX_MESSAGE_BYTES", "guarded_connection"]

# The library logs requests with their credentials at DEBUG.
LOGGER = logging.getLogger("evalkit.mock.listener")
"""For the library; says nothing of a request."""
LOGGER.addHandler(logging.NullHandler())
LOGGER.setLevel(logging.WARNING)

MAX_MESSAGE_BYTES = 16 * 2**20
_MAX_FRAGMENTS = 1024
_MAX_CONTROL_FRAMES_A_SECOND = 100
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
            super().__init__(_GuardedProtocol(max_size=MAX_MESSAGE_BYTES, logger=LOGGER), server, **settings)

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


class _GuardedProtocol(ServerProtocol):
    """Limits what costs more than its bytes: the fragments of a message, even when empty, and control frames."""

    _fragments = 0
    _second = 0
    _control_frames = 0

    def recv_frame(self, frame: Frame) -> None:
        if problem := self._too_many_control_frames(frame) or self._too_many_fragments(frame):
            self.fail(*problem)
        else:
            super().recv_frame(frame)

    def _too_many_control_frames(self, frame: Frame) -> tuple[CloseCode, str] | None:
        if frame.opcode not in (Opcode.PING, Opcode.PONG):
            return None
        second = int(time.monotonic())
        self._control_frames = self._control_frames + 1 if second == self._second else 1
        self._second = second
        if self._control_frames <= _MAX_CONTROL_FRAMES_A_SECOND:
            return None
        return CloseCode.POLICY_VIOLATION, f"more than {_MAX_CONTROL_FRAMES_A_SECOND} pings in a second"

    def _too_many_fragments(self, frame: Frame) -> tuple[CloseCode, str] | None:
        if frame.opcode in (Opcode.TEXT, Opcode.BINARY):
            self._fragments = 0
        self._fragments += frame.opcode in (Opcode.TEXT, Opcode.BINARY, Opcode.CONT)
        if self._fragments <= _MAX_FRAGMENTS:
            return None
        return CloseCode.MESSAGE_TOO_BIG, f"a message in more than {_MAX_FRAGMENTS:,} fragments"
