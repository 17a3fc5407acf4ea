"""What became of the model's answer when the user of one turn took the floor while it went on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.scenario.model import SilenceInput
from evalkit.scorers.playout import Piece, play_out
from evalkit.trace.events import (
    AudioReceived,
    Event,
    GenerationComplete,
    Interrupted,
    TextReceived,
    TextSent,
    ToolCalled,
    TurnComplete,
)
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["BargeIn", "barge_in_of", "next_started_t"]

_WAITED = ("turn_complete", "silence", "no_response", "gap", "turn_timeout")
"""Ends of a turn by which an earlier answer is over as well."""


@dataclass(frozen=True, slots=True)
class BargeIn:
    """The moment at which the user cut in, and what followed; times in seconds, those of the trace."""

    began_t: float
    """The first sample of the user's speech; for typed text the moment it was sent."""
    stops: tuple[Interrupted, ...]
    """Each `interrupted` from the start of the turn to that of the next; the first one counts."""
    answer: tuple[Event, ...]
    """The events of the answer that was cut into; empty when nothing of it is in the recording but its end."""
    heard: tuple[Piece, ...]
    """The audio of all earlier answers, as a client plays it that flushes at `interrupted`."""
    unflushed: tuple[Piece, ...]
    """The same for a client that does not flush at `stops`."""
    watched_s: float
    """From `began_t` to the user's next turn, or to the end of the recording."""
    settled: bool
    """True when it is known that nothing more of the answer was to come."""

    @property
    def stop(self) -> Interrupted | None:
        """The `interrupted` that answers the barge-in; None when none came."""
        return next(iter(self.stops), None)

    @property
    def last_audio(self) -> AudioReceived | None:
        """The last audio of an earlier answer; None when none of them had any."""
        return max((piece.chunk for piece in self.heard), key=lambda chunk: chunk.seq, default=None)

    def after_ms(self, t: float) -> float:
        """How long after the barge-in a moment was; negative before it."""
        # Microseconds: more digits would only show how floats add up.
        return round((t - self.began_t) * 1000, 3)


def barge_in_of(trace: Trace, window: TurnWindow) -> BargeIn | str:
    """Returns how the user of this turn cut into an earlier answer, or in words why nobody can say so.

    A turn cuts in when the model had spoken (or written) before it and was still to be heard, or had more to come, as
    the user began; and whenever `interrupted` came in answer to it, even before anything of the answer did. Audio that
    comes after `interrupted` is the new answer's, as `evalkit.trace.attribution` has it.
    """
    began_t = _began_t(window)
    why = _unmeasurable(trace, window)
    if why or began_t is None:
        return why
    earlier = tuple(event for event in trace.events if event.turn is None or event.turn < (window.index or 0))
    numbers = frozenset(event.seq for event in earlier)
    heard = tuple(piece for piece in play_out(trace.events) if piece.chunk.seq in numbers)
    idle = _nothing_to_stop(earlier, heard, began_t)
    stops = _stops(trace, window, earlier, alone=bool(idle))
    if any(event.t is None for event in stops):
        return "the recording does not say when the answer was interrupted"
    if idle and not stops:
        return idle
    ignored = frozenset(stop.seq for stop in stops)
    unflushed = tuple(piece for piece in play_out(trace.events, ignored) if piece.chunk.seq in numbers)
    answer = _answer(earlier, stops, began_t)
    return BargeIn(
        began_t=began_t,
        stops=stops,
        answer=answer,
        heard=heard,
        unflushed=unflushed,
        watched_s=min(next_started_t(trace, window), _last_t(trace)) - began_t,
        settled=bool(stops) or window.finish in _WAITED or _ended(answer),
    )


def next_started_t(trace: Trace, window: TurnWindow) -> float:
    """When the user's next turn began; infinity when none did, or nobody knows when."""
    following = (other for other in trace.turns if (other.index or 0) > (window.index or 0))
    started_t = next((other.started_t for other in following), None)
    return math.inf if started_t is None else started_t


def _began_t(window: TurnWindow) -> float | None:
    if window.turn is None or isinstance(window.turn.user, SilenceInput):
        return None
    if window.turn.spoken:
        return window.speech_started_t
    return next((event.t for event in window.of(TextSent)), window.input_ended_t)


def _unmeasurable(trace: Trace, window: TurnWindow) -> str:
    if not trace.timed:
        return "the recording kept no times"
    if window.turn is None or isinstance(window.turn.user, SilenceInput):
        return "nobody spoke in this turn, so nobody cut in"
    if _began_t(window) is None:
        what = "speech began" if window.turn.spoken else "text was sent"
        return f"the recording does not say when the user's {what}"
    return ""


def _stops(trace: Trace, window: TurnWindow, earlier: Sequence[Event], *, alone: bool) -> tuple[Interrupted, ...]:
    """What answers this turn's barge-in.

    An interruption before all content of the turn ends no answer of its own, unless no other was there (`alone`).
    """
    first = next((event.seq for event in window.events if _is_content(event)), math.inf)
    own = [] if alone else [event for event in window.of(Interrupted) if event.seq < first]
    found = sorted([*(event for event in earlier if isinstance(event, Interrupted)), *own], key=lambda each: each.seq)
    started_t = _began_t(window) if window.started_t is None else window.started_t
    until_t = next_started_t(trace, window)
    return tuple(event for event in found if event.t is None or (started_t or 0.0) <= event.t < until_t)


def _nothing_to_stop(earlier: Sequence[Event], heard: Sequence[Piece], began_t: float) -> str:
    """Why there was nothing that could have been stopped; empty when there was."""
    said = [event for event in earlier if _is_said(event) and event.t is not None]
    if not any((event.t or 0.0) <= began_t for event in said):
        return "nothing of an answer had come when the user began"
    over_t = max([*(piece.ends_t for piece in heard), *(event.t or 0.0 for event in said)])
    if over_t > began_t:
        return ""
    cut = any(isinstance(event, Interrupted) and event.seq > said[-1].seq for event in earlier)
    how = "the answer had been interrupted" if cut else "the answer was over, and its audio played,"
    return f"{how} {round((began_t - over_t) * 1000):d} ms before the user began"


def _answer(earlier: Sequence[Event], stops: Sequence[Interrupted], began_t: float) -> tuple[Event, ...]:
    """The events of the turn that was interrupted, or else of the one that had spoken last as the user began."""
    numbers = {event.seq for event in earlier}
    stopped = next((stop for stop in stops if stop.seq in numbers), None)
    spoken = [event for event in earlier if _is_said(event) and event.t is not None and event.t <= began_t]
    last = stopped or (spoken[-1] if spoken else None)
    return () if last is None else tuple(event for event in earlier if event.turn == last.turn)


def _ended(answer: Sequence[Event]) -> bool:
    """True when the server said, after all that the model said, that this was all."""
    last = max((event.seq for event in answer if _is_said(event)), default=-1)
    return any(isinstance(event, GenerationComplete | TurnComplete) and event.seq > last for event in answer)


def _last_t(trace: Trace) -> float:
    return max((event.t for event in trace.events if event.t is not None), default=0.0)


def _is_said(event: Event) -> bool:
    match event:
        case AudioReceived(pcm=pcm):
            return bool(pcm)
        case TextReceived(text=text, thought=thought):
            return bool(text) and not thought
    return False


def _is_content(event: Event) -> bool:
    return _is_said(event) or isinstance(event, ToolCalled)
