"""A model profile: what a family of models accepts, how a client talks to it, and how its server behaves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

__all__ = [
    "Accepts",
    "AudioEnd",
    "Backend",
    "CallIds",
    "Dialect",
    "Habits",
    "Handles",
    "Profile",
    "Support",
    "TextTurns",
]

Backend = Literal["vertex", "gemini"]
TextTurns = Literal["client_content", "realtime_text"]
AudioEnd = Literal["tail", "stream_end"]
CallIds = Literal["none", "uuid", "function-call", "call"]
Handles = Literal["per_turn", "once", "periodic"]
Support: TypeAlias = Literal["no", "opt_in", "always"]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a client must talk to the model; the defaults are what every model up to 2.5 understands."""

    text_turns: TextTurns = "client_content"
    """How typed turns are sent: `clientContent`, or `realtimeInput.text` where that is only for history."""
    audio_end: AudioEnd = "tail"
    """`tail`: silence follows speech until the server's voice detection ends the turn. `stream_end`: then
    `audioStreamEnd` says that the microphone pauses."""
    pause_audio_for_calls: bool = False
    """True where audio that arrives while a call is pending breaks the session."""
    answer_after_turn: bool = False
    """True where the answer to a non-blocking call is dropped unless it comes after that turn's turnComplete."""


@dataclass(frozen=True, slots=True)
class Accepts:
    """What the model takes; what is not taken is refused, ignored or answered with silence."""

    modalities: frozenset[str] = frozenset({"TEXT", "AUDIO"})
    proactive_audio: Support = "opt_in"
    affective_dialog: bool = True
    media_chunks: bool = True
    client_content_after_start: bool = True
    code_execution: bool = True
    url_context: bool = True
    search_with_functions: bool = True
    thinking_budget: bool = True
    thinking_level: Literal["no", "optional", "required"] = "no"
    blocking_tools: bool = True
    non_blocking_tools: bool = True
    transparent_resumption: bool = True


@dataclass(frozen=True, slots=True)
class Habits:
    """What the server's frames look like."""

    session_id: bool = True
    """`setupComplete` carries a session id."""
    role: str | None = "model"
    audio_mime_type: str = "audio/pcm;rate=24000"
    usage_names: Literal["candidates", "response"] = "candidates"
    call_ids: CallIds = "uuid"
    tools_block: bool = True
    """True when a call without a declared behaviour waits for its answer."""
    handles: Handles = "per_turn"
    stream_end_ends_turn: bool = False
    """`audioStreamEnd` ends the user's turn at once."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One family of models on one backend."""

    name: str
    """As `--profile` takes it: `vertex-2.5-native`."""
    title: str
    """For people: "Gemini 2.5 native audio on Vertex AI"."""
    backend: Backend | None = None
    """None: not tied to one."""
    models: tuple[str, ...] = ()
    """Regular expressions, each for a whole model id without its path."""
    dialect: Dialect = Dialect()
    accepts: Accepts = field(default_factory=Accepts)
    habits: Habits = field(default_factory=Habits)
