"""`report.html`: the page on which a person reads, sees and hears a run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evalkit.reporters.base import write_whole
from evalkit.reporters.html.address import file_url
from evalkit.reporters.html.beside import frame_file, shown_frames
from evalkit.reporters.html.page import render
from evalkit.reporters.html.view import report_view
from evalkit.results import AttemptResult, RunResult

__all__ = ["REPORTER", "Html"]

_FILES = ("user.flac", "model.flac", "events.jsonl")


@dataclass(frozen=True, slots=True)
class Html:
    """Writes `report.html`."""

    name: str = "html"

    def write(self, run: RunResult, folder: Path) -> Path:
        """Writes `report.html` into the run's folder; it plays and shows the files that lie there now."""
        view = report_view(run, _present(run, folder))
        return write_whole(folder / "report.html", render("report.html.j2", report=view))


REPORTER = Html()


def _present(run: RunResult, folder: Path) -> frozenset[str]:
    return frozenset(name for attempt in run.attempts for name in _named(attempt) if _is_file(folder / name))


def _named(attempt: AttemptResult) -> Iterator[str]:
    """The files that the page may link to, relative to the run's folder; none that leads out of it."""
    yield from (f"{attempt.folder}/{name}" for name in _FILES if file_url(attempt.folder, name) is not None)
    for frame in {frame for turn in attempt.turns for frame in shown_frames(turn)}:
        found = frame_file(attempt.folder, frame)
        if found is not None:
            yield found[0]


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        # A name with a NUL, a lone surrogate or too many letters is no file.
        return False
