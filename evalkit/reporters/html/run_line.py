"""What the index tells of a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from evalkit.history.night import night_of
from evalkit.history.trend import PRIMARIES, night_lines
from evalkit.reporters.counts import count
from evalkit.reporters.html.baseline import kind_of
from evalkit.reporters.verdict_words import headline
from evalkit.results import RunResult

__all__ = ["RunLine", "run_line"]


@dataclass(frozen=True, slots=True)
class RunLine:
    """What the index tells of a run; `folder` is relative to the folder of runs, with `/`."""

    folder: str
    run_id: str
    started_at: str
    outcome: str
    """Of the verdict, or else of the run by itself, as a CSS class."""
    sentence: str
    """The first line of the run's own report: `14 passed · 0 failed — 3.2 s`."""
    reservations: tuple[str, ...] = ()
    endpoint: str = ""
    model: str = ""
    reports: tuple[str, ...] = ()
    """Names of the pages and reports that exist in the folder: report.html, summary.md, junit.xml."""
    levels: Mapping[str, float] = field(default_factory=dict)
    """By name of a gate its level, for those that have data (`evalkit.history.trend.NightLine`)."""


def run_line(run: RunResult, folder: str, reports: Iterable[str] = ("report.html",)) -> RunLine:
    """A run as the index tells of it."""
    found = count(run)
    tally = found.sentence if run.attempts else "no attempt finished"
    beside = () if run.verdict is None else (tally,)
    (night,) = night_lines([night_of(run)], PRIMARIES)
    return RunLine(
        folder=folder,
        run_id=run.run_id,
        started_at=run.started_at,
        outcome=found.standing if run.verdict is None else kind_of(run.verdict.outcome),
        sentence=tally if run.verdict is None else headline(run.verdict),
        reservations=(*beside, *found.reservations),
        endpoint=run.endpoint,
        model=run.model,
        reports=tuple(reports),
        levels={gate.value: level for gate, level in night.levels.items()},
    )
