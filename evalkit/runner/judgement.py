"""By what a stored run is judged, where that is not what its scenarios expected when they were played."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from evalkit.errors import FormatVersionError, RecordingError, UsageError
from evalkit.recording.model import Header
from evalkit.runner.expectations import Expectations, expectations_of, first_difference, with_expectations
from evalkit.runner.plan import Selection, select
from evalkit.scenario.model import Scenario
from evalkit.scenario.places import error_at

__all__ = [
    "AS_PLAYED",
    "FORMAT",
    "JUDGED_BY",
    "Judgement",
    "judgement_by_files",
    "judgement_from_json",
    "stored_judgement",
]

JUDGED_BY = "judged_by.json"
"""In a run's folder, beside `run.json`; not there when the run is judged by what was expected when it was played."""

FORMAT = 1
"""Format number of `judged_by.json`."""

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Judgement:
    """Expectations that take the place of those a recording embeds."""

    paths: tuple[str, ...] = ()
    """Where they were read; empty for what was expected when the run was played."""
    expectations: Mapping[str, Expectations] = field(default_factory=dict)
    """By scenario id, of each scenario that expects something else than when it was played."""
    named: frozenset[str] = frozenset()
    """Ids of the scenarios that the paths hold, those that expect the same and those that were refused included."""
    refused: Mapping[str, str] = field(default_factory=dict)
    """By scenario id: where a scenario plays something else by now, so that what it expects is not of this run."""

    @property
    def settings(self) -> dict[str, Any]:
        """What a run's settings say of it: nothing where all is as it was when the run was played."""
        return {"judged_by": list(self.paths)} if self.expectations else {}

    def of(self, header: Header) -> Mapping[str, Any]:
        """Returns the document that an attempt is judged by: what was played, with these expectations.

        Raises:
            RecordingError: they are those of a scenario with more or fewer turns.
        """
        found = self.expectations.get(header.scenario_id)
        if found is None:
            return header.scenario
        try:
            return with_expectations(header.scenario, found)
        except ValueError as error:
            problem = f"expects another number of turns than were played of {header.scenario_id}"
            raise RecordingError(Path(JUDGED_BY), 0, problem, _AGAIN) from error

    def to_json(self) -> bytes:
        """Returns `judged_by.json`."""
        document = {"format": FORMAT, "paths": self.paths, "scenarios": self.expectations}
        return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


AS_PLAYED = Judgement()
"""What every scenario expected when it was played."""


def judgement_by_files(paths: tuple[Path, ...], played: Iterable[Header]) -> Judgement:
    """Reads what the scenario files at `paths` expect by now.

    A scenario of the run that no file is named for keeps what it expected, and so does one whose file plays something
    else by now: `refused` says where.

    Args:
        paths: scenario files, or folders of them.
        played: a header of each scenario of the run.

    Raises:
        ScenarioErrors: every mistake in every file; two files of one id are one.
        UsageError: a path does not exist, or no file is of a scenario of the run.
        NothingSelected: the paths hold no scenario file.
    """
    files = {scenario.id: scenario for scenario in select(Selection(paths))}
    documents = {header.scenario_id: header.scenario for header in played}
    known = {id: scenario for id, scenario in files.items() if id in documents}
    if not known:
        raise UsageError(_none_fits(files, documents, paths), f"scenarios of the run: {_listed(documents)}")
    refused = {id: why for id, scenario in known.items() if (why := _refusal(documents[id], scenario))}
    expectations = {
        id: expectations_of(scenario.document)
        for id, scenario in known.items()
        if id not in refused and expectations_of(scenario.document) != expectations_of(documents[id])
    }
    return Judgement(tuple(map(str, paths)), expectations, frozenset(known), refused)


def stored_judgement(folder: Path) -> Judgement:
    """Returns by what the stored results of a run were judged.

    Raises:
        FormatVersionError: another version of evalkit wrote it, in a format unknown to this one.
        RecordingError: it cannot be read.
    """
    path = folder / JUDGED_BY
    try:
        return judgement_from_json(path.read_bytes(), path)
    except FileNotFoundError:
        return AS_PLAYED
    except OSError as error:
        raise RecordingError(path, 0, f"cannot be read: {error.strerror or error}", "check the path") from error


def judgement_from_json(data: bytes, path: Path) -> Judgement:
    """Reads `judged_by.json`; see `stored_judgement` for what is raised."""
    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise RecordingError(path, error.lineno, f"not JSON: {error.msg}", _AGAIN) from error
    found = document.get("format") if isinstance(document, dict) else None
    if found != FORMAT:
        hint = "read it with the version of evalkit that wrote it"
        raise FormatVersionError(path, 0, f"format {found!r} is unknown; this version knows format {FORMAT}", hint)
    paths, expectations = document.get("paths"), document.get("scenarios")
    if not _are_paths(paths) or not isinstance(expectations, dict) or not all(map(_is_one, expectations.values())):
        raise RecordingError(path, 0, "does not say what the scenarios expected", _AGAIN)
    return Judgement(tuple(paths), expectations, frozenset(expectations))


_AGAIN = "remove it, and name the scenario files again with --scenarios"


def _refusal(played: Mapping[str, Any], scenario: Scenario) -> str:
    place = first_difference(played, scenario.document)
    if place is None:
        return ""
    return str(error_at(scenario, (place,), "not what was played, so what it expects by now is not of this run"))


def _none_fits(files: Mapping[str, object], played: Mapping[str, object], paths: Iterable[Path]) -> str:
    searched = ", ".join(map(str, paths))
    return f"{searched}: no scenario of this run is there, but {_listed(files)}" if played else "nothing was played"


def _listed(ids: Iterable[str]) -> str:
    names = sorted(ids)
    return ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")


def _are_paths(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(path, str) for path in value)


def _is_one(value: Any) -> bool:
    turns = value.get("turns") if isinstance(value, dict) else None
    return isinstance(turns, list) and all(isinstance(turn, dict) for turn in turns)
