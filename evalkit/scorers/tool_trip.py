"""What a turn's tool calls cost: the model's time until it calls, the tools' time, and the model's until it goes on."""

from __future__ import annotations

from dataclasses import dataclass, field

from evalkit.trace.events import (
    AnswerHeld,
    AudioReceived,
    CodeRun,
    CodeWritten,
    Event,
    GenerationComplete,
    Interrupted,
    MediaReceived,
    TextReceived,
    ToolCalled,
    ToolCancelled,
    ToolResponded,
    TurnComplete,
)
from evalkit.trace.trace import TurnWindow

__all__ = ["ToolTrip", "tool_trip"]

_UNTIMED = "its time is not known"


@dataclass(slots=True)
class ToolTrip:
    """The tool calls of one turn; what lies open at the same time is one round, and times of rounds are added up."""

    first_call: ToolCalled | None = None
    calls: int = 0
    rounds: int = 0
    tool_s: float = 0.0
    """While at least one call waited for its answer."""
    held_s: float = 0.0
    """That part of `tool_s` in which the answers were there, and were held until the server would take them."""
    resume_s: float = 0.0
    """From the end of each round with an answer to the next audio, text, code or call."""
    resumes: int = 0
    """Rounds after which the model went on."""
    end: Event | None = None
    """What the model went on with after the last round, or what ended that round where nothing was to come."""
    no_tool: str = ""
    """Why `tool_s` is not the whole; empty when it is."""
    no_resume: str = ""
    """The same of `resume_s`."""
    evidence: list[int] = field(default_factory=list)
    """`seq` of calls, answers and what followed."""


def tool_trip(window: TurnWindow) -> ToolTrip:
    """Returns what the calls of a turn cost.

    A call is answered by a response with its id, or of its name where it has none; one that says that more follows is
    no answer yet. A cancelled call waits no longer, and nothing resumes after it. An answer that is SILENT asks for no
    reply (reference §2.8).
    """
    walk = _Walk()
    for event in window.events:
        walk.take(event)
    return walk.finished(window.finish)


@dataclass(slots=True)
class _Walk:
    """Goes through the events of a turn."""

    trip: ToolTrip = field(default_factory=ToolTrip)
    _open: list[ToolCalled] = field(default_factory=list)
    _opened_t: float | None = None
    _held_t: float | None = None
    _wants_reply: str = ""
    """Name of the last call of this round whose answer was not SILENT."""
    _over: Event | None = None
    """What ended a round after which the model is to go on."""
    _speaking: bool = False
    """True when audio has come after the last call, and no end of the answer after it."""

    def take(self, event: Event) -> None:
        match event:
            case ToolCalled():
                self._resumed(event)
                self._called(event)
            case ToolResponded(will_continue=False):
                self._responded(event)
            case ToolCancelled(ids=ids):
                self._cancelled(event, ids)
            case AnswerHeld(t=t):
                self._held_t = t if self._held_t is None else self._held_t
            case GenerationComplete() | TurnComplete() | Interrupted():
                self._speaking = False
            case AudioReceived(pcm=pcm) if pcm:
                self._speaking = True
                self._resumed(event)
            case TextReceived(text=str(text), thought=False) if text:
                self._resumed(event)
            case CodeWritten() | CodeRun() | MediaReceived():
                self._resumed(event)

    def finished(self, finish: str) -> ToolTrip:
        if self._open:
            ended = f" ({finish})" if finish else ""
            self.trip.no_tool = f"{self._open[0].name} was never answered{ended}"
            self.trip.no_resume = self.trip.no_resume or self.trip.no_tool
        elif self._over is not None:
            ended = f" ({finish})" if finish else ""
            self.trip.no_resume = f"nothing came after the answer to {self._wants_reply}{ended}"
        elif not self.trip.resumes and not self.trip.no_resume:
            self.trip.no_resume = "no answer to a call asked for a reply"
        return self.trip

    def _called(self, call: ToolCalled) -> None:
        self._speaking = False
        self.trip.calls += 1
        self.trip.first_call = self.trip.first_call or call
        self.trip.evidence.append(call.seq)
        if not self._open:
            self.trip.rounds += 1
            self._opened_t, self._wants_reply = call.t, ""
        self._open.append(call)

    def _responded(self, answer: ToolResponded) -> None:
        call = next((call for call in self._open if _answers(answer, call)), None)
        if call is None:
            return
        self._open.remove(call)
        self.trip.evidence.append(answer.seq)
        if answer.scheduling != "SILENT":
            self._wants_reply = answer.name
        if not self._open:
            self._closed(answer)
            if answer.scheduling is not None and self._over is not None and self._speaking:
                said = "the model was still speaking when the answer was sent, so what resumed is not known"
                self._over, self.trip.no_resume = None, said

    def _cancelled(self, event: ToolCancelled, ids: tuple[str, ...]) -> None:
        waited = bool(self._open)
        self._open = [call for call in self._open if call.id not in ids]
        if waited and not self._open:
            self._closed(event)

    def _closed(self, event: Event) -> None:
        """The last open call of a round is answered or taken back."""
        if event.t is None or self._opened_t is None:
            self.trip.no_tool = _UNTIMED
        else:
            self.trip.tool_s += event.t - self._opened_t
        if event.t is not None and self._held_t is not None:
            self.trip.held_s += event.t - self._held_t
        self._held_t = None
        self.trip.end = event
        self._over = event if self._wants_reply else None

    def _resumed(self, event: Event) -> None:
        over, self._over = self._over, None
        if over is None:
            return
        self.trip.evidence.append(event.seq)
        self.trip.end = event
        self.trip.resumes += 1
        if event.t is None or over.t is None:
            self.trip.no_resume = _UNTIMED
        else:
            self.trip.resume_s += event.t - over.t


def _answers(answer: ToolResponded, call: ToolCalled) -> bool:
    return answer.id == call.id if call.id is not None and answer.id is not None else answer.name == call.name
