"""The seam between a session and what it talks to."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from evalkit.recording.model import Data

__all__ = ["REASON_LIMIT_BYTES", "TimedOpening", "Transport", "cut_reason"]

REASON_LIMIT_BYTES = 123
"""Longest close reason in UTF-8 (RFC 6455 §5.5.1: a control frame holds 125 bytes, two of them the code)."""


class Transport(Protocol):
    """One open connection that carries whole WebSocket messages; it knows nothing of what they mean.

    Live, mock and replay differ only here.
    """

    async def send(self, data: Data) -> None:
        """Sends one message: `str` as a text frame, `bytes` as a binary one.

        Raises:
            ConnectionClosed: the connection has ended.
        """

    async def receive(self) -> Data:
        """Returns the next message, in order; one task at a time may wait here.

        Raises:
            ConnectionClosed: the connection has ended and every message before its end was returned.
        """

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Closes the connection; the second and later calls do nothing."""


@runtime_checkable
class TimedOpening(Protocol):
    """A transport that knows how long it took to open; one in memory is not opened at all."""

    @property
    def opened_in_s(self) -> float | None:
        """From the first look-up of the address to the end of the handshake; None when we did not open it."""


def cut_reason(reason: str) -> str:
    """Returns as much of a close reason as fits on the wire, whole characters only."""
    return reason.encode("utf-8", "replace")[:REASON_LIMIT_BYTES].decode("utf-8", "ignore")
