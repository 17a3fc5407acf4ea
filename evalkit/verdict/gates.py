"""The gates over all scenarios that are shares or error rates: how much they moved, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist, fmean

from evalkit.outcome import Gate, GateName, Outcome
from evalkit.stats.detectable import detectable_drop, least_shift
from evalkit.stats.multiple import holm
from evalkit.stats.paired import mean_interval, paired_rates, sign_flip
from evalkit.stats.stratified import mantel_haenszel
from evalkit.verdict.paired import Pair
from evalkit.verdict.policy import Policy

__all__ = ["FAMILY", "Look", "decided", "share_gate", "wer_gate"]

FAMILY = (GateName.PASSED, GateName.TOOLS, GateName.SILENCE, GateName.WER)
"""The gates that share one doubt, under Holm's method; the first audio has rules of its own."""


@dataclass(frozen=True, slots=True)
class Look:
    """A gate before its outcome is known."""

    gate: Gate
    p_better: float | None = None
    """As `gate.p`, of a change for the better."""


def share_gate(name: GateName, compared: Sequence[Pair], seed: int, policy: Policy) -> Look:
    """Compares a share, scenario by scenario, by a paired sign-flip permutation; each scenario weighs the same.

    Whether the change counts is `decided` later, with the other gates.
    """
    deltas = [pair.delta for pair in compared]
    gate = _measured(name, compared)
    if not compared:
        return Look(gate)
    step = 1 / min(pair.new.whole for pair in compared)
    detectable = detectable_drop(
        deltas,
        _strictest(policy.alpha),
        _each_time(policy),
        policy.share_floor,
        step,
        lambda drop: _added_variance(compared, drop),
    )
    gate = replace(gate, detectable=detectable)
    lacking = _lacking(len(compared), sum(pair.new.whole for pair in compared), policy)
    if lacking:
        return Look(replace(gate, why=lacking))
    gate = replace(gate, interval=mean_interval(deltas, seed, policy.draws), p=sign_flip(deltas, seed, policy.draws))
    flipped = sign_flip([-delta for delta in deltas], seed, policy.draws)
    # Attempts that nearly always pass can hardly look better than many nights; sign flips alone would not see that.
    return Look(gate, max(flipped, mantel_haenszel(*_arms(compared))))


def wer_gate(compared: Sequence[Pair], seed: int, policy: Policy) -> Look:
    """Compares the pooled word error rate by the paired scenario bootstrap."""
    gate = replace(_measured(GateName.WER, compared), old=None, new=None, difference=None)
    old, new = _arms(compared)
    rates = paired_rates(old, new, seed, policy.draws)
    if rates is None:
        return Look(gate)
    gate = replace(gate, old=rates.old, new=rates.new, difference=rates.difference)
    words = sum(pair.new.whole for pair in compared)
    if len(compared) < policy.least_scenarios or words < policy.wer_least_words:
        least = f"{policy.least_scenarios} scenarios and {policy.wer_least_words:,} words"
        return Look(replace(gate, why=f"{len(compared)} scenarios and {words:,.0f} words, where {least} are needed"))
    interval = rates.interval()
    error = (interval.high - interval.low) / 2 / NormalDist().inv_cdf(0.975)
    floor = max(policy.wer_floor, policy.wer_relative_floor * rates.old)
    detectable = least_shift(error, _strictest(policy.wer_alpha), _each_time(policy), floor)
    return Look(replace(gate, interval=interval, p=rates.p_higher, detectable=detectable), rates.p_lower)


def decided(tested: Sequence[Look], policy: Policy) -> tuple[Gate, ...]:
    """Gives each gate its outcome: those that could be tested share one doubt, under Holm's method.

    A change for the better is shared out in the same way, and at the lower doubt: nobody repeats it.
    """
    worse = _adjusted([each.gate.p for each in tested])
    better = _adjusted([each.p_better for each in tested])
    return tuple(
        _decided(each.gate, *both, policy) for each, both in zip(tested, zip(worse, better, strict=True), strict=True)
    )


def _adjusted(p_values: Sequence[float | None]) -> list[float | None]:
    """By Holm's method, those that are None left as they are."""
    adjusted = iter(holm([p for p in p_values if p is not None]))
    return [None if p is None else next(adjusted) for p in p_values]


def _decided(gate: Gate, worse_p: float | None, better_p: float | None, policy: Policy) -> Gate:
    if worse_p is None or better_p is None:
        return gate
    alpha = policy.wer_alpha if gate.name is GateName.WER else policy.alpha
    gate = replace(gate, outcome=Outcome.PASS, adjusted_p=worse_p)
    if worse_p <= alpha and _is_large(gate, policy, worse=True):
        return replace(gate, outcome=Outcome.REGRESSED)
    if better_p <= policy.improve_alpha and _is_large(gate, policy, worse=False):
        return replace(gate, outcome=Outcome.IMPROVED)
    return gate


def _is_large(gate: Gate, policy: Policy, *, worse: bool) -> bool:
    """Whether a change is above its floor."""
    change = gate.difference or 0.0
    if gate.name is GateName.WER:
        moved = change if worse else -change
        return moved >= policy.wer_floor and moved >= policy.wer_relative_floor * (gate.old or 0.0)
    return (-change if worse else change) >= policy.share_floor


def _strictest(alpha: float) -> float:
    """The doubt that Holm's method leaves a gate which alone is worse."""
    return alpha / len(FAMILY)


def _each_time(policy: Policy) -> float:
    """The power of one look where two must agree: the first, and the fresh pass."""
    return math.sqrt(policy.detect_power)


def _measured(name: GateName, compared: Sequence[Pair]) -> Gate:
    if not compared:
        return Gate(name=name, outcome=Outcome.NEW_KEY, why="no scenario that measures it has a baseline")
    return Gate(
        name=name,
        outcome=Outcome.NO_EVIDENCE,
        why="",
        old=fmean(pair.old.rate for pair in compared),
        new=fmean(pair.new.rate for pair in compared),
        difference=fmean(pair.delta for pair in compared),
        scenarios=len(compared),
    )


def _added_variance(compared: Sequence[Pair], drop: float) -> float:
    """The variance that the mean difference gains when all rates fall alike, so that their mean falls by `drop`."""
    mean = fmean(pair.old.rate for pair in compared)
    left = max(0.0, 1 - drop / mean) if mean else 0.0
    gained = ((_variance(left * pair.old.rate) - _variance(pair.old.rate)) / pair.new.whole for pair in compared)
    return max(0.0, math.fsum(gained)) / len(compared) ** 2


def _variance(rate: float) -> float:
    """Of one attempt that passes at this rate."""
    return rate * (1 - rate)


def _arms(compared: Sequence[Pair]) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """Part and whole of each scenario, in the baseline and tonight."""
    old = [(pair.old.part, pair.old.whole) for pair in compared]
    return old, [(pair.new.part, pair.new.whole) for pair in compared]


def _lacking(scenarios: int, attempts: float, policy: Policy) -> str:
    if not scenarios or (scenarios >= policy.least_scenarios and attempts >= policy.least_attempts):
        return "" if scenarios else "no scenario that measures it has a baseline"
    least = f"{policy.least_scenarios} scenarios and {policy.least_attempts} attempts"
    return f"{scenarios} scenarios and {attempts:g} attempts, where {least} are needed"
