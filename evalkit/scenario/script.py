"""A script: what the mock server says, does and when (a scenario's `mock` section)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

__all__ = [
    "Call",
    "Cancel",
    "Complete",
    "Disconnect",
    "GoAway",
    "Hear",
    "Raw",
    "RunCode",
    "Say",
    "Script",
    "ScriptTurn",
    "Search",
    "Step",
    "Write",
]


@dataclass(frozen=True, slots=True)
class Hear:
    """Sends the input transcription; `after_ms` milliseconds after the previous step, as in every step."""

    text: str
    after_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Say:
    """Speaks: audio chunks with the output transcription beside them."""

    text: str
    after_ms: float = 0.0
    lead_silence_ms: float = 0.0
    """Silence inside the audio before the first audible sample."""
    gain_db: float = 0.0
    """-80 makes audio that is there and cannot be heard."""
    transcript: str | None = None
    """What the output transcription claims; None: `text`."""
    speaker: str = "model"
    pcm: bytes | None = field(default=None, repr=False)
    """The sound itself, PCM16 at 24 kHz, as a recording knows it; None: a voice speaks `text`."""


@dataclass(frozen=True, slots=True)
class Write:
    """Sends a text part."""

    text: str
    after_ms: float = 0.0
    thought: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """Calls tools in one frame and waits for all the answers before the next step."""

    calls: tuple[tuple[str, Mapping[str, Any]], ...]
    after_ms: float = 0.0
    wait: bool = True
    """False: goes on without the answers (NON_BLOCKING)."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """Takes back every call that waits for an answer."""

    after_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Search:
    """Says what was searched for and where the answer comes from (`groundingMetadata`)."""

    queries: tuple[str, ...]
    sources: tuple[tuple[str, str], ...] = ()
    """(title, URI) of each."""
    after_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class RunCode:
    """Writes code, then tells what running it gave."""

    code: str
    output: str = ""
    outcome: str = "OUTCOME_OK"
    after_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Complete:
    """Ends the turn: generationComplete, then turnComplete once the audio would have been played."""

    after_ms: float = 0.0
    reason: str | None = None
    """A turnCompleteReason such as RESPONSE_REJECTED; then no generationComplete is sent."""


@dataclass(frozen=True, slots=True)
class Raw:
    """Sends one server message as written."""

    message: Mapping[str, Any]
    after_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class GoAway:
    """Announces the end of the connection (`goAway`), and ends it when the time is up."""

    time_left_s: float
    after_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Disconnect:
    """Closes the connection."""

    code: int = 1011
    reason: str = ""
    after_ms: float = 0.0


Step: TypeAlias = Hear | Say | Write | Search | RunCode | Call | Cancel | Complete | Raw | GoAway | Disconnect


@dataclass(frozen=True, slots=True)
class ScriptTurn:
    """The steps of one answer, counted from the end of the user's speech (or from the text's arrival).

    No step at all is a model that stays silent and sends no frame.
    """

    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """One `ScriptTurn` for each user turn, in order."""

    turns: tuple[ScriptTurn, ...]
    on_setup: tuple[Step, ...] = field(default=())
    """Steps instead of `setupComplete`; empty: the session is set up at once."""
    silent_setup: bool = False
    """True: never answers the setup."""
    speed: float = 4.0
    """How much faster than real time audio is sent (the real server bursts: reference §4.2)."""
