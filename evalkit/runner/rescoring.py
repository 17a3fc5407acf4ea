"""Scores stored attempts again; opens no connection."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from evalkit.errors import RecordingError
from evalkit.recording.store import read_recording
from evalkit.results import AttemptResult, RunResult
from evalkit.runner.attempt import score_attempt
from evalkit.runner.run_folder import RunFolder, read_run

__all__ = ["rescore", "stored_attempts"]


def stored_attempts(folder: Path) -> tuple[Path, ...]:
    """The attempt folders of a run, in order of scenario and attempt number."""
    found = [path.parent for path in (folder / "attempts").rglob("events.jsonl")]
    return tuple(sorted(found, key=lambda path: (path.parent.as_posix(), _number(path.name), path.name)))


def rescore(folder: Path) -> RunResult:
    """Scores every finished attempt of a stored run with today's scorers and writes `results.jsonl` anew.

    An attempt that was cut off has no result: the run then holds fewer than planned, and says so.

    Raises:
        RecordingError: the run, or one of its recordings, cannot be read; nothing was changed then.
    """
    run = read_run(folder)
    before = {result.folder: result for result in run.attempts}
    results = []
    for attempt in stored_attempts(folder):
        if read_recording(attempt).close is None:
            continue
        known = before.get(attempt.relative_to(folder).as_posix())
        results.append(score_attempt(attempt, folder, known.reference if known else ""))
    if not results:
        raise RecordingError(folder, 0, "the run holds no finished attempt", "nothing can be scored")
    ordered = _in_order(tuple(results), run.attempts)
    RunFolder(folder).replace_results(ordered)
    return replace(run, attempts=ordered)


def _in_order(results: tuple[AttemptResult, ...], before: tuple[AttemptResult, ...]) -> tuple[AttemptResult, ...]:
    """Keeps the order in which attempts ended, where it is known."""
    position = {result.folder: index for index, result in enumerate(before)}
    return tuple(sorted(results, key=lambda result: position.get(result.folder, len(position))))


def _number(name: str) -> int:
    return int(name) if name.isdecimal() else 0
