"""What a client sends: one frozen class for each key of reference §2."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from evalkit.protocol.parts import Blob, Content, FunctionResponse
from evalkit.protocol.wire_forms import ALWAYS_WRITTEN, Configuration, Extensible, OneOrMany, Presence

__all__ = ["ClientContent", "ContextUpdate", "RealtimeInput", "Setup", "ToolResponse", "ToolSet"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup(Extensible):
    """The first message of a session (reference §2.1).

    Nested configuration stays a mapping: camelCase, enum names in upper case, what a user named verbatim.
    """

    model: str
    generation_config: Configuration | None = None
    system_instruction: Content | None = None
    tools: OneOrMany | None = None
    realtime_input_config: Configuration | None = None
    input_audio_transcription: Configuration | None = None
    """An empty mapping switches it on; so for the next one."""
    output_audio_transcription: Configuration | None = None
    session_resumption: Configuration | None = None
    """An empty mapping asks for handles; a `handle` resumes."""
    context_window_compression: Configuration | None = None
    proactivity: Configuration | None = None
    history_config: Configuration | None = None
    explicit_vad_signal: bool = False
    avatar_config: Configuration | None = None
    safety_settings: tuple[Configuration, ...] | None = None
    labels: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientContent(Extensible):
    """Content appended to the conversation in order (reference §2.5)."""

    turns: tuple[Content, ...] = ()
    turn_complete: bool = False
    """True asks for an answer; False only adds context."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RealtimeInput(Extensible):
    """Streamed input; its fields are alternatives, one a message (reference §2.7)."""

    audio: Blob | None = None
    video: Blob | None = None
    text: str | None = None
    activity_start: Presence = False
    activity_end: Presence = False
    audio_stream_end: bool | None = None
    media_chunks: tuple[Blob, ...] = ()
    """Deprecated: models from 3.1 on refuse it; use `audio` or `video`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolResponse(Extensible):
    """Answers to function calls (reference §2.8)."""

    function_responses: tuple[FunctionResponse, ...] = field(default=(), metadata=ALWAYS_WRITTEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolSet(Extensible):
    """The wrapper that lets a `ContextUpdate` clear the tools: empty is not the same as absent (reference §2.8)."""

    tools: OneOrMany = field(default=(), metadata=ALWAYS_WRITTEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextUpdate(Extensible):
    """Changes instruction or tools in mid-session (reference §2.8; 3.8 only, unverified on the wire)."""

    system_instruction: Content | None = None
    tools: ToolSet | None = None
    """None leaves the tools as they are."""
