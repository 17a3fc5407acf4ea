"""What the messages and marks of a recording mean, from the modules that define each side's events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from evalkit.trace.client_events import (
    ActivitySent,
    AudioSent,
    ContextUpdated,
    FrameSent,
    HistorySent,
    MediaSent,
    SetupSent,
    TextSent,
    ToolResponded,
)
from evalkit.trace.event import TraceEvent
from evalkit.trace.server_events import (
    AudioReceived,
    CodeRun,
    CodeWritten,
    ErrorReported,
    GenerationComplete,
    GoAway,
    Grounded,
    InputTranscript,
    InteractionStatusChanged,
    InterimTranscript,
    Interrupted,
    MediaReceived,
    OutputTranscript,
    ResumptionUpdated,
    SetupCompleted,
    TextReceived,
    ToolCalled,
    ToolCancelled,
    TurnComplete,
    UrlsRead,
    UsageReported,
    VoiceActivityReported,
)

__all__ = [
    "ActivitySent",
    "AnswerHeld",
    "AudioReceived",
    "AudioSent",
    "Closed",
    "CodeRun",
    "CodeWritten",
    "Connected",
    "ContextUpdated",
    "ErrorReported",
    "Event",
    "FrameSent",
    "GenerationComplete",
    "GoAway",
    "Grounded",
    "HistorySent",
    "InputTranscript",
    "InteractionStatusChanged",
    "InterimTranscript",
    "Interrupted",
    "MediaReceived",
    "MediaSent",
    "OutputTranscript",
    "Reconnected",
    "Reconnecting",
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
    "UrlsRead",
    "UsageReported",
    "VoiceActivityReported",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerHeld(TraceEvent):
    """The session has the answers to these calls and waits until the server will take them (reference §4.4)."""

    ids: tuple[str, ...]
    """The calls' ids; the name of a call that has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected(TraceEvent):
    """A connection is open; only of those whose opening was timed."""

    opened_in_s: float
    """From the first look-up of its address to the end of the WebSocket's upgrade."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed(TraceEvent):
    """A connection ended: the session's last, unless `Reconnecting` follows."""

    code: int
    reason: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconnecting(TraceEvent):
    """The session goes on with another connection."""

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconnected(TraceEvent):
    """The next connection stands."""

    connection: int
    """Counted from 1."""
    resumed: bool
    """True when the server knows what was said before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown(TraceEvent):
    """A message or field this version does not know, or data that could not be decoded; kept, never guessed at."""

    what: str
    data: Any = None


Event: TypeAlias = (
    SetupSent
    | AudioSent
    | FrameSent
    | MediaSent
    | TextSent
    | HistorySent
    | ActivitySent
    | ToolResponded
    | ContextUpdated
    | AnswerHeld
    | Connected
    | SetupCompleted
    | AudioReceived
    | TextReceived
    | MediaReceived
    | InputTranscript
    | InterimTranscript
    | OutputTranscript
    | CodeWritten
    | CodeRun
    | Grounded
    | UrlsRead
    | ToolCalled
    | ToolCancelled
    | Interrupted
    | GenerationComplete
    | TurnComplete
    | InteractionStatusChanged
    | UsageReported
    | GoAway
    | ResumptionUpdated
    | VoiceActivityReported
    | ErrorReported
    | Closed
    | Reconnecting
    | Reconnected
    | Unknown
)
