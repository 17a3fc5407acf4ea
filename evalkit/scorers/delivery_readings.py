"""Each metric of delivery as it is read from one turn: a value, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from evalkit.scenario.model import SilenceInput
from evalkit.scorers.arrival import Arrival, Played, arrival_of, play
from evalkit.scorers.tool_trip import ToolTrip, tool_trip
from evalkit.trace.answer import Answer, answer_of
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["AUDIO", "PARTS", "ROUND_TRIP", "Reading", "readings_of"]

AUDIO = (
    "first_played_ms",
    "generation_ms",
    "audio_s",
    "real_time_factor",
    "underruns",
    "underrun_ms",
    "longest_underrun_ms",
    "jitter_ms",
    "max_gap_ms",
)
"""What is read from the answer's audio."""
PARTS = ("call_ms", "tool_ms", "resume_ms")
"""The model's time, the tools' and the model's again."""
ROUND_TRIP = (*PARTS, "round_trip_ms")
"""What is read from the turn's tool calls: the parts, and their whole."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One metric of one turn; `value` None has a `why`."""

    name: str
    value: float | None = None
    why: str = ""
    """Why there is no value, or what there is to say about it."""
    evidence: tuple[int, ...] = ()
    detail: Mapping[str, Any] = field(default_factory=dict)
    tool_turn: bool = False
    """True when a tool was called before what was measured."""


def readings_of(trace: Trace, window: TurnWindow, prebuffer_ms: float) -> tuple[Reading, ...]:
    """Returns every metric of a turn, audio first; one of tool calls has no value and no `why` where none was made."""
    turn = _Turn(trace, window, prebuffer_ms)
    return tuple(turn.reading(name) for name in (*AUDIO, *ROUND_TRIP))


