"""The first audio: against the nights before, where it must be up twice running, or against an arm played in turn.

Providers drift by several percent from night to night, so that one slow night proves nothing: 5 % of drift makes a
paired test at 1 % fire on every fifth night. Either the rise lasts, or both arms are measured in the same hour.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist, median

import numpy as np

from evalkit.outcome import Gate, GateName, Outcome
from evalkit.stats.detectable import detectable_drop, least_shift
from evalkit.stats.intervals import Interval
from evalkit.stats.paired import sign_flip
from evalkit.stats.robust import robust_spread
from evalkit.verdict.baseline import since_accepted_as_slower
from evalkit.verdict.paired import Moved, Typical, first_audio, night_level, typical_ms
from evalkit.verdict.policy import Policy
from evalkit.verdict.tally import NightTally, ScenarioKey

__all__ = ["interleaved_latency", "nightly_latency"]


@dataclass(frozen=True, slots=True)
class _Levels:
    """Tonight and the night before it among the nights before both, in ln(first audio / what is typical)."""

    tonight: float
    yesterday: float | None
    middle: float
    spread: float

    def is_up(self, policy: Policy) -> bool:
        """Whether both nights are above."""
        return self._stands_out(self.tonight, policy) and self.was_up(policy)

    def was_up(self, policy: Policy) -> bool:
        """Whether the night before was above."""
        return self.yesterday is not None and self._stands_out(self.yesterday, policy)

    def is_up_tonight(self, policy: Policy) -> bool:
        """Whether tonight is above."""
        return self._stands_out(self.tonight, policy)

    def turned(self) -> _Levels:
        """The same with faster for slower."""
        return _Levels(-self.tonight, None if self.yesterday is None else -self.yesterday, -self.middle, self.spread)

    def _stands_out(self, level: float, policy: Policy) -> bool:
        return level - self.middle > policy.latency_z * self.spread and level > math.log1p(policy.latency_floor)


def nightly_latency(now: NightTally, last: NightTally | None, before: Sequence[NightTally], policy: Policy) -> Gate:
    """Compares tonight and the night before it with the accepted nights before both.

    A night's level is the median over the scenarios of ln(first audio / the scenario's own median in the window).
    Compared are tonight's scenarios that enough nights have, and only nights that have nearly all of them: the level
    of three scenarios varies more than that of fifty.

    Args:
        now: tonight.
        last: the night before, accepted or not; None when there was none.
        before: accepted nights before `last`, oldest first.
        policy: the numbers.
    """
    accepted = since_accepted_as_slower(before[-policy.latency_window :], policy)
    timed = [(night, _timed(night)) for night in accepted]
    mine = _timed(now)
    known = Counter(key for _, keys in timed for key in keys & mine)
    keys = {key for key, nights in known.items() if nights >= policy.latency_least_nights}
    window = [night for night, has in timed if _has_most(has, keys, policy)]
    if not keys or len(window) < policy.latency_least_nights:
        nights = len(window) if keys else max(known.values(), default=0)
        needed = f"{nights} accepted nights, where {policy.latency_least_nights} are needed"
        gate = _measured(first_audio(now, typical_ms(accepted)))
        return gate if gate.outcome is Outcome.NEW_KEY else replace(gate, outcome=Outcome.NO_EVIDENCE, why=needed)
    typical = {key: known for key, known in typical_ms(window).items() if key in keys}
    yesterday = last if last is not None and _has_most(_timed(last), keys, policy) else None
    return _said(_measured(first_audio(now, typical)), _levels(now, yesterday, window, typical, policy), policy)


def interleaved_latency(candidate: NightTally, baseline: NightTally, seed: int, policy: Policy) -> Gate:
    """Compares two arms that were played in turn, by sign flips of each scenario's ln(candidate / baseline)."""
    moved = first_audio(candidate, typical_ms([baseline]))
    gate = _measured(moved)
    if gate.outcome is Outcome.NEW_KEY:
        return gate
    if len(moved) < policy.least_scenarios:
        needed = f"{len(moved)} scenarios, where {policy.least_scenarios} are needed"
        return replace(gate, outcome=Outcome.NO_EVIDENCE, why=needed)
    ratios = [each.ratio for each in moved.values()]
    faster = [-ratio for ratio in ratios]
    seen = detectable_drop(faster, policy.latency_alpha, policy.detect_power, _floor(gate, policy))
    gate = replace(
        gate,
        p=sign_flip(faster, seed, policy.draws),
        detectable=None if seen is None else math.expm1(seen),
        interval=_median_interval(ratios, seed, policy.draws),
    )
    if (gate.p or 0.0) <= policy.latency_alpha and _is_slow(gate, policy):
        return replace(gate, outcome=Outcome.REGRESSED)
    if sign_flip(ratios, seed, policy.draws) <= policy.latency_alpha and _is_fast(gate, policy):
        return replace(gate, outcome=Outcome.IMPROVED)
    return gate


