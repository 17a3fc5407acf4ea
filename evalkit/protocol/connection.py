"""One state machine for both ends of a session: what may be sent and received when, without any I/O."""

from __future__ import annotations

from enum import Enum

from evalkit.errors import LocalProtocolError, ProtocolError, RemoteProtocolError
from evalkit.protocol.codec import decode, encode
from evalkit.protocol.messages import FunctionCall, Message, Setup
from evalkit.protocol.rules import Facts, after_client_frame, after_server_frame
from evalkit.protocol.side import Side

__all__ = ["Connection", "Side", "State"]


class State(Enum):
    """How far a session is (reference §4.1, as far as both sides can know it)."""

    AWAITING_SETUP = "awaiting setup"
    AWAITING_SETUP_COMPLETE = "awaiting setupComplete"
    READY = "ready"
    CLOSED = "closed"


class Connection:
    """One end of a session; the caller moves the frames.

    Send what `send` returns as one WebSocket message; give every message that arrives to `receive`; call `close` once
    the WebSocket is closed, whoever closed it. Nothing here awaits, reads a clock or keeps the frames.

    Attributes:
        side: which end this is.
        close_code: the code given to `close`; None while open.
        close_reason: the reason given to `close`.
    """

    def __init__(self, side: Side) -> None:
        self.side = side
        self.close_code: int | None = None
        self.close_reason = ""
        self._facts = Facts()

    def send(self, *messages: Message) -> str:
        """Checks that this side may send the messages now, and returns the frame that holds them.

        A client's frame holds one message, a server's any number; none at all is a server's no-op frame.

        Raises:
            LocalProtocolError: when it is illegal or cannot be written; then nothing has changed.
        """
        if self.state is State.CLOSED:
            reason = f" {self.close_reason!r}" if self.close_reason else ""
            raise LocalProtocolError(f"expected an open connection, found it closed: {self.close_code}{reason}")
        frame = encode(*messages)
        try:
            facts = self._after(self.side, messages)
        except ProtocolError as error:
            raise LocalProtocolError(error.problem, error.where) from None
        self._facts = facts
        return frame

    def receive(self, data: str | bytes) -> tuple[Message, ...]:
        """Reads one frame of the peer's and returns its messages, in the order of the frame's keys.

        A server should close with the error's ``close_code``. Frames that were on their way when this side closed are
        read and no longer judged.

        Raises:
            RemoteProtocolError: when the frame cannot be read or the peer may not send it now; then nothing has
                changed, and the caller may go on if it can bear with the peer.
        """
        messages = decode(data, self.side.peer)
        if self.state is not State.CLOSED:
            try:
                self._facts = self._after(self.side.peer, messages)
            except ProtocolError as error:
                raise RemoteProtocolError(error.problem, error.where) from None
        return messages

    def close(self, code: int, reason: str = "") -> None:
        """Notes that the WebSocket is closed; the first call counts. Nothing can be sent afterwards."""
        if self.close_code is None:
            self.close_code, self.close_reason = code, reason

    @property
    def state(self) -> State:
        """How far the session is."""
        if self.close_code is not None:
            return State.CLOSED
        if self._facts.setup is None:
            return State.AWAITING_SETUP
        return State.READY if self._facts.ready else State.AWAITING_SETUP_COMPLETE

    @property
    def setup(self) -> Setup | None:
        """The session's setup, once it crossed."""
        return self._facts.setup

    @property
    def pending_calls(self) -> tuple[FunctionCall, ...]:
        """The function calls that wait for an answer, oldest first."""
        return self._facts.calls.pending

    @property
    def cancelled_calls(self) -> tuple[FunctionCall, ...]:
        """The function calls the server took back while they were pending, oldest first."""
        return self._facts.calls.cancelled

    @property
    def manual_activity(self) -> bool:
        """True when the client, not the server, says when the user speaks."""
        return self._facts.manual_activity

    @property
    def awaiting_history(self) -> bool:
        """True from a setup that announces initial history until a clientContent with turnComplete ends it."""
        return self._facts.awaiting_history

    @property
    def generating(self) -> bool:
        """True from a modelTurn part or toolCall until generationComplete, interrupted or turnComplete.

        It may stay True for ever: some turns are never closed (reference §4.2).
        """
        return self._facts.generating

    @property
    def interrupted(self) -> bool:
        """True from `interrupted` until turnComplete, a new modelTurn part or a new toolCall."""
        return self._facts.interrupted

    def _after(self, sender: Side, messages: tuple[Message, ...]) -> Facts:
        if sender is Side.SERVER:
            return after_server_frame(self._facts, messages)
        return after_client_frame(self._facts, messages, patient=self.side is Side.CLIENT)
