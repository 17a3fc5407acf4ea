"""How the model took a barge-in: how soon it stopped, how much of it was still heard, and whether it should have.

The scorer stands on the turn that cuts in; any other turn is unscored, with the reason. Or it stands, with
`expected: false`, on a turn in which nobody cuts in (noise, a cough, a backchannel such as "mhm"): there the model must
not be stopped. The metrics are defined in `evalkit.scorers.interruption_metrics`; a client is one player without a
pre-buffer that drops at `interrupted` what it has not played (`evalkit.scorers.playout`, reference §4.3).

Words are taken to share the audible part of the answer's audio evenly, for nothing on the wire places them. What the
server says after `interrupted` counts as its next answer.

For the whole session the score is the worst turn, which must keep the limit, as must every other turn that cut in; one
without a value does not. `yield_rate` is the share of them that yielded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evalkit.errors import UsageError
from evalkit.scorers.base import Score, Scorer
from evalkit.scorers.false_interruption import false_interruption
from evalkit.scorers.interruption_metrics import LIMITED, METRICS, OF_TURN, WITHIN_MS, WORST, YIELD_RATE
from evalkit.scorers.interruption_readings import Reading, readings_of
from evalkit.scorers.limits import Limit, parse_limits, refuse_unknown
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["METRICS", "interruption"]

_HEADLINES = ("yielded", "stop_ms")
"""Metrics whose lack is worth a line of its own where nothing was expected of them."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a scenario expects of a barge-in."""

    limits: Mapping[str, Limit]
    yielded: bool | None
    within_ms: float

    def names(self, metric: str) -> bool:
        return metric in self.limits or (metric == "yielded" and self.yielded is not None)

    def verdict(self, reading: Reading) -> bool | None:
        """Whether the reading is what was expected; None when nothing was."""
        if not self.names(reading.metric):
            return None
        if reading.metric == "yielded":
            return reading.value == float(self.yielded is True)
        return self.limits[reading.metric].verdict(reading.value)

    def text(self, metric: str) -> str:
        if not self.names(metric):
            return ""
        within = f"yielded within {self.within_ms:g} ms"
        return self.limits[metric].text if metric in self.limits else within if self.yielded else f"not {within}"


def interruption(**args: Any) -> Scorer:
    """Builds the scorer.

    Args:
        **args: a metric's name and its limit, `{max: …}`, `{min: …}` or both; `yielded`, true or false; `within_ms`,
            how soon an answer must be stopped to have yielded. Or `expected: false` alone: nobody cuts in here.

    Raises:
        UsageError: another argument, or a value of the wrong kind.
    """
    refuse_unknown("interruption", args, (*LIMITED, "yielded", "within_ms", "expected"))
    if "expected" in args:
        return _nothing_expected(args)
    wanted = _wanted(args)

    def score(trace: Trace, window: TurnWindow) -> tuple[Score, ...]:
        return tuple(_of_turn(trace, window, wanted) if window.turn is not None else _of_session(trace, wanted))

    return score


def _nothing_expected(args: Mapping[str, Any]) -> Scorer:
    if args["expected"] is not False:
        hint = "write `yielded: true` to expect one"
        raise UsageError(f"interruption.expected: only false can be said here, found {args['expected']!r}", hint)
    other = next((name for name in args if name != "expected"), None)
    if other is not None:
        raise UsageError(f"interruption.{other}: `expected: false` leaves nothing to measure", "remove one of them")
    return lambda trace, window: (false_interruption(trace, window),)


def _wanted(args: Mapping[str, Any]) -> _Wanted:
    yielded, within_ms = args.get("yielded"), args.get("within_ms", WITHIN_MS)
    if "yielded" in args and not isinstance(yielded, bool):
        raise UsageError(f"interruption.yielded: expected true or false, found {yielded!r}")
    if not isinstance(within_ms, int | float) or isinstance(within_ms, bool) or not 0 < within_ms <= 60_000:
        raise UsageError(f"interruption.within_ms: expected milliseconds from 0 to 60000, found {within_ms!r}")
    limited = {name: value for name, value in args.items() if name in LIMITED}
    return _Wanted(parse_limits("interruption", limited, LIMITED), yielded, float(within_ms))


def _of_turn(trace: Trace, window: TurnWindow, wanted: _Wanted) -> Iterator[Score]:
    for reading in readings_of(trace, window, wanted.within_ms):
        if reading.value is not None or reading.metric in _HEADLINES or wanted.names(reading.metric):
            yield OF_TURN[reading.metric].score(
                window.index,
                reading.value,
                passed=wanted.verdict(reading),
                expected=wanted.text(reading.metric),
                explanation=reading.explanation,
                evidence=tuple(event.seq for event in reading.evidence),
                detail=reading.detail,
            )


def _of_session(trace: Trace, wanted: _Wanted) -> Iterator[Score]:
    """A score for each thing expected, of all turns that cut in and are not labelled otherwise."""
    turns = [window for window in trace.turns if not _left_alone(window)]
    found = [(window, reading) for window in turns for reading in readings_of(trace, window, wanted.within_ms)]
    for name in (*(("yielded",) if wanted.yielded is not None else ()), *wanted.limits):
        yield _worst(name, [pair for pair in found if pair[1].metric == name and _eligible(pair[1])], wanted)


def _worst(name: str, found: list[tuple[TurnWindow, Reading]], wanted: _Wanted) -> Score:
    valued = [(reading.value, reading) for _, reading in found if reading.value is not None]
    missed = [(window.index or 0) + 1 for window, reading in found if not wanted.verdict(reading)]
    values = [value for value, _ in valued]
    explanation = f"of {len(values)} turn{'' if len(values) == 1 else 's'}" if found else "no turn cut in"
    if missed:
        explanation = f"missed in turn {', '.join(map(str, missed))}"
    share = name == "yielded"
    return (YIELD_RATE if share else WORST[name]).score(
        None,
        _share(values) if share else _extreme(values, wanted.limits[name]),
        passed=bool(found) and not missed,
        expected=wanted.text(name),
        explanation=explanation,
        evidence=tuple(event.seq for _, reading in valued for event in reading.evidence[:1]),
        detail={"part": round(sum(values)), "whole": len(values)} if share and values else {},
    )


def _share(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _extreme(values: Sequence[float], limit: Limit) -> float | None:
    """The largest value; the smallest where the limit has no other end."""
    return (min if limit.max is None else max)(values, default=None)


def _eligible(reading: Reading) -> bool:
    return reading.value is not None or reading.about_barge_in


def _left_alone(window: TurnWindow) -> bool:
    specs = window.turn.expect if window.turn is not None else ()
    return any(spec.name == "interruption" and spec.args.get("expected") is False for spec in specs)
