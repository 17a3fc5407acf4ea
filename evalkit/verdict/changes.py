"""Which scenarios moved, and by how much: what a reader opens first, and where nothing is random the verdict itself."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from statistics import median

from evalkit.outcome import Change, GateName
from evalkit.verdict.paired import log_ratios, pairs
from evalkit.verdict.policy import Policy
from evalkit.verdict.tally import NightTally

__all__ = ["changes"]

_SHARES = (GateName.PASSED, GateName.TOOLS, GateName.SILENCE)


def changes(
    now: NightTally, before: Sequence[NightTally], policy: Policy, most: int | None = None
) -> tuple[Change, ...]:
    """Returns the scenarios that moved beyond the floors, the worse first, then by how much.

    A share counts as moved however little; a word error rate and the first audio from their floors on, for a repeat
    of the same recording moves neither.

    Args:
        now: tonight.
        before: the nights it is compared with.
        policy: the floors.
        most: how many of each kind at the most; None for all.
    """
    found = [*_shares(now, before), *_wer(now, before, policy), *_latency(now, before, policy)]
    ranked = sorted(found, key=lambda each: (not each.worse, -_size(each), each.scenario_id))
    if most is None:
        return tuple(ranked)
    worse, better = [each for each in ranked if each.worse], [each for each in ranked if not each.worse]
    return (*worse[:most], *better[:most])


def _shares(now: NightTally, before: Sequence[NightTally]) -> Iterator[Change]:
    for gate in _SHARES:
        for pair in pairs(gate, now, before):
            if pair.delta:
                yield Change(
                    scenario_id=pair.key[0], gate=gate, old=pair.old.rate, new=pair.new.rate, worse=pair.delta < 0
                )


def _wer(now: NightTally, before: Sequence[NightTally], policy: Policy) -> Iterator[Change]:
    for pair in pairs(GateName.WER, now, before):
        if abs(pair.delta) >= max(policy.wer_floor, policy.wer_relative_floor * pair.old.rate):
            yield Change(
                scenario_id=pair.key[0],
                gate=GateName.WER,
                old=pair.old.rate,
                new=pair.new.rate,
                worse=pair.delta > 0,
            )


def _latency(now: NightTally, before: Sequence[NightTally], policy: Policy) -> Iterator[Change]:
    for key, ratio in log_ratios(now.scenarios, before).items():
        new = median(now.scenarios[key].medians_ms.values())
        old = new / math.exp(ratio)
        if abs(math.expm1(ratio)) >= policy.latency_floor and abs(new - old) >= policy.latency_floor_ms:
            yield Change(scenario_id=key[0], gate=GateName.LATENCY, old=old, new=new, unit="ms", worse=new > old)


def _size(change: Change) -> float:
    """How far apart old and new are; a failure that is new before a time that is longer."""
    if change.gate is GateName.LATENCY:
        return abs(math.log(change.new / change.old)) / 10
    return abs(change.new - change.old)
