"""What all the connections of one mock server have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from evalkit.mock.answers.base import Answers
from evalkit.mock.model.sessions import Sessions
from evalkit.profiles.profile import Backend, Profile

__all__ = ["House"]


@dataclass(frozen=True, slots=True)
class House:
    """The rules of a server; nothing in it changes but its memory of sessions."""

    answers: Answers
    profile_of: Callable[[str], Profile | None]
    """Profile of the model that a setup names; None for a model that is not served."""
    backend: Backend | None = None
    """Which API the client asked for; None: not told."""
    version: str = ""
    """Of the API, as in the path."""
    faults: frozenset[str] = frozenset()
    speed: float = 4.0
    strict: bool = True
    """True: setups are judged as the model's server does. False: a script answers whatever it is asked."""
    sessions: Sessions = field(default_factory=Sessions)
