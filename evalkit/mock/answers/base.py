"""What a mock model hears, and the seam to what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeAlias

import numpy as np

from evalkit.media.pcm import Samples
from evalkit.scenario.script import Say, Step

__all__ = ["Answer", "Answers", "HeardTurn", "Opening", "Place", "Voice"]

Voice: TypeAlias = Callable[[Say], Samples]
"""Speaks a step: int16 mono at 24 kHz, without its leading silence and gain."""


def _nothing() -> Samples:
    return np.zeros(0, np.int16)


@dataclass(frozen=True, slots=True, eq=False)
class HeardTurn:
    """One turn of the user's: typed when `samples` is empty, else spoken."""

    text: str = ""
    """What was typed; of speech the words, where they are known."""
    samples: Samples = field(default_factory=_nothing, repr=False)
    """16 kHz mono, from the beginning of the speech to its end."""
    pictures: int = 0
    """Images and video frames shown since the turn before."""

    @property
    def spoken(self) -> bool:
        """True for speech."""
        return len(self.samples) > 0


@dataclass(frozen=True, slots=True)
class Place:
    """How far a session is; a resumed one goes on at the same place."""

    turn: int = 0
    """Turns of the user's that were heard before."""
    scenario: str = ""
    """The scenario that answers: asked for by the path, or chosen by an earlier turn; empty: still open."""
    began: int = 0
    """The turn with which that scenario began."""

    def further(self) -> Place:
        """One turn on, in the same scenario."""
        return replace(self, turn=self.turn + 1)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model does now."""

    steps: tuple[Step, ...]
    """Counted from the end of the user's turn; none at all is a model that stays silent."""
    voice: Voice
    """Speaks the `Say` steps that bring no audio of their own."""
    then: Place
    """Where the session is afterwards."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What happens before the first turn, in place of an ordinary setupComplete."""

    steps: tuple[Step, ...] = ()
    """Steps in place of `setupComplete`; empty: the session is set up at once."""
    silent: bool = False
    """True: the setup is never answered."""


class Answers(Protocol):
    """A model's mind: shared by all connections, it keeps nothing of its own between two questions."""

    def opening(self, place: Place) -> Opening:
        """How the session begins."""

    def answer(self, heard: HeardTurn, place: Place, setup: Mapping[str, Any]) -> Answer:
        """Returns what to do about one turn of the user's.

        Args:
            heard: the turn.
            place: how far the session is.
            setup: the session's setup as on the wire, in canonical spelling.
        """