def _timed(night: NightTally) -> set[ScenarioKey]:
    return {key for key, scenario in night.scenarios.items() if any(time > 0 for time in scenario.medians_ms.values())}


def _has_most(has: Collection[ScenarioKey], keys: Collection[ScenarioKey], policy: Policy) -> bool:
    return sum(key in has for key in keys) >= policy.latency_least_shared * len(keys)


def _measured(moved: Mapping[ScenarioKey, Moved]) -> Gate:
    if not moved:
        return Gate(name=GateName.LATENCY, outcome=Outcome.NEW_KEY, why="no scenario with first audio has a baseline")
    change = math.expm1(median(each.ratio for each in moved.values()))
    new = median(each.new_ms for each in moved.values())
    return Gate(
        name=GateName.LATENCY,
        outcome=Outcome.PASS,
        why="",
        old=new / (1 + change),
        new=new,
        difference=change,
        unit="ms",
        scenarios=len(moved),
    )


def _levels(
    now: NightTally, last: NightTally | None, window: Sequence[NightTally], typical: Typical, policy: Policy
) -> _Levels:
    before = [level for night in window if (level := night_level(night, typical)) is not None]
    middle, spread = median(before), max(robust_spread(before), policy.latency_least_spread)
    yesterday = None if last is None else night_level(last, typical)
    return _Levels(night_level(now, typical) or 0.0, yesterday, middle, spread)


def _said(gate: Gate, levels: _Levels, policy: Policy) -> Gate:
    reach = NormalDist().inv_cdf(0.975) * levels.spread
    # Both nights must stand out, so each must be surer to than the two together.
    power = math.sqrt(policy.detect_power)
    alpha = 1 - NormalDist().cdf(policy.latency_z)
    gate = replace(
        gate,
        interval=Interval(math.expm1(levels.tonight - reach), math.expm1(levels.tonight + reach)),
        detectable=math.expm1(least_shift(levels.spread, alpha, power, _floor(gate, policy))),
    )
    if levels.is_up(policy) and _is_slow(gate, policy):
        return replace(gate, outcome=Outcome.REGRESSED, why="up two nights running")
    if levels.is_up_tonight(policy) and _is_slow(gate, policy):
        return replace(gate, why="up tonight: red if it is up tomorrow too")
    if levels.turned().is_up(policy) and _is_fast(gate, policy):
        return replace(gate, outcome=Outcome.IMPROVED, why="down two nights running")
    return gate


def _floor(gate: Gate, policy: Policy) -> float:
    """The least rise that is called one, in ln."""
    return math.log1p(max(policy.latency_floor, policy.latency_floor_ms / gate.old if gate.old else 0.0))


def _is_slow(gate: Gate, policy: Policy) -> bool:
    """Whether the rise is above both floors."""
    old, change = gate.old or 0.0, gate.difference or 0.0
    return change >= policy.latency_floor and old * change >= policy.latency_floor_ms


def _is_fast(gate: Gate, policy: Policy) -> bool:
    """Whether it is slow the other way round: from new to old the rise is above both floors."""
    return _is_slow(replace(gate, old=gate.new, difference=1 / (1 + (gate.difference or 0.0)) - 1), policy)


def _median_interval(ratios: Sequence[float], seed: int, draws: int) -> Interval:
    """The percentile interval of the median change, scenarios drawn with replacement."""
    known = np.asarray(ratios, dtype=np.float64)
    drawn = np.random.default_rng(seed).integers(0, known.size, size=(draws, known.size))
    low, high = np.quantile(np.median(known[drawn], axis=1), [0.025, 0.975])
    return Interval(float(np.expm1(low)), float(np.expm1(high)))
