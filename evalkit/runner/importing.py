"""Makes a scored run out of other recorders' files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from evalkit.errors import RecordingError, ScenarioErrors, UsageError
from evalkit.recording.model import Recording
from evalkit.recording.store import read_recording, write_recording
from evalkit.recording.websocket_log import import_websocket_log
from evalkit.results import RunResult
from evalkit.runner.attempt import score_attempt
from evalkit.runner.run_folder import RunFolder, attempt_folder_name, new_run_folder
from evalkit.scenario.document import scenario_from_document
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
    _refuse_same_names(files, recordings)
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
        results.append(score_attempt(read_recording(target), target, folder))
        run_folder.append_result(results[-1])
    run = replace(run, finished_at=_now(), attempts=tuple(results))
    run_folder.write_run(run)
    return run, folder


def _read(path: Path) -> Recording:
    for suffix, read in _READERS.items():
        if path.name.endswith(suffix):
            if not path.name.removesuffix(suffix).strip("."):
                raise UsageError(f"{path}: the file's name gives its scenario no name", "rename it")
            return _scorable(read(path), path)
    raise UsageError(f"{path}: of no kind that can be imported", f"known: *{', *'.join(_READERS)}")


def _scorable(recording: Recording, path: Path) -> Recording:
    if not recording.header.model:
        raise RecordingError(path, 0, "its client sent no setup with a model", "is it a session of the Live API?")
    try:
        scenario_from_document(recording.header.scenario, recording.header.scenario_id)
    except ScenarioErrors as error:
        first = error.errors[0]
        raise RecordingError(path, 0, f"its client sent what no scenario can hold: {first.problem}") from error
    return recording


def _refuse_same_names(files: Sequence[Path], recordings: Sequence[Recording]) -> None:
    first: dict[str, Path] = {}
    for path, recording in zip(files, recordings, strict=True):
        # Not every disk tells upper case from lower case.
        earlier = first.setdefault(recording.header.scenario_id.casefold(), path)
        if earlier is not path:
            raise UsageError(f"{earlier} and {path} give the same scenario name", "rename one of them")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
