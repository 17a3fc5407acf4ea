"""What the messages of a recording mean: one small frozen class an event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

__all__ = [
    "ActivitySent",
    "AudioReceived",
    "AudioSent",
    "Closed",
    "Event",
    "GenerationComplete",
    "GoAway",
    "InputTranscript",
    "Interrupted",
    "OutputTranscript",
    "ResumptionUpdated",
    "SetupCompleted",
    "SetupSent",
    "TextReceived",
    "TextSent",
    "ToolCalled",
    "ToolCancelled",
    "ToolResponded",
    "TurnComplete",
    "Unknown",
    "UsageReported",
    "VoiceActivityReported",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Event:
    seq: int
    """Position in the trace, from 0; scores name their evidence by it."""
    t: float | None
    """Seconds since the connection opened; None when the recording kept no times."""
    turn: int | None = None
    """The user turn this belongs to; for a server event, the turn it answers. None outside any turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupSent(_Event):
    """The client's setup."""

    setup: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupCompleted(_Event):
    """The server is ready."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioSent(_Event):
    """One chunk of user audio; its last sample left at `t` (a microphone's chunk leaves once it is full)."""

    pcm: bytes = field(repr=False)
    rate_hz: int
    offset: int
    """Samples of user audio sent before this chunk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSent(_Event):
    """Text from the user; `complete` is False for context that asks for no answer."""

    text: str
    complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivitySent(_Event):
    """`activity_start`, `activity_end` or `audio_stream_end`."""

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioReceived(_Event):
    """One chunk of model audio, at its arrival."""

    pcm: bytes = field(repr=False)
    rate_hz: int
    offset: int
    """Samples of model audio received before this chunk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextReceived(_Event):
    """A text part; a `thought` is never part of the answer (reference §7)."""

    text: str
    thought: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InputTranscript(_Event):
    """A piece of what the server heard; pieces are joined without adding or trimming spaces (reference §3.2)."""

    text: str
    finished: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputTranscript(_Event):
    """A piece of what the model says it said."""

    text: str
    finished: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCalled(_Event):
    """One function call; a frame with three calls gives three events."""

    name: str
    args: Mapping[str, Any]
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolResponded(_Event):
    """One answer of ours to a function call."""

    name: str
    response: Mapping[str, Any]
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCancelled(_Event):
    """The server took calls back."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interrupted(_Event):
    """The server stopped its answer because the user spoke."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerationComplete(_Event):
    """The model has generated its whole answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnComplete(_Event):
    """The model's turn is over; `reason` is the turnCompleteReason, None when there is none."""

    reason: str | None = None
    waiting_for_input: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageReported(_Event):
    """A usage snapshot, keys as on the wire: last one wins, never summed (reference §3.5)."""

    usage: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoAway(_Event):
    """The server will close soon."""

    time_left: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumptionUpdated(_Event):
    """A resumption handle, or the news that there is none just now."""

    handle: str | None = None
    resumable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceActivityReported(_Event):
    """The server's own voice detection."""

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed(_Event):
    """The connection ended."""

    code: int
    reason: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown(_Event):
    """A message or field this version does not know, or data that could not be decoded; kept, never guessed at."""

    what: str
    data: Any = None


Event: TypeAlias = (
    SetupSent
    | SetupCompleted
    | AudioSent
    | TextSent
    | ActivitySent
    | AudioReceived
    | TextReceived
    | InputTranscript
    | OutputTranscript
    | ToolCalled
    | ToolResponded
    | ToolCancelled
    | Interrupted
    | GenerationComplete
    | TurnComplete
    | UsageReported
    | GoAway
    | ResumptionUpdated
    | VoiceActivityReported
    | Closed
    | Unknown
)
