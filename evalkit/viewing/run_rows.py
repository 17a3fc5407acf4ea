"""What the index tells of each run: also of one that is being played, of one that died, and of one that is damaged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from evalkit.errors import EvalkitError, RecordingError
from evalkit.reporters.html.index_lines import run_lines
from evalkit.reporters.html.run_line import RunLine, run_line
from evalkit.results import RunResult
from evalkit.viewing.paths import file_below
from evalkit.viewing.shelf import Shelf

__all__ = ["run_rows"]

_REPORT = "report.html"
_REPORTS = (_REPORT, "summary.md", "junit.xml")
_FAULTS = (EvalkitError, OSError, ValueError, ArithmeticError, LookupError, TypeError)
"""What a damaged run may lead to: its values passed for a run's, but no number can be made of them."""


def run_rows(shelf: Shelf) -> Iterator[RunLine]:
    """Yields a line for each run; no run, however damaged, keeps the others from being told of."""
    kept = _kept_lines(shelf)
    for name in shelf.names():
        try:
            yield _row(shelf, name, kept)
        except _FAULTS as error:
            problem = error.problem if isinstance(error, RecordingError) else str(error)
            yield RunLine(name, name, "", "unreadable", f"cannot be read: {problem}", reports=_reports(shelf, name))


def _row(shelf: Shelf, name: str, kept: Mapping[str, RunLine]) -> RunLine:
    reports = _reports(shelf, name)
    # A page can be made of every run that can be read, whether or not one was written.
    shown = tuple(dict.fromkeys((_REPORT, *reports)))
    if shelf.plan(name).finished_at and name in kept:
        return replace(kept[name], reports=shown)
    stored = shelf.stored(name)
    run, stands = stored.shown, stored.standing
    if stands.state != "playing":
        return run_line(run, name, shown)
    # Its levels are not known before it has ended.
    return RunLine(
        folder=name,
        run_id=run.run_id,
        started_at=run.started_at,
        outcome="running",
        sentence=stands.words,
        endpoint=run.endpoint,
        model=run.model,
        reports=shown,
    )


def _kept_lines(shelf: Shelf) -> Mapping[str, RunLine]:
    """By folder, what was kept beside the index since the runs were written, so that not every run is read again."""

    def read(folder: Path) -> RunResult:
        try:
            return shelf.stored(folder.name).shown
        except OSError as error:
            raise RecordingError(folder, 0, str(error)) from error

    try:
        return {line.folder: line for line in run_lines(shelf.root, read)}
    except _FAULTS:
        # One run broke it; each is read by itself then.
        return {}


def _reports(shelf: Shelf, name: str) -> tuple[str, ...]:
    pages = sorted(path.name for path in (shelf.root / name).glob("*.html"))
    return tuple(each for each in dict.fromkeys((*_REPORTS, *pages)) if file_below(shelf.root, (name, each)))
