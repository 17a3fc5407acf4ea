"""A night by scenario: the few sums that every gate compares."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import TypeAlias

from evalkit.history.night import Night, Played
from evalkit.history.trend import PRIMARIES
from evalkit.outcome import GateName, Outcome

__all__ = ["GATED", "METRICS", "PASSED", "Counted", "NightTally", "ScenarioKey", "ScenarioTally", "own_tally", "tally"]

PASSED = "passed@1"
"""Attempts that passed, counted like a metric; one that was announced to fail and passed got no worse."""

METRICS: Mapping[GateName, tuple[str, ...]] = PRIMARIES
"""What each gate is made of; of the silence gate a yes is a right decision, of the WER gate the part is errors."""

GATED = frozenset(name for names in METRICS.values() for name in names)
"""All of them; every other metric is only watched."""

ScenarioKey: TypeAlias = tuple[str, str]
"""Scenario id and content: another content is another scenario."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A part of a whole."""

    part: float = 0.0
    whole: float = 0.0

    @property
    def rate(self) -> float:
        """Part by whole; the whole must not be 0."""
        return self.part / self.whole

    def __add__(self, other: Counted) -> Counted:
        return Counted(self.part + other.part, self.whole + other.whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioTally:
    """What the attempts of one scenario came to in one night; every name ends in `@` and the metric's version."""

    attempts: int = 0
    """That measured the model."""
    missing: int = 0
    """That did not."""
    counts: Mapping[str, Counted] = field(default_factory=dict)
    times_ms: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """Of all turns, in order of attempts; below 0 where the model talked over the user."""
    medians_ms: Mapping[str, float] = field(default_factory=dict)
    """Of `times_ms`."""

    @property
    def passed(self) -> Counted:
        """Attempts that passed, of those that measured the model."""
        return self.counts.get(PASSED, Counted())


@dataclass(frozen=True, slots=True, kw_only=True)
class NightTally:
    """One night."""

    run_id: str
    scenarios: Mapping[ScenarioKey, ScenarioTally]
    started_at: str = ""
    regressed: bool = False
    """True when it had been judged REGRESSED; in a baseline that somebody accepted it all the same."""

    @property
    def order(self) -> tuple[str, str]:
        """What nights are sorted by."""
        return self.started_at, self.run_id


def own_tally(night: Night) -> NightTally:
    """Returns the sums of what a night says of its own series: where two arms were played in turn, the candidate."""
    arms = {played.arm for played in night.played}
    return tally(night, "candidate" if "candidate" in arms else "")


def tally(night: Night, arm: str = "") -> NightTally:
    """Returns the sums of a night, or of one arm of it."""
    by_scenario: defaultdict[ScenarioKey, list[Played]] = defaultdict(list)
    for played in night.played:
        if played.arm == arm:
            by_scenario[played.scenario_id, played.content].append(played)
    return NightTally(
        run_id=night.run_id,
        scenarios={key: _of(played) for key, played in by_scenario.items()},
        started_at=night.started_at,
        regressed=night.outcome is Outcome.REGRESSED,
    )


def _of(played: list[Played]) -> ScenarioTally:
    measured = sorted((each for each in played if each.measured), key=lambda each: each.attempt)
    counts: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    times_ms: defaultdict[str, list[float]] = defaultdict(list)
    for each in measured:
        counts[PASSED].append((float(each.passed), 1.0))
        for name, pair in each.counts.items():
            if name.partition("@")[0] in GATED:
                counts[name].append(pair)
        for name, values in each.amounts.items():
            if name.partition("@")[0] in METRICS[GateName.LATENCY]:
                times_ms[name] += values
    return ScenarioTally(
        attempts=len(measured),
        missing=len(played) - len(measured),
        counts={name: _summed(pairs) for name, pairs in counts.items()},
        times_ms={name: tuple(values) for name, values in times_ms.items()},
        medians_ms={name: median(values) for name, values in times_ms.items() if values},
    )


def _summed(pairs: Iterable[tuple[float, float]]) -> Counted:
    parts, wholes = zip(*pairs, strict=True)
    return Counted(math.fsum(parts), math.fsum(wholes))
