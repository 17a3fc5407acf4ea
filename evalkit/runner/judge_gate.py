"""The rule that a judge is never the only gate: where a judge can fail a scenario, something measured can too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from evalkit.errors import ScenarioError
from evalkit.scenario.model import Scenario, ScorerSpec
from evalkit.scenario.places import error_at
from evalkit.scenario.yaml_nodes import KeyPath
from evalkit.scorers.judge_arguments import has_limit

__all__ = ["judge_gate_errors"]

_HINT = (
    "add something measured, such as transcript: {contains: …} or latency: {voice_to_voice_ms: {max: 2500}}, or leave "
    "out the criteria's min and max"
)
_PROBLEM = "a judge's limit is the only expectation, and a judge is never the only gate"
_EXPECT_WITHOUT_ARGUMENTS = ("audio", "heard", "language", "silence")
"""Scorers that expect something also when nothing is written below them."""
_ONLY_MEASURED = ({"expected": False}, {"label": "either"})
"""What makes them expect nothing."""


def judge_gate_errors(scenarios: Iterable[Scenario]) -> tuple[ScenarioError, ...]:
    """Returns a mistake, at the judge's place in its file, for each scenario that only a judge can fail.

    What counts beside it is anything under any `expect` of the scenario that a measurement can miss: not `turn:
    {completed: true}`, which every turn is held to anyway, and no scorer that is only asked to measure.
    """
    return tuple(
        error_at(scenario, (place,), _PROBLEM, _HINT)
        for scenario in scenarios
        if scenario.source is not None and (place := _only_a_judge(scenario)) is not None
    )


def _only_a_judge(scenario: Scenario) -> KeyPath | None:
    """Where the judge stands whose limit is alone; None when there is none, or it is in company."""
    specs = tuple(_specs(scenario))
    judges = [place for place, spec in specs if spec.name == "judge" and has_limit(spec.args)]
    if not judges or any(_measured(spec) for _, spec in specs):
        return None
    return judges[0]


def _specs(scenario: Scenario) -> Iterator[tuple[KeyPath, ScorerSpec]]:
    for turn in scenario.turns:
        for spec in turn.expect:
            yield ("turns", turn.index, "expect", spec.name), spec
    for spec in scenario.expect:
        yield ("expect", spec.name), spec


def _measured(spec: ScorerSpec) -> bool:
    if spec.name == "judge":
        return False
    if spec.name == "turn":
        return dict(spec.args) not in ({}, {"completed": True})
    if spec.name in _EXPECT_WITHOUT_ARGUMENTS:
        return dict(spec.args) not in _ONLY_MEASURED
    return bool(spec.args)
