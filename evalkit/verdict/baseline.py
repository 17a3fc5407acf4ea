"""What of the accepted nights is the baseline: all of them, but for what somebody accepted as worse.

Whoever accepts a night that was REGRESSED says that this is how it is from now on. So the gates over all scenarios
start anew with that night; a scenario and the first audio only where they were worse themselves, for they need many
nights, and most of them are as they were.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from evalkit.stats.predictive import at_most
from evalkit.stats.robust import robust_spread
from evalkit.verdict.paired import night_level, typical_ms
from evalkit.verdict.policy import Policy
from evalkit.verdict.tally import Counted, NightTally, ScenarioKey

__all__ = ["known_passes", "since_accepted_as_slower", "since_accepted_as_worse"]


def since_accepted_as_worse(before: Sequence[NightTally]) -> tuple[NightTally, ...]:
    """Returns the accepted nights without what is older than the newest of them that had been judged REGRESSED.

    Scenarios that this one night did not play keep what is older.
    """
    place = max((place for place, night in enumerate(before) if night.regressed), default=0)
    again = before[place].scenarios if before else {}
    older = (
        replace(night, scenarios={key: each for key, each in night.scenarios.items() if key not in again})
        for night in before[:place]
    )
    return (*older, *before[place:])


def known_passes(key: ScenarioKey, before: Sequence[NightTally], policy: Policy) -> tuple[Counted, ...]:
    """Returns the passes and attempts of one scenario, a night each, since it was last accepted as broken."""
    known: list[Counted] = []
    for night in before:
        scenario = night.scenarios.get(key)
        if scenario is None or not scenario.attempts:
            continue
        if night.regressed and known and _is_break(scenario.passed, sum(known, Counted()), policy):
            known = []
        known.append(scenario.passed)
    return tuple(known)


def since_accepted_as_slower(before: Sequence[NightTally], policy: Policy) -> tuple[NightTally, ...]:
    """Returns the accepted nights since the first audio was last accepted as slower."""
    start = 0
    for place, night in enumerate(before):
        if night.regressed and place > start and _is_slower(night, before[start:place], policy):
            start = place
    return tuple(before[start:])


def _is_slower(night: NightTally, known: Sequence[NightTally], policy: Policy) -> bool:
    typical = typical_ms(known)
    level = night_level(night, typical)
    levels = [each for other in known if (each := night_level(other, typical)) is not None]
    if level is None or not levels:
        return False
    spread = max(robust_spread(levels), policy.latency_least_spread)
    return level - median(levels) > policy.latency_z * spread and level > math.log1p(policy.latency_floor)


def _is_break(tonight: Counted, known: Counted, policy: Policy) -> bool:
    p = at_most(int(tonight.part), int(tonight.whole), int(known.part), int(known.whole))
    return p <= policy.break_confirm_alpha