class _Turn:
    """One turn's facts, and how each metric is read from them."""

    def __init__(self, trace: Trace, window: TurnWindow, prebuffer_ms: float) -> None:
        self._trace, self._window, self._prebuffer_ms = trace, window, prebuffer_ms
        self._answer: Answer = answer_of(window)
        self._arrival: Arrival = arrival_of(trace, window)
        self._played: Played = play(trace, window, prebuffer_ms / 1000)
        self._trip: ToolTrip = tool_trip(window)
        self._readers: Mapping[str, Callable[[], Reading]] = {
            "first_played_ms": self._first_played,
            "generation_ms": self._generation,
            "audio_s": self._audio,
            "real_time_factor": self._real_time_factor,
            "underruns": self._underruns,
            "underrun_ms": self._underrun,
            "longest_underrun_ms": self._longest_underrun,
            "jitter_ms": self._jitter,
            "max_gap_ms": self._max_gap,
            "call_ms": self._call,
            "tool_ms": self._tool,
            "resume_ms": self._resume,
            "round_trip_ms": self._round_trip,
        }

    def reading(self, name: str) -> Reading:
        why = self._unmeasurable(name)
        return Reading(name, why=why) if why else self._readers[name]()

    def _unmeasurable(self, name: str) -> str:
        """Why a metric cannot even be looked for."""
        turn = self._window.turn
        if turn is not None and turn.expects_silence:
            return "the turn expects silence, so no answer was due"
        if name in ROUND_TRIP and self._trip.first_call is None:
            return ""
        if not self._trace.timed and name != "audio_s":
            return "the recording kept no times"
        if name in AUDIO and not self._arrival.chunks:
            ended = f" ({self._window.finish})" if self._window.finish else ""
            return "the answer has no audio" if self._answer.first_event else f"the turn was never answered{ended}"
        if name in AUDIO and name != "audio_s" and not self._arrival.timed:
            return "the time of a chunk is not known"
        return ""

    def _first_played(self) -> Reading:
        name, answer, anchor_t = "first_played_ms", self._answer, self._anchor_t
        if answer.first_audible is None:
            return Reading(name, why="the answer's audio is too quiet to be heard")
        called = answer.first_tool_call
        tool_turn = called is not None and called.seq < answer.first_audible.seq
        seq = answer.first_audible.seq
        if anchor_t is None:
            return Reading(name, why=self._no_anchor, evidence=(seq,), tool_turn=tool_turn)
        played_t = self._played_t(seq)
        if played_t is None:
            return Reading(name, why="it was interrupted before it was played", evidence=(seq,), tool_turn=tool_turn)
        ms = _ms(played_t - anchor_t)
        early = f"the model talked over the user: it was played {-ms:g} ms before the user had finished"
        return Reading(name, ms, early if ms < 0 else "", (seq,), self._prebuffer, tool_turn)

    def _played_t(self, seq: int) -> float | None:
        """When the first audible sample, which lies in this chunk, is played; None when it never is."""
        heard_t = self._answer.first_audible_t
        unbuffered_t = play(self._trace, self._window, 0.0).begins_t.get(seq)
        begins_t = self._played.begins_t.get(seq)
        if heard_t is None or unbuffered_t is None or begins_t is None:
            return None
        played_t = begins_t + (heard_t - unbuffered_t)
        return played_t if played_t <= self._played.cut_t(seq) else None

    def _generation(self) -> Reading:
        chunks = self._arrival.chunks
        evidence = (chunks[0].event.seq, chunks[-1].event.seq)
        return Reading("generation_ms", _ms(self._arrival.span_s), evidence=evidence, detail=self._pieces)

    def _audio(self) -> Reading:
        return Reading("audio_s", round(self._arrival.audio_s, 3), detail=self._pieces)

    def _real_time_factor(self) -> Reading:
        factor = self._arrival.real_time_factor
        if factor is None:
            return Reading("real_time_factor", why=self._lone)
        return Reading("real_time_factor", round(factor, 4), detail=self._pieces)

    def _underruns(self) -> Reading:
        late = self._played.underruns
        return Reading("underruns", float(len(late)), self._dry, late, self._prebuffer)

    def _underrun(self) -> Reading:
        return Reading("underrun_ms", _ms(self._played.underrun_s), self._dry, self._played.underruns, self._prebuffer)

    def _longest_underrun(self) -> Reading:
        longest_ms = _ms(self._played.longest_underrun_s)
        return Reading("longest_underrun_ms", longest_ms, self._dry, self._played.underruns, self._prebuffer)

    def _jitter(self) -> Reading:
        jitter_s = self._arrival.jitter_s
        if jitter_s is None:
            return Reading("jitter_ms", why="fewer than three chunks came one after the other")
        return Reading("jitter_ms", _ms(jitter_s), detail=self._pieces)

    def _max_gap(self) -> Reading:
        widest = self._arrival.widest
        if widest is None:
            return Reading("max_gap_ms", why=self._lone)
        before, after = widest
        return Reading("max_gap_ms", _ms(after.t - before.t), evidence=(before.event.seq, after.event.seq))

    def _call(self) -> Reading:
        call, anchor_t = self._trip.first_call, self._anchor_t
        if call is None:
            return Reading("call_ms")
        if anchor_t is None or call.t is None:
            return Reading("call_ms", why=self._no_anchor if anchor_t is None else "its time is not known")
        return Reading("call_ms", _ms(call.t - anchor_t), evidence=(call.seq,))

    def _tool(self) -> Reading:
        trip = self._trip
        if trip.first_call is None or trip.no_tool:
            return Reading("tool_ms", why=trip.no_tool)
        held = {"held_ms": _ms(trip.held_s)} if trip.held_s else {}
        counts = {"calls": trip.calls, "rounds": trip.rounds}
        return Reading("tool_ms", _ms(trip.tool_s), _over(trip.rounds), tuple(trip.evidence), {**counts, **held})

    def _resume(self) -> Reading:
        trip = self._trip
        if trip.first_call is None or trip.no_resume:
            return Reading("resume_ms", why="" if trip.first_call is None else trip.no_resume)
        return Reading("resume_ms", _ms(trip.resume_s), _over(trip.resumes), tuple(trip.evidence))

    def _round_trip(self) -> Reading:
        name, first, end, anchor_t = "round_trip_ms", self._trip.first_call, self._trip.end, self._anchor_t
        parts = (self._call(), self._tool(), self._resume())
        unscored = next((part.why for part in parts if part.value is None), None)
        if unscored is not None or first is None or end is None or end.t is None or anchor_t is None:
            return Reading(name, why=unscored or "")
        between_ms = _ms(end.t - (first.t or 0.0) - self._trip.tool_s - self._trip.resume_s)
        split = {part.name: part.value for part in parts} | {"between_ms": between_ms}
        by_itself = f"for {between_ms:g} ms of it the model went on by itself, between two rounds" if between_ms else ""
        return Reading(name, _ms(end.t - anchor_t), by_itself, (first.seq, end.seq), split)

    @property
    def _speaks(self) -> bool:
        turn = self._window.turn
        return turn is not None and turn.spoken and not isinstance(turn.user, SilenceInput)

    @property
    def _anchor_t(self) -> float | None:
        return self._window.speech_ended_t if self._speaks else self._window.input_ended_t

    @property
    def _no_anchor(self) -> str:
        return f"the recording does not say when the user's {'speech' if self._speaks else 'input'} ended"

    @property
    def _lone(self) -> str:
        return "no two chunks came one after the other"

    @property
    def _dry(self) -> str:
        times = len(self._played.underruns)
        if not times:
            return ""
        often = "once" if times == 1 else f"{times} times"
        return (
            f"played behind {self._prebuffer_ms:g} ms, it ran dry {often}, {_ms(self._played.underrun_s):g} ms in all"
        )

    @property
    def _pieces(self) -> Mapping[str, Any]:
        return {"chunks": len(self._arrival.chunks), "stretches": len(self._arrival.stretches)}

    @property
    def _prebuffer(self) -> Mapping[str, Any]:
        return {"prebuffer_ms": self._prebuffer_ms}


def _ms(seconds: float) -> float:
    # Microseconds: more digits would only show how floats add up; and 0.0 makes a -0.0 of theirs plain.
    return round(seconds * 1000, 3) + 0.0


def _over(rounds: int) -> str:
    return f"{rounds} rounds added up" if rounds > 1 else ""
