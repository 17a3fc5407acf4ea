"""Writes a run's reports and prints what they say."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from rich.console import Console

from evalkit.cli.output import show
from evalkit.errors import ExitCode, RecordingError, UsageError
from evalkit.reporters import REPORTERS
from evalkit.reporters.html.index import RunLine, run_line, write_index
from evalkit.reporters.terminal import summary
from evalkit.results import RunResult
from evalkit.runner.exit_status import exit_status
from evalkit.runner.run_folder import read_run

__all__ = ["check_target", "report_run", "write_reports"]

_REPORTS = ("junit", "markdown", "html")
_SHOWN = ("report.html", "summary.md", "junit.xml")
_LOG_WIDTH = 120
"""Columns where no terminal says how many it has: in a CI log a reason should not be cut after 80."""


def report_run(run: RunResult, folder: Path, junit: Path | None = None) -> ExitCode:
    """Writes the reports, prints the summary and where the report is; returns the exit code.

    Raises:
        UsageError: a report cannot be written.
    """
    written = write_reports(run, folder)
    if junit is not None:
        _copy(folder / "junit.xml", junit)
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else _LOG_WIDTH
    console = Console(highlight=False, width=width)
    with console.capture() as printed:
        console.print(summary(run, written))
    show(printed.get(), end="")
    return exit_status(run)


def write_reports(run: RunResult, folder: Path) -> Path:
    """Writes every report of a run and the index of the runs beside it; returns the path of the HTML report.

    Raises:
        UsageError: a report cannot be written.
    """
    try:
        paths = {name: REPORTERS.get(name).write(run, folder) for name in _REPORTS}
        # Resolved, because the parent of "." is not ".".
        reports = folder.resolve().parent
        write_index(_run_lines(reports), reports)
    except OSError as error:
        where = error.filename or folder
        hint = "the run itself is whole: evalkit report writes its reports again"
        raise UsageError(f"cannot write {where}: {error.strerror or error}", hint) from error
    return paths["html"]


def check_target(path: Path) -> None:
    """Looks whether a file could be written, before a run is spent on it; makes its folder.

    Raises:
        UsageError: it could not.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(path, error.strerror) from error
    if path.is_dir():
        raise _unwritable(path, "it is a folder")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise _unwritable(path, "Permission denied")


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
    except shutil.SameFileError:
        return
    except OSError as error:
        raise _unwritable(target, error.strerror) from error


def _unwritable(target: Path, why: str | None) -> UsageError:
    return UsageError(f"cannot write {target}: {why or 'the disk refuses'}", "choose another --junit")
