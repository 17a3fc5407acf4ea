"""How the answer was delivered: when it was played, at what pace it came, where it stalled, and what tools cost.

Of a turn, from its audio (what came with no pause of the answer's own between, a *stretch*, is measured, and stretches
are added up; a tool's wait, an interruption or a lost connection lies between two of them and is no gap):

- `first_played_ms`: from the end of the user's speech (of a typed turn: of the input) to the first audible sample
  played by a client with a pre-buffer. `latency.first_audible_ms` is the same without one. Negative values stay.
- `generation_ms`: from the first audio byte to the last.
- `audio_s`: how long the audio plays; all that arrived, also what an interruption dropped.
- `real_time_factor`: time to arrive by time to play; below 1 comes faster than it plays. A stretch's first chunk starts
  the clock and its length does not count (`arrival.Arrival.real_time_factor`). The inverse of what is called RTFx.
- `underruns`, `underrun_ms`: how often and how long the client had nothing to play in the middle of a stretch.
- `jitter_ms`: how unevenly chunks came, the mean of RFC 3550's |D| at the answer's own pace (`Arrival.jitter_s`).
- `max_gap_ms`: the longest time between two chunks.

The client begins a stretch `prebuffer_ms` after its first chunk came, and after an underrun goes on with the next chunk
at once. The default of 100 ms is the `initialBufferTime` of the AudioStreamer in Google's web console for the Live API.
Metrics played behind another pre-buffer carry it in their names (`prebuffer_200_underruns`), so that they are never
pooled.

Of a turn with tool calls, the round trip in three, each added up over rounds (calls that wait at the same time):

- `call_ms`: from the end of the user's speech or input to the first call: the model's time.
- `tool_ms`: while a call waited for our answer, held answers included: the tools' time.
- `resume_ms`: from the end of a round (its last answer) to the next audio, text, code or call: the model's time again.

Of the session, where the scorer stands under the scenario's own `expect`: `setup_ms`, from the setup sent to
setupComplete on the first connection that stood, and `reconnect_setup_ms`, the same of each later one. Opening the
socket is in neither: a recording's clock starts when it is open. A limit on a turn's metric holds for every turn, and
its score is the worst turn (`worst_…`).

A `first_played_ms` after a tool call is named `tool_turn_first_played_ms`, as in `latency`; a limit on the plain name
holds for both. A turn that expects silence owes nothing and is unscored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evalkit.errors import UsageError
from evalkit.scorers.base import Score, Scorer
from evalkit.scorers.delivery_readings import AUDIO, PREBUFFERED, ROUND_TRIP, Reading, readings_of
from evalkit.scorers.limits import Limit, parse_limits
from evalkit.text.matchers import shown
from evalkit.trace.answer import asks_for_text
from evalkit.trace.events import Closed, SetupCompleted, SetupSent
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["PREBUFFER_MS", "delivery"]

_VERSION = 1
PREBUFFER_MS = 100.0
"""How long a client waits with the first chunk of a stretch, unless it is told otherwise."""
_MOST_PREBUFFER_MS = 10_000.0
_TOOL_TURN = "tool_turn_first_played_ms"
_SETUP = ("setup_ms", "reconnect_setup_ms")
_LIMITED = (*AUDIO, _TOOL_TURN, *ROUND_TRIP, *_SETUP)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The scorer's arguments."""

    limits: Mapping[str, Limit]
    prebuffer_ms: float

    def limit(self, reading: Reading) -> Limit | None:
        """The limit that a reading is held to."""
        special = self.limits.get(_TOOL_TURN) if reading.tool_turn else None
        return special or self.limits.get(reading.name)

    def metric(self, name: str) -> str:
        """The metric's name, with the pre-buffer where it matters and is not the usual one."""
        if self.prebuffer_ms == PREBUFFER_MS or name not in (*PREBUFFERED, _TOOL_TURN):
            return name
        return f"prebuffer_{self.prebuffer_ms:g}_{name}"


def delivery(**args: Any) -> Scorer:
    """Builds the scorer; it scores only where it is named.

    Args:
        **args: `prebuffer_ms`, from 0 to 10000, 100 unless given; and limits, `{max: …}`, `{min: …}` or both, on any
            metric of the module's list. Every metric is measured, and judged only where it has a limit.

    Raises:
        UsageError: another argument, or a value of the wrong kind.
    """
    given = dict(args)
    prebuffer_ms = _prebuffer_ms(given.pop("prebuffer_ms", PREBUFFER_MS))
    units = {"prebuffer_ms": "ms"} | {name: _unit(name) for name in _LIMITED}
    asked = _Asked(parse_limits("delivery", given, units), prebuffer_ms)

    def score(trace: Trace, window: TurnWindow) -> tuple[Score, ...]:
        return tuple(_of_session(trace, asked) if window.turn is None else _of_turn(trace, window, asked))

    return score


def _prebuffer_ms(value: Any) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not 0 <= value <= _MOST_PREBUFFER_MS:
        raise UsageError(f"delivery.prebuffer_ms: expected milliseconds from 0 to 10000, found {shown(value)}")
    return float(value)


