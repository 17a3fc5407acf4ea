"""Which stored results need not be made again, because everything that they follow from is what it was.

A result follows from an attempt's files, from what was expected, and from the program that scored it. A digest of all
three is kept with each result when a run is scored; while it is the same, so would the result be. A version number
alone would not do: it stays the same while somebody works on a scorer.
"""

from __future__ import annotations

import hashlib
import platform
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any

import orjson

import evalkit
from evalkit.errors import RecordingError
from evalkit.recording.store import read_header
from evalkit.results import AttemptResult
from evalkit.results_json import result_to_line
from evalkit.runner.run_folder import RunFolder
from evalkit.scorers import SCORERS
from evalkit.timeline.script import is_timeline_file

__all__ = [
    "FORMAT",
    "SCORED",
    "Scored",
    "attempt_digest",
    "keep_scored",
    "kept_scores",
    "program_digest",
    "scored_in_run",
]

SCORED = "scored.json"
"""In a run's folder: the digest of what each result follows from, and that of the result itself."""

FORMAT = 1
"""Format number of `scored.json`."""

_WRITTEN_BY_SCORING = "traceback.txt"


@dataclass(frozen=True, slots=True)
class Scored:
    """What scoring one attempt gave, before anything was said of it that its recording does not hold."""

    digest: str
    """Of all that it follows from; empty where that is not known."""
    result: AttemptResult


def program_digest() -> str:
    """Returns a digest of whatever turns a recording into a result: evalkit's files, its libraries, Python, machine.

    It takes about 20 ms.
    """
    root = Path(evalkit.__file__).parent
    digest = hashlib.sha256(f"{sys.version} {sys.platform} {platform.machine()}\n".encode())
    for name in sorted(_libraries()):
        digest.update(name.encode())
    for path in sorted(path for path in root.rglob("*") if path.is_file() and path.suffix != ".pyc"):
        _add_file(digest, path, root)
    return digest.hexdigest()


def attempt_digest(attempt: Path, judged: Mapping[str, Any], program: str) -> str:
    """Returns a digest of all that an attempt's result follows from; empty where it cannot be told.

    That is so where a scorer of another package is asked for: no digest here covers its code.

    Args:
        attempt: the attempt's folder; every file in it counts that does not follow from the others.
        judged: the scenario's document as it is judged.
        program: see `program_digest`.

    Raises:
        RecordingError: a file cannot be read.
    """
    if not all(map(_is_ours, _scorers(judged))):
        return ""
    digest = hashlib.sha256(program.encode())
    digest.update(orjson.dumps(judged, option=orjson.OPT_SORT_KEYS))
    for path in sorted(path for path in attempt.rglob("*") if path.is_file() and not _is_made_of_others(path.name)):
        _add_file(digest, path, attempt)
    return digest.hexdigest()


def scored_in_run(folder: Path, program: str, results: Iterable[AttemptResult]) -> tuple[Scored, ...]:
    """Returns results as a run has just scored them, by what each scenario expected when it was played.

    Args:
        folder: the run's.
        program: its digest before the run.
        results: without the notes that a run adds.

    Raises:
        RecordingError: a file cannot be read.
    """
    return tuple(
        Scored(attempt_digest(folder / each.folder, read_header(folder / each.folder).scenario, program), each)
        for each in results
    )


def keep_scored(folder: RunFolder, program: str, scored: Iterable[Scored], stored: Iterable[AttemptResult]) -> None:
    """Writes `scored.json`; where the program was changed while it scored, nothing is known and the file goes.

    Args:
        folder: the run's.
        program: its digest before it scored.
        scored: what scoring gave; a result that failed to be made is left out, for the cause of that may pass.
        stored: the results as they are stored, with the notes that were added.

    Raises:
        RecordingError: the disk refuses.
    """
    if program_digest() != program:
        folder.remove_file(SCORED)
        return
    lines = {result.folder: _line_digest(result) for result in stored}
    attempts = {
        each.result.folder: {
            "from": each.digest,
            "result": lines[each.result.folder],
            "notes": len(each.result.notes),
        }
        for each in sorted(scored, key=lambda each: each.result.folder)
        if each.digest and each.result.failure is None
    }
    document = {"format": FORMAT, "attempts": attempts}
    folder.write_file(SCORED, orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def kept_scores(folder: Path, stored: Iterable[AttemptResult]) -> dict[str, Scored]:
    """Returns what scoring gave before, by the attempt's folder, without the notes that were added.

    A stored result that is not word for word the one that was kept is left out. `scored.json` only saves time: where
    it is missing or damaged, nothing is returned.

    Args:
        folder: the run's.
        stored: its results as they were read.
    """
    try:
        document = orjson.loads((folder / SCORED).read_bytes())
        known = document["attempts"] if document["format"] == FORMAT else {}
        kept = {name: (str(each["from"]), each["result"], int(each["notes"])) for name, each in known.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}
    found = {}
    for result in stored:
        follows_from, line, notes = kept.get(result.folder, ("", "", 0))
        if line == _line_digest(result):
            found[result.folder] = Scored(follows_from, replace(result, notes=result.notes[:notes]))
    return found


def _line_digest(result: AttemptResult) -> str:
    return hashlib.sha256(result_to_line(result)).hexdigest()


def _add_file(digest: Any, path: Path, root: Path) -> None:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RecordingError(path, 0, f"cannot be read: {error.strerror or error}", "check the path") from error
    digest.update(f"\n{path.relative_to(root).as_posix()} {len(data)}\n".encode("utf-8", "surrogateescape"))
    digest.update(data)


def _libraries() -> Iterator[str]:
    for requirement in requires("evalkit") or ():
        name = requirement.split(";")[0].strip()
        bare = "".join(char if char.isalnum() or char in "-_." else " " for char in name).split()[0]
        try:
            yield f"{bare} {version(bare)}\n"
        except PackageNotFoundError:
            continue


def _is_made_of_others(name: str) -> bool:
    return name == _WRITTEN_BY_SCORING or is_timeline_file(name)


def _scorers(document: Mapping[str, Any]) -> Iterator[str]:
    turns = document.get("turns")
    for part in (document, *(turns if isinstance(turns, list) else ())):
        expect = part.get("expect") if isinstance(part, Mapping) else None
        yield from expect if isinstance(expect, Mapping) else ()


def _is_ours(name: str) -> bool:
    try:
        return str(SCORERS.get(name).__module__).partition(".")[0] == evalkit.__name__
    except Exception:
        # It does not load, so what it would say is not known.
        return False
