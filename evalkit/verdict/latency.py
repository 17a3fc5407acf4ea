"""The first audio: against the nights before, where it must be up twice running, or against an arm played in turn.

Providers drift by several percent from night to night, so that one slow night proves nothing: 5 % of drift makes a
paired test at 1 % fire on every fifth night. Either the rise lasts, or both arms are measured in the same hour.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import fmean, median

from evalkit.outcome import Gate, GateName, Outcome
from evalkit.stats.detectable import detectable_drop
from evalkit.stats.paired import sign_flip
from evalkit.stats.robust import robust_z
from evalkit.verdict.paired import log_ratios
from evalkit.verdict.policy import Policy
from evalkit.verdict.tally import NightTally, ScenarioKey

__all__ = ["interleaved_latency", "nightly_latency"]


def nightly_latency(now: NightTally, last: NightTally | None, before: Sequence[NightTally], policy: Policy) -> Gate:
    """Compares tonight and the night before it with the accepted nights before both.

    A night's level is the median over its scenarios of ln(first audio / the scenario's own median in the window).

    Args:
        now: tonight.
        last: the night before, accepted or not; None when there was none.
        before: accepted nights before `last`, oldest first.
        policy: the numbers.
    """
    window = before[-policy.latency_window :]
    gate = _against(now, window)
    if gate.outcome is Outcome.NEW_KEY:
        return gate
    if len(window) < policy.latency_least_nights:
        needed = f"{len(window)} accepted nights, where {policy.latency_least_nights} are needed"
        return replace(gate, outcome=Outcome.NO_EVIDENCE, why=needed)
    levels = [level for night in window if (level := _level(night, window)) is not None]
    tonight = _z(now, window, levels, policy)
    yesterday = None if last is None else _z(last, window, levels, policy)
    return _said(gate, tonight, yesterday, policy)


def interleaved_latency(candidate: NightTally, baseline: NightTally, seed: int, policy: Policy) -> Gate:
    """Compares two arms that were played in turn, by sign flips of each scenario's ln(candidate / baseline)."""
    gate = _against(candidate, [baseline])
    ratios = [-ratio for ratio in log_ratios(candidate.scenarios, [baseline]).values()]
    if len(ratios) < policy.least_scenarios:
        needed = f"{len(ratios)} scenarios, where {policy.least_scenarios} are needed"
        return replace(gate, outcome=gate.outcome if not ratios else Outcome.NO_EVIDENCE, why=needed)
    p = sign_flip(ratios, seed, policy.draws)
    p_better = sign_flip([-ratio for ratio in ratios], seed, policy.draws)
    seen = detectable_drop(ratios, policy.latency_alpha, policy.detect_power)
    detectable = None if seen is None else max(math.expm1(seen), policy.latency_floor)
    gate = replace(gate, p=p, detectable=detectable, outcome=Outcome.PASS)
    if p <= policy.latency_alpha and _is_slow(gate, policy):
        return replace(gate, outcome=Outcome.REGRESSED)
    if p_better <= policy.latency_alpha and _is_slow(_mirrored(gate), policy):
        return replace(gate, outcome=Outcome.IMPROVED)
    return gate


def _against(now: NightTally, before: Sequence[NightTally]) -> Gate:
    ratios = log_ratios(now.scenarios, before)
    if not ratios:
        return Gate(name=GateName.LATENCY, outcome=Outcome.NEW_KEY, why="no scenario with first audio has a baseline")
    change = math.expm1(median(ratios.values()))
    new = median(fmean(now.scenarios[key].medians_ms.values()) for key in ratios)
    return Gate(
        name=GateName.LATENCY,
        outcome=Outcome.PASS,
        why="",
        old=new / (1 + change),
        new=new,
        difference=change,
        unit="ms",
        scenarios=len(ratios),
    )


def _level(night: NightTally, window: Sequence[NightTally]) -> float | None:
    ratios: Mapping[ScenarioKey, float] = log_ratios(night.scenarios, window)
    return median(ratios.values()) if ratios else None


def _z(night: NightTally, window: Sequence[NightTally], levels: Sequence[float], policy: Policy) -> tuple[float, float]:
    """The robust z of a night, and its level."""
    level = _level(night, window)
    return (0.0, 0.0) if level is None else (robust_z(level, levels, policy.latency_least_spread), level)


def _said(gate: Gate, tonight: tuple[float, float], yesterday: tuple[float, float] | None, policy: Policy) -> Gate:
    if _is_up(tonight, policy) and _is_slow(gate, policy):
        if yesterday is not None and _is_up(yesterday, policy):
            return replace(gate, outcome=Outcome.REGRESSED, why="up two nights running")
        return replace(gate, why="up tonight: red if it is up tomorrow too")
    if yesterday is not None and _is_up(_turned(tonight), policy) and _is_up(_turned(yesterday), policy):
        return replace(gate, outcome=Outcome.IMPROVED, why="down two nights running")
    return gate


def _is_up(night: tuple[float, float], policy: Policy) -> bool:
    z, level = night
    return z > policy.latency_z and level > math.log1p(policy.latency_floor)


def _turned(night: tuple[float, float]) -> tuple[float, float]:
    return -night[0], -night[1]


def _is_slow(gate: Gate, policy: Policy) -> bool:
    """Whether the rise is above both floors."""
    old, change = gate.old or 0.0, gate.difference or 0.0
    return change >= policy.latency_floor and old * change >= policy.latency_floor_ms


def _mirrored(gate: Gate) -> Gate:
    return replace(gate, difference=-(gate.difference or 0.0))
