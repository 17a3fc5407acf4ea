"""A trace: the events of one attempt in order, and a window on them for each turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from evalkit.recording.annotation import Annotation
from evalkit.scenario.model import Scenario, Turn
from evalkit.trace.events import Event, InputTranscript, OutputTranscript

__all__ = ["Trace", "TurnWindow"]

E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class TurnWindow:
    """The events of one user turn and of the answer to it, or of the whole session (`turn` is None).

    Times are seconds since the first connection opened, None when unknown. `speech_ended_t` is the moment the user's
    last speech sample left the microphone; for a text turn `input_ended_t` is the anchor instead.
    """

    turn: Turn | None
    events: tuple[Event, ...]
    started_t: float | None = None
    speech_started_t: float | None = None
    speech_ended_t: float | None = None
    input_ended_t: float | None = None
    finished_t: float | None = None
    finish: str = ""
    """Why the session ended the turn, "" when unknown.

    turn_complete, silence, no_response, gap, turn_timeout, barged_in (the next turn cut in), or closed.
    """
    anchor_missed: bool = False
    """True when the moment the turn was to start at never came."""

    @property
    def index(self) -> int | None:
        """The turn's number from 0; None for the whole session."""
        return None if self.turn is None else self.turn.index

    def of(self, *kinds: type[E]) -> tuple[E, ...]:
        """The events of these classes, in order."""
        return tuple(event for event in self.events if isinstance(event, kinds))

    @property
    def heard(self) -> str:
        """The input transcription, pieces joined as they came (reference §3.2)."""
        return "".join(event.text for event in self.of(InputTranscript))

    @property
    def said(self) -> str:
        """The output transcription, pieces joined as they came."""
        return "".join(event.text for event in self.of(OutputTranscript))


@dataclass(frozen=True, slots=True)
class Trace:
    """What one attempt's recording means."""

    scenario: Scenario
    events: tuple[Event, ...]
    turns: tuple[TurnWindow, ...]
    """One window for each turn that was begun."""
    timed: bool
    """False when the recording kept no times; then nothing that needs time can be scored."""
    complete: bool
    """False when the recording was cut off: the last connection has no close, or the end is torn."""
    annotations: tuple[Annotation, ...] = ()
    """What a judge or a recogniser said about the recording, in file order."""

    @property
    def session(self) -> TurnWindow:
        """The whole session as one window."""
        return TurnWindow(turn=None, events=self.events)
