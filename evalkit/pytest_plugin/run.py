"""The attempts of one call of pytest as a run like any other: one folder, one report.

Each attempt is first a run of its own below `.parts/`, so that processes side by side share no file; at the end the
parts become one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from evalkit.cli.reporting import write_reports
from evalkit.errors import EvalkitError, RecordingError
from evalkit.results import RunResult
from evalkit.runner.run_folder import RunFolder, new_run_folder, read_run
from evalkit.version import __version__

__all__ = ["PytestRun"]

_PARTS = ".parts"


class PytestRun:
    """A run under way, in one of the processes that play it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.planned = 0
        self.said: tuple[str, ...] = ()
        """What is to be told of it when it has ended."""
        self._begun = 0

    @classmethod
    def begun(cls, out: Path, label: str) -> PytestRun:
        """Begins a run below `out`.

        Raises:
            UsageError: its folder cannot be made.
        """
        return cls(new_run_folder(out, label))

    @classmethod
    def joined(cls, folder: Path) -> PytestRun:
        """Joins a run that another process has begun."""
        return cls(folder)

    def part(self) -> Path:
        """Makes the folder of one attempt; it has the run's own name, which the recording keeps.

        Raises:
            RecordingError: the disk refuses.
        """
        self._begun += 1
        part = self.folder / _PARTS / f"{os.getpid()}-{self._begun}" / self.folder.name
        try:
            part.mkdir(parents=True)
        except OSError as error:
            raise RecordingError(part, 0, f"cannot be made: {error.strerror or error}") from error
        return part

    def end(self, settings: Mapping[str, Any], interrupted: bool) -> None:
        """Makes one run of the parts and writes its reports; a run in which nothing was played leaves nothing."""
        try:
            parts = [(path.parent, read_run(path.parent)) for path in self.folder.glob(f"{_PARTS}/*/*/run.json")]
            parts = [(folder, run) for folder, run in parts if run.attempts]
            if not parts:
                shutil.rmtree(self.folder / _PARTS, ignore_errors=True)
                with suppress(OSError):
                    self.folder.rmdir()
                return
            run = self._merged([run for _, run in parts], settings, interrupted)
            for folder, _ in parts:
                _move(folder, self.folder)
            RunFolder(self.folder).replace_results(run.attempts)
            RunFolder(self.folder).write_run(run)
            shutil.rmtree(self.folder / _PARTS, ignore_errors=True)
            self.said = (f"report: {os.path.relpath(write_reports(run, self.folder))}",)
        except (EvalkitError, OSError) as error:
            self.said = (f"no report: {error}",)

    def _merged(self, runs: Sequence[RunResult], settings: Mapping[str, Any], interrupted: bool) -> RunResult:
        attempts = sorted((each for run in runs for each in run.attempts), key=lambda a: (a.scenario_id, a.attempt))
        return RunResult(
            run_id=self.folder.name,
            endpoint=runs[0].endpoint,
            model=", ".join(sorted({run.model for run in runs})),
            started_at=min(run.started_at for run in runs),
            finished_at=max(run.finished_at for run in runs),
            planned=max(self.planned, len(attempts)),
            interrupted=interrupted,
            evalkit=__version__,
            settings={**runs[0].settings, **settings},
            attempts=tuple(attempts),
        )


def _move(source: Path, target: Path) -> None:
    """Moves the recordings of one part to where those of a run stand."""
    for kind in ("attempts", "tries"):
        for place in sorted((source / kind).rglob("events.jsonl")):
            to = target / place.parent.relative_to(source)
            if not to.exists():
                to.parent.mkdir(parents=True, exist_ok=True)
                place.parent.rename(to)
