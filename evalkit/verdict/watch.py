"""The watch list: what moved and is no gate, in words; it is never red, and no verdict knows of it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import TypeAlias

from evalkit.history.night import Night, Played
from evalkit.outcome import Outcome, RunVerdict
from evalkit.stats.intervals import Interval
from evalkit.stats.multiple import benjamini_hochberg
from evalkit.stats.paired import mean_interval, sign_flip
from evalkit.stats.stratified import mantel_haenszel
from evalkit.verdict.policy import Policy
from evalkit.verdict.tally import GATED, Counted, ScenarioKey

__all__ = ["changed_at_all", "watch", "watched"]

_Attempts: TypeAlias = Iterable[Played]
_ByScenario: TypeAlias = Mapping[ScenarioKey, Mapping[str, float]]
_CERTAIN = 0.95
_SEED = 2_000
"""Apart from the seeds of the gates and of their fresh pass."""


@dataclass(frozen=True, slots=True)
class _Moved:
    """One metric over the scenarios that both sides have."""

    name: str
    deltas: tuple[float, ...]
    """Of amounts ln(new / old), of shares new less old."""
    is_share: bool
    p_least: float = 0.0
    """Of shares: the doubt that the flips alone would not see."""

    @property
    def size(self) -> float:
        """The mean change: relative, or of a share in points of 1."""
        return fmean(self.deltas) if self.is_share else math.expm1(fmean(self.deltas))

    def floor(self, policy: Policy) -> float:
        """The least change that is listed; a fall is as far as the rise that would undo it."""
        return policy.watch_share_floor if self.is_share else math.log1p(policy.watch_floor)


def watched(verdict: RunVerdict, night: Night, accepted: Sequence[Night], policy: Policy) -> tuple[str, ...]:
    """Returns the watch list of a judged night; empty where the verdict says that nothing can be compared.

    Args:
        verdict: what was said of the night; its seed is used, and nothing of it changed.
        night: both arms, where two were played in turn: then it is compared with the other arm alone.
        accepted: the accepted nights, oldest first.
        policy: the numbers.
    """
    if verdict.outcome in (Outcome.INCONCLUSIVE, Outcome.NEW_KEY):
        return ()
    beside = [each for each in night.played if each.arm == "baseline"]
    now = [each for each in night.played if each.arm != "baseline"]
    before = [beside] if beside else [_own(each) for each in _since_accepted_as_worse(accepted)]
    if verdict.exact:
        return changed_at_all(now, before, policy)
    enough = beside or len(before) >= policy.watch_least_nights
    return watch(now, before, verdict.seed + _SEED, policy) if enough else ()


def watch(now: _Attempts, before: Sequence[_Attempts], seed: int, policy: Policy) -> tuple[str, ...]:
    """Returns the metrics that moved and are no gate, in words, the most certain first.

    An amount's level is its median over a night's attempts of a scenario; what is usual is the median of the nights'
    levels; compared is ln(tonight / usual), so that neither a stall nor the number of nights pulls one way. A share is
    pooled over the nights. Two-sided sign flips over scenarios, then the method of Benjamini and Hochberg over all
    metrics. What is below its floor is not tested and counts as tested without success, which keeps the promise.

    Args:
        now: tonight's attempts.
        before: those of each night it is compared with, oldest first; of arms played in turn the other arm alone.
        seed: whence the sign patterns.
        policy: the numbers.
    """
    found = [
        each
        for each in (*_amounts(now, before), *_shares(now, before))
        if len(each.deltas) >= policy.watch_least_scenarios
    ]
    adjusted = benjamini_hochberg([_doubt(each, seed, policy) for each in found])
    listed = [(p, each) for p, each in zip(adjusted, found, strict=True) if p <= policy.watch_alpha]
    listed.sort(key=lambda each: (each[0], -abs(fmean(each[1].deltas)) / each[1].floor(policy), each[1].name))
    return tuple(_in_words(each, seed, policy) for _, each in listed[: policy.watch_most])


def changed_at_all(now: _Attempts, before: Sequence[_Attempts], policy: Policy) -> tuple[str, ...]:
    """Returns the metrics that differ where nothing is random, those of most scenarios first.

    A scenario is held against the last night that measured it; a metric that only one side has is not compared.
    """
    known: dict[ScenarioKey, dict[str, set[object]]] = {}
    for night in before:
        known |= _distinct(night)
    changed: defaultdict[str, int] = defaultdict(int)
    for key, mine in _distinct(now).items():
        theirs = known.get(key, {})
        for name in mine.keys() & theirs.keys():
            changed[name] += mine[name] != theirs[name]
    ranked = sorted((-count, name) for name, count in changed.items() if count)
    return tuple(
        f"{_shown(name)} changed in {-count:,} scenario{'s' if count < -1 else ''}"
        for count, name in ranked[: policy.watch_most]
    )


def _own(night: Night) -> list[Played]:
    return [each for each in night.played if each.arm != "baseline"]


def _since_accepted_as_worse(accepted: Sequence[Night]) -> Sequence[Night]:
    """Whoever accepts a night that was REGRESSED says that this is how it is now."""
    start = max((place for place, each in enumerate(accepted) if each.outcome is Outcome.REGRESSED), default=0)
    return accepted[start:]


def _doubt(moved: _Moved, seed: int, policy: Policy) -> float:
    mean = fmean(moved.deltas)
    if abs(mean) < moved.floor(policy):
        return 1.0
    falling = moved.deltas if mean < 0 else [-delta for delta in moved.deltas]
    # Flipping all signs turns one side into the other: two-sided is twice one-sided.
    return min(1.0, 2 * max(moved.p_least, sign_flip(falling, seed, policy.draws)))


def _amounts(now: _Attempts, before: Sequence[_Attempts]) -> Iterator[_Moved]:
    known: defaultdict[ScenarioKey, defaultdict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for night in before:
        for key, levels in _levels(night).items():
            for name, level in levels.items():
                known[key][name].append(level)
    deltas: defaultdict[str, list[float]] = defaultdict(list)
    for key, levels in sorted(_levels(now).items()):
        for name, level in levels.items():
            usual = median(known[key][name]) if name in known[key] else 0.0
            if level > 0 and usual > 0:
                deltas[name].append(math.log(level / usual))
    return (_Moved(name, tuple(each), is_share=False) for name, each in sorted(deltas.items()))


def _levels(attempts: _Attempts) -> _ByScenario:
    values: defaultdict[ScenarioKey, defaultdict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for each in attempts:
        if each.measured:
            mine = values[each.scenario_id, each.content]
            for name, of_turns in each.amounts.items():
                mine[name] += of_turns
    return {
        key: {name: median(each) for name, each in of.items() if each and not _is_gated(name)}
        for key, of in values.items()
    }


def _shares(now: _Attempts, before: Sequence[_Attempts]) -> Iterator[_Moved]:
    old, new = _counts(each for night in before for each in night), _counts(now)
    pairs: defaultdict[str, list[tuple[Counted, Counted]]] = defaultdict(list)
    for key, counts in sorted(new.items()):
        for name, counted in counts.items():
            known = old.get(key, {}).get(name, Counted())
            if counted.whole > 0 and known.whole > 0:
                pairs[name].append((known, counted))
    for name, both in sorted(pairs.items()):
        deltas = tuple(new.rate - old.rate for old, new in both)
        yield _Moved(name, deltas, is_share=True, p_least=_by_strata(both, rising=fmean(deltas) > 0))


def _counts(attempts: _Attempts) -> dict[ScenarioKey, dict[str, Counted]]:
    sums: defaultdict[ScenarioKey, dict[str, tuple[float, float]]] = defaultdict(dict)
    for each in attempts:
        if each.measured:
            mine = sums[each.scenario_id, each.content]
            for name, (part, whole) in each.counts.items():
                had = mine.get(name, (0.0, 0.0))
                mine[name] = had[0] + part, had[1] + whole
    return {key: {name: Counted(*each) for name, each in of.items() if not _is_gated(name)} for key, of in sums.items()}


def _by_strata(both: Sequence[tuple[Counted, Counted]], *, rising: bool) -> float:
    """What the flips would not see: after many nearly perfect attempts five perfect ones are above average everywhere.

    An error rate can be above 1 and has no such end; it is left to the flips.
    """
    if any(each.part > each.whole for pair in both for each in pair):
        return 0.0
    arms = [
        [(each.part if rising else each.whole - each.part, each.whole) for each in arm]
        for arm in zip(*both, strict=True)
    ]
    return mantel_haenszel(*arms)


def _distinct(attempts: _Attempts) -> dict[ScenarioKey, dict[str, set[object]]]:
    found: defaultdict[ScenarioKey, defaultdict[str, set[object]]] = defaultdict(lambda: defaultdict(set))
    for each in attempts:
        if each.measured:
            for name, value in (*each.amounts.items(), *each.counts.items()):
                if not _is_gated(name):
                    found[each.scenario_id, each.content][name].add(value)
    return {key: dict(of) for key, of in found.items()}


def _in_words(moved: _Moved, seed: int, policy: Policy) -> str:
    reach = mean_interval(moved.deltas, seed, policy.draws, _CERTAIN)
    if moved.is_share:
        said = f"{abs(moved.size) * 100:.1f} points ({reach.low * 100:.1f} to {reach.high * 100:.1f})"
    else:
        reach = Interval(math.expm1(reach.low), math.expm1(reach.high))
        said = f"{abs(moved.size) * 100:,.0f} % ({reach.low * 100:,.0f} to {reach.high * 100:,.0f} %)"
    return f"{_shown(moved.name)} {'up' if moved.size > 0 else 'down'} {said} over {len(moved.deltas):,} scenarios"


def _shown(name: str) -> str:
    return name.rpartition("@")[0]


def _is_gated(name: str) -> bool:
    return name.partition("@")[0] in GATED
