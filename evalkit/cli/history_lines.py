"""The history in a terminal: nights as lines, scenarios as strips."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from evalkit.history.flaky import Steadiness, steadiness
from evalkit.history.night import Night
from evalkit.history.trend import Dot, NightLine, Strip, night_lines, strips
from evalkit.outcome import GateName, Outcome
from evalkit.reporters.plain import one_line
from evalkit.stats.intervals import Interval, wilson
from evalkit.verdict.tally import METRICS

__all__ = ["chapter_title", "day", "overview_lines", "scenario_lines", "styled_outcome"]

_GLYPHS: dict[Dot, str] = {"all": "●", "some": "◐", "none": "○", "no data": "·"}
_STYLES: dict[Outcome | None, str] = {
    Outcome.PASS: "green",
    Outcome.IMPROVED: "green",
    Outcome.REGRESSED: "red",
    Outcome.INCONCLUSIVE: "yellow",
}
_HEADINGS = {
    GateName.TOOLS: f"{'tools':>8}",
    GateName.SILENCE: f"{'silence':>9}",
    GateName.WER: f"{'WER':>8}",
    GateName.LATENCY: f"{'first audible':>15}",
}
_NAME_WIDTH = 40
_OUTCOME_WIDTH = max(map(len, Outcome))


def overview_lines(chapters: Sequence[Sequence[Night]], all_nights: Sequence[Night]) -> Iterator[str]:
    """Yields the whole history: of each chapter its nights, newest first, and a strip for each scenario.

    Args:
        chapters: the nights to show (`history.sections`).
        all_nights: also those that are not shown; what is flaky is counted over them.
    """
    known = steadiness(all_nights)
    for number, chapter in enumerate(chapters):
        yield from ([""] if number else [])
        yield from _nights(chapter)
        yield ""
        yield click.style("scenarios, oldest night first: ● all passed  ◐ some  ○ none  · not measured", dim=True)
        yield from _strips(chapter, {each.scenario_id: each for each in known if each.key == chapter[-1].key})


def scenario_lines(chapters: Sequence[Sequence[Night]], nights: Sequence[Night]) -> Iterator[str]:
    """Yields one scenario's nights, newest first, and what they say of its pass rate; arguments as `overview_lines`."""
    known = {each.key: each for each in steadiness(nights)}
    for number, chapter in enumerate(chapters):
        yield from ([""] if number else [])
        yield click.style(f"{one_line(chapter[-1].played[0].scenario_id)} on {chapter_title(chapter[-1])}", bold=True)
        (strip,) = strips(chapter)
        rows = list(zip(chapter, strip.dots, strip.passed, strip.changed, strict=True))
        for night, dot, (passed, attempts), changed in reversed(rows):
            note = "  another content from here on" if changed else ""
            yield f"{day(night)}  {_GLYPHS[dot]} {passed:,} of {attempts:,}  {styled_outcome(night)}{note}"
        if chapter[-1].key in known:
            yield from _rate(known[chapter[-1].key], attempts=max(rows[-1][2][1], 1))


def chapter_title(night: Night) -> str:
    """Returns what a chapter's newest night was measured on."""
    return " · ".join(one_line(part, 80) for part in (night.endpoint, night.model, night.place) if part)


def day(night: Night) -> str:
    """Returns when a night began, to the minute, in 16 columns."""
    return f"{one_line(night.started_at[:16].replace('T', ' '), 16):<16}"


def styled_outcome(night: Night) -> str:
    """Returns what was said of a night, in colour where there is any, always equally wide."""
    word = night.outcome.value if night.outcome else "not judged"
    return click.style(f"{word:<{_OUTCOME_WIDTH}}", fg=_STYLES.get(night.outcome))


def _nights(chapter: Sequence[Night]) -> Iterator[str]:
    lines = night_lines(chapter, METRICS)
    accepted = sum(bool(night.accepted_at) for night in chapter)
    counted = f"{len(chapter):,} night{'' if len(chapter) == 1 else 's'}, {accepted:,} accepted"
    yield f"{click.style(chapter_title(chapter[-1]), bold=True)}: {counted}"
    headings = "".join(_HEADINGS.values())
    yield click.style(f"{'night':<16}  {'outcome':<{_OUTCOME_WIDTH}} {'passed':>18}{headings}  accepted", dim=True)
    for line in reversed(lines):
        yield _night(line)
        if line.night.why and line.night.outcome not in (None, Outcome.PASS):
            yield click.style(f"{'':<18}{one_line(line.night.why, 200)}", dim=True)
        if line.new_key:
            before = chapter[chapter.index(line.night) - 1]
            yield click.style(f"── new key: {chapter_title(before)} → {chapter_title(line.night)}", fg="cyan")


def _night(line: NightLine) -> str:
    shown = f"{line.passed / line.attempts:.0%} ({_percent(line.interval)})" if line.attempts else "not measured"
    levels = "".join(f"{_level(gate, line.levels.get(gate)):>{len(heading)}}" for gate, heading in _HEADINGS.items())
    accepted = f"✓ {one_line(line.night.reason, 60)}" if line.night.accepted_at else "–"
    return f"{day(line.night)}  {styled_outcome(line.night)} {shown:>18}{levels}  {accepted}"


def _level(gate: GateName, level: float | None) -> str:
    if level is None:
        return "–"
    if gate is GateName.LATENCY:
        return f"{level:,.0f} ms"
    return f"{level:.1%}" if gate is GateName.WER else f"{level:.0%}"


def _strips(chapter: Sequence[Night], known: dict[str, Steadiness]) -> Iterator[str]:
    found = strips(chapter)
    width = min(_NAME_WIDTH, max((len(strip.scenario_id) for strip in found), default=0))
    for strip in found:
        name = one_line(strip.scenario_id, width)
        dots = "".join(_GLYPHS[dot] for dot in strip.dots)
        yield f"{name:<{width}}  {dots}{_flags(strip, known.get(strip.scenario_id))}"


def _flags(strip: Strip, known: Steadiness | None) -> str:
    flags = [click.style("  in quarantine", fg="cyan")] if strip.quarantined else []
    if known is not None and known.flaky:
        rate = f"{known.passed:,} of {known.attempts:,} passed ({_percent(known.interval)})"
        flags.append(click.style(f"  flaky: {rate}", fg="yellow"))
    return "".join(flags)


def _rate(known: Steadiness, attempts: int) -> Iterator[str]:
    kind = "flaky" if known.flaky else "moved: its older and its newer nights do not agree" if known.moved else ""
    over = f"over {known.nights:,} night{'' if known.nights == 1 else 's'}"
    yield (
        f"passed {known.passed:,} of {known.attempts:,} {over}: a rate of {_percent(known.interval)}, "
        f"90 times in 100{f'; {kind}' if kind else ''}"
    )
    yield f"all {attempts:,} of one night alone would mean {_percent(wilson(attempts, attempts))}"


def _percent(interval: Interval) -> str:
    return f"{100 * interval.low:.0f} to {interval.high:.0%}"
