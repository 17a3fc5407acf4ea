"""What a session must know to go on over another connection: the handle, the deadline, what was not yet consumed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evalkit.errors import ConnectionClosed
from evalkit.protocol.messages import ClientMessage, GoAway, Message, RealtimeInput, SessionResumptionUpdate
from evalkit.scenario.setup_check import field_of

__all__ = ["Outbox", "Resumption"]

_LOST = (1001, 1006, 1011)
"""Close codes after which the server still knows the session (reference §4.7, §6.2)."""
_NORMAL = 1000
"""After goAway some servers end so (reference §4.7); without it the server means it."""
_MARGIN_S = 5.0
"""Left over of the time that goAway gives, for the close to travel; of a short time, half."""
_UNTOLD_S = 10.0
"""What is assumed of a goAway that names no time."""


class Resumption:
    """Remembers the last handle that can be resumed with, and when the connection must be left (reference §4.7).

    Args:
        setup: the scenario's, in either spelling; without `sessionResumption` nothing is ever resumed.

    Attributes:
        handle: the last resumable one; None while there is none.
        stale: the server said that just now it cannot be resumed, so the handle leads back to an earlier moment.
    """

    def __init__(self, setup: Mapping[str, Any]) -> None:
        self._asked = field_of(setup, "sessionResumption") is not None
        self.handle: str | None = None
        self.stale = False
        self._leave_t: float | None = None

    @property
    def leave_t(self) -> float | None:
        """When the connection is left at the latest; None while it need not be, or nothing could be resumed."""
        return self._leave_t if self.handle else None

    def take(self, message: Message, t: float) -> None:
        """Takes in one server message that arrived at `t`."""
        match message:
            case SessionResumptionUpdate(new_handle=handle, resumable=resumable) if self._asked:
                self.stale = not resumable
                if resumable and handle:
                    self.handle = handle
            case GoAway():
                left_s = _UNTOLD_S if message.time_left_s is None else max(0.0, message.time_left_s)
                self._leave_t = t + max(left_s - _MARGIN_S, left_s / 2)

    def survives(self, closed: ConnectionClosed) -> bool:
        """True when the session can go on after its connection ended so."""
        resumable = closed.code in _LOST or (closed.code == _NORMAL and self._leave_t is not None)
        return self.handle is not None and resumable

    def opened(self) -> None:
        """Forgets what held for the last connection only."""
        self._leave_t, self.stale = None, False


class Outbox:
    """What was sent on the connection and must be sent again on the next one.

    With transparent resumption the server says how far it got, `lastConsumedClientMessageIndex`: the setup is 0, the
    first message after it 1, and each connection counts anew. Without, whatever was sent counts as consumed.

    Args:
        setup: the scenario's, in either spelling.
    """

    def __init__(self, setup: Mapping[str, Any]) -> None:
        self._keeps = field_of(field_of(setup, "sessionResumption"), "transparent") is True
        self._kept: list[tuple[int, ClientMessage]] = []
        self._last = self._consumed = 0
        self._window_open = False

    def sent(self, message: ClientMessage) -> None:
        """Notes a message that was sent after the setup."""
        self._last += 1
        self._kept.append((self._last, message))
        self._drop(self._consumed if self._keeps else self._last)

    def take(self, message: Message) -> None:
        """Takes in one server message."""
        match message:
            case SessionResumptionUpdate(last_consumed_client_message_index=int(index)) if self._keeps:
                self._consumed = max(self._consumed, index)
                self._drop(self._consumed)

    def reopened(self) -> tuple[ClientMessage, ...]:
        """Starts a new connection; returns what its first messages must be, which are not yet noted as sent.

        An activity window that was open is opened again, because the new connection knows of none.
        """
        again = tuple(message for _, message in self._kept)
        opening = (RealtimeInput(activity_start=True),) if self._window_open else ()
        self._kept, self._last, self._consumed, self._window_open = [], 0, 0, False
        return opening + again

    def _drop(self, consumed: int) -> None:
        while self._kept and self._kept[0][0] <= consumed:
            match self._kept.pop(0)[1]:
                case RealtimeInput(activity_start=True):
                    self._window_open = True
                case RealtimeInput(activity_end=True):
                    self._window_open = False
