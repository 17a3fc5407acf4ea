"""Tonight beside the baseline, scenario by scenario: only what is the same scenario and the same metric is paired."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from evalkit.outcome import GateName
from evalkit.verdict.tally import METRICS, Counted, NightTally, ScenarioKey, ScenarioTally

__all__ = ["Pair", "log_ratios", "pairs"]


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


def pairs(gate: GateName, now: NightTally, before: Sequence[NightTally]) -> tuple[Pair, ...]:
    """Returns the scenarios that tonight and the baseline both have counts of, in order of id.

    The baseline's counts are summed over its nights: a scenario's rate is known better than one night knows it.
    """
    found = (
        Pair(key, *_counted(gate, scenario, [night.scenarios[key] for night in before if key in night.scenarios]))
        for key, scenario in sorted(now.scenarios.items())
    )
    return tuple(pair for pair in found if pair.old.whole > 0 and pair.new.whole > 0)


def log_ratios(now: Mapping[ScenarioKey, ScenarioTally], before: Sequence[NightTally]) -> dict[ScenarioKey, float]:
    """Returns by how much each scenario's first audio moved: ln(new / old), old being the median of its nights.

    Times at or below 0 (the model talked over the user) have no logarithm and are left out.
    """
    found: dict[ScenarioKey, float] = {}
    for key, scenario in sorted(now.items()):
        known = [night.scenarios[key].medians_ms for night in before if key in night.scenarios]
        ratios = [
            math.log(value / old)
            for name, value in sorted(scenario.medians_ms.items())
            if value > 0 and (old := _median([each[name] for each in known if each.get(name, 0) > 0])) is not None
        ]
        if ratios:
            found[key] = fmean(ratios)
    return found


def _median(values: list[float]) -> float | None:
    return median(values) if values else None


def _counted(gate: GateName, now: ScenarioTally, before: Sequence[ScenarioTally]) -> tuple[Counted, Counted]:
    """Old and new, of the metrics and versions that both have."""
    old, new = Counted(), Counted()
    for name, counted in now.counts.items():
        if name.partition("@")[0] in METRICS[gate]:
            known = sum((each.counts[name] for each in before if name in each.counts), Counted())
            if known.whole > 0:
                old, new = old + known, new + counted
    return old, new
