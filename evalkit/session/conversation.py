"""What the model has done so far, kept per turn: the state a session decides by."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from evalkit.media.activity import first_audible
from evalkit.media.playback import Playback
from evalkit.protocol.messages import (
    Blob,
    Message,
    ServerContent,
    ToolCall,
    ToolCallCancellation,
)

__all__ = ["Answer", "Conversation"]

_DEFAULT_RATE_HZ = 24_000


@dataclass(slots=True)
class Answer:
    """The model's answer to one user turn, as far as it has come; times in seconds since the connection opened."""

    turn: int
    playback: Playback = field(default_factory=Playback)
    first_t: float | None = None
    """First sign of an answer."""
    last_t: float | None = None
    audible_t: float | None = None
    """When the first audible sample is heard by somebody who listens."""
    called_t: float | None = None
    """First tool call."""
    open_calls: int = 0
    complete: bool = False
    interrupted: bool = False

    @property
    def quiet_since(self) -> float:
        """The last sign, or the end of the audio that is still being played, whichever is later."""
        return max(self.last_t or 0.0, self.playback.end_t)


class Conversation:
    """Attributes what the server sends to the turn it answers.

    A turn that begins while the previous answer is open (barge-in) leaves that answer *stale*: until it is interrupted
    or completed, content still belongs to it (reference §4.3).
    """

    def __init__(self) -> None:
        self.current = Answer(-1, complete=True)
        self._stale: Answer | None = None

    def begin(self, turn: int) -> Answer:
        """Starts the next turn; its answer is the current one from now on."""
        if not self.current.complete and self.current.first_t is not None:
            self._stale = self.current
        self.current = Answer(turn)
        return self.current

    def take(self, message: Message, t: float) -> None:
        """Takes in one server message that arrived at `t`."""
        match message:
            case ServerContent():
                self._content(message, t)
            case ToolCall(function_calls=calls) if calls:
                answer = self._owner(t)
                answer.open_calls += len(calls)
                answer.called_t = t if answer.called_t is None else answer.called_t
            case ToolCallCancellation(ids=ids):
                answer = self._stale or self.current
                answer.open_calls = max(0, answer.open_calls - len(ids))

    def answered(self, calls: int, t: float) -> None:
        """Notes that `calls` calls were answered: the model owes the rest of its turn again."""
        answer = self.current
        answer.open_calls = max(0, answer.open_calls - calls)
        answer.complete = False
        answer.last_t = t

    def _content(self, message: ServerContent, t: float) -> None:
        parts = message.model_turn.parts if message.model_turn else ()
        for part in parts:
            if part.inline_data is not None and (part.inline_data.mime_type or "").startswith("audio/"):
                self._play(part.inline_data, t)
            elif part.text and not part.thought:
                self._owner(t)
        if message.output_transcription is not None and message.output_transcription.text:
            self._owner(t)
        if message.interrupted:
            answer = self._stale or self.current
            answer.interrupted = True
            answer.playback.flush(t)
        if message.turn_complete:
            self._complete(in_progress=message.interaction_status == "IN_PROGRESS")

    def _play(self, blob: Blob, t: float) -> None:
        answer = self._owner(t)
        samples = np.frombuffer(blob.data[: len(blob.data) // 2 * 2], dtype="<i2")
        heard_t = answer.playback.feed(t, len(samples))
        if answer.audible_t is None:
            rate_hz = answer.playback.rate_hz
            at = first_audible(samples.astype(np.int16), rate_hz)
            answer.audible_t = None if at is None else heard_t + at / rate_hz

    def _owner(self, t: float) -> Answer:
        """The answer that content arriving now belongs to; notes the sign of life."""
        if self._stale is not None and self._stale.interrupted:
            self._stale = None
        answer = self._stale or self.current
        answer.first_t = t if answer.first_t is None else answer.first_t
        answer.last_t = t
        return answer

    def _complete(self, in_progress: bool) -> None:
        if self._stale is not None:
            self._stale.complete = True
            self._stale = None
        elif not in_progress and not self.current.open_calls:
            self.current.complete = True
