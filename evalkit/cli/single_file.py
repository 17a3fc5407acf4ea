"""Writes one page that carries a run."""

from __future__ import annotations

from pathlib import Path

from evalkit.cli.output import show
from evalkit.errors import ExitCode, UsageError
from evalkit.reporters.base import write_whole
from evalkit.reporters.html.single_file import single_file
from evalkit.results import AttemptResult, RunResult
from evalkit.runner.carried import carried_files
from evalkit.runner.exit_status import exit_status
from evalkit.runner.timelines import ensure_timelines

__all__ = ["write_single_file"]


def write_single_file(run: RunResult, folder: Path, target: Path, budget_bytes: int) -> ExitCode:
    """Writes the page and prints how large it is and what it holds; returns the run's exit code.

    Raises:
        UsageError: it does not fit into the budget, or cannot be written.
    """
    ensure_timelines(run, folder)

    def load(attempt: AttemptResult) -> tuple[tuple[str, str, str], ...]:
        inside = bool(attempt.folder) and (folder / attempt.folder).resolve().is_relative_to(folder.resolve())
        return tuple(carried_files(folder / attempt.folder)) if inside else ()

    page = single_file(run, load, budget_bytes, str(folder))
    try:
        write_whole(target, page.text)
    except OSError as error:
        raise UsageError(f"cannot write {target}: {error.strerror or error}", "choose another --single-file") from error
    held = f"{page.told:,} of {page.attempts:,} attempts, the recordings of {page.heard:,}"
    show(f"{target}: {target.stat().st_size / 1e6:.1f} MB with {held}")
    return exit_status(run)
