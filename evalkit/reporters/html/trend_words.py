"""Levels of metrics over the nights in words, and where they changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Literal

from evalkit.history.levels import LevelSeries
from evalkit.history.night import Night
from evalkit.outcome import Outcome
from evalkit.reporters.number_words import share
from evalkit.reporters.plain import one_line, quantity
from evalkit.stats.change_points import WINDOW, ChangePoint, change_points

__all__ = [
    "NIGHT_KINDS",
    "Change",
    "changes_of",
    "level_words",
    "outcome_word",
    "series_name",
    "unit_of",
]

NIGHT_KINDS: Mapping[Outcome | None, str] = {
    Outcome.PASS: "good",
    Outcome.IMPROVED: "good",
    Outcome.REGRESSED: "bad",
    Outcome.INCONCLUSIVE: "warn",
}
"""The colour of an outcome."""

_LEAST_POINTS = 0.01
"""A rate that moved by less than a point of a hundred is nothing to tell."""
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Change:
    """From this night on a metric has another level."""

    place: int
    words: str
    kind: Literal["better", "worse", ""]
    before: float
    after: float
    scenarios: str
    """Those it came from, in words."""


def outcome_word(night: Night) -> str:
    """Returns what was said of a night."""
    return night.outcome.value if night.outcome else "not judged"


def series_name(night: Night) -> str:
    """Returns what a night was measured on."""
    return " · ".join(one_line(part, 80) for part in (night.endpoint, night.model, night.place) if part)


def unit_of(series: LevelSeries) -> Literal["%", "ms", "s", ""]:
    """Returns how its levels are written; the name of an amount ends in its unit."""
    if series.rate:
        return "%"
    return "ms" if series.name.endswith("_ms") else "s" if series.name.endswith("_s") else ""


def level_words(value: float, unit: str) -> str:
    """Returns a level with its unit; `%` is a share of 1."""
    return share(value) if unit == "%" else quantity(value, unit)


def changes_of(
    series: LevelSeries,
    unit: str,
    nights: Sequence[Night],
    breaks: Sequence[int],
    is_worse: Callable[[float], bool] | None,
) -> tuple[Change, ...]:
    """Returns where the level changed, oldest first; never across the begin of another series or version.

    Args:
        series: of these nights.
        unit: as `unit_of`.
        nights: oldest first.
        breaks: places at which another series begins.
        is_worse: whether new less old is for the worse; None where neither is.
    """
    ends = sorted({0, *breaks, *series.new_versions, len(nights)})
    found: list[Change] = []
    for start, end in pairwise(ends):
        known = [(place, level.value) for place in range(start, end) if (level := series.levels[place])]
        rate = unit == "%"
        points = change_points([value for _, value in known], least_step=_LEAST_POINTS if rate else 0.0)
        for point in points:
            place = known[point.place][0]
            moved = ", ".join(_moved(series, unit, place, start, end, point))
            found.append(_change(point, place, unit, nights[place], is_worse, moved))
    return tuple(found)


def _change(
    point: ChangePoint, place: int, unit: str, night: Night, is_worse: Callable[[float], bool] | None, moved: str
) -> Change:
    kind: Literal["better", "worse", ""] = ""
    if is_worse is not None:
        kind = "worse" if is_worse(point.after - point.before) else "better"
    levels = f"median {level_words(point.before, unit)} → {level_words(point.after, unit)}"
    words = f"since {one_line(night.started_at[:10], 10)}: {_by(point.before, point.after, unit)} ({levels})"
    return Change(place, words, kind, point.before, point.after, f"most in {moved}" if moved else "")


def _by(before: float, after: float, unit: str) -> str:
    if unit == "%":
        return f"{_signed(f'{100 * (after - before):+,.1f}')} points"
    if not before:
        return _signed(f"{after:+,.3g}")
    return f"{_signed(f'{100 * (after - before) / abs(before):+,.0f}')} %"


def _moved(series: LevelSeries, unit: str, place: int, start: int, end: int, point: ChangePoint) -> Iterator[str]:
    """The scenarios that moved most the same way, if any of them moved by half as much at least."""
    found = []
    for name, values in series.scenarios.items():
        old = [value for value in values[max(start, place - WINDOW) : place] if value is not None]
        new = [value for value in values[place : min(end, place + WINDOW)] if value is not None]
        if old and new:
            found.append((median(old), median(new), name))
    if len(found) < 2:
        return
    way = 1 if point.after > point.before else -1
    found.sort(key=lambda each: (-way * _size(each[0], each[1], unit), each[2]))
    least = _size(point.before, point.after, unit) / 2
    for before, after, name in found[:_MOST_NAMED]:
        if way * _size(before, after, unit) >= way * least:
            yield f"{one_line(name, 80)} ({_by(before, after, unit)})"


def _size(before: float, after: float, unit: str) -> float:
    return (after - before) / abs(before) if unit != "%" and before else after - before


def _signed(text: str) -> str:
    return text.replace("-", "\N{MINUS SIGN}")
