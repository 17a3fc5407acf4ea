"""What a server does in a session: one small frozen class an event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from evalkit.trace.event import TraceEvent

__all__ = [
    "AudioReceived",
    "CodeRun",
    "CodeWritten",
    "ErrorReported",
    "GenerationComplete",
    "GoAway",
    "Grounded",
    "InputTranscript",
    "InteractionStatusChanged",
    "InterimTranscript",
    "Interrupted",
    "MediaReceived",
    "OutputTranscript",
    "ResumptionUpdated",
    "SetupCompleted",
    "TextReceived",
    "ToolCalled",
    "ToolCancelled",
    "TurnComplete",
    "UrlsRead",
    "UsageReported",
    "VoiceActivityReported",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupCompleted(TraceEvent):
    """The server is ready; once for each connection of a session."""

    session_id: str | None = None
    """Vertex 2.x only (reference §3.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioReceived(TraceEvent):
    """One chunk of model audio, at its arrival."""

    pcm: bytes = field(repr=False)
    rate_hz: int
    offset: int
    """Samples of model audio received before this chunk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextReceived(TraceEvent):
    """A text part; a `thought` is never part of the answer (reference §7)."""

    text: str
    thought: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaReceived(TraceEvent):
    """Media of the model's that are no PCM: in the message, or at `uri`."""

    mime_type: str
    data: bytes = field(default=b"", repr=False)
    uri: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputTranscript(TraceEvent):
    """A piece of what the server heard; pieces are joined without adding or trimming spaces (reference §3.2)."""

    text: str
    finished: bool = False
    language: str | None = None
    """The languageCode, when told."""
    speaker: str | None = None
    """The speakerLabel, when told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterimTranscript(TraceEvent):
    """A guess at what the user is saying, which an input transcription will replace."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputTranscript(TraceEvent):
    """A piece of what the model says it said."""

    text: str
    finished: bool = False
    language: str | None = None
    """The languageCode, when told."""
    speaker: str | None = None
    """The speakerLabel, when told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeWritten(TraceEvent):
    """Code that the model wrote to be run, or a tool call as Dev 2.5 announces it (reference §3.2)."""

    code: str
    language: str = ""
    """As on the wire: `PYTHON`."""
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRun(TraceEvent):
    """What became of code that the server ran."""

    outcome: str
    """As on the wire: `OUTCOME_OK`, `OUTCOME_FAILED`, `OUTCOME_DEADLINE_EXCEEDED`."""
    output: str = ""
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounded(TraceEvent):
    """What a search found for the answer (reference §3.2)."""

    queries: tuple[str, ...] = ()
    """What was searched for."""
    sources: tuple[tuple[str, str], ...] = ()
    """Title and URI of each source, either of them perhaps empty; strings of strangers, never to be followed."""
    supports: int = 0
    """Pieces of the answer that a source stands behind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlsRead(TraceEvent):
    """Pages that the server read for the answer (reference §3.2)."""

    urls: tuple[tuple[str, str], ...] = ()
    """Address and urlRetrievalStatus of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCalled(TraceEvent):
    """One function call; a frame with three calls gives three events."""

    name: str
    args: Mapping[str, Any]
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCancelled(TraceEvent):
    """The server took calls back."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interrupted(TraceEvent):
    """The server stopped its answer because the user spoke."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerationComplete(TraceEvent):
    """The model has generated its whole answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnComplete(TraceEvent):
    """The model's turn is over; `reason` is the turnCompleteReason, None when there is none."""

    reason: str | None = None
    waiting_for_input: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InteractionStatusChanged(TraceEvent):
    """Whether more is to come after this turn: `IN_PROGRESS`, `IDLE` or `REQUIRES_ACTION` (reference §3.2)."""

    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageReported(TraceEvent):
    """A usage snapshot, keys as on the wire: last one wins, never summed (reference §3.5)."""

    usage: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoAway(TraceEvent):
    """The server will close soon."""

    time_left: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumptionUpdated(TraceEvent):
    """A resumption handle, or the news that there is none just now."""

    handle: str | None = None
    resumable: bool = False
    last_consumed: int | None = None
    """Index of the last client message that the handle covers; transparent resumption only (reference §4.7)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceActivityReported(TraceEvent):
    """The server's own voice detection, by any of its three names (reference §3.1, §3.2)."""

    kind: str
    """As on the wire: `ACTIVITY_START`, `VAD_SIGNAL_TYPE_SOS`, `SPEECH`…"""
    offset_s: float | None = None
    """Where in the audio that the server got; None when not told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorReported(TraceEvent):
    """An error in band: JSON with a `code` at its root (reference §3.1)."""

    code: int
    message: str = ""
    status: str | None = None
