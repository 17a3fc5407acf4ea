"""Every metric over the nights: its level over all scenarios with an interval, and that of each scenario."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from statistics import median

from evalkit.history.night import Night
from evalkit.stats.intervals import Interval, quantile_ranks

__all__ = ["Level", "LevelSeries", "level_series", "median_level", "pooled_level"]

_LEAST_SCENARIOS = 10
"""Scenarios that an interval of a pooled rate needs: with fewer their spread is a guess."""
_Z = 1.96

Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Level:
    """One night's."""

    value: float
    interval: Interval | None = None
    """At 95 %, scenarios being the units; None where there are too few."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelSeries:
    """A metric over the nights, oldest first."""

    name: str
    """`scorer.metric`, without its version."""
    rate: bool
    """True of a share or an error rate: a part of a whole."""
    levels: tuple[Level | None, ...]
    """Of each night; None where it was not measured."""
    versions: tuple[str, ...]
    """The version each night's level is of, the highest where a night has several; "" where it was not measured."""
    scenarios: Mapping[str, tuple[float | None, ...]] = field(default_factory=dict)
    """By scenario its level in each night, for those that have any: of an amount the median over its turns, else part
    by whole."""

    @property
    def new_versions(self) -> tuple[int, ...]:
        """The places of nights whose version is not that of the night before that has one."""
        found, last = [], ""
        for place, version in enumerate(self.versions):
            if version and last and version != last:
                found.append(place)
            last = version or last
        return tuple(found)


@dataclass(slots=True)
class _Night:
    """What one night has of one metric, by scenario."""

    version: str
    amounts: dict[str, list[float]] = field(default_factory=dict)
    counts: dict[str, Pair] = field(default_factory=dict)


def level_series(nights: Sequence[Night]) -> tuple[LevelSeries, ...]:
    """Returns every metric that any of the nights has, in order of name.

    Attempts in quarantine, arms that were played as a baseline, and attempts that did not measure the model are left
    out. An amount's level is the median over scenarios of their medians; a rate is pooled over all turns.

    Args:
        nights: oldest first.
    """
    by_night = [_of_night(night) for night in nights]
    names = sorted({name for night in by_night for name in night})
    return tuple(_series(name, [night.get(name) for night in by_night]) for name in names)


def _of_night(night: Night) -> dict[str, _Night]:
    own = [each for each in night.played if each.measured and not each.quarantined and each.arm != "baseline"]
    found, chosen = _newest_versions({name for each in own for name in (*each.amounts, *each.counts)})
    for played in own:
        scenario = played.scenario_id
        for name, values in played.amounts.items():
            if values and name in chosen:
                chosen[name].amounts.setdefault(scenario, []).extend(values)
        for name, (part, whole) in played.counts.items():
            if name in chosen:
                counts = chosen[name].counts
                known = counts.get(scenario, (0.0, 0.0))
                counts[scenario] = known[0] + part, known[1] + whole
    return found


def _newest_versions(names: Iterable[str]) -> tuple[dict[str, _Night], dict[str, _Night]]:
    """What a night has by name, and the same by name and version; of each name the highest version only."""
    newest: dict[str, str] = {}
    for full in sorted(names, key=lambda full: _number(full.partition("@")[2])):
        newest[full.partition("@")[0]] = full
    found = {name: _Night(full.partition("@")[2]) for name, full in newest.items()}
    return found, {full: found[name] for name, full in newest.items()}


def _number(version: str) -> tuple[int, str]:
    return (int(version), "") if version.isdecimal() else (0, version)


def _series(name: str, nights: Sequence[_Night | None]) -> LevelSeries:
    values = [{} if night is None else _by_scenario(night) for night in nights]
    scenarios = sorted({scenario for each in values for scenario in each})
    levels = tuple(
        None if night is None or not each else _level(night, each) for night, each in zip(nights, values, strict=True)
    )
    return LevelSeries(
        name=name,
        rate=any(night is not None and night.counts for night in nights),
        levels=levels,
        versions=tuple(night.version if night and level else "" for night, level in zip(nights, levels, strict=True)),
        scenarios={scenario: tuple(each.get(scenario) for each in values) for scenario in scenarios},
    )


def _by_scenario(night: _Night) -> dict[str, float]:
    rates = {scenario: part / whole for scenario, (part, whole) in night.counts.items() if whole}
    return rates | {scenario: median(values) for scenario, values in night.amounts.items()}


def _level(night: _Night, by_scenario: Mapping[str, float]) -> Level:
    if night.amounts:
        return median_level(by_scenario.values())
    return pooled_level([pair for pair in night.counts.values() if pair[1]])


def median_level(values: Iterable[float]) -> Level:
    """Returns the median over scenarios; its interval has two of the values as its ends, and needs six.

    Args:
        values: one a scenario, at least one.
    """
    known = sorted(values)
    ranks = _ranks(len(known))
    return Level(median(known), None if ranks is None else Interval(known[ranks[0] - 1], known[ranks[1] - 1]))


def pooled_level(pairs: Sequence[Pair]) -> Level:
    """Returns a rate pooled over scenarios, with the interval of a ratio (Cochran, Sampling Techniques, 6.4).

    Scenarios are the units, because words of one scenario go wrong together.

    Args:
        pairs: a part and a whole of each scenario, at least one; no whole is 0.
    """
    part, whole = math.fsum(part for part, _ in pairs), math.fsum(whole for _, whole in pairs)
    rate, size = part / whole, len(pairs)
    if size < _LEAST_SCENARIOS:
        return Level(rate)
    squares = math.fsum((each - rate * of) ** 2 for each, of in pairs)
    reach = _Z * math.sqrt(size / (size - 1) * squares) / whole
    # Where all scenarios have one rate, as none wrong, their spread says nothing about what could have been.
    return Level(rate, Interval(max(0.0, rate - reach), rate + reach) if reach else None)


@cache
def _ranks(size: int) -> tuple[int, int] | None:
    return quantile_ranks(size, 0.5)
