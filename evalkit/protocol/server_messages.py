"""What a server sends: one frozen class for each key of reference §3; one frame may hold several."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from evalkit.protocol.parts import Content, FunctionCall, Transcription
from evalkit.protocol.wire_forms import ALWAYS_WRITTEN, Configuration, EnumName, Extensible, Int64Text

__all__ = [
    "GoAway",
    "InputTranscription",
    "InteractionStatus",
    "OutputTranscription",
    "ServerContent",
    "ServerError",
    "SessionResumptionUpdate",
    "SetupComplete",
    "ToolCall",
    "ToolCallCancellation",
    "UnknownMessage",
    "UsageMetadata",
    "VoiceActivity",
    "VoiceActivityDetectionSignal",
]

_DURATION = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,9})?s", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupComplete(Extensible):
    """The session is ready (reference §3.1)."""

    session_id: str | None = None
    """Vertex 2.x only."""
    voice_consent_signature: Configuration | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerContent(Extensible):
    """What the model says, and how far it is (reference §3.2); any mixture of fields may come together."""

    model_turn: Content | None = None
    generation_complete: bool = False
    turn_complete: bool = False
    interrupted: bool = False
    turn_complete_reason: EnumName | None = None
    """An open enum, reference §3.3."""
    waiting_for_input: bool = False
    interaction_status: EnumName | None = None
    input_transcription: Transcription | None = None
    output_transcription: Transcription | None = None
    interim_input_transcription: Transcription | None = None
    grounding_metadata: Configuration | None = None
    url_context_metadata: Configuration | None = None
    speech_state: EnumName | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCall(Extensible):
    """The model calls functions, several at once or none at all (reference §3.4)."""

    function_calls: tuple[FunctionCall, ...] = field(default=(), metadata=ALWAYS_WRITTEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCallCancellation(Extensible):
    """These calls need no answer any more; what they did is to be undone (reference §4.4)."""

    ids: tuple[str, ...] = field(default=(), metadata=ALWAYS_WRITTEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageMetadata(Extensible):
    """A snapshot of token counts: the last one of a turn counts, never their sum (reference §3.5).

    The names are the wire's own: the Developer API says `response_*` where Vertex says `candidates_*`.
    """

    prompt_token_count: int | None = None
    response_token_count: int | None = None
    candidates_token_count: int | None = None
    thoughts_token_count: int | None = None
    tool_use_prompt_token_count: int | None = None
    cached_content_token_count: int | None = None
    total_token_count: int | None = None
    prompt_tokens_details: tuple[Configuration, ...] = ()
    response_tokens_details: tuple[Configuration, ...] = ()
    candidates_tokens_details: tuple[Configuration, ...] = ()
    tool_use_prompt_tokens_details: tuple[Configuration, ...] = ()
    cache_tokens_details: tuple[Configuration, ...] = ()
    service_tier: EnumName | None = None
    traffic_type: EnumName | None = None

    @property
    def prompt_tokens(self) -> int | None:
        """Tokens of the whole context of the turn, which every turn bills again; None when not told."""
        return self.prompt_token_count

    @property
    def response_tokens(self) -> int | None:
        """Tokens of the answer by either backend's name; None when not told."""
        if self.response_token_count is not None:
            return self.response_token_count
        return self.candidates_token_count


@dataclass(frozen=True, slots=True, kw_only=True)
class GoAway(Extensible):
    """The server will close the connection soon (reference §4.7); do not rely on getting one."""

    time_left: str | None = None
    """A duration as on the wire, such as `50s`."""

    @property
    def time_left_s(self) -> float | None:
        """`time_left` in seconds; None when it is absent or not a duration."""
        return _seconds(self.time_left)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionResumptionUpdate(Extensible):
    """A handle to resume with, or the news that there is none just now (reference §4.7)."""

    new_handle: str | None = None
    resumable: bool = False
    last_consumed_client_message_index: Int64Text | None = None
    """Vertex's transparent mode only: setup is 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceActivity(Extensible):
    """The server's own voice detection (reference §3.1)."""

    type: EnumName | None = None
    """`ACTIVITY_START` or `ACTIVITY_END`."""
    audio_offset: str | None = None
    """A duration as on the wire, such as `1.2s`."""

    @property
    def audio_offset_s(self) -> float | None:
        """`audio_offset` in seconds; None when it is absent or not a duration."""
        return _seconds(self.audio_offset)


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceActivityDetectionSignal(Extensible):
    """Start or end of speech, for setups with `explicit_vad_signal` (reference §3.1)."""

    vad_signal_type: EnumName | None = None
    """`VAD_SIGNAL_TYPE_SOS` or `VAD_SIGNAL_TYPE_EOS`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InteractionStatus(Extensible):
    """`interactionStatus` at the root of a frame, beside `toolCall` (reference §3.1); `extra` stays empty."""

    status: EnumName
    """`IN_PROGRESS`, `IDLE` or `REQUIRES_ACTION`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputTranscription(Transcription):
    """What the server heard, at the root of a frame, where only Vertex's reference puts it (reference §3.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputTranscription(Transcription):
    """What the model says it said, at the root of a frame, where only Vertex's reference puts it (reference §3.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerError(Extensible):
    """An error in band: a frame with `code` at its root (reference §3.1).

    `extra` holds the rest of the frame that no other message claims.
    """

    code: int
    message: str = ""
    status: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownMessage(Extensible):
    """A key of a frame that its sender's messages do not include, kept as it came; `extra` stays empty."""

    key: str
    value: Any = None


def _seconds(duration: str | None) -> float | None:
    if duration is None or not _DURATION.fullmatch(duration):
        return None
    return float(duration[:-1])
