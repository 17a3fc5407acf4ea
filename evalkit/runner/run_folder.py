"""A run's folder: the plan first, then one line per finished attempt, synced as it ends."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from evalkit.errors import RecordingError, UsageError
from evalkit.results import AttemptResult, RunResult
from evalkit.results_json import read_results, result_to_line, run_from_json, run_to_json

__all__ = [
    "FRESH",
    "RunFolder",
    "attempt_folder_name",
    "attempt_kind",
    "attempt_number",
    "named_run",
    "new_run_folder",
    "read_plan",
    "read_run",
]

FRESH = "fresh"
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def new_run_folder(reports: Path, label: str, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Path:
    """Makes `reports/<run-id>`, named by UTC time and a label; a number is added when the name is taken.

    Raises:
        UsageError: the folder cannot be made.
    """
    stem = f"{now():%Y%m%d-%H%M%S}-{_UNSAFE.sub('-', label).strip('-') or 'run'}"
    for number in range(1, 1000):
        folder = reports / (stem if number == 1 else f"{stem}-{number}")
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            continue
        except OSError as error:
            raise UsageError(
                f"cannot make the run's folder {folder}: {error.strerror}", "choose another --out"
            ) from error
        return folder
    raise UsageError(f"no free name for a run like {stem} in {reports}", "choose another --out")


def attempt_folder_name(scenario_id: str, attempt: int, arm: str = "", *, fresh: bool = False) -> str:
    """An attempt's folder below its run's, with `/`: `attempts/greeting/1`, `…/baseline-2`, `…/fresh-6`."""
    kind = "-".join(part for part in (FRESH if fresh else "", arm) if part)
    return f"attempts/{scenario_id}/{kind}-{attempt}" if kind else f"attempts/{scenario_id}/{attempt}"


def attempt_kind(name: str) -> tuple[str, bool]:
    """Returns the arm of an attempt and whether it is a fresh repeat, as the name of its folder says.

    A recording does not know why it was made, and results may be lost: the name is where that is kept.
    """
    kind = name.rpartition("-")[0]
    fresh, _, arm = kind.partition("-")
    return (arm, True) if fresh == FRESH else (kind, False)


def attempt_number(name: str) -> int:
    """Returns an attempt's number as the name of its folder says; 0 where it says none."""
    number = name.rpartition("-")[2]
    return int(number) if number.isdecimal() else 0


class RunFolder:
    """Writes one run; whatever was appended is readable after a kill at any moment.

    Every method raises RecordingError when the disk refuses.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def write_run(self, run: RunResult) -> None:
        """Writes `run.json`, whole or not at all; the attempts stay in `results.jsonl`."""
        self.write_file("run.json", run_to_json(run))

    def append_result(self, result: AttemptResult) -> None:
        """Appends one line to `results.jsonl` and syncs it."""
        _write_synced(self.path / "results.jsonl", result_to_line(result), os.O_CREAT | os.O_APPEND)

    def replace_results(self, results: tuple[AttemptResult, ...]) -> None:
        """Writes all of `results.jsonl` anew, whole or not at all."""
        self.write_file("results.jsonl", b"".join(result_to_line(result) for result in results))

    def write_file(self, name: str, data: bytes) -> None:
        """Writes a file of the run, whole or not at all."""
        target = self.path / name
        partial = target.with_name(f"{name}.partial")
        _write_synced(partial, data, os.O_CREAT | os.O_TRUNC)
        _put(partial, target)

    def remove_file(self, name: str) -> None:
        """Removes a file of the run; one that is not there is fine."""
        try:
            (self.path / name).unlink(missing_ok=True)
        except OSError as error:
            raise RecordingError(self.path / name, 0, f"cannot be removed: {error.strerror or error}") from error


def named_run(path: Path) -> Path:
    """Returns the run folder a user means: `reports/latest` is the newest run in `reports`.

    Raises:
        RecordingError: there is no run in that folder yet.
    """
    if path.name != "latest" or path.exists():
        return path
    # A run's name begins with the time it was made at; a number at its end counts those of one second.
    runs = [found.parent for found in path.parent.glob("*/run.json")]
    if not runs:
        raise RecordingError(path.parent, 0, "no run here yet", "make one: evalkit run PATH")
    return max(runs, key=lambda run: [int(part) if part.isdecimal() else 0 for part in run.name.split("-")])


def read_run(folder: Path) -> RunResult:
    """Reads a stored run, finished or not.

    A torn last line of `results.jsonl` is left out: that attempt never finished.

    Raises:
        RecordingError: the folder holds no run, or its files are damaged.
    """
    run = read_plan(folder)
    results = folder / "results.jsonl"
    attempts = read_results(results)[0] if results.exists() else ()
    return replace(run, attempts=attempts)


def read_plan(folder: Path) -> RunResult:
    """Reads what a stored run was to do, without its results.

    Raises:
        RecordingError: the folder holds no run, or its `run.json` is damaged.
    """
    path = folder / "run.json"
    try:
        return run_from_json(path.read_bytes(), path)
    except (FileNotFoundError, NotADirectoryError):
        raise _no_run(folder) from None
    except OSError as error:
        raise RecordingError(path, 0, f"cannot be read: {error.strerror}", "check the path") from error


def _no_run(folder: Path) -> RecordingError:
    if not folder.exists():
        return RecordingError(folder, 0, "there is no such folder", _GIVE)
    if not folder.is_dir():
        return RecordingError(folder, 0, "a file, not a run's folder", _GIVE)
    runs = sorted(path.parent.name for path in folder.glob("*/run.json"))
    hint = f"give the folder of one run in it, such as {folder / runs[-1]}" if runs else _GIVE
    return RecordingError(folder, 0, "no run here: there is no run.json", hint)


_GIVE = "give the folder of one run, such as reports/<run-id>"


def _put(partial: Path, target: Path) -> None:
    try:
        partial.replace(target)
    except OSError as error:
        raise RecordingError(target, 0, f"cannot be written: {error.strerror or error}", "move it away") from error


def _write_synced(path: Path, data: bytes, flags: int) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | flags, 0o644)
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(descriptor, view) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        hint = "finished attempts are kept: evalkit score reads them"
        raise RecordingError(path, 0, f"cannot be written: {error.strerror or error}", hint) from error
