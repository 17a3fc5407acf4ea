"""Fresh repeats of what looks worse: a red that chance alone made does not come twice."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from evalkit.endpoints.base import Endpoint
from evalkit.errors import UsageError
from evalkit.profiles.prices import Cost, TurnAudio, cost, price_of
from evalkit.results import AttemptResult, RunResult
from evalkit.runner.plan import Plan, PlannedAttempt
from evalkit.runner.preparation import Prepared
from evalkit.runner.reuse import keep_scored, kept_scores, program_digest, scored_in_run
from evalkit.runner.run import Running, RunOptions
from evalkit.runner.run_folder import RunFolder
from evalkit.scenario.content import content_digest
from evalkit.scenario.model import Scenario

__all__ = ["expected_cost", "expected_s", "fresh_plan", "play_fresh", "refuse_changed"]

_SHOWN = 5


def fresh_plan(run: RunResult, plan: Plan, needed: Mapping[str, int], seed: int, *, both_arms: bool = False) -> Plan:
    """Plans fresh repeats, in shuffled rounds so that those of a scenario are spread; their numbers follow the run's.

    Args:
        run: what was played.
        plan: what it was played by.
        needed: repeats by scenario id; a scenario that the plan does not have is left out.
        seed: shuffles the rounds.
        both_arms: plays each in both arms of the plan, which take turns to begin.
    """
    scenarios = {scenario.id: scenario for scenario in plan.scenarios}
    baseline = {each.scenario.id: each.scenario for each in plan.attempts if each.arm == "baseline"}
    numbers = Counter[str]()
    for each in run.attempts:
        numbers[each.scenario_id] = max(numbers[each.scenario_id], each.attempt)

    def next_of(scenario: Scenario, arm: str) -> PlannedAttempt:
        numbers[scenario.id] += 1
        return PlannedAttempt(scenario, numbers[scenario.id], arm, fresh=True)

    shuffler = random.Random(seed)
    attempts: list[PlannedAttempt] = []
    for number in range(max(needed.values(), default=0)):
        round_ = [name for name, repeats in needed.items() if repeats > number and name in scenarios]
        shuffler.shuffle(round_)
        for place, name in enumerate(round_):
            arms = {"candidate": scenarios[name], "baseline": baseline[name]} if both_arms else {"": scenarios[name]}
            turns = list(arms.items())
            attempts += [next_of(scenario, arm) for arm, scenario in (turns[::-1] if (number + place) % 2 else turns)]
    return Plan(tuple(attempts))


def play_fresh(
    run: RunResult, plan: Plan, prepared: dict[str, Prepared], endpoint: Endpoint, folder: Path, options: RunOptions
) -> tuple[RunResult, str]:
    """Plays fresh repeats into the folder of a run that has ended; what the run was stays what it was.

    Args:
        run: as it is stored.
        plan: of `fresh_plan`.
        prepared: as the run had it, like the next three.
        endpoint: where.
        folder: the run's.
        options: how.

    Returns:
        The run with the repeats that ended, and why there are not more; empty when all ended. `run.json` is unchanged:
        whoever judges the run again writes it.

    Raises:
        RecordingError: the disk refuses; what was written before is kept.
    """
    program, kept = program_digest(), kept_scores(folder, run.attempts)
    running = Running(plan, prepared, endpoint, RunFolder(folder), options)
    running.play()
    run = replace(run, attempts=(*run.attempts, *running.results()))
    scored = (*kept.values(), *scored_in_run(folder, program, running.scored()))
    keep_scored(running.folder, program, scored, run.attempts)
    return run, "interrupted" if running.interrupted else running.gave_up


def refuse_changed(run: RunResult, plan: Plan) -> None:
    """Looks whether a plan is still what the run played: repeats of something else would confirm nothing.

    Raises:
        UsageError: a scenario has changed or is gone, or what is played in turn with it has.
    """
    if plan.settings.get("interleave") != run.settings.get("interleave"):
        raise UsageError(f"not what {run.run_id} was interleaved with any more", "run the scenarios again")
    contents = {scenario.id: content_digest(scenario.document) for scenario in plan.scenarios}
    changed = sorted({each.scenario_id for each in run.sample if contents.get(each.scenario_id) != each.content})
    if changed:
        more = f" and {len(changed) - _SHOWN} more" if len(changed) > _SHOWN else ""
        problem = f"not what {run.run_id} played any more: {', '.join(changed[:_SHOWN])}{more}"
        raise UsageError(problem, "run the scenarios again")


def expected_s(run: RunResult, needed: Mapping[str, int]) -> float:
    """Returns the seconds that fresh repeats take one after the other, were they as long as the run's attempts."""
    return sum(repeats * _mean_s(run, name) for name, repeats in needed.items())


def expected_cost(run: RunResult, needed: Mapping[str, int]) -> Cost | None:
    """Returns what fresh repeats cost, were they like the run's attempts; None where the model's price is unknown."""
    price = price_of(run.model)
    if price is None:
        return None
    total = Cost()
    for name, repeats in needed.items():
        played = _measured(run, name)
        for number in range(repeats if played else 0):
            total += cost(_turn_audio(played[number % len(played)]), price)
    return total


def _mean_s(run: RunResult, scenario_id: str) -> float:
    lengths = [each.duration_s or 0.0 for each in _measured(run, scenario_id)]
    return sum(lengths) / len(lengths) if lengths else 0.0


def _measured(run: RunResult, scenario_id: str) -> list[AttemptResult]:
    return [each for each in run.sample if each.scenario_id == scenario_id and each.failure is None]


def _turn_audio(attempt: AttemptResult) -> list[TurnAudio]:
    return [TurnAudio(_length_s(turn.user_audio_s), _length_s(turn.model_audio_s)) for turn in attempt.turns]


def _length_s(span: tuple[float, float] | None) -> float:
    return 0.0 if span is None else span[1] - span[0]
