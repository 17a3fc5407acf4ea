"""How a server refuses what a model does not take (reference §6.2, §6.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

__all__ = ["INTERNAL_ERROR", "INVALID_ARGUMENT", "MEDIA_CHUNKS", "SILENCE", "UNKNOWN_NAME", "Feature", "Refusal"]

Feature: TypeAlias = Literal[
    "affective_dialog",
    "avatar",
    "backend_field",
    "blocking_tools",
    "client_content",
    "code_execution",
    "functions",
    "google_maps",
    "media_chunks",
    "modality",
    "non_blocking_tools",
    "proactive_audio",
    "scheduling",
    "search_with_functions",
    "thinking_budget",
    "thinking_level",
    "transcription_options",
    "transcription_place",
    "translation",
    "transparent_resumption",
    "url_context",
    "will_continue",
]
"""What a model may not take. `backend_field`: a field or tool of the other backend. `transcription_place`: a
transcription field inside `generationConfig`."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One way of saying no."""

    code: int | None
    """Close code; None: the server never says anything again."""
    reason: str = ""
    """Close reason, which may hold `{name}` and `{where}` of the field that is refused."""


INVALID_ARGUMENT = Refusal(1007, "Request contains an invalid argument.")
UNKNOWN_NAME = Refusal(1007, "Invalid JSON payload received. Unknown name \"{name}\" at '{where}': Cannot find field.")
MEDIA_CHUNKS = Refusal(1007, "realtime_input.media_chunks is deprecated. Use audio, video, or text instead.")
INTERNAL_ERROR = Refusal(1011, "Internal error encountered.")
SILENCE = Refusal(None)
