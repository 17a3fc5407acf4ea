"""`reports/index.html`: every run of a folder, newest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from evalkit.reporters.base import write_whole
from evalkit.reporters.counts import count
from evalkit.reporters.html.address import file_url
from evalkit.reporters.html.baseline import kind_of
from evalkit.reporters.html.page import render
from evalkit.reporters.plain import moment, one_line
from evalkit.reporters.verdict_words import headline
from evalkit.results import RunResult

__all__ = ["IndexRow", "RunLine", "index_rows", "run_line", "write_index"]


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
    """Names of the report files that exist in the folder: report.html, summary.md, junit.xml."""


@dataclass(frozen=True, slots=True)
class IndexRow:
    """A row of the page: texts plain, addresses relative."""

    outcome: str
    name: str
    url: str
    started: str
    sentence: str
    reservations: tuple[str, ...]
    endpoint: str
    model: str
    links: tuple[tuple[str, str], ...]


def run_line(run: RunResult, folder: str, reports: Iterable[str] = ("report.html",)) -> RunLine:
    """A run as the index tells of it."""
    found = count(run)
    tally = found.sentence if run.attempts else "no attempt finished"
    beside = () if run.verdict is None else (tally,)
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
    )


def index_rows(lines: Iterable[RunLine]) -> tuple[IndexRow, ...]:
    """Runs newest first, those of unknown time last."""
    ordered = sorted(lines, key=lambda line: (line.started_at, line.run_id), reverse=True)
    return tuple(map(_row, ordered))


def write_index(lines: Iterable[RunLine], folder: Path) -> Path:
    """Writes `index.html` into the folder of runs and returns its path.

    Raises:
        OSError: the file cannot be written.
    """
    return write_whole(folder / "index.html", render("index.html.j2", rows=index_rows(lines)))


def _row(line: RunLine) -> IndexRow:
    links = tuple((name, url) for name in line.reports if (url := file_url(line.folder, name)) is not None)
    return IndexRow(
        outcome=line.outcome,
        name=one_line(line.run_id, 120) or "unnamed",
        url=dict(links).get("report.html", ""),
        started=moment(line.started_at),
        sentence=one_line(line.sentence, 200),
        reservations=tuple(one_line(note, 200) for note in line.reservations),
        endpoint=one_line(line.endpoint, 120),
        model=one_line(line.model, 120),
        links=tuple((one_line(name, 40), url) for name, url in links if name != "report.html"),
    )
