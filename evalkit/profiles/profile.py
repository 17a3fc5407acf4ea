"""A model profile: what a family of models accepts, how a client talks to it, and how its server behaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from evalkit.profiles.refusal import INVALID_ARGUMENT, Feature, Refusal

__all__ = [
    "Accepts",
    "AudioEnd",
    "Backend",
    "CallIds",
    "Dialect",
    "Habits",
    "Handles",
    "Kind",
    "Limits",
    "Need",
    "Profile",
    "Stage",
    "Status",
    "Support",
    "TextTurns",
]

Backend = Literal["vertex", "gemini"]
TextTurns = Literal["client_content", "realtime_text"]
AudioEnd = Literal["tail", "stream_end"]
CallIds = Literal["none", "uuid", "function-call", "call"]
Handles = Literal["per_turn", "once", "periodic"]
Support: TypeAlias = Literal["no", "opt_in", "always"]
Need: TypeAlias = Literal["no", "optional", "required"]
Kind = Literal["any", "half_cascade", "native_audio", "translation", "transcription"]
Stage = Literal["unknown", "ga", "private_ga", "preview", "deprecated", "retired"]


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
    """What the model takes; what is not taken is refused, ignored or answered with silence (`Profile.refusal`)."""

    modalities: frozenset[str] = frozenset({"TEXT", "AUDIO"})
    proactive_audio: Support = "opt_in"
    affective_dialog: bool = True
    alpha_only: bool = False
    """True where the two above are taken by API version v1alpha alone (reference §2.6)."""
    media_chunks: bool = True
    client_content_after_start: bool = True
    functions: bool = True
    code_execution: bool = True
    url_context: bool = True
    google_maps: bool = True
    search_with_functions: bool = True
    thinking_budget: bool = True
    thinking_level: Need = "no"
    thinking_levels: frozenset[str] = frozenset()
    """The levels there are, where one is taken."""
    blocking_tools: bool = True
    non_blocking_tools: bool = True
    scheduling: bool = True
    """False where `scheduling` of an answer is dropped."""
    will_continue: bool = True
    transparent_resumption: bool = True
    transcription_options: bool = True
    """More than `{}` in an AudioTranscriptionConfig."""
    translation: Need = "no"
    avatar: bool = False


@dataclass(frozen=True, slots=True)
class Habits:
    """What the server's frames look like."""

    session_id: bool = True
    """`setupComplete` carries a session id."""
    role: str | None = "model"
    audio_mime_type: str = "audio/pcm;rate=24000"
    usage_names: Literal["candidates", "response"] = "candidates"
    usage: bool = True
    """False where no usageMetadata ever comes."""
    call_ids: CallIds = "uuid"
    tools_block: bool = True
    """True when a call without a declared behaviour waits for its answer."""
    handles: Handles = "per_turn"
    stream_end_ends_turn: bool = False
    """`audioStreamEnd` ends the user's turn at once."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session may be, in seconds, and how much it holds (reference §5.2)."""

    connection_s: float = 600.0
    """A connection; a longer session resumes on the next one."""
    audio_session_s: float = 900.0
    """A session without pictures, unless its context is compressed."""
    video_session_s: float = 120.0
    """A session with pictures, unless its context is compressed."""
    context_tokens: int = 131_072


@dataclass(frozen=True, slots=True)
class Status:
    """Where in its life a model is; dates are ISO 8601, a month where no day is known."""

    stage: Stage = "unknown"
    since: str = ""
    """When the stage began; empty: not known."""
    as_of: str = "2026-10"
    """When this was last looked up."""
    note: str = ""


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
    example: str = ""
    """A model id of the family."""
    dialect: Dialect = Dialect()
    accepts: Accepts = field(default_factory=Accepts)
    habits: Habits = field(default_factory=Habits)
    kind: Kind = "any"
    status: Status = Status()
    limits: Limits = Limits()
    refusals: Mapping[Feature, Refusal] = field(default_factory=dict)
    """How a feature that is not taken is refused; read it with `refusal`."""
    unverified: frozenset[str] = frozenset()
    """Dotted names of the fields above that nobody has confirmed: `habits.handles`, `refusals.thinking_level`."""

    def doubts(self, claim: str) -> bool:
        """Returns True when nobody has confirmed a claim such as `habits.handles`, or all of its group."""
        return bool(self.unverified & {claim, claim.partition(".")[0]})

    def refusal(self, feature: Feature) -> Refusal:
        """Returns how the server refuses a setup or message with a feature that it does not take."""
        return self.refusals.get(feature, INVALID_ARGUMENT)
