"""Loads scenario files: every mistake of every file is found before anything connects."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from evalkit.errors import ScenarioError, ScenarioErrors, UsageError
from evalkit.scenario.build import build_scenario
from evalkit.scenario.document import checked_document, scenario_from_document
from evalkit.scenario.files import find_scenario_files, scenario_id_of, scenario_root_of
from evalkit.scenario.media_paths import media_file_problem
from evalkit.scenario.mistakes import Mistake, placed
from evalkit.scenario.model import Scenario
from evalkit.scenario.rules import CheckArguments, CheckScorer
from evalkit.scenario.turn_rules import media_files
from evalkit.scenario.yaml_nodes import MAX_BYTES, parse_yaml

__all__ = ["load_scenario", "load_scenarios", "scenario_from_document"]


def load_scenarios(
    paths: Iterable[str | Path],
    check_scorer: CheckScorer | None = None,
    check_arguments: CheckArguments | None = None,
) -> tuple[Scenario, ...]:
    """Loads the scenario files at ``paths``, sorted by path.

    Args:
        paths: files, or folders that are searched through (see `find_scenario_files`).
        check_scorer: called with the name and the arguments of each entry under an `expect`; an EvalkitError it raises
            becomes a mistake at that entry. None accepts every name.
        check_arguments: called with each condition under a `when` of the tools' answers. None accepts everything.

    Raises:
        ScenarioErrors: all the mistakes of all the files, in file and line order.
        UsageError: a path does not exist or is not a scenario file.
        NothingSelected: there is no scenario file.
    """
    scenarios: list[Scenario] = []
    errors: list[ScenarioError] = []
    files = find_scenario_files(paths)
    clashes = {error.path: error for error in _clashes(files)}
    for file in files:
        try:
            scenarios.append(_load(file, check_scorer, check_arguments))
        except ScenarioErrors as found:
            errors += found.errors
        if file in clashes:
            errors.append(clashes[file])
    if errors:
        raise ScenarioErrors(tuple(errors))
    return tuple(scenarios)


def load_scenario(
    path: str | Path, check_scorer: CheckScorer | None = None, check_arguments: CheckArguments | None = None
) -> Scenario:
    """Loads one scenario file; see `load_scenarios` for the arguments and what is raised."""
    if os.path.isdir(path):
        raise UsageError(f"{path} is a folder", "name one scenario file")
    return load_scenarios([path], check_scorer, check_arguments)[0]


def _load(file: Path, check_scorer: CheckScorer | None, check_arguments: CheckArguments | None) -> Scenario:
    root = scenario_root_of(file)
    scenario_id = scenario_id_of(file, root)
    if not scenario_id.isprintable():
        raise _whole_file(Path(repr(str(file))), "the file's name holds characters that cannot be shown", "rename it")
    try:
        document = parse_yaml(_content(file), file)
    except ScenarioError as error:
        raise ScenarioErrors((error,)) from None
    source = Path(os.path.abspath(file))
    checked, mistakes = checked_document(document.data, check_scorer=check_scorer, check_arguments=check_arguments)
    mistakes += _media_mistakes(document.data, source.parent, root)
    if checked is None or mistakes:
        raise ScenarioErrors(placed(mistakes, file, document.marks))
    return build_scenario(checked, document.data, scenario_id, source, root)


def _content(file: Path) -> bytes:
    """Reads at most one byte too many, so that no file, however large or endless, fills the memory."""
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            raise _whole_file(file, "it is not a regular file", "name a file")
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise _whole_file(file, f"it cannot be read: {error.strerror}", "check its permissions") from None


def _whole_file(file: Path, problem: str, hint: str) -> ScenarioErrors:
    return ScenarioErrors((ScenarioError(file, 0, 0, "", problem, hint),))


def _media_mistakes(data: Any, folder: Path, root: Path) -> Iterator[Mistake]:
    for place, path, kind in media_files(data):
        found = media_file_problem(path, folder, root, kind)
        if found:
            yield Mistake(place, *found)


def _clashes(files: Iterable[Path]) -> Iterator[ScenarioError]:
    """Yields an error for each id that an earlier file has, also where only case differs: not every disk tells."""
    first: dict[str, tuple[str, Path]] = {}
    for file in files:
        scenario_id = scenario_id_of(file, scenario_root_of(file))
        earlier, owner = first.setdefault(scenario_id.casefold(), (scenario_id, file))
        if owner == file:
            continue
        same = earlier == scenario_id
        problem = f"the scenario id {scenario_id!r} is taken" if same else f"{scenario_id!r} differs only in case"
        yield ScenarioError(
            file, 0, 0, "", problem, f"{owner} has {'it' if same else repr(earlier)}; rename one of them"
        )