def _unit(name: str) -> str:
    return next((unit for unit in ("ms", "s") if name.endswith(f"_{unit}")), "")


def _of_turn(trace: Trace, window: TurnWindow, asked: _Asked) -> Iterator[Score]:
    readings = readings_of(trace, window, asked.prebuffer_ms)
    for reading in readings:
        limit = asked.limit(reading)
        if reading.value is not None or limit is not None or _worth_missing(trace, window, reading):
            name = _TOOL_TURN if reading.tool_turn else reading.name
            why = reading.why or ("no tool was called" if reading.value is None else "")
            yield _score(asked.metric(name), reading, limit, why, window.index)
    if _TOOL_TURN in asked.limits and not readings[0].tool_turn:
        unmet = Reading(_TOOL_TURN)
        why = readings[0].why if readings[0].value is None else "no tool was called before it, so this was no tool turn"
        yield _score(asked.metric(_TOOL_TURN), unmet, asked.limits[_TOOL_TURN], why, window.index)
    for name in _SETUP:
        if name in asked.limits:
            why = "it looks at the whole session: write it under the scenario's own expect"
            yield _score(name, Reading(name), asked.limits[name], why, window.index)


def _worth_missing(trace: Trace, window: TurnWindow, reading: Reading) -> bool:
    """Whether the lack of a value is worth a line of its own where nothing was expected."""
    if window.turn is not None and window.turn.expects_silence:
        return False
    return bool(reading.why) and not (reading.name in AUDIO and asks_for_text(trace))


def _of_session(trace: Trace, asked: _Asked) -> Iterator[Score]:
    by_turn = [(window, readings_of(trace, window, asked.prebuffer_ms)) for window in trace.turns]
    for name, limit in asked.limits.items():
        if name not in _SETUP:
            found = [
                (window.index or 0, reading)
                for window, readings in by_turn
                for reading in readings
                if reading.value is not None and name in (reading.name, _TOOL_TURN if reading.tool_turn else "")
            ]
            yield _worst(asked.metric(name), found, limit)
    yield from _setups(trace, asked)


def _worst(metric: str, found: list[tuple[int, Reading]], limit: Limit) -> Score:
    """The worst value among all turns; the limit must hold for each of them."""
    if not found:
        return _score(f"worst_{metric}", Reading(metric), limit, "no turn has a value", None)
    missed = [index + 1 for index, reading in found if not limit.verdict(reading.value)]
    index, worst = max(found, key=lambda each: _badness(each[1].value or 0.0, limit))
    if missed:
        why = f"missed in turn {', '.join(map(str, missed))}"
    else:
        why = f"the worst of {len(found)} turns is turn {index + 1}" if len(found) > 1 else ""
    return _score(f"worst_{metric}", worst, limit, why, None)


def _badness(value: float, limit: Limit) -> float:
    """How far a value is beyond the limit, or how near to it; of a limit on both sides at the nearer one."""
    over = None if limit.max is None else value - limit.max
    under = None if limit.min is None else limit.min - value
    return max(side for side in (over, under) if side is not None)


def _setups(trace: Trace, asked: _Asked) -> Iterator[Score]:
    found = {name: list(readings) for name, readings in zip(_SETUP, _setup_readings(trace), strict=True)}
    for name, readings in found.items():
        if not readings and name in asked.limits:
            why = "no setupComplete came" if name == "setup_ms" else "no later connection stood"
            readings.append(Reading(name, why=why))
        for reading in readings:
            yield _score(name, reading, asked.limits.get(name), reading.why, None)


def _setup_readings(trace: Trace) -> tuple[list[Reading], list[Reading]]:
    """The setup of the first connection that stood, and those of the later ones."""
    first: list[Reading] = []
    later: list[Reading] = []
    sent: SetupSent | None = None
    for event in trace.events:
        match event:
            case SetupSent():
                sent = event
            case Closed():
                sent = None
            case SetupCompleted() if sent is not None:
                name, readings = (_SETUP[1], later) if first else (_SETUP[0], first)
                readings.append(_setup(name, sent, event))
                sent = None
    return first, later


def _setup(name: str, sent: SetupSent, ready: SetupCompleted) -> Reading:
    evidence = (sent.seq, ready.seq)
    if sent.t is None or ready.t is None:
        return Reading(name, why="the recording kept no times", evidence=evidence)
    return Reading(name, round((ready.t - sent.t) * 1000, 3), evidence=evidence)


def _score(metric: str, reading: Reading, limit: Limit | None, explanation: str, turn: int | None) -> Score:
    return Score(
        scorer="delivery",
        metric=metric,
        version=_VERSION,
        turn=turn,
        value=reading.value,
        unit=_unit(metric),
        better="neither" if reading.name == "audio_s" else "lower",
        passed=None if limit is None else limit.verdict(reading.value),
        expected="" if limit is None else limit.text,
        explanation=explanation,
        evidence=reading.evidence,
        detail=reading.detail,
    )
