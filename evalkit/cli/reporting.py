"""Writes a run's reports and prints what they say."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from rich.console import Console

from evalkit.cli.output import show
from evalkit.errors import ExitCode, UsageError
from evalkit.reporters import REPORTERS
from evalkit.reporters.html.index import write_index
from evalkit.reporters.html.index_lines import run_lines
from evalkit.reporters.terminal import summary
from evalkit.results import RunResult
from evalkit.runner.exit_status import exit_status
from evalkit.runner.run_folder import read_run
from evalkit.runner.timelines import ensure_timelines

__all__ = ["check_target", "renew_index", "report_run", "write_reports"]

_REPORTS = ("junit", "markdown", "html")
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
    ensure_timelines(run, folder)
    try:
        paths = {name: REPORTERS.get(name).write(run, folder) for name in _REPORTS}
        # Resolved, because the parent of "." is not ".".
        reports = folder.resolve().parent
        write_index(run_lines(reports, read_run), reports)
    except OSError as error:
        raise _unwritten(error, folder) from error
    return paths["html"]


def renew_index(place: str) -> None:
    """Writes the index of the runs beside a history again, for it draws the nights; where there is none, nothing.

    Args:
        place: where a night was kept or accepted.

    Raises:
        UsageError: the index cannot be written.
    """
    history = Path(place).resolve()
    if history.name != "history" or not history.is_dir() or not (history.parent / "index.html").is_file():
        return
    try:
        write_index(run_lines(history.parent, read_run), history.parent)
    except OSError as error:
        raise _unwritten(error, history.parent) from error


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


def _copy(source: Path, target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    except shutil.SameFileError:
        return
    except OSError as error:
        raise _unwritable(target, error.strerror) from error


def _unwritten(error: OSError, folder: Path) -> UsageError:
    hint = "the run itself is whole: evalkit report writes its reports again"
    return UsageError(f"cannot write {error.filename or folder}: {error.strerror or error}", hint)


def _unwritable(target: Path, why: str | None) -> UsageError:
    return UsageError(f"cannot write {target}: {why or 'the disk refuses'}", "choose another --junit")
