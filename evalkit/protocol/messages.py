"""Every Live API message as a frozen dataclass, from the modules that define them."""

from __future__ import annotations

from typing import TypeAlias

from evalkit.protocol.client_messages import ClientContent, ContextUpdate, RealtimeInput, Setup, ToolResponse, ToolSet
from evalkit.protocol.parts import Blob, Content, FunctionCall, FunctionResponse, Part, Transcription
from evalkit.protocol.server_messages import (
    GoAway,
    InputTranscription,
    InteractionStatus,
    OutputTranscription,
    ServerContent,
    ServerError,
    SessionResumptionUpdate,
    SetupComplete,
    ToolCall,
    ToolCallCancellation,
    UnknownMessage,
    UsageMetadata,
    VoiceActivity,
    VoiceActivityDetectionSignal,
)

__all__ = [
    "Blob",
    "ClientContent",
    "ClientMessage",
    "Content",
    "ContextUpdate",
    "FunctionCall",
    "FunctionResponse",
    "GoAway",
    "InputTranscription",
    "InteractionStatus",
    "Message",
    "OutputTranscription",
    "Part",
    "RealtimeInput",
    "ServerContent",
    "ServerError",
    "ServerMessage",
    "SessionResumptionUpdate",
    "Setup",
    "SetupComplete",
    "ToolCall",
    "ToolCallCancellation",
    "ToolResponse",
    "ToolSet",
    "Transcription",
    "UnknownMessage",
    "UsageMetadata",
    "VoiceActivity",
    "VoiceActivityDetectionSignal",
]

ClientMessage: TypeAlias = Setup | ClientContent | RealtimeInput | ToolResponse | ContextUpdate
"""What a client may send."""

ServerMessage: TypeAlias = (
    SetupComplete
    | ServerContent
    | ToolCall
    | ToolCallCancellation
    | UsageMetadata
    | GoAway
    | SessionResumptionUpdate
    | VoiceActivity
    | VoiceActivityDetectionSignal
    | InteractionStatus
    | InputTranscription
    | OutputTranscription
    | ServerError
    | UnknownMessage
)
"""What a server may send."""

Message: TypeAlias = ClientMessage | ServerMessage
"""Either; an `UnknownMessage` may also come out of a client's frame."""
