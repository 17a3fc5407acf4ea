"""The gates over all scenarios that are shares or error rates: how much they moved, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean

import numpy as np

from evalkit.outcome import Gate, GateName, Outcome
from evalkit.stats.detectable import detectable_drop
from evalkit.stats.intervals import Interval
from evalkit.stats.multiple import holm
from evalkit.stats.paired import paired_rates, sign_flip
from evalkit.verdict.paired import Pair
from evalkit.verdict.policy import Policy

__all__ = ["decided", "share_gate", "wer_gate"]


def share_gate(name: GateName, compared: Sequence[Pair], seed: int, policy: Policy) -> Gate:
    """Compares a share, scenario by scenario, by a paired sign-flip permutation; each scenario weighs the same.

    Whether the change counts is `decided` later, with the other gates.
    """
    deltas = [pair.delta for pair in compared]
    gate = _measured(name, compared)
    lacking = _lacking(len(compared), sum(pair.new.whole for pair in compared), policy)
    if lacking:
        return replace(gate, why=lacking)
    step = 1 / min(pair.new.whole for pair in compared)
    return replace(
        gate,
        interval=_mean_interval(deltas, seed, policy.draws),
        p=sign_flip(deltas, seed, policy.draws),
        detectable=detectable_drop(deltas, policy.alpha, policy.detect_power, step),
    )


def wer_gate(compared: Sequence[Pair], seed: int, policy: Policy) -> Gate:
    """Compares the pooled word error rate by the paired scenario bootstrap."""
    gate = replace(_measured(GateName.WER, compared), old=None, new=None, difference=None)
    rates = paired_rates(
        [(pair.old.part, pair.old.whole) for pair in compared],
        [(pair.new.part, pair.new.whole) for pair in compared],
        seed,
        policy.draws,
    )
    if rates is None:
        return gate
    gate = replace(gate, old=rates.old, new=rates.new, difference=rates.difference)
    words = sum(pair.new.whole for pair in compared)
    if len(compared) < policy.least_scenarios or words < policy.wer_least_words:
        least = f"{policy.least_scenarios} scenarios and {policy.wer_least_words:,} words"
        return replace(gate, why=f"{len(compared)} scenarios and {words:,.0f} words, where {least} are needed")
    interval = rates.interval()
    reach = (interval.high - interval.low) / 2
    return replace(gate, interval=interval, p=rates.p_higher, detectable=max(reach, policy.wer_floor))


def decided(gates: Sequence[Gate], policy: Policy) -> tuple[Gate, ...]:
    """Gives each gate its outcome: those that could be tested share one doubt, under Holm's method."""
    tested = [gate for gate in gates if gate.p is not None]
    adjusted = dict(zip((gate.name for gate in tested), holm([gate.p or 0.0 for gate in tested]), strict=True))
    return tuple(_decided(gate, adjusted.get(gate.name), policy) for gate in gates)


def _decided(gate: Gate, adjusted_p: float | None, policy: Policy) -> Gate:
    if adjusted_p is None or gate.difference is None:
        return gate
    alpha = policy.wer_alpha if gate.name is GateName.WER else policy.alpha
    if adjusted_p <= alpha and _is_large(gate, policy, worse=True):
        return replace(gate, outcome=Outcome.REGRESSED, adjusted_p=adjusted_p)
    surely_better = gate.interval is not None and _for_the_better(gate, gate.interval)
    if surely_better and _is_large(gate, policy, worse=False):
        return replace(gate, outcome=Outcome.IMPROVED, adjusted_p=adjusted_p)
    return replace(gate, outcome=Outcome.PASS, adjusted_p=adjusted_p)


def _is_large(gate: Gate, policy: Policy, *, worse: bool) -> bool:
    """Whether a change is above its floor."""
    change = gate.difference or 0.0
    if gate.name is GateName.WER:
        moved = change if worse else -change
        return moved >= policy.wer_floor and moved >= policy.wer_relative_floor * (gate.old or 0.0)
    return (-change if worse else change) >= policy.share_floor


def _for_the_better(gate: Gate, interval: Interval) -> bool:
    return interval.high < 0 if gate.name is GateName.WER else interval.low > 0


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


def _lacking(scenarios: int, attempts: float, policy: Policy) -> str:
    if not scenarios or (scenarios >= policy.least_scenarios and attempts >= policy.least_attempts):
        return "" if scenarios else "no scenario that measures it has a baseline"
    least = f"{policy.least_scenarios} scenarios and {policy.least_attempts} attempts"
    return f"{scenarios} scenarios and {attempts:g} attempts, where {least} are needed"


def _mean_interval(deltas: Sequence[float], seed: int, draws: int) -> Interval:
    """The percentile interval of the mean difference, scenarios drawn with replacement."""
    known = np.asarray(deltas, dtype=np.float64)
    drawn = np.random.default_rng(seed).multinomial(known.size, np.full(known.size, 1 / known.size), size=draws)
    low, high = np.quantile(drawn @ known / known.size, [0.025, 0.975])
    return Interval(float(low), float(high))
