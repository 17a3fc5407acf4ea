"""Every metric over the nights as the app draws it: columns of numbers, and the words that go with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evalkit.history.gate_levels import gate_series
from evalkit.history.levels import LevelSeries, level_series
from evalkit.history.night import Night
from evalkit.history.trend import NightLine, Primaries, night_lines
from evalkit.outcome import GateName, Outcome
from evalkit.reporters.html.trend_words import (
    NIGHT_KINDS,
    Change,
    changes_of,
    level_words,
    outcome_word,
    series_name,
    unit_of,
)
from evalkit.reporters.number_words import gate_name, is_worse
from evalkit.reporters.plain import moment, one_line

__all__ = ["ChapterTrends", "MetricTrend", "chapter_trends", "part_data", "trends_data"]

_FORMAT = 1
"""Format number of the data in a page."""


@dataclass(frozen=True, slots=True)
class MetricTrend:
    """One metric of a chapter."""

    title: str
    gate: GateName | None
    unit: str
    series: LevelSeries
    changes: tuple[Change, ...]

    @property
    def newest(self) -> str:
        """The newest level in words."""
        level = next((level for level in reversed(self.series.levels) if level), None)
        return "–" if level is None else level_words(level.value, self.unit)


@dataclass(frozen=True, slots=True)
class ChapterTrends:
    """Every metric of nights that follow each other; the gates come first."""

    lines: tuple[NightLine, ...]
    breaks: tuple[int, ...]
    """Places of nights with which another series begins."""
    metrics: tuple[MetricTrend, ...]

    @property
    def nights(self) -> tuple[Night, ...]:
        """The nights, oldest first."""
        return tuple(line.night for line in self.lines)

    @property
    def scenarios(self) -> tuple[str, ...]:
        """All scenarios that have any level, in order."""
        return tuple(sorted({name for metric in self.metrics for name in metric.series.scenarios}))


def chapter_trends(nights: Sequence[Night], primaries: Primaries) -> ChapterTrends:
    """Returns the trends of one chapter.

    Args:
        nights: oldest first, at least one.
        primaries: what each gate is made of.
    """
    breaks = tuple(place for place in range(1, len(nights)) if nights[place].key != nights[place - 1].key)
    lines = night_lines(nights, primaries)
    gates = [_metric(series, gate, nights, breaks) for gate, series in gate_series(lines, primaries).items()]
    others = [_metric(series, None, nights, breaks) for series in level_series(nights)]
    return ChapterTrends(lines, breaks, (*gates, *others))


def trends_data(
    chapters: Sequence[ChapterTrends],
    titles: Sequence[tuple[str, str]],
    report_url: Callable[[str], str],
    parts: Sequence[Sequence[str]],
) -> dict[str, Any]:
    """Returns the document that the app draws (`frontend/src/trends/data.ts`).

    Args:
        chapters: newest first.
        titles: of each its title and its sentence.
        report_url: the address of a run's report, "" where it does not lie beside the page.
        parts: of each chapter the files of its scenarios, in their order.
    """
    return {
        "format": _FORMAT,
        "chapters": [
            {
                "title": title,
                "sentence": sentence,
                "nights": _nights(chapter, report_url),
                "scenarios": [one_line(name, 200) for name in chapter.scenarios],
                "metrics": [_metric_data(metric) for metric in chapter.metrics],
                "parts": list(files),
            }
            for chapter, (title, sentence), files in zip(chapters, titles, parts, strict=True)
        ],
    }


def part_data(chapter: ChapterTrends, scenario: str) -> dict[str, Any]:
    """Returns one scenario's levels, in the order of the chapter's metrics."""
    found = [metric.series.scenarios.get(scenario) for metric in chapter.metrics]
    levels = [None if each is None else [_short(value) for value in each] for each in found]
    return {"format": _FORMAT, "scenario": one_line(scenario, 200), "levels": levels}


def _metric(series: LevelSeries, gate: GateName | None, nights: Sequence[Night], breaks: Sequence[int]) -> MetricTrend:
    unit = "ms" if gate is GateName.LATENCY else unit_of(series)
    worse = None if gate is None else _worse_of(gate)
    title = one_line(series.name, 120) if gate is None else gate_name(gate)
    return MetricTrend(title, gate, unit, series, changes_of(series, unit, nights, breaks, worse))


def _worse_of(gate: GateName) -> Callable[[float], bool]:
    return lambda difference: is_worse(gate, difference)


def _nights(chapter: ChapterTrends, report_url: Callable[[str], str]) -> Mapping[str, list[str]]:
    nights = chapter.nights
    return {
        "name": [one_line(night.run_id, 120) for night in nights],
        "day": [one_line(night.started_at[:10], 10) for night in nights],
        "started": [moment(night.started_at) for night in nights],
        "url": [report_url(night.run_id) for night in nights],
        "outcome": [outcome_word(night) for night in nights],
        "kind": [NIGHT_KINDS.get(night.outcome, "") for night in nights],
        "why": [one_line(night.why, 300) if night.outcome is not Outcome.PASS else "" for night in nights],
        "accepted": [(one_line(night.reason, 200) or "yes") if night.accepted_at else "" for night in nights],
        "series": [series_name(night) if place in chapter.breaks else "" for place, night in enumerate(nights)],
    }


def _metric_data(metric: MetricTrend) -> dict[str, Any]:
    series, better = metric.series, "neither"
    if metric.gate is not None:
        better = "lower" if is_worse(metric.gate, 1.0) else "higher"
    intervals = [level.interval if level else None for level in series.levels]
    return {
        "name": one_line(series.name, 120),
        "title": metric.title,
        "gate": metric.gate is not None,
        "unit": metric.unit,
        "better": better,
        "newest": metric.newest,
        "levels": list(_shorts(level.value if level else None for level in series.levels)),
        "low": list(_shorts(each.low if each else None for each in intervals)),
        "high": list(_shorts(each.high if each else None for each in intervals)),
        "versions": [[place, f"version {one_line(series.versions[place], 20)}"] for place in series.new_versions],
        "changes": [
            {
                "place": each.place,
                "words": each.words,
                "kind": each.kind,
                "before": _short(each.before),
                "after": _short(each.after),
                "from": each.scenarios,
            }
            for each in metric.changes
        ],
    }


def _shorts(values: Iterable[float | None]) -> Iterator[float | None]:
    return map(_short, values)


def _short(value: float | None) -> float | int | None:
    """Five digits: more than a drawing or a reader can use, and a third of the bytes."""
    if value is None:
        return None
    shown = float(f"{value:.5g}")
    return int(shown) if shown.is_integer() and abs(shown) < 2**53 else shown
