"""Writes what a session's page draws beside its recording, as an attempt ends or when a report misses it."""

from __future__ import annotations

from pathlib import Path

from evalkit.errors import EvalkitError
from evalkit.recording.model import Recording
from evalkit.recording.store import EVENTS, read_recording
from evalkit.results import RunResult
from evalkit.scenario.document import scenario_from_document
from evalkit.timeline.build import build_timeline
from evalkit.timeline.model import FORMAT
from evalkit.timeline.script import HEAD_BYTES, TIMELINE, format_of, is_timeline_file, timeline_files
from evalkit.trace.build import build_trace

__all__ = ["ensure_timelines", "write_timeline"]


def write_timeline(folder: Path, recording: Recording) -> bool:
    """Writes the timeline of the recording in `folder` and its pages of messages; says whether it could.

    A page does without one and says so: whatever is wrong with a recording, with the disk or with this program, no
    attempt is lost by it.

    Args:
        folder: the attempt's.
        recording: as it was read from there.
    """
    try:
        files = _files(folder, recording)
        _remove(folder)
        for name, content in files:
            _write(folder / name, content)
    except Exception:
        return False
    return True


def _files(folder: Path, recording: Recording) -> list[tuple[str, bytes]]:
    header = recording.header
    scenario = scenario_from_document(header.scenario, header.scenario_id, folder / EVENTS)
    lines = _lines(folder)[: len(recording.items)]
    return list(timeline_files(build_timeline(recording, build_trace(recording, scenario), lines), lines))


def ensure_timelines(run: RunResult, folder: Path) -> int:
    """Writes the timelines of a run's attempts that are missing or of another format; returns how many it wrote.

    An attempt without a recording that can be read stays without one.
    """
    wanted = [path for attempt in run.attempts if (path := _inside(folder, attempt.folder)) and not _is_current(path)]
    return sum(_made(path) for path in wanted)


def _made(folder: Path) -> bool:
    try:
        return write_timeline(folder, read_recording(folder))
    except EvalkitError:
        return False


def _inside(run_folder: Path, name: str) -> Path | None:
    """An attempt's folder; None for a name that leads out of the run's."""
    path = run_folder / name
    try:
        within = bool(name) and path.resolve().is_relative_to(run_folder.resolve())
        return path if within and path.is_dir() else None
    except (OSError, ValueError):
        return None


def _is_current(folder: Path) -> bool:
    try:
        with (folder / TIMELINE).open("rb") as file:
            return format_of(file.read(HEAD_BYTES)) == FORMAT
    except OSError:
        return False


def _lines(folder: Path) -> list[bytes]:
    """The recording's lines without the header; a last one that is cut off is none."""
    return (folder / EVENTS).read_bytes().split(b"\n")[1:-1]


def _remove(folder: Path) -> None:
    """An older timeline, so that its pages are never beside a newer one."""
    for path in folder.iterdir():
        if is_timeline_file(path.name):
            path.unlink()


def _write(path: Path, content: bytes) -> None:
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_bytes(content)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
