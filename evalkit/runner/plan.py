"""What a run is going to play, decided before anything is connected."""

from __future__ import annotations

import fnmatch
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evalkit.errors import NothingSelected, ScenarioErrors, UsageError
from evalkit.runner.judge_gate import judge_gate_errors
from evalkit.scenario.loader import load_scenarios
from evalkit.scenario.model import Scenario
from evalkit.scorers import SCORERS
from evalkit.text.matching import check_arguments

__all__ = ["Plan", "PlannedAttempt", "Selection", "check_scorer", "make_plan", "seed_for", "select"]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which scenarios of the paths are meant."""

    paths: tuple[Path, ...]
    filters: tuple[str, ...] = ()
    """Glob patterns or plain parts of an id; one must fit."""
    tags: tuple[str, ...] = ()
    """All must be there; `~tag` must not."""


@dataclass(frozen=True, slots=True)
class PlannedAttempt:
    """One scenario to be played once; the numbers of a scenario's attempts begin with 1, and none is given twice."""

    scenario: Scenario
    attempt: int
    arm: str = ""
    """`baseline` or `candidate` where two configurations are played in turn."""
    fresh: bool = False
    """True of a repeat that is made to confirm what looked worse."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The attempts of a run in the order they are started."""

    attempts: tuple[PlannedAttempt, ...]
    settings: Mapping[str, Any] = field(default_factory=dict)
    """What was asked for, as `run.json` keeps it."""

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """Each scenario once, in order of first appearance; not as the arm `baseline` plays it."""
        ours = (planned.scenario for planned in self.attempts if planned.arm != "baseline")
        return tuple({scenario.id: scenario for scenario in ours}.values())


def select(selection: Selection) -> tuple[Scenario, ...]:
    """Loads and checks the scenarios and keeps the selected ones, in order of id.

    Raises:
        ScenarioErrors: every mistake in every file.
        UsageError: a path does not exist.
        NothingSelected: nothing is left.
    """
    scenarios = load_scenarios(selection.paths, check_scorer, check_arguments)
    if alone := judge_gate_errors(scenarios):
        raise ScenarioErrors(alone)
    chosen = tuple(each for each in scenarios if _fits(each, selection))
    if not chosen:
        raise NothingSelected(", ".join(map(str, selection.paths)), _why_none(scenarios, selection))
    return chosen


def make_plan(
    scenarios: Sequence[Scenario], repeat: int = 1, seed: int | None = None, settings: Mapping[str, Any] | None = None
) -> Plan:
    """Plans `repeat` rounds of all scenarios, so that the attempts of one are spread over the run.

    Args:
        scenarios: what to play.
        repeat: attempts of each, from 1.
        seed: shuffles each round; None keeps the order of ids.
        settings: kept in the plan.
    """
    if repeat < 1:
        raise UsageError(f"--repeat {repeat}: at least 1 attempt of each scenario is needed")
    attempts: list[PlannedAttempt] = []
    shuffler = None if seed is None else random.Random(seed)
    for number in range(1, repeat + 1):
        round_ = list(scenarios)
        if shuffler is not None:
            shuffler.shuffle(round_)
        attempts += [PlannedAttempt(scenario, number) for scenario in round_]
    return Plan(tuple(attempts), dict(settings or {}))


def seed_for(repeat: int, seed: int | None) -> int | None:
    """Returns the seed of a plan: the one that was asked for, or where attempts are repeated one that is drawn now.

    Repeats in the order of ids would meet the same hour of the provider's day every night.
    """
    return random.SystemRandom().randrange(2**32) if seed is None and repeat > 1 else seed


def check_scorer(name: str, args: Mapping[str, Any]) -> None:
    """Builds a scorer and throws it away: what a scenario expects must make sense before anything is played.

    Raises:
        PluginError: no such scorer, or it does not load.
        UsageError: it does not take these arguments.
    """
    factory: Callable[..., object] = SCORERS.get(name)
    try:
        factory(**args)
    except TypeError as error:
        raise UsageError(f"{name}: {error}") from error


def _fits(scenario: Scenario, selection: Selection) -> bool:
    named = not selection.filters or any(_named(scenario.id, pattern) for pattern in selection.filters)
    wanted = all(tag in scenario.tags for tag in selection.tags if not tag.startswith("~"))
    unwanted = any(tag[1:] in scenario.tags for tag in selection.tags if tag.startswith("~"))
    return named and wanted and not unwanted


def _why_none(scenarios: Sequence[Scenario], selection: Selection) -> str:
    asked = [f"--filter {each}" for each in selection.filters] + [f"--tag {each}" for each in selection.tags]
    count = "the one scenario there does not fit" if len(scenarios) == 1 else f"none of {len(scenarios)} there fits"
    if selection.tags:
        tags = sorted({tag for each in scenarios for tag in each.tags})
        there = f"tags there: {', '.join(tags) or 'none'}"
    else:
        ids = [each.id for each in scenarios]
        there = f"ids there: {', '.join(ids[:5])}{', …' if len(ids) > 5 else ''}"
    return f"{count} {' '.join(asked)}; {there}"


def _named(scenario_id: str, pattern: str) -> bool:
    return pattern in scenario_id or fnmatch.fnmatchcase(scenario_id, pattern)
