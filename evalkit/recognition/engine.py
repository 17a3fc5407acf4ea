"""What a speech recogniser is, and what it gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from evalkit.media.pcm import Samples

__all__ = ["Recognised", "Recogniser", "Segment"]


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of what was recognised, as the engine cut it."""

    start_s: float
    end_s: float
    text: str


@dataclass(frozen=True, slots=True)
class Recognised:
    """What an engine wrote down of one piece of audio."""

    text: str
    """Empty when it heard no words."""
    segments: tuple[Segment, ...] = ()
    doubt: str = ""
    """Why the engine itself would not trust the text; empty when it would."""


class Recogniser(Protocol):
    """A speech recogniser that works offline. Safe to share between threads; loads its weights when first asked."""

    @property
    def name(self) -> str:
        """Engine, version and weights: answers by another name are not comparable."""

    def knows(self, language: str) -> bool:
        """True when it can write down this BCP-47 language."""

    def recognise(self, samples: Samples, rate_hz: int, language: str) -> Recognised:
        """Writes down mono audio of any length and rate; `language` is one that it knows.

        Raises:
            UsageError: the weights cannot be loaded.
        """
