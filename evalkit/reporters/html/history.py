"""The page of a history: each gate over the nights, what was said of each night, and a strip for each scenario."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from evalkit.history.flaky import Steadiness, steadiness
from evalkit.history.night import Night
from evalkit.history.trend import Dot, NightLine, Primaries, Strip, night_lines, strips
from evalkit.outcome import GateName, Outcome
from evalkit.reporters.html.page import render
from evalkit.reporters.html.trend_chart import Chart, trend_chart
from evalkit.reporters.plain import moment, one_line, quantity

__all__ = ["Chapter", "NightRow", "StripRow", "history_chapters", "history_page"]

_GATES: Mapping[GateName, str] = {
    GateName.PASSED: "attempts that passed",
    GateName.TOOLS: "tool calls as expected",
    GateName.SILENCE: "silent or heard, as expected",
    GateName.WER: "word error rate",
    GateName.LATENCY: "first audio",
}
_GLYPHS: Mapping[Dot, tuple[str, str]] = {
    "all": ("●", "good"),
    "some": ("◐", "bad"),
    "none": ("○", "bad"),
    "no data": ("·", "muted"),
}
_OUTCOMES: Mapping[Outcome | None, str] = {
    Outcome.PASS: "good",
    Outcome.IMPROVED: "good",
    Outcome.REGRESSED: "bad",
    Outcome.INCONCLUSIVE: "warn",
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
class Chapter:
    """Nights that follow each other."""

    title: str
    sentence: str
    charts: tuple[Chart, ...]
    nights: tuple[NightRow, ...]
    """Newest first."""
    strips: tuple[StripRow, ...]


def history_page(
    chapters: Sequence[Sequence[Night]], all_nights: Sequence[Night], primaries: Primaries, place: str
) -> str:
    """Returns the page: self-contained, without requests, whole without its script.

    Args:
        chapters: the nights to show (`evalkit.history.sections`).
        all_nights: also those that are not shown; what is flaky is counted over them.
        primaries: what each gate is made of.
        place: where the nights are kept.
    """
    found = history_chapters(chapters, all_nights, primaries)
    gates = [title for gate, title in _GATES.items() if gate is not GateName.PASSED]
    return render("history.html.j2", chapters=found, place=one_line(place, 200), gates=gates)


def history_chapters(
    chapters: Sequence[Sequence[Night]], all_nights: Sequence[Night], primaries: Primaries
) -> tuple[Chapter, ...]:
    """Returns what the page shows; arguments as `history_page`."""
    known = steadiness(all_nights)
    return tuple(_chapter(chapter, known, primaries) for chapter in chapters)


def _chapter(nights: Sequence[Night], known: Sequence[Steadiness], primaries: Primaries) -> Chapter:
    lines = night_lines(nights, primaries)
    accepted = sum(bool(night.accepted_at) for night in nights)
    flaky = {each.scenario_id: each for each in known if each.key == nights[-1].key and each.flaky}
    return Chapter(
        title=_series(nights[-1]),
        sentence=f"{len(nights):,} night{'' if len(nights) == 1 else 's'}, {accepted:,} accepted; {_days(nights)}",
        charts=tuple(_charts(lines)),
        nights=tuple(map(_night_row, reversed(lines))),
        strips=tuple(_strip_row(strip, nights, flaky.get(strip.scenario_id)) for strip in strips(nights)),
    )


def _charts(lines: Sequence[NightLine]) -> Iterator[Chart]:
    for gate, title in _GATES.items():
        levels = [line.levels.get(gate) for line in lines]
        if any(level is not None for level in levels):
            yield trend_chart(
                title,
                levels,
                words=[_words(gate, line) for line in lines],
                shown=partial(_level, gate),
                accepted=[bool(line.night.accepted_at) for line in lines],
                red=[line.night.outcome is Outcome.REGRESSED for line in lines],
                breaks={place: _series(line.night) for place, line in enumerate(lines) if line.new_key},
            )


def _words(gate: GateName, line: NightLine) -> str:
    accepted = f"; accepted: {one_line(line.night.reason, 100)}" if line.night.accepted_at else ""
    return f"{moment(line.night.started_at)}: {_level(gate, line.levels.get(gate))}; {_outcome(line.night)}{accepted}"


def _night_row(line: NightLine) -> NightRow:
    night = line.night
    passed = "not measured"
    if line.attempts:
        passed = f"{line.passed / line.attempts:.0%} ({100 * line.interval.low:.0f} to {line.interval.high:.0%})"
    return NightRow(
        name=one_line(night.run_id, 120),
        started=moment(night.started_at),
        outcome=_outcome(night),
        kind=_OUTCOMES.get(night.outcome, ""),
        why=one_line(night.why, 300),
        passed=passed,
        levels=tuple(_level(gate, line.levels.get(gate)) for gate in _GATES if gate is not GateName.PASSED),
        accepted=one_line(night.reason, 300) or "yes" if night.accepted_at else "",
        new_key=_series(night) if line.new_key else "",
    )


def _strip_row(strip: Strip, nights: Sequence[Night], flaky: Steadiness | None) -> StripRow:
    dots = []
    for night, dot, (passed, attempts), changed in zip(nights, strip.dots, strip.passed, strip.changed, strict=True):
        new = "; another content from here on" if changed else ""
        dots.append((*_GLYPHS[dot], f"{moment(night.started_at)}: {passed:,} of {attempts:,} passed{new}"))
    said = ""
    if flaky is not None:
        rate = f"{100 * flaky.interval.low:.0f} to {flaky.interval.high:.0%}"
        said = f"{flaky.passed:,} of {flaky.attempts:,} passed, a rate of {rate}"
    return StripRow(one_line(strip.scenario_id, 200), tuple(dots), said, strip.quarantined)


def _level(gate: GateName, level: float | None) -> str:
    if level is None:
        return "–"
    return quantity(level, "ms") if gate is GateName.LATENCY else f"{level:.1%}"


def _outcome(night: Night) -> str:
    return night.outcome.value if night.outcome else "not judged"


def _days(nights: Sequence[Night]) -> str:
    return " to ".join(dict.fromkeys(one_line(night.started_at[:10], 10) for night in (nights[0], nights[-1])))


def _series(night: Night) -> str:
    return " · ".join(one_line(part, 80) for part in (night.endpoint, night.model, night.place) if part)
