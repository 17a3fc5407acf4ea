"""What a mock server remembers of its sessions, so that a new connection can resume one."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field, replace

from evalkit.mock.answers.base import Place, Voice
from evalkit.mock.model.usage import Meter
from evalkit.protocol.messages import FunctionCall
from evalkit.scenario.script import Step

__all__ = ["Owed", "Progress", "Sessions"]

_MOST_HANDLES = 10_000


@dataclass(frozen=True, slots=True)
class Owed:
    """The rest of an answer, which waits until its calls are answered."""

    calls: tuple[FunctionCall, ...]
    steps: tuple[Step, ...]
    voice: Voice
    blocking: bool
    """False: the conversation goes on meanwhile (NON_BLOCKING)."""
    scheduling: str = "SILENT"
    """The most urgent wish of the answers that came so far (reference §2.8)."""


@dataclass(slots=True)
class Progress:
    """How far a session is: all that a resumed connection goes on with."""

    name: str
    place: Place = field(default_factory=Place)
    meter: Meter = field(default_factory=Meter)
    calls: int = 0
    """Calls made so far; they number the ids."""
    handles: int = 0
    owed: tuple[Owed, ...] = ()
    connections: int = 1
    struck: frozenset[str] = frozenset()
    """Faults that come once a session, and have come."""

    def strikes(self, fault: str, faults: frozenset[str]) -> bool:
        """True once for a fault that is among `faults`, whatever connection the session is on."""
        if fault not in faults or fault in self.struck:
            return False
        self.struck |= {fault}
        return True

    def snapshot(self) -> Progress:
        """Returns a copy that the session's going on does not change."""
        return replace(self, meter=copy(self.meter))


class Sessions:
    """Handles and where they lead; one for all the connections of a server."""

    def __init__(self) -> None:
        self._saved: dict[str, Progress] = {}
        self._left_t: dict[str, float] = {}

    def save(self, handle: str, progress: Progress) -> None:
        """Keeps where a session is now; saving again under the same handle moves it on."""
        self._saved.pop(handle, None)
        self._saved[handle] = progress.snapshot()
        while len(self._saved) > _MOST_HANDLES:
            del self._saved[next(iter(self._saved))]

    def find(self, handle: str) -> Progress | None:
        """Returns where a handle leads, None for one that was never given."""
        saved = self._saved.get(handle)
        return None if saved is None else saved.snapshot()

    def joined(self, name: str) -> None:
        """Notes that a session has a connection."""
        self._left_t.pop(name, None)

    def left(self, name: str, t: float) -> None:
        """Notes that the session's connection ended at `t`."""
        self._left_t[name] = t
        while len(self._left_t) > _MOST_HANDLES:
            del self._left_t[next(iter(self._left_t))]

    def alone_s(self, name: str, t: float) -> float:
        """How long the session has had no connection; 0 while it has one."""
        left_t = self._left_t.get(name)
        return 0.0 if left_t is None else t - left_t
