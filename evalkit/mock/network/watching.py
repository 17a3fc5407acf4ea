"""What a server tells of its connections, and the tee that finds it out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from evalkit.errors import ConnectionClosed, RemoteProtocolError
from evalkit.mock.network.request import LiveRequest
from evalkit.protocol.codec import decode
from evalkit.protocol.messages import Message, ServerContent, Setup
from evalkit.protocol.side import Side
from evalkit.recording.model import Data
from evalkit.transport.base import Transport, cut_reason
from evalkit.transport.problems import quoted, server_message

__all__ = ["ConnectionEvent", "OnEvent", "OnMessage", "WatchedTransport"]


@dataclass(frozen=True, slots=True)
class ConnectionEvent:
    """Something that happened to a connection; its `str` is one line for people, and never holds a secret."""

    number: int
    """Which of the server's connections, from 1; refused ones count too."""
    kind: Literal["opened", "closed", "refused"]
    request: LiveRequest | None = None
    """None of a refused connection."""
    status: int = 0
    """Of a refused one: the HTTP status; 0 when it did not get as far as HTTP."""
    problem: str = ""
    """Of a refused one: why."""
    error: Exception | None = None
    """Of a closed one: what went wrong in the server itself."""
    model: str = ""
    """As the setup named it; empty when none came."""
    turns: int = 0
    """How many answers were completed."""
    lasted_s: float = 0.0
    close: ConnectionClosed | None = None
    """How a closed one ended, as the server saw it."""

    def __str__(self) -> str:
        said = {"opened": self._opened, "closed": self._closed, "refused": self._refused}[self.kind]()
        return f"{self.number}: {said}"

    def _opened(self) -> str:
        assert self.request is not None
        backend = {"vertex": "Vertex AI", "gemini": "Developer API", None: "gateway"}[self.request.backend]
        method = f"{self.request.version}{' constrained' if self.request.constrained else ''}".strip()
        scenario = f"scenario {self.request.scenario}" if self.request.scenario else ""
        return ", ".join(part for part in (f"opened, {backend} {method}".strip(), scenario) if part)

    def _closed(self) -> str:
        model = quoted(self.model) if self.model else "no setup"
        turns = f"{self.turns} {'turn' if self.turns == 1 else 'turns'}"
        parts = [model, turns, _ending(self.close), f"after {self.lasted_s:.1f} s"]
        if self.error is not None:
            parts.append(f"the server failed: {quoted(f'{type(self.error).__name__}: {self.error}')}")
        return ", ".join(parts)

    def _refused(self) -> str:
        return f"refused{f' with HTTP {self.status}' if self.status else ''}: {quoted(server_message(self.problem))}"


OnEvent: TypeAlias = Callable[[ConnectionEvent], None]
"""Told of every event; must not block."""
OnMessage: TypeAlias = Callable[[Message], None]
"""Told of every message of a client's, in order; must not block."""


class WatchedTransport:
    """Passes messages through and keeps count; what does not decode is passed on and not counted.

    Args:
        inner: the connection.
        on_message: told of what the client sends, before the server sees it.
    """

    def __init__(self, inner: Transport, on_message: OnMessage | None = None) -> None:
        self._inner = inner
        self._on_message = on_message
        self.model = ""
        self.turns = 0
        self.ended: ConnectionClosed | None = None

    async def send(self, data: Data) -> None:
        """Sends one message of the server's."""
        try:
            await self._inner.send(data)
        except ConnectionClosed as closed:
            self._end(closed)
            raise
        self.turns += _completes_turn(data)

    async def receive(self) -> Data:
        """Returns the client's next message."""
        try:
            data = await self._inner.receive()
        except ConnectionClosed as closed:
            self._end(closed)
            raise
        if not self.model or self._on_message is not None:
            self._read(data)
        return data

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Closes the connection."""
        self._end(ConnectionClosed(code, cut_reason(reason), "local"))
        await self._inner.close(code, reason)

    def _end(self, closed: ConnectionClosed) -> None:
        self.ended = self.ended or closed

    def _read(self, data: Data) -> None:
        for message in _decoded(data, Side.CLIENT):
            if isinstance(message, Setup) and not self.model:
                self.model = message.model or ""
            if self._on_message is not None:
                self._on_message(message)


def _completes_turn(data: Data) -> bool:
    # Looked for first: most frames are audio, and need not be read for this.
    if not (b"turnComplete" in data if isinstance(data, bytes) else "turnComplete" in data):
        return False
    messages = _decoded(data, Side.SERVER)
    return any(isinstance(message, ServerContent) and message.turn_complete for message in messages)


def _decoded(data: Data, sender: Side) -> tuple[Message, ...]:
    try:
        return decode(data, sender)
    except RemoteProtocolError:
        return ()


def _ending(close: ConnectionClosed | None) -> str:
    if close is None:
        return "ended"
    if close.by == "lost":
        return "lost without a close frame"
    reason = f" {quoted(close.reason)!r}" if close.reason else ""
    return f"closed by the {'server' if close.by == 'local' else 'client'} with {close.code}{reason}"
