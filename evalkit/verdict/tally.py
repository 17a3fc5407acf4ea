"""A night by scenario: the few sums that every gate compares."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import TypeAlias

from evalkit.history.night import Night, Played
from evalkit.outcome import GateName

__all__ = ["METRICS", "PASSED", "Counted", "NightTally", "ScenarioKey", "ScenarioTally", "tally"]

PASSED = "passed@1"
"""Attempts that passed, counted like a metric."""

METRICS: Mapping[GateName, tuple[str, ...]] = {
    GateName.PASSED: ("passed",),
    GateName.TOOLS: ("tools.tools_ok",),
    GateName.SILENCE: ("silence.kept_silent", "silence.spoke_up"),
    GateName.WER: ("wer.input_wer", "wer.input_cer"),
    GateName.LATENCY: ("latency.first_audible_ms", "latency.tool_turn_first_audible_ms"),
}
"""What each gate is made of; of the silence gate a yes is a right decision, of the WER gate the part is errors."""

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
    medians_ms: Mapping[str, float] = field(default_factory=dict)
    """Over all turns of all attempts."""
    turns: int = 0
    """Turns that have a time in `medians_ms`."""

    @property
    def passed(self) -> Counted:
        """Attempts that passed, of those that measured the model."""
        return self.counts.get(PASSED, Counted())


@dataclass(frozen=True, slots=True, kw_only=True)
class NightTally:
    """One night."""

    run_id: str
    scenarios: Mapping[ScenarioKey, ScenarioTally]
    accepted: bool = True


def tally(night: Night, arm: str = "") -> NightTally:
    """Returns the sums of a night, or of one arm of it."""
    by_scenario: defaultdict[ScenarioKey, list[Played]] = defaultdict(list)
    for played in night.played:
        if played.arm == arm:
            by_scenario[played.scenario_id, played.content].append(played)
    return NightTally(
        run_id=night.run_id,
        scenarios={key: _of(played) for key, played in by_scenario.items()},
        accepted=bool(night.accepted_at),
    )


def _of(played: list[Played]) -> ScenarioTally:
    measured = [each for each in played if each.measured]
    counts: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    times_ms: defaultdict[str, list[float]] = defaultdict(list)
    for each in measured:
        counts[PASSED].append((float(each.passed), 1.0))
        for name, pair in each.counts.items():
            if _is_gated(name):
                counts[name].append(pair)
        for name, values in each.amounts.items():
            if name.partition("@")[0] in METRICS[GateName.LATENCY]:
                times_ms[name] += values
    return ScenarioTally(
        attempts=len(measured),
        missing=len(played) - len(measured),
        counts={name: _summed(pairs) for name, pairs in counts.items()},
        medians_ms={name: median(values) for name, values in times_ms.items()},
        turns=sum(map(len, times_ms.values())),
    )


def _is_gated(name: str) -> bool:
    plain = name.partition("@")[0]
    return any(plain in metrics for metrics in METRICS.values())


def _summed(pairs: Iterable[tuple[float, float]]) -> Counted:
    parts, wholes = zip(*pairs, strict=True)
    return Counted(math.fsum(parts), math.fsum(wholes))
