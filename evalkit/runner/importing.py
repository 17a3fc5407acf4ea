"""Makes a scored run out of other recorders' files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from evalkit.errors import UsageError
from evalkit.recording.model import Recording
from evalkit.recording.store import write_recording
from evalkit.recording.websocket_log import import_websocket_log
from evalkit.results import RunResult
from evalkit.runner.attempt import score_attempt
from evalkit.runner.run_folder import RunFolder, attempt_folder_name, new_run_folder
from evalkit.version import __version__

__all__ = ["import_run"]

_READERS = {".websocket.log": import_websocket_log}


def import_run(files: Sequence[Path], reports: Path) -> tuple[RunResult, Path]:
    """Imports every file, or none when one cannot be read, as one attempt each.

    Raises:
        RecordingError: a file is damaged; says where.
        UsageError: a file is of no kind that can be imported, or two give the same name.
    """
    recordings = [_read(path) for path in files]
    names = [recording.header.scenario_id for recording in recordings]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"two files give the scenario name {name!r}", "rename one of them")
    folder = new_run_folder(reports, "import")
    run = RunResult(
        run_id=folder.name,
        endpoint="import",
        model=", ".join(sorted({recording.header.model for recording in recordings})),
        started_at=_now(),
        planned=len(recordings),
        evalkit=__version__,
        settings={"files": [str(path) for path in files]},
    )
    run_folder = RunFolder(folder)
    run_folder.write_run(run)
    results = []
    for recording in recordings:
        target = folder / attempt_folder_name(recording.header.scenario_id, 1)
        write_recording(target, replace(recording, header=replace(recording.header, run_id=folder.name)))
        results.append(score_attempt(target, folder))
        run_folder.append_result(results[-1])
    run = replace(run, finished_at=_now(), attempts=tuple(results))
    run_folder.write_run(run)
    return run, folder


def _read(path: Path) -> Recording:
    for suffix, read in _READERS.items():
        if path.name.endswith(suffix):
            return read(path)
    raise UsageError(f"{path}: of no kind that can be imported", f"known: {', '.join(_READERS)}")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
