"""Which scenarios moved, and by how much: what a reader opens first, and where nothing is random the verdict itself."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from evalkit.outcome import Change, GateName
from evalkit.verdict.paired import first_audio, pairs, typical_ms
from evalkit.verdict.policy import Policy
from evalkit.verdict.tally import NightTally

__all__ = ["changes", "is_moved", "ranked", "slower_or_faster"]

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
    worse, better = [each for each in found if each.worse], [each for each in found if not each.worse]
    return (*ranked(worse)[:most], *ranked(better)[:most])


def ranked(found: Iterable[Change]) -> tuple[Change, ...]:
    """Returns the worse before the better, the larger before the smaller."""
    return tuple(sorted(found, key=lambda each: (not each.worse, -_size(each), each.scenario_id, each.gate)))


def is_moved(old_ms: float, new_ms: float, policy: Policy) -> bool:
    """Whether a time is above both floors, from the smaller of the two to the larger; both above 0."""
    low, apart = min(old_ms, new_ms), abs(new_ms - old_ms)
    return apart >= policy.latency_floor * low and apart >= policy.latency_floor_ms


def slower_or_faster(scenario_id: str, old_ms: float, new_ms: float) -> Change:
    """Returns the change of a time."""
    worse = new_ms > old_ms
    return Change(scenario_id=scenario_id, gate=GateName.LATENCY, old=old_ms, new=new_ms, unit="ms", worse=worse)


def _shares(now: NightTally, before: Sequence[NightTally]) -> Iterator[Change]:
    for gate in _SHARES:
        for pair in pairs(gate, now, before):
            if pair.delta:
                yield Change(
                    scenario_id=pair.key[0], gate=gate, old=pair.old.rate, new=pair.new.rate, worse=pair.delta < 0
                )


def _wer(now: NightTally, before: Sequence[NightTally], policy: Policy) -> Iterator[Change]:
    for pair in pairs(GateName.WER, now, before):
        if pair.delta and abs(pair.delta) >= max(policy.wer_floor, policy.wer_relative_floor * pair.old.rate):
            yield Change(
                scenario_id=pair.key[0],
                gate=GateName.WER,
                old=pair.old.rate,
                new=pair.new.rate,
                worse=pair.delta > 0,
            )


def _latency(now: NightTally, before: Sequence[NightTally], policy: Policy) -> Iterator[Change]:
    for key, moved in first_audio(now, typical_ms(before)).items():
        if is_moved(moved.old_ms, moved.new_ms, policy):
            yield slower_or_faster(key[0], moved.old_ms, moved.new_ms)


def _size(change: Change) -> float:
    """How far apart old and new are; a failure that is new before a time that is longer."""
    if change.gate is GateName.LATENCY:
        return abs(math.log(change.new / change.old)) / 10
    return abs(change.new - change.old)
