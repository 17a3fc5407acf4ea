"""What tells whose turn it is: the few things of a conversation that decide which turn an answer belongs to.

The session makes them of messages as they come, the trace of a recording. Whatever one side can see the other can too,
so both reach the same conclusions with `evalkit.protocol.turns`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

__all__ = [
    "Aside",
    "Called",
    "Cancelled",
    "Completed",
    "Generated",
    "Held",
    "InputOver",
    "Interrupted",
    "Progress",
    "Replaced",
    "Reported",
    "Responded",
    "Rested",
    "Said",
    "Sign",
    "SpeechOver",
    "Transcribed",
    "TurnBegan",
    "TurnOver",
]


@dataclass(frozen=True, slots=True)
class TurnBegan:
    """The user's next turn begins."""

    turn: int


@dataclass(frozen=True, slots=True)
class SpeechOver:
    """The last word the user speaks in this turn was sent."""


@dataclass(frozen=True, slots=True)
class InputOver:
    """All of the user's input of this turn was sent."""

    turn: int | None


@dataclass(frozen=True, slots=True)
class TurnOver:
    """Nobody waits for this turn's answer any more: what is known of it by now decides."""

    turn: int | None


@dataclass(frozen=True, slots=True)
class Replaced:
    """Another connection took the place of the last."""


@dataclass(frozen=True, slots=True)
class Said:
    """The model made audio, text, a thought, code or media."""


@dataclass(frozen=True, slots=True)
class Called:
    """The model called a function."""

    name: str
    id: str | None


@dataclass(frozen=True, slots=True)
class Transcribed:
    """Words of what the model says; they keep no order with the rest (reference §3.2)."""


@dataclass(frozen=True, slots=True)
class Rested:
    """What an answer rests on, as a search found it; it may come after the answer's end."""


@dataclass(frozen=True, slots=True)
class Generated:
    """generationComplete."""


@dataclass(frozen=True, slots=True)
class Interrupted:
    """interrupted."""


@dataclass(frozen=True, slots=True)
class Completed:
    """turnComplete."""


@dataclass(frozen=True, slots=True)
class Progress:
    """The interaction goes on beyond its turnComplete, or does not (reference §4.2, extended thinking)."""

    goes_on: bool


@dataclass(frozen=True, slots=True)
class Reported:
    """Usage."""


@dataclass(frozen=True, slots=True)
class Responded:
    """We answered a call."""

    name: str
    id: str | None
    more: bool = False
    """More answers to the same call follow."""
    silent: bool = False
    """The model was told to keep quiet (reference §2.8)."""


@dataclass(frozen=True, slots=True)
class Held:
    """We have the answers to these calls, and wait; a call without an id goes by its name."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The server took calls back."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Aside:
    """Anything else; it decides nothing."""


Sign: TypeAlias = (
    TurnBegan
    | SpeechOver
    | InputOver
    | TurnOver
    | Replaced
    | Said
    | Called
    | Transcribed
    | Rested
    | Generated
    | Interrupted
    | Completed
    | Progress
    | Reported
    | Responded
    | Held
    | Cancelled
    | Aside
)
