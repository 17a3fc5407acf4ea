"""How the answer was delivered: when it was played, at what pace it came, where it stalled, and what tools cost.

Audio is measured in stretches, what came with no pause of the answer's own between, and stretches are added up: a
tool's wait, an interruption or a lost connection lies between two of them and is no gap. What is played is played
behind a pre-buffer; metrics played behind another one than the usual carry it in their names, so that they are never
pooled. Of a turn with tool calls the round trip is told in three parts and as a whole, each added up over rounds (calls
that wait at the same time). `delivery_metrics` says exactly what each metric is.

Where the scorer stands under the scenario's own `expect`, a limit on a turn's metric holds for every turn, and its
score is the worst turn (`worst_…`); and the opening and the setup of each connection are timed. A recording's clock
starts when the first connection is open, so opening is told by the transport and not by the clock.

A `first_played_ms` after a tool call is named `tool_turn_first_played_ms`, as in `latency`; a limit on the plain name
holds for both. A turn that expects silence owes nothing and is unscored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evalkit.errors import UsageError
from evalkit.scorers.base import Score, Scorer
from evalkit.scorers.connection_readings import connection_readings, why_no_reading
from evalkit.scorers.delivery_metrics import CONNECTIONS, METRIC, METRICS, OF_TURNS, PREBUFFER_MS, TOOL_TURN, definition
from evalkit.scorers.delivery_readings import AUDIO, Reading, readings_of
from evalkit.scorers.limits import Limit, parse_limits
from evalkit.scorers.metric import Metric
from evalkit.text.matchers import shown
from evalkit.trace.answer import asks_for_text
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["METRICS", "PREBUFFER_MS", "delivery"]

_MOST_PREBUFFER_MS = 10_000.0


@dataclass(frozen=True, slots=True)
class _Asked:
    """The scorer's arguments."""

    limits: Mapping[str, Limit]
    prebuffer_ms: float

    def limit(self, reading: Reading) -> Limit | None:
        """The limit that a reading is held to."""
        special = self.limits.get(TOOL_TURN) if reading.tool_turn else None
        return special or self.limits.get(reading.name)


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
    units = {"prebuffer_ms": "ms"} | {name: METRIC[name].unit for name in (*OF_TURNS, *CONNECTIONS)}
    asked = _Asked(parse_limits("delivery", given, units), prebuffer_ms)

    def score(trace: Trace, window: TurnWindow) -> tuple[Score, ...]:
        return tuple(_of_session(trace, asked) if window.turn is None else _of_turn(trace, window, asked))

    return score


def _prebuffer_ms(value: Any) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not 0 <= value <= _MOST_PREBUFFER_MS:
        raise UsageError(f"delivery.prebuffer_ms: expected milliseconds from 0 to 10000, found {shown(value)}")
    return float(value)


def _of_turn(trace: Trace, window: TurnWindow, asked: _Asked) -> Iterator[Score]:
    readings = readings_of(trace, window, asked.prebuffer_ms)
    for reading in readings:
        limit = asked.limit(reading)
        if reading.value is not None or limit is not None or _worth_missing(trace, window, reading):
            name = TOOL_TURN if reading.tool_turn else reading.name
            why = reading.why or ("no tool was called" if reading.value is None else "")
            yield _score(definition(name, asked.prebuffer_ms), reading, limit, why, window.index)
    if TOOL_TURN in asked.limits and not readings[0].tool_turn:
        unmet = Reading(TOOL_TURN)
        why = readings[0].why if readings[0].value is None else "no tool was called before it, so this was no tool turn"
        yield _score(definition(TOOL_TURN, asked.prebuffer_ms), unmet, asked.limits[TOOL_TURN], why, window.index)
    for name in CONNECTIONS:
        if name in asked.limits:
            why = "it looks at the whole session: write it under the scenario's own expect"
            yield _score(METRIC[name], Reading(name), asked.limits[name], why, window.index)


def _worth_missing(trace: Trace, window: TurnWindow, reading: Reading) -> bool:
    """Whether the lack of a value is worth a line of its own where nothing was expected."""
    if window.turn is not None and window.turn.expects_silence:
        return False
    return bool(reading.why) and not (reading.name in AUDIO and asks_for_text(trace))


def _of_session(trace: Trace, asked: _Asked) -> Iterator[Score]:
    by_turn = [(window, readings_of(trace, window, asked.prebuffer_ms)) for window in trace.turns]
    for name, limit in asked.limits.items():
        if name in OF_TURNS:
            found = [
                (window.index or 0, reading)
                for window, readings in by_turn
                for reading in readings
                if reading.value is not None and name in (reading.name, TOOL_TURN if reading.tool_turn else "")
            ]
            yield _worst(definition(name, asked.prebuffer_ms, worst=True), found, limit)
    yield from _connections(trace, asked)


def _worst(metric: Metric, found: list[tuple[int, Reading]], limit: Limit) -> Score:
    """The worst value among all turns; the limit must hold for each of them."""
    if not found:
        return _score(metric, Reading(metric.name), limit, "no turn has a value", None)
    missed = [index + 1 for index, reading in found if not limit.verdict(reading.value)]
    index, worst = max(found, key=lambda each: _badness(each[1].value or 0.0, limit))
    if missed:
        why = f"missed in turn {', '.join(map(str, missed))}"
    else:
        why = f"the worst of {len(found)} turns is turn {index + 1}" if len(found) > 1 else ""
    return _score(metric, worst, limit, why, None)


def _badness(value: float, limit: Limit) -> float:
    """How far a value is beyond the limit, or how near to it; of a limit on both sides at the nearer one."""
    over = None if limit.max is None else value - limit.max
    under = None if limit.min is None else limit.min - value
    return max(side for side in (over, under) if side is not None)


def _connections(trace: Trace, asked: _Asked) -> Iterator[Score]:
    found = connection_readings(trace)
    for name in CONNECTIONS:
        missing = (Reading(name, why=why_no_reading(name, found)),) if name in asked.limits else ()
        for reading in found[name] or missing:
            yield _score(METRIC[name], reading, asked.limits.get(name), reading.why, None)


def _score(metric: Metric, reading: Reading, limit: Limit | None, explanation: str, turn: int | None) -> Score:
    return metric.score(
        turn,
        reading.value,
        passed=None if limit is None else limit.verdict(reading.value),
        expected="" if limit is None else limit.text,
        explanation=explanation,
        evidence=reading.evidence,
        detail=reading.detail,
    )
