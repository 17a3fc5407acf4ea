"""Single scenarios that broke: tonight's passes against what the scenario's own history lets expect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from evalkit.outcome import Break
from evalkit.stats.multiple import holm
from evalkit.stats.predictive import at_most, posterior_mean
from evalkit.verdict.baseline import known_passes
from evalkit.verdict.policy import Policy
from evalkit.verdict.tally import Counted, NightTally, ScenarioKey, ScenarioTally

__all__ = ["breaks", "confirmed"]


def breaks(now: NightTally, before: Sequence[NightTally], policy: Policy) -> tuple[Break, ...]:
    """Returns the scenarios whose passes are too few for their own history, surest first.

    p is the Beta-Binomial predictive probability of as few passes or fewer; Holm's method shares one doubt over all
    scenarios that have attempts and nights enough. The expected rate must also have dropped by the floor.
    """
    found = [
        each for key, scenario in sorted(now.scenarios.items()) if (each := _tested(key, scenario, before, policy))
    ]
    adjusted = holm([each.p for each in found])
    broken = (
        replace(each, adjusted_p=p)
        for each, p in zip(found, adjusted, strict=True)
        if p <= policy.break_alpha and _has_dropped(each, policy)
    )
    return tuple(sorted(broken, key=lambda each: (each.adjusted_p, each.scenario_id)))


def confirmed(broken: Sequence[Break], now: NightTally, fresh: NightTally, policy: Policy) -> tuple[Break, ...]:
    """Returns the breaks with what fresh repeats said of each; one that was not repeated stays as it is."""
    passed = {key[0]: scenario.passed for key, scenario in fresh.scenarios.items() if key in now.scenarios}
    return tuple(_confirmed(each, passed.get(each.scenario_id, Counted()), policy) for each in broken)


def _confirmed(broken: Break, fresh: Counted, policy: Policy) -> Break:
    if not fresh.whole:
        return broken
    passed, attempts = int(fresh.part), int(fresh.whole)
    p = at_most(passed, attempts, broken.known_passed, broken.known_attempts)
    return replace(broken, confirmed=p <= policy.break_confirm_alpha, fresh_passed=passed, fresh_attempts=attempts)


def _tested(key: ScenarioKey, now: ScenarioTally, before: Sequence[NightTally], policy: Policy) -> Break | None:
    known = known_passes(key, before, policy)
    if now.attempts < policy.break_least_attempts or len(known) < policy.break_least_nights:
        return None
    history = sum(known, Counted())
    passed, attempts = int(now.passed.part), int(now.passed.whole)
    p = at_most(passed, attempts, int(history.part), int(history.whole))
    return Break(
        scenario_id=key[0],
        passed=passed,
        attempts=attempts,
        known_passed=int(history.part),
        known_attempts=int(history.whole),
        nights=len(known),
        p=p,
        adjusted_p=p,
    )


def _has_dropped(each: Break, policy: Policy) -> bool:
    drop = posterior_mean(each.known_passed, each.known_attempts) - posterior_mean(each.passed, each.attempts)
    return drop >= policy.break_floor
