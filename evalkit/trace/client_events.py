"""What a client does in a session: one small frozen class an event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from evalkit.trace.event import TraceEvent

__all__ = [
    "ActivitySent",
    "AudioSent",
    "ContextUpdated",
    "FrameSent",
    "HistorySent",
    "MediaSent",
    "SetupSent",
    "TextSent",
    "ToolResponded",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupSent(TraceEvent):
    """The client's setup."""

    setup: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioSent(TraceEvent):
    """One chunk of user audio; its last sample left at `t` (a microphone's chunk leaves once it is full)."""

    pcm: bytes = field(repr=False)
    rate_hz: int
    offset: int
    """Samples of user audio sent before this chunk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameSent(TraceEvent):
    """A picture the user shows: a frame of a video, or an image."""

    mime_type: str
    data: bytes = field(repr=False)
    file: str = ""
    """Its file relative to the recording's folder, such as `frames/0001.jpg`; empty when it has none."""

    @property
    def size(self) -> int:
        """How many bytes the picture takes."""
        return len(self.data)


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaSent(TraceEvent):
    """Media of the user's that are neither PCM nor a picture: in the message, or at `uri`."""

    mime_type: str
    data: bytes = field(default=b"", repr=False)
    uri: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSent(TraceEvent):
    """Text from the user; `complete` is False for context that asks for no answer."""

    text: str
    complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class HistorySent(TraceEvent):
    """What the model said earlier, as the client tells it (reference §2.5)."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivitySent(TraceEvent):
    """`activity_start`, `activity_end` or `audio_stream_end`."""

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolResponded(TraceEvent):
    """One answer of ours to a function call."""

    name: str
    response: Mapping[str, Any]
    id: str | None = None
    scheduling: str | None = None
    """`SILENT`, `WHEN_IDLE` or `INTERRUPT`, for NON_BLOCKING functions (reference §2.8); None when not said."""
    will_continue: bool = False
    """True when more answers to the same call follow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextUpdated(TraceEvent):
    """The client changes instruction or tools in mid-session (reference §2.8)."""

    update: Mapping[str, Any]
