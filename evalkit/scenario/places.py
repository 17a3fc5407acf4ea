"""Where in a scenario's file something stands that turned out to be wrong after the file was read."""

from __future__ import annotations

import os
from pathlib import Path

from evalkit.errors import ScenarioError
from evalkit.scenario.mistakes import Mistake, placed
from evalkit.scenario.model import Scenario
from evalkit.scenario.yaml_nodes import KeyPath, Marks, parse_yaml

__all__ = ["error_at"]


def error_at(scenario: Scenario, places: tuple[KeyPath, ...], problem: str, hint: str = "") -> ScenarioError:
    """Returns a mistake with its place in the scenario's file, as the loader names it.

    Args:
        scenario: read from a file.
        places: where the mistake may stand; the first that the file has, else the first.
        problem: what is wrong.
        hint: what to do.
    """
    assert scenario.source is not None, "a scenario read from a file has a source"
    marks = _marks_of(scenario.source)
    place = next((each for each in places if each in marks.values), places[0] if places else ())
    [error] = placed([Mistake(place, problem, hint)], _as_seen_from_here(scenario.source), marks)
    return error


def _marks_of(source: Path) -> Marks:
    """The places of a file; none when it cannot be read any more."""
    try:
        return parse_yaml(source.read_bytes(), source).marks
    except (OSError, ScenarioError):
        return Marks()


def _as_seen_from_here(source: Path) -> Path:
    """The path as the user is likely to have given it: relative to the working directory where that is shorter."""
    here = Path(os.getcwd())
    return source.relative_to(here) if source.is_relative_to(here) else source
