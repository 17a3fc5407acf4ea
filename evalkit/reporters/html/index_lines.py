"""The runs of a folder as the index tells of them, read again only where something changed.

To read a run takes as long as it has attempts. So what the index tells of each is kept in `index.json` beside
`index.html`, with the size and the time of the files it was read from; whatever does not fit is read again, and a file
that is missing or damaged costs nothing but time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson

from evalkit.errors import EvalkitError
from evalkit.reporters.base import write_whole
from evalkit.reporters.html.run_line import RunLine, run_line
from evalkit.results import RunResult
from evalkit.version import __version__

__all__ = ["CACHE", "run_lines"]

CACHE = "index.json"
_MADE_BY = f"evalkit {__version__}"
"""Another version may say it in other words."""
_FAULTS = (EvalkitError, OSError, ValueError, ArithmeticError, LookupError, TypeError)
"""What a damaged run may lead to: its values passed for a run's, but nothing can be counted of them. It must not keep
the others from being told of."""
_READ_FROM = ("run.json", "results.jsonl")
_SHOWN = ("report.html", "summary.md", "junit.xml")
_KINDS = dict.fromkeys(("folder", "run_id", "started_at", "outcome", "sentence", "endpoint", "model"), "text") | {
    "reservations": "texts",
    "reports": "texts",
    "levels": "numbers",
}


def run_lines(reports: Path, read: Callable[[Path], RunResult]) -> tuple[RunLine, ...]:
    """Returns the runs of a folder, in order of name; a folder that cannot be read as a run is none.

    Args:
        reports: the folder that the runs are in.
        read: reads a run from its folder, and raises RecordingError when there is none that can be read.
    """
    known = _kept(reports)
    found: dict[str, Any] = {}
    for folder in _folders(reports):
        stamp = _stamp(folder)
        kept = known.get(folder.name)
        if kept is None or kept["stamp"] != stamp:
            line = _line(folder, read)
            kept = {"stamp": stamp, "line": None if line is None else asdict(line)}
        found[folder.name] = kept
    if found != known:
        _keep(reports, found)
    return tuple(_shown(reports / name, kept["line"]) for name, kept in found.items() if kept["line"] is not None)


def _folders(reports: Path) -> Iterator[Path]:
    yield from (path.parent for path in sorted(reports.glob("*/run.json")))


def _line(folder: Path, read: Callable[[Path], RunResult]) -> RunLine | None:
    try:
        return run_line(read(folder), folder.name, ())
    except _FAULTS:
        return None


def _shown(folder: Path, line: Mapping[str, Any]) -> RunLine:
    """Which reports lie in the folder is looked up each time: they are written after the run."""
    known: dict[str, Any] = {**line, "reservations": tuple(line["reservations"])}
    return RunLine(**{**known, "folder": folder.name, "reports": tuple(_reports(folder))})


def _reports(folder: Path) -> Iterator[str]:
    """The run's own files, then other pages that were written there, as comparisons."""
    names: set[str] = set()
    with suppress(OSError):
        names = {path.name for path in folder.iterdir() if path.suffix == ".html" or path.name in _SHOWN}
    yield from (name for name in _SHOWN if name in names)
    yield from sorted(names.difference(_SHOWN))


def _stamp(folder: Path) -> list[list[int]]:
    found = []
    for name in _READ_FROM:
        try:
            stat = (folder / name).stat()
            found.append([stat.st_size, stat.st_mtime_ns])
        except OSError:
            found.append([-1, 0])
    return found


def _kept(reports: Path) -> dict[str, Any]:
    try:
        document = orjson.loads((reports / CACHE).read_bytes())
    except (OSError, ValueError):
        return {}
    if not isinstance(document, dict) or document.get("made_by") != _MADE_BY:
        return {}
    runs = document.get("runs")
    return {name: kept for name, kept in runs.items() if _is_whole(kept)} if isinstance(runs, dict) else {}


def _is_whole(kept: Any) -> bool:
    if not isinstance(kept, dict) or set(kept) != {"stamp", "line"}:
        return False
    line = kept["line"]
    return line is None or (isinstance(line, dict) and {name: _kind(value) for name, value in line.items()} == _KINDS)


def _kind(value: Any) -> str:
    if isinstance(value, list):
        return "texts" if all(isinstance(each, str) for each in value) else ""
    if isinstance(value, dict):
        return "numbers" if all(isinstance(each, float | int) for each in value.values()) else ""
    return "text" if isinstance(value, str) else ""


def _keep(reports: Path, runs: Mapping[str, Any]) -> None:
    # It only saves time: where it cannot be written, or holds what no JSON can, the next index reads the runs again.
    with suppress(OSError, TypeError):
        write_whole(reports / CACHE, orjson.dumps({"made_by": _MADE_BY, "runs": runs}).decode())
