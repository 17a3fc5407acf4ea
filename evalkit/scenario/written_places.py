"""Where a scenario's keys stand in its file, found again for what is noticed after it was read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from evalkit.errors import ScenarioError
from evalkit.scenario.mistakes import Mistake, placed
from evalkit.scenario.yaml_nodes import KeyPath, Marks, parse_yaml

__all__ = ["placed_in_file", "written_path"]

_UNCHECKED = "setup_unchecked"


def placed_in_file(mistakes: Iterable[Mistake], source: Path, shown_as: Path) -> tuple[ScenarioError, ...]:
    """Returns the mistakes with line and column, in line order; without them where the file cannot be read any more.

    Args:
        mistakes: each with a path in the scenario; a path below `setup` may stand in `setup_unchecked` instead.
        source: the file.
        shown_as: its name in messages.
    """
    try:
        marks = parse_yaml(source.read_bytes(), source).marks
    except (OSError, ScenarioError):
        marks = Marks()
    return placed((_written(mistake, marks) for mistake in mistakes), shown_as, marks)


def written_path(path: KeyPath, marks: Marks) -> KeyPath:
    """Returns the longest part of a path that stands in the file.

    The loader fills in what a file may leave out: `setup_unchecked` becomes part of the setup, and the one answer of a
    stub becomes a list of one.
    """
    ways = [path]
    if path[:1] == ("setup",):
        ways.append((_UNCHECKED, *path[1:]))
    if path[:1] == ("tools",) and 0 in path:
        ways.append(tuple(part for index, part in enumerate(path) if index != path.index(0)))
    return max((_known(way, marks) for way in ways), key=len)


def _known(path: KeyPath, marks: Marks) -> KeyPath:
    while path and path not in marks.values:
        path = path[:-1]
    return path


def _written(mistake: Mistake, marks: Marks) -> Mistake:
    path = written_path(mistake.path, marks) if marks.values else mistake.path
    return Mistake(path, mistake.problem, mistake.hint, path in marks.keys)
