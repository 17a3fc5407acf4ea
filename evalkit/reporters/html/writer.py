"""`report.html`: the page on which a person reads, sees and hears a run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from evalkit.reporters.base import write_whole
from evalkit.reporters.html.files import PAGE, present, report_files
from evalkit.results import RunResult

__all__ = ["REPORTER", "Html"]


@dataclass(frozen=True, slots=True)
class Html:
    """Writes `report.html` and, beside it, the details it loads."""

    name: str = "html"

    def write(self, run: RunResult, folder: Path) -> Path:
        """Writes the page of the run's folder; it plays and shows the files that lie there now.

        The page is written last: until then an older one still finds its details, or new ones of the same names.
        """
        written = set()
        for name, text in report_files(run, present(run, folder)):
            written.add(write_whole(folder / name, text))
        for old in (folder / "details").glob("[0-9]*.js"):
            if old not in written:
                old.unlink(missing_ok=True)
        return folder / PAGE


REPORTER = Html()
