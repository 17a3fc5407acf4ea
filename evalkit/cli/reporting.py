"""Writes a run's reports and prints what they say."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from rich.console import Console

from evalkit.errors import RecordingError, UsageError
from evalkit.reporters import REPORTERS
from evalkit.reporters.html.index import RunLine, run_line, write_index
from evalkit.reporters.terminal import summary
from evalkit.results import RunResult
from evalkit.runner.exit_status import exit_status
from evalkit.runner.run_folder import read_run

__all__ = ["report_run", "write_reports"]

_REPORTS = ("junit", "markdown", "html")
_SHOWN = ("report.html", "summary.md", "junit.xml")


def report_run(run: RunResult, folder: Path, junit: Path | None = None) -> int:
    """Writes the reports, prints the summary and where the report is; returns the exit code."""
    written = write_reports(run, folder)
    if junit is not None:
        _copy(folder / "junit.xml", junit)
    console = Console(highlight=False)
    console.print(summary(run, written))
    return exit_status(run)


def write_reports(run: RunResult, folder: Path) -> Path:
    """Writes every report of a run and the index of the runs beside it; returns the path of the HTML report."""
    paths = {name: REPORTERS.get(name).write(run, folder) for name in _REPORTS}
    write_index(_run_lines(folder.parent), folder.parent)
    return paths["html"]


def _run_lines(reports: Path) -> Iterator[RunLine]:
    """The runs beside each other; a folder that cannot be read as a run is none."""
    for path in sorted(reports.glob("*/run.json")):
        with suppress(RecordingError):
            files = [name for name in _SHOWN if (path.parent / name).is_file()]
            yield run_line(read_run(path.parent), path.parent.name, files)


def _copy(source: Path, target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    except OSError as error:
        raise UsageError(f"cannot write {target}: {error.strerror}", "choose another --junit") from error
