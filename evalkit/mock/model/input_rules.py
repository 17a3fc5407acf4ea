"""Which input a mock server refuses once a session runs."""

from __future__ import annotations

from evalkit.profiles.profile import Profile
from evalkit.profiles.refusal import Refusal
from evalkit.protocol.messages import ClientContent, Message, RealtimeInput, ToolResponse

__all__ = ["input_refusal"]


def input_refusal(message: Message, profile: Profile, *, talked: bool, pending: bool) -> Refusal | None:
    """Judges a client's message by what the model takes.

    Args:
        message: what came.
        profile: says what the model takes.
        talked: True once the model's first turn has begun (reference §2.5).
        pending: True while a call waits for its answer, and audio then breaks the session (reference §4.4).
    """
    match message:
        case RealtimeInput(media_chunks=chunks) if chunks and not profile.accepts.media_chunks:
            return profile.refusal("media_chunks")
        case ClientContent() if talked and not profile.accepts.client_content_after_start:
            return profile.refusal("client_content")
        case ToolResponse(function_responses=responses) if not profile.accepts.will_continue:
            if any(response.will_continue for response in responses):
                return profile.refusal("will_continue")
        case RealtimeInput() if pending:
            return Refusal(1008, "The operation was aborted.")
    return None
