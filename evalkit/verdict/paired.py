"""Tonight beside the baseline, scenario by scenario: only what is the same scenario and the same metric is paired."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeAlias

from evalkit.outcome import GateName
from evalkit.verdict.tally import METRICS, Counted, NightTally, ScenarioKey, ScenarioTally

__all__ = ["Moved", "Pair", "Typical", "first_audio", "night_level", "pairs", "typical_ms"]

Typical: TypeAlias = Mapping[ScenarioKey, Mapping[str, float]]
"""The median first audio over some nights, by scenario and metric, in milliseconds; always above 0."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One scenario's counts of one gate, in the baseline and tonight."""

    key: ScenarioKey
    old: Counted
    new: Counted

    @property
    def delta(self) -> float:
        """The new rate less the old."""
        return self.new.rate - self.old.rate


@dataclass(frozen=True, slots=True)
class Moved:
    """One scenario's first audio, in the baseline and tonight; both above 0."""

    old_ms: float
    new_ms: float

    @property
    def ratio(self) -> float:
        """Returns ln(new / old)."""
        return math.log(self.new_ms / self.old_ms)


def pairs(gate: GateName, now: NightTally, before: Sequence[NightTally]) -> tuple[Pair, ...]:
    """Returns the scenarios that tonight and the baseline both have counts of, in order of id.

    The baseline's counts are summed over its nights: a scenario's rate is known better than one night knows it.
    """
    found = (
        Pair(key, *_counted(gate, scenario, [night.scenarios[key] for night in before if key in night.scenarios]))
        for key, scenario in sorted(now.scenarios.items())
    )
    return tuple(pair for pair in found if pair.old.whole > 0 and pair.new.whole > 0)


def typical_ms(before: Sequence[NightTally]) -> Typical:
    """Returns the median of the nights' medians; a night at or below 0 has no logarithm and is left out."""
    known: defaultdict[ScenarioKey, defaultdict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for night in before:
        for key, scenario in night.scenarios.items():
            for name, value in scenario.medians_ms.items():
                if value > 0:
                    known[key][name].append(value)
    return {key: {name: median(values) for name, values in metrics.items()} for key, metrics in known.items()}


def first_audio(now: NightTally, typical: Typical) -> dict[ScenarioKey, Moved]:
    """Returns how each scenario's first audio moved, in order of id.

    Of several metrics that both sides have it is the geometric mean. A median at or below 0 (the model talked over
    the user) has no logarithm: such a scenario is left out, and other scorers speak of it.
    """
    found: dict[ScenarioKey, Moved] = {}
    for key, scenario in sorted(now.scenarios.items()):
        old = typical.get(key, {})
        both = sorted(name for name, value in scenario.medians_ms.items() if value > 0 and name in old)
        if both:
            found[key] = Moved(_mean([old[name] for name in both]), _mean([scenario.medians_ms[name] for name in both]))
    return found


def night_level(night: NightTally, typical: Typical) -> float | None:
    """Returns how slow a night is: the median over its scenarios of ln(first audio / typical); None without times."""
    ratios = [each.ratio for each in first_audio(night, typical).values()]
    return median(ratios) if ratios else None


def _mean(values: Sequence[float]) -> float:
    """The geometric mean; of one value the value itself."""
    return math.prod(math.pow(value, 1 / len(values)) for value in values)


def _counted(gate: GateName, now: ScenarioTally, before: Sequence[ScenarioTally]) -> tuple[Counted, Counted]:
    """Old and new, of the metrics and versions that both have."""
    old, new = Counted(), Counted()
    for name, counted in sorted(now.counts.items()):
        if name.partition("@")[0] in METRICS[gate]:
            known = sum((each.counts[name] for each in before if name in each.counts), Counted())
            if known.whole > 0:
                old, new = old + known, new + counted
    return old, new
