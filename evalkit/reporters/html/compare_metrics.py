"""Every metric of two runs over the scenarios that both played: the change, and where it is at 95 %.

The scenario is the unit, as in the verdict: turns of one session are not independent of each other. A rate is pooled
over all scenarios and its interval made by drawing scenarios with both of their arms; of an amount each scenario has
its median, and the change is the mean over scenarios of how far that moved.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import TypeAlias

from evalkit.history.night import night_of
from evalkit.results import RunResult
from evalkit.scorers.base import Better
from evalkit.stats.intervals import Interval
from evalkit.stats.paired import RESAMPLES, mean_interval, paired_rates

__all__ = ["LEAST_SCENARIOS", "Measured", "MetricChange", "Unit", "measured", "metric_changes"]

LEAST_SCENARIOS = 10
"""Fewer say too little about scenarios in general for an interval to be honest."""
_DRAWS = 4_000_000
"""Scenarios drawn in all; of very many scenarios fewer resamples tell as much."""
_NOTHING = 1e-9
"""A change, relative to the values, that is only how floats add up."""

_Key: TypeAlias = tuple[str, str]
"""Scenario id and content: another content is another scenario."""
_Sums: TypeAlias = Mapping[str, Mapping[_Key, tuple[float, float]]]
_Medians: TypeAlias = Mapping[str, Mapping[_Key, float]]


@dataclass(frozen=True, slots=True)
class Unit:
    """What a metric's numbers are."""

    unit: str
    better: Better


@dataclass(frozen=True, slots=True)
class Measured:
    """What a run measured, by `scorer.metric@version` and scenario."""

    units: Mapping[str, Unit]
    sums: _Sums
    """Of shares: part and whole, over all attempts of a scenario."""
    medians: _Medians
    """Of amounts: over all turns of all its attempts."""

    def levels(self) -> dict[str, Mapping[_Key, float]]:
        """Returns one number a scenario: a share, or the median."""
        found: dict[str, Mapping[_Key, float]] = {
            name: {key: part / whole for key, (part, whole) in by_key.items() if whole}
            for name, by_key in self.sums.items()
        }
        return {**self.medians, **found}


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricChange:
    """One metric of one version in both runs."""

    name: str
    """`scorer.metric@version`."""
    unit: Unit
    is_share: bool
    """True of a part of a whole, from 0 to 1."""
    old: float
    new: float
    interval: Interval | None
    """Of new less old, at 95 %; None where nothing is random, or the scenarios are too few."""
    scenarios: int
    """That both runs measured."""

    @property
    def difference(self) -> float:
        """New less old; 0 of what only floats make."""
        found = self.new - self.old
        return 0.0 if abs(found) <= _NOTHING * max(abs(self.old), abs(self.new)) else found

    @property
    def is_sure(self) -> bool:
        """False while the interval holds no change."""
        return bool(self.difference) and not (self.interval and self.interval.low <= 0 <= self.interval.high)

    @property
    def is_worse(self) -> bool | None:
        """None where neither more nor less is better."""
        if self.unit.better == "neither" or not self.difference:
            return None
        return (self.difference > 0) is (self.unit.better == "lower")


def measured(run: RunResult) -> Measured:
    """Returns what a run measured, of its own attempts that say something about the model."""
    amounts: defaultdict[str, defaultdict[_Key, list[float]]] = defaultdict(lambda: defaultdict(list))
    counts: defaultdict[str, defaultdict[_Key, list[tuple[float, float]]]] = defaultdict(lambda: defaultdict(list))
    for each in night_of(run).played:
        if each.measured:
            key = each.scenario_id, each.content
            for name, values in each.amounts.items():
                amounts[name][key] += values
            for name, pair in each.counts.items():
                counts[name][key].append(pair)
    return Measured(
        units=_units(run),
        sums={name: {key: _added(pairs) for key, pairs in found.items()} for name, found in counts.items()},
        medians={name: {key: median(values) for key, values in found.items()} for name, found in amounts.items()},
    )


def metric_changes(before: Measured, now: Measured, *, exact: bool, seed: int) -> tuple[MetricChange, ...]:
    """Returns every metric that both runs measured in a scenario of the same content, by name.

    Args:
        before: the first run.
        now: the second.
        exact: whether both are replays; then every difference is real and has no interval.
        seed: whence the resamples are drawn.
    """
    known = {**before.units, **now.units}
    amounts = _amounts(before.medians, now.medians, exact, seed)
    shares = _shares(before.sums, now.sums, exact, seed)
    # Of a metric that was counted only here and there, what was counted says more.
    changes = {each[0]: _change(known, *each) for each in (*amounts, *shares)}
    return tuple(changes[name] for name in sorted(changes))


def _units(run: RunResult) -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    for attempt in run.sample:
        for score in attempt.scores:
            if score.value is not None:
                found.setdefault(f"{score.scorer}.{score.metric}@{score.version}", Unit(score.unit, score.better))
    return found


def _change(
    known: Mapping[str, Unit],
    name: str,
    is_share: bool,
    old: float,
    new: float,
    interval: Interval | None,
    scenarios: int,
) -> MetricChange:
    return MetricChange(
        name=name, unit=known[name], is_share=is_share, old=old, new=new, interval=interval, scenarios=scenarios
    )


_Found: TypeAlias = tuple[str, bool, float, float, Interval | None, int]


def _shares(before: _Sums, now: _Sums, exact: bool, seed: int) -> Iterator[_Found]:
    for name in before.keys() & now.keys():
        keys = sorted(before[name].keys() & now[name].keys())
        old, new = ([side[name][key] for key in keys] for side in (before, now))
        rates = paired_rates(old, new, seed, 1 if exact or len(keys) < LEAST_SCENARIOS else _resamples(len(keys)))
        if rates is not None:
            interval = None if exact or len(keys) < LEAST_SCENARIOS else rates.interval()
            yield name, True, rates.old, rates.new, interval, len(keys)


def _amounts(before: _Medians, now: _Medians, exact: bool, seed: int) -> Iterator[_Found]:
    for name in before.keys() & now.keys():
        keys = sorted(before[name].keys() & now[name].keys())
        if not keys:
            continue
        old, new = ([side[name][key] for key in keys] for side in (before, now))
        deltas = [after - earlier for earlier, after in zip(old, new, strict=True)]
        few = exact or len(keys) < LEAST_SCENARIOS
        interval = None if few else mean_interval(deltas, seed, _resamples(len(keys)))
        yield name, False, fmean(old), fmean(new), interval, len(keys)


def _resamples(scenarios: int) -> int:
    return max(1_000, min(RESAMPLES, _DRAWS // scenarios))


def _added(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return math.fsum(part for part, _ in pairs), math.fsum(whole for _, whole in pairs)
