"""What either side of a WebSocket connection takes of the other before it gives up."""

from __future__ import annotations

import time

from websockets.frames import CloseCode, Frame, Opcode
from websockets.protocol import Protocol

__all__ = ["MAX_MESSAGE_BYTES", "LimitedFrames"]

MAX_MESSAGE_BYTES = 16 * 2**20
_MAX_FRAGMENTS = 1024
_MAX_CONTROL_FRAMES_A_SECOND = 100
"""The Live API sends no pings, and a pong for each of ours (reference §1.4); a flood would only keep us answering."""


class LimitedFrames(Protocol):
    """Limits what costs more than its bytes: the fragments of a message, even when empty, and control frames.

    Stands before either side's protocol of the library.
    """

    _fragments = 0
    _second = 0
    _control_frames = 0

    def recv_frame(self, frame: Frame) -> None:
        """Takes a frame, or fails the connection for it."""
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
