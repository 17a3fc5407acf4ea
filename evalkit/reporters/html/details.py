"""The details of a run's attempts, in files that the page loads as they are opened."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any

from evalkit.reporters.html.attempt import attempt_view
from evalkit.reporters.html.attempt_model import AttemptView
from evalkit.reporters.html.scenario import Grouped, scenario_view
from evalkit.reporters.html.summary import FORMAT
from evalkit.reporters.plain import one_line
from evalkit.results import AttemptResult

__all__ = ["details_data", "numbers", "sharded"]

_SHARD = 50
"""Attempts in a file: it opens at once, and a run of ten thousand has two hundred of them."""
_SCENARIO_FIELDS = ("anchor", "name", "words", "repeats", "quarantined", "description", "expected_failure")


def sharded(by_scenario: Grouped) -> Iterator[Grouped]:
    """Yields the scenarios in groups of about 50 attempts; a scenario is never split."""
    group: Grouped = {}
    held = 0
    for name, attempts in by_scenario.items():
        if held and held + len(attempts) > _SHARD:
            yield group
            group, held = {}, 0
        group[name] = attempts
        held += len(attempts)
    if group:
        yield group


def numbers(shards: Sequence[Grouped]) -> list[int]:
    """Returns for each attempt, in order, the number of its shard."""
    return [number for number, shard in enumerate(shards) for group in shard.values() for _ in group]


def details_data(shard: Grouped, files: Collection[str], carried: Collection[str] | None = None) -> dict[str, Any]:
    """Returns the details of some scenarios and their attempts by anchor, as the contract of the script has it.

    Args:
        shard: the attempts by scenario.
        files: those that exist, as for `report_view`.
        carried: of a page that has everything in itself the folders of the attempts whose files are in it.
    """
    scenarios = [scenario_view(name, attempts) for name, attempts in shard.items()]
    attempts = [_view(attempt, files, carried) for group in shard.values() for attempt in group]
    return {
        "format": FORMAT,
        "scenarios": {view.anchor: {name: getattr(view, name) for name in _SCENARIO_FIELDS} for view in scenarios},
        "attempts": {view.anchor: view for view in attempts},
    }


def _view(attempt: AttemptResult, files: Collection[str], carried: Collection[str] | None) -> AttemptView:
    view = attempt_view(attempt, files)
    if carried is None or attempt.folder in carried or not attempt.turns:
        return view
    where = one_line(attempt.folder, 200) or "its folder"
    return replace(view, audio_note=f"the recording is not in this file: it is in {where} of the run")
