"""A made-up run as a real one lies on the disk."""

from __future__ import annotations

from pathlib import Path

from evalkit.cli.reporting import write_reports
from evalkit.results import RunResult
from evalkit.runner.run_folder import RunFolder
from evalkit.runner.timelines import ensure_timelines

__all__ = ["stored"]


def stored(run: RunResult, folder: Path) -> Path:
    """Stores a run's results in a folder, with its reports; returns the folder."""
    kept = RunFolder(folder)
    kept.write_run(run)
    kept.replace_results(run.attempts)
    ensure_timelines(run, folder)
    write_reports(run, folder)
    return folder
