"""Which scenario files have changed since a run was made: a stored run is judged by what they said then."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from pathlib import Path
from typing import Any

from evalkit.errors import EvalkitError
from evalkit.recording.store import read_header
from evalkit.results import RunResult
from evalkit.scenario.files import find_scenario_files, scenario_id_of, scenario_root_of
from evalkit.scenario.yaml_nodes import MAX_BYTES, parse_yaml

__all__ = ["changed_scenarios"]


def changed_scenarios(run: RunResult, folder: Path, besides: Container[str] = ()) -> Mapping[str, Path]:
    """Returns the scenarios of a run whose file says something else by now: id to file.

    The paths are those that the run was given, as seen from the working directory; what is not there any more, or
    cannot be read, is passed over, and so is the `mock` section, which no recording holds.

    Args:
        run: as it was stored.
        folder: its folder.
        besides: ids of scenarios that are not asked about.
    """
    then = {each.scenario_id: each.folder for each in run.attempts if each.folder and each.scenario_id not in besides}
    return {_id(file): file for file in _files(run) if (at := then.get(_id(file))) and _differs(file, folder / at)}


def _files(run: RunResult) -> Iterator[Path]:
    paths = run.settings.get("paths")
    for path in paths if isinstance(paths, list | tuple) else ():
        try:
            yield from find_scenario_files([str(path)])
        except EvalkitError:
            continue


def _id(file: Path) -> str:
    return scenario_id_of(file, scenario_root_of(file))


def _differs(file: Path, attempt: Path) -> bool:
    try:
        return bool(_document(file) != read_header(attempt).scenario)
    except (OSError, EvalkitError):
        return False


def _document(file: Path) -> Any:
    with file.open("rb") as stream:
        data = parse_yaml(stream.read(MAX_BYTES + 1), file).data
    return {key: value for key, value in data.items() if key != "mock"} if isinstance(data, Mapping) else data
