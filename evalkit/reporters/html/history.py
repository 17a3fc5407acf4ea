"""One chapter of a history in texts: its gates drawn, its metrics, its nights, and a strip for each scenario."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from evalkit.history.flaky import Steadiness
from evalkit.history.night import Night
from evalkit.history.trend import Dot, NightLine, Strip, strips
from evalkit.outcome import GateName, Outcome
from evalkit.reporters.html.trend_chart import Chart, trend_chart
from evalkit.reporters.html.trend_words import NIGHT_KINDS, level_words, outcome_word, series_name
from evalkit.reporters.html.trends import ChapterTrends
from evalkit.reporters.number_words import gate_name
from evalkit.reporters.plain import moment, one_line

__all__ = ["MOST_DOTS", "Chapter", "MetricRow", "NightRow", "StripRow", "history_chapter"]

MOST_DOTS = 90
"""Nights of a strip: more are narrower than a finger, and their words weigh more than all else in the page."""

_GLYPHS: Mapping[Dot, tuple[str, str]] = {
    "all": ("●", "good"),
    "some": ("◐", "bad"),
    "none": ("○", "bad"),
    "no data": ("·", "muted"),
}
_DOT_WORDS: Mapping[Dot, str] = {
    "all": "all passed",
    "some": "some passed",
    "none": "none passed",
    "no data": "not measured",
}


@dataclass(frozen=True, slots=True)
class NightRow:
    """A night, in texts that are safe to show."""

    name: str
    started: str
    outcome: str
    kind: str
    """good, bad, warn or nothing: the colour of the outcome."""
    why: str
    passed: str
    levels: tuple[str, ...]
    """Of the gates, without the first."""
    accepted: str
    new_key: str
    """What the series is from this night on, where it is another than before."""


@dataclass(frozen=True, slots=True)
class StripRow:
    """A scenario: a glyph, its colour and its words for each night."""

    name: str
    dots: tuple[tuple[str, str, str], ...]
    flaky: str
    quarantined: bool


@dataclass(frozen=True, slots=True)
class MetricRow:
    """A metric: its newest level, and since when it has it."""

    title: str
    newest: str
    since: str
    """Where its level changed last; empty where it never did."""
    kind: str
    """better, worse or nothing."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """Nights that follow each other."""

    title: str
    sentence: str
    charts: tuple[Chart, ...]
    metrics: tuple[MetricRow, ...]
    nights: tuple[NightRow, ...]
    """Newest first."""
    strips: tuple[StripRow, ...]
    dots: int
    """How many nights the strips show, the newest."""


def history_chapter(trends: ChapterTrends, known: Sequence[Steadiness]) -> Chapter:
    """Returns what the page says of nights that follow each other.

    Args:
        trends: of these nights.
        known: what is flaky, over all nights there are.
    """
    lines, nights = trends.lines, trends.nights
    accepted = sum(bool(night.accepted_at) for night in nights)
    flaky = {each.scenario_id: each for each in known if each.key == nights[-1].key and each.flaky}
    newest = nights[-MOST_DOTS:]
    return Chapter(
        title=series_name(nights[-1]),
        sentence=f"{len(nights):,} night{'' if len(nights) == 1 else 's'}, {accepted:,} accepted; {_days(nights)}",
        charts=tuple(_charts(lines, trends)),
        metrics=tuple(_metric_rows(trends)),
        nights=tuple(map(_night_row, reversed(lines))),
        strips=tuple(_strip_row(strip, newest, flaky.get(strip.scenario_id)) for strip in strips(newest)),
        dots=len(newest),
    )


def _metric_rows(trends: ChapterTrends) -> Iterator[MetricRow]:
    for metric in trends.metrics:
        last = metric.changes[-1] if metric.changes else None
        said = "" if last is None else f"{last.words}; {last.scenarios}" if last.scenarios else last.words
        yield MetricRow(metric.title, metric.newest, said, "" if last is None else last.kind)


def _charts(lines: Sequence[NightLine], trends: ChapterTrends) -> Iterator[Chart]:
    changes = {metric.gate: {each.place: each.words for each in metric.changes} for metric in trends.metrics}
    for gate in GateName:
        levels = [line.levels.get(gate) for line in lines]
        if any(level is not None for level in levels):
            yield trend_chart(
                gate_name(gate),
                levels,
                words=[_words(gate, line) for line in lines],
                shown=partial(_level, gate),
                accepted=[bool(line.night.accepted_at) for line in lines],
                red=[line.night.outcome is Outcome.REGRESSED for line in lines],
                breaks={place: series_name(line.night) for place, line in enumerate(lines) if line.new_key},
                changes=changes.get(gate),
            )


def _words(gate: GateName, line: NightLine) -> str:
    accepted = f"; accepted: {one_line(line.night.reason, 100)}" if line.night.accepted_at else ""
    return (
        f"{moment(line.night.started_at)}: {_level(gate, line.levels.get(gate))}; {outcome_word(line.night)}{accepted}"
    )


def _night_row(line: NightLine) -> NightRow:
    night = line.night
    passed = "not measured"
    if line.attempts:
        passed = f"{line.passed / line.attempts:.0%} ({100 * line.interval.low:.0f} to {line.interval.high:.0%})"
    return NightRow(
        name=one_line(night.run_id, 120),
        started=moment(night.started_at),
        outcome=outcome_word(night),
        kind=NIGHT_KINDS.get(night.outcome, ""),
        why=one_line(night.why, 300),
        passed=passed,
        levels=tuple(_level(gate, line.levels.get(gate)) for gate in GateName if gate is not GateName.PASSED),
        accepted=one_line(night.reason, 300) or "yes" if night.accepted_at else "",
        new_key=series_name(night) if line.new_key else "",
    )


def _strip_row(strip: Strip, nights: Sequence[Night], flaky: Steadiness | None) -> StripRow:
    said = ""
    if flaky is not None:
        rate = f"{100 * flaky.interval.low:.0f} to {flaky.interval.high:.0%}"
        said = f"{flaky.passed:,} of {flaky.attempts:,} passed, a rate of {rate}"
    return StripRow(one_line(strip.scenario_id, 200), tuple(_dots(strip, nights)), said, strip.quarantined)


def _dots(strip: Strip, nights: Sequence[Night]) -> Iterator[tuple[str, str, str]]:
    """Nights that were alike share their words: a year of good ones needs no more of them than one."""
    for (dot, _), places in groupby(range(len(nights)), lambda place: (strip.dots[place], _alone(strip, place))):
        alike = list(places)
        glyph, kind = _GLYPHS[dot]
        first, last = (nights[place].started_at for place in (alike[0], alike[-1]))
        if len(alike) == 1:
            passed, attempts = strip.passed[alike[0]]
            new = "; another content from here on" if strip.changed[alike[0]] else ""
            yield glyph, kind, f"{moment(first)}: {passed:,} of {attempts:,} passed{new}"
        else:
            yield glyph * len(alike), kind, f"{one_line(first[:10])} to {one_line(last[:10])}: {_DOT_WORDS[dot]}"


def _alone(strip: Strip, place: int) -> int:
    """A number of its own for a night with something of its own to say."""
    return place + 1 if strip.changed[place] or strip.dots[place] == "some" else 0


def _level(gate: GateName, level: float | None) -> str:
    return "–" if level is None else level_words(level, "ms" if gate is GateName.LATENCY else "%")


def _days(nights: Sequence[Night]) -> str:
    return " to ".join(dict.fromkeys(one_line(night.started_at[:10], 10) for night in (nights[0], nights[-1])))
