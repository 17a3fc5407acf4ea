"""Scores stored attempts again; opens no connection."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from evalkit.errors import FormatVersionError, RecordingError
from evalkit.recording.model import Recording
from evalkit.recording.store import EVENTS, read_recording
from evalkit.results import AttemptResult, RunResult
from evalkit.runner.attempt import score_attempt
from evalkit.runner.run_folder import RunFolder, read_plan, read_run
from evalkit.runner.scenario_changes import changed_scenarios
from evalkit.runner.tries import with_tries

__all__ = ["rescore", "stored_attempts"]

_CHANGED = "has changed since; judged by what it said when it was played"

_ANSWER_FROM = ("mock", "replay")
"""Endpoints whose recordings have the provenance of what answered, also when every old result is lost."""


def stored_attempts(folder: Path) -> tuple[Path, ...]:
    """The attempt folders of a run, in order of scenario and attempt number."""
    found = [path.parent for path in (folder / "attempts").rglob(EVENTS)]
    return tuple(sorted(found, key=lambda path: (path.parent.as_posix(), _number(path.name), path.name)))


def rescore(folder: Path) -> RunResult:
    """Scores every finished attempt of a stored run with today's scorers and writes `results.jsonl` anew.

    What a scenario expected when it was played is what it is judged by; where its file says something else by now, a
    note says so. An attempt that was cut off has no result: the run then holds fewer than planned, and says so. Old
    results that are damaged are no obstacle: this is what mends them.

    Raises:
        RecordingError: the run, or one of its recordings, cannot be read; nothing was changed then.
    """
    run = _stored_run(folder)
    results = tuple(_scored_again(folder, run))
    if not results:
        raise RecordingError(folder, 0, "the run holds no finished attempt", "nothing can be scored")
    ordered = _noted(_in_order(results, run.attempts), run, folder)
    RunFolder(folder).replace_results(ordered)
    return replace(run, attempts=ordered)


def _scored_again(folder: Path, run: RunResult) -> Iterator[AttemptResult]:
    before = {result.folder: result.reference for result in run.attempts}
    answered = any(before.values())
    for attempt in stored_attempts(folder):
        if not _was_begun(attempt):
            continue
        recording = read_recording(attempt)
        if _is_finished(recording):
            # Killed between its end and its result, an attempt was answered by what the others were.
            unknown = recording.header.provenance if answered or recording.header.endpoint in _ANSWER_FROM else ""
            reference = before.get(attempt.relative_to(folder).as_posix(), unknown)
            yield with_tries(score_attempt(recording, attempt, folder, reference), folder)


def _was_begun(attempt: Path) -> bool:
    """False when the run was killed before even the recording's header was written."""
    try:
        with (attempt / EVENTS).open("rb") as file:
            return file.readline().endswith(b"\n")
    except OSError as error:
        raise RecordingError(attempt / EVENTS, 0, f"cannot be read: {error.strerror or error}") from error


def _is_finished(recording: Recording) -> bool:
    """True when the connection was closed or never opened; another recorder's file says neither and is all there is."""
    failed = any(mark.name == "session_failed" for mark in recording.marks)
    return recording.close is not None or failed or bool(recording.header.source)


def _stored_run(folder: Path) -> RunResult:
    try:
        return read_run(folder)
    except FormatVersionError:
        raise
    except RecordingError:
        return read_plan(folder)


def _in_order(results: tuple[AttemptResult, ...], before: tuple[AttemptResult, ...]) -> tuple[AttemptResult, ...]:
    """Keeps the order in which attempts ended, where it is known."""
    position = {result.folder: index for index, result in enumerate(before)}
    return tuple(sorted(results, key=lambda result: position.get(result.folder, len(position))))


def _noted(results: tuple[AttemptResult, ...], run: RunResult, folder: Path) -> tuple[AttemptResult, ...]:
    changed = changed_scenarios(replace(run, attempts=results), folder)
    return tuple(
        replace(result, notes=(*result.notes, f"{changed[result.scenario_id]} {_CHANGED}"))
        if result.scenario_id in changed
        else result
        for result in results
    )


def _number(name: str) -> int:
    return int(name) if name.isdecimal() else 0
