"""`report.html`: the page on which a person reads, sees and hears a run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from evalkit.reporters.base import write_whole
from evalkit.reporters.html.address import file_url
from evalkit.reporters.html.page import render
from evalkit.reporters.html.view import report_view
from evalkit.results import RunResult

__all__ = ["REPORTER", "Html"]

_FILES = ("user.flac", "model.flac", "events.jsonl")


@dataclass(frozen=True, slots=True)
class Html:
    """Writes `report.html`."""

    name: str = "html"

    def write(self, run: RunResult, folder: Path) -> Path:
        """Writes `report.html` into the run's folder; it plays the audio that lies there now."""
        view = report_view(run, _present(run, folder))
        return write_whole(folder / "report.html", render("report.html.j2", report=view))


REPORTER = Html()


def _present(run: RunResult, folder: Path) -> frozenset[str]:
    names = (
        f"{attempt.folder}/{name}"
        for attempt in run.attempts
        for name in _FILES
        if file_url(attempt.folder, name) is not None
    )
    return frozenset(name for name in names if _is_file(folder / name))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        # A name with a NUL, a lone surrogate or too many letters is no file.
        return False
