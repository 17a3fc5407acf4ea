"""The tries of an attempt that could not be measured: kept beside the attempts, and named in the result."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from evalkit.errors import RecordingError
from evalkit.recording.store import read_recording
from evalkit.results import AttemptResult

__all__ = ["keep_try", "with_tries"]


def keep_try(attempt: Path, run_folder: Path) -> Path:
    """Moves an attempt's folder to `tries/<scenario>/<attempt>/<number>`, so that it can be played again.

    Raises:
        RecordingError: it cannot be moved.
    """
    kept = _tries(attempt, run_folder)
    target = kept / str(len(_numbered(kept)) + 1)
    try:
        kept.mkdir(parents=True, exist_ok=True)
        attempt.rename(target)
    except OSError as error:
        raise RecordingError(attempt, 0, f"cannot be moved to {target}: {error.strerror or error}") from error
    return target


def with_tries(result: AttemptResult, run_folder: Path) -> AttemptResult:
    """Adds a note to a result whose attempt was tried before, saying how often and what went wrong."""
    tries = _numbered(_tries(run_folder / result.folder, run_folder))
    if not tries:
        return result
    said = [f"{why} ({count} times)" if count > 1 else why for why, count in Counter(map(_why, tries)).items()]
    times = "once" if len(tries) == 1 else f"{len(tries)} times"
    return replace(result, notes=(*result.notes, f"tried {times} before: {'; '.join(said)}"))


def _tries(attempt: Path, run_folder: Path) -> Path:
    return run_folder / "tries" / attempt.relative_to(run_folder / "attempts")


def _numbered(kept: Path) -> list[Path]:
    found = [path for path in kept.glob("*") if path.name.isdecimal()]
    return sorted(found, key=lambda path: int(path.name))


def _why(attempt: Path) -> str:
    with suppress(RecordingError):
        for mark in reversed(read_recording(attempt).marks):
            if mark.name == "session_failed":
                return str(mark.detail.get("message", ""))
    return "for a reason that was not kept"
