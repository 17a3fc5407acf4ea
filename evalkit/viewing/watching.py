"""Reads a run again and again while it is written, each time only what was added."""

from __future__ import annotations

from dataclasses import dataclass, replace
from os import stat_result
from pathlib import Path

from evalkit.errors import RecordingError
from evalkit.results import AttemptResult, RunResult
from evalkit.results_json import result_from_line
from evalkit.runner.run_folder import read_plan

__all__ = ["RunReader", "Stamp"]


@dataclass(frozen=True, slots=True)
class Stamp:
    """By what a file is known to be another than before; of a file that is not there all is 0."""

    inode: int = 0
    size: int = 0
    modified_ns: int = 0

    @classmethod
    def of(cls, path: Path) -> Stamp:
        """The stamp of a file.

        Raises:
            OSError: the file may be there, but nobody can say.
        """
        try:
            found: stat_result = path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return cls()
        return cls(found.st_ino, found.st_size, found.st_mtime_ns)


class RunReader:
    """One run's folder; not to be used by two threads at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._plan: RunResult | None = None
        self._stamps = (Stamp(), Stamp())
        self._attempts: list[AttemptResult] = []
        self._read = 0
        """Bytes of `results.jsonl` that are read, always up to the end of a line."""
        self._lines = 0

    def read(self) -> RunResult:
        """The run as it is now; a line that is half written is left for the next time.

        Raises:
            RecordingError: the folder holds no run, or its files are damaged.
            OSError: they cannot be read.
        """
        before, (plan, results) = self._stamps, self.stamps()
        if self._plan is None or plan != before[0]:
            self._plan = read_plan(self.folder)
        if results != before[1]:
            self._read_on(results)
        self._stamps = (plan, results)
        return replace(self._plan, attempts=tuple(self._attempts))

    def stamps(self) -> tuple[Stamp, Stamp]:
        """Of `run.json` and `results.jsonl`, as they are now.

        Raises:
            OSError: nobody can say.
        """
        return Stamp.of(self.folder / "run.json"), Stamp.of(self.folder / "results.jsonl")

    def _read_on(self, now: Stamp) -> None:
        # Another file of that name, or one that was cut: it was written anew, as `evalkit score` does.
        if now.inode != self._stamps[1].inode or now.size < self._read:
            self._attempts, self._read, self._lines = [], 0, 0
        if not now.inode:
            return
        path = self.folder / "results.jsonl"
        with path.open("rb") as file:
            file.seek(self._read)
            added = file.read()
        try:
            self._take(added[: added.rfind(b"\n") + 1], path)
        except RecordingError:
            # Nothing of a damaged file is kept: whoever mends it gets all of it read again.
            self._attempts, self._read, self._lines, self._stamps = [], 0, 0, (Stamp(), Stamp())
            raise

    def _take(self, whole: bytes, path: Path) -> None:
        for line in whole.split(b"\n")[:-1]:
            self._lines += 1
            if line.strip():
                self._attempts.append(result_from_line(line, path, self._lines))
        self._read += len(whole)
