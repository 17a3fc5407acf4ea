"""How long the user waited, from the end of their speech to each thing that came back.

Every metric counts from the same anchor: the last speech sample of a spoken turn, the end of the input of a typed one.
No two of them are called the same, for they differ by seconds (`latency_metrics`).

Tool turns are reported apart: an audio metric whose audio came after a tool call is named `tool_turn_…`, and so is
`turn_ms` of a turn with a tool call (`tool_turn_ms`). A limit on the plain name holds for both; one on the
`tool_turn_` name holds for tool turns only and is unmet by a turn that is none. Negative values stay: the model spoke
before the user had finished.

For the whole session the score is the slowest turn, and a limit must hold for every turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evalkit.scenario.model import SilenceInput
from evalkit.scorers.base import Score, Scorer
from evalkit.scorers.latency_metrics import AUDIO, LIMITED, METRIC, METRICS, PLAIN, TOOL_NAMES
from evalkit.scorers.limits import Limit, parse_limits
from evalkit.trace.answer import Answer, answer_of, asks_for_text
from evalkit.trace.events import Event, ToolCalled
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["METRICS", "latency"]


@dataclass(frozen=True, slots=True)
class _Reading:
    """One metric of one turn: either `ms` and the event it was taken from, or the reason why there is none."""

    metric: str
    ms: float | None = None
    event: Event | None = None
    why: str = ""

    @property
    def name(self) -> str:
        """The plain name, without `tool_turn_`."""
        return next((plain for plain, tool in TOOL_NAMES.items() if tool == self.metric), self.metric)

    @property
    def explanation(self) -> str:
        if self.ms is None:
            return self.why
        if self.ms < 0:
            return f"the model talked over the user: it came {-self.ms:g} ms before the user had finished"
        return ""


def latency(**args: Any) -> Scorer:
    """Builds the scorer; each argument is a metric's name and its limit, `{max: …}`, `{min: …}` or both, in ms.

    Raises:
        UsageError: an argument is no metric of this scorer, or its value is no limit.
    """
    limits = parse_limits("latency", args, dict.fromkeys(LIMITED, "ms"))

    def score(trace: Trace, window: TurnWindow) -> tuple[Score, ...]:
        if window.turn is None:
            return tuple(_slowest(trace, name, limit) for name, limit in limits.items())
        return tuple(_scored(reading, limit, window) for reading, limit in _limited(trace, window, limits))

    return score


def _limited(trace: Trace, window: TurnWindow, limits: Mapping[str, Limit]) -> Iterator[tuple[_Reading, Limit | None]]:
    """The readings worth a score, each with its limit: those that could be taken, and those that are expected."""
    used = set()
    readings = _readings(trace, window)
    for reading in readings:
        limited_by = next((name for name in (reading.metric, reading.name) if name in limits), None)
        used.add(limited_by)
        if reading.ms is not None or limited_by is not None or _worth_missing(trace, window, reading.name):
            yield reading, None if limited_by is None else limits[limited_by]
    for reading in readings:
        tool = TOOL_NAMES.get(reading.name, "")
        if tool in limits and tool not in used:
            yield _Reading(tool, why=_no_tool_turn(trace, window, reading)), limits[tool]


def _no_tool_turn(trace: Trace, window: TurnWindow, reading: _Reading) -> str:
    """Why a reading under its plain name is not what was expected of a tool turn."""
    if reading.ms is None and (window.of(ToolCalled) or _unmeasurable(trace, window)):
        return reading.why
    return f"no tool was called before what {reading.name} measures, so this was no tool turn"


def _worth_missing(trace: Trace, window: TurnWindow, name: str) -> bool:
    """Whether the lack of a value is worth a line of its own where nothing was expected."""
    if name in AUDIO and asks_for_text(trace):
        return False
    return name != "first_tool_call_ms" and (name != "voice_to_voice_ms" or _speaks(window))


def _scored(reading: _Reading, limit: Limit | None, window: TurnWindow) -> Score:
    return METRIC[reading.metric].score(
        window.index,
        reading.ms,
        passed=None if limit is None else limit.verdict(reading.ms),
        expected="" if limit is None else limit.text,
        explanation=reading.explanation,
        evidence=() if reading.event is None else (reading.event.seq,),
    )


def _slowest(trace: Trace, name: str, limit: Limit) -> Score:
    """The worst value of a metric among all turns; the limit must hold for each of them."""
    found = [
        (window, reading)
        for window in trace.turns
        for reading in _readings(trace, window)
        if name in (reading.name, reading.metric) and reading.ms is not None
    ]
    worst = max(found, key=lambda each: each[1].ms or 0.0, default=None)
    missed = [window.index + 1 for window, each in found if window.index is not None and not limit.verdict(each.ms)]
    if worst is None:
        explanation = "no turn has a value"
    elif missed:
        explanation = f"missed in turn {', '.join(map(str, missed))}"
    else:
        explanation = f"the slowest of {len(found)} turns is turn {(worst[0].index or 0) + 1}"
    return METRIC[f"slowest_{name}"].score(
        None,
        None if worst is None else worst[1].ms,
        passed=bool(found) and not missed,
        expected=limit.text,
        explanation=explanation,
        evidence=tuple(reading.event.seq for _, reading in found if reading.event is not None),
    )


def _readings(trace: Trace, window: TurnWindow) -> tuple[_Reading, ...]:
    """Every metric of a turn, in the order of `PLAIN`."""
    why = _unmeasurable(trace, window)
    answer = answer_of(window)
    readers: Mapping[str, Callable[[TurnWindow, Answer], _Reading]] = {
        "first_event_ms": _first_event,
        "first_audio_ms": _first_audio,
        "first_audible_ms": _first_audible,
        "voice_to_voice_ms": _voice_to_voice,
        "first_tool_call_ms": _first_tool_call,
        "turn_ms": _turn,
    }
    return tuple(_Reading(name, why=why) if why else readers[name](window, answer) for name in PLAIN)


def _unmeasurable(trace: Trace, window: TurnWindow) -> str:
    """Why nothing at all can be measured in this turn; empty when something can."""
    if not trace.timed:
        return "the recording kept no times"
    if window.turn is not None and window.turn.expects_silence:
        return "the turn expects silence, so no answer was due"
    if _anchor_t(window) is None:
        what = "speech" if _speaks(window) else "input"
        return f"the recording does not say when the user's {what} ended"
    return ""


def _speaks(window: TurnWindow) -> bool:
    return window.turn is not None and window.turn.spoken and not isinstance(window.turn.user, SilenceInput)


def _anchor_t(window: TurnWindow) -> float | None:
    return window.speech_ended_t if _speaks(window) else window.input_ended_t


def _measured(window: TurnWindow, name: str, event: Event, t: float | None) -> _Reading:
    anchor_t = _anchor_t(window)
    if t is None or anchor_t is None:
        return _Reading(name, event=event, why="its time is not known")
    # Microseconds: more digits would only show how floats add up.
    return _Reading(name, round((t - anchor_t) * 1000, 3), event)


def _first_event(window: TurnWindow, answer: Answer) -> _Reading:
    if answer.first_event is None:
        return _Reading("first_event_ms", why=_unanswered(window))
    return _measured(window, "first_event_ms", answer.first_event, answer.first_event.t)


def _first_audio(window: TurnWindow, answer: Answer) -> _Reading:
    first = answer.first_audio
    if first is None:
        return _Reading("first_audio_ms", why=_no_audio(window, answer))
    return _measured(window, _named("first_audio_ms", answer, first), first, first.t)


def _first_audible(window: TurnWindow, answer: Answer, name: str = "first_audible_ms") -> _Reading:
    first = answer.first_audible
    if first is None:
        inaudible = "the answer's audio is too quiet to be heard" if answer.first_audio else _no_audio(window, answer)
        return _Reading(name, why=inaudible)
    if answer.first_audible_t is None and first.t is not None:
        return _Reading(_named(name, answer, first), event=first, why="it was interrupted before it was heard")
    return _measured(window, _named(name, answer, first), first, answer.first_audible_t)


def _voice_to_voice(window: TurnWindow, answer: Answer) -> _Reading:
    if not _speaks(window):
        return _Reading("voice_to_voice_ms", why="the user did not speak in this turn")
    return _first_audible(window, answer, "voice_to_voice_ms")


def _first_tool_call(window: TurnWindow, answer: Answer) -> _Reading:
    if answer.first_tool_call is None:
        return _Reading("first_tool_call_ms", why="no tool was called")
    return _measured(window, "first_tool_call_ms", answer.first_tool_call, answer.first_tool_call.t)


def _turn(window: TurnWindow, answer: Answer) -> _Reading:
    if answer.end is None:
        ended = f" ({window.finish})" if window.finish else ""
        return _Reading("turn_ms", why=f"no turnComplete came{ended}")
    return _measured(window, _named("turn_ms", answer, answer.end), answer.end, answer.end.t)


def _named(name: str, answer: Answer, event: Event) -> str:
    """The metric's name, or its `tool_turn_` name when a tool was called before the event."""
    called = answer.first_tool_call
    return name if called is None or called.seq > event.seq else TOOL_NAMES[name]


def _no_audio(window: TurnWindow, answer: Answer) -> str:
    return _unanswered(window) if answer.first_event is None else "the answer has no audio"


def _unanswered(window: TurnWindow) -> str:
    return f"the turn was never answered{f' ({window.finish})' if window.finish else ''}"
