"""The history as a person reads it: a line for each night, and a strip of nights for each scenario."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean, median
from typing import Literal, TypeAlias

from evalkit.history.night import Night, Played
from evalkit.outcome import GateName
from evalkit.stats.intervals import Interval, wilson

__all__ = [
    "PRIMARIES",
    "Dot",
    "NightLine",
    "Primaries",
    "Strip",
    "metric_levels",
    "metrics_of",
    "night_lines",
    "strips",
]

Primaries: TypeAlias = Mapping[GateName, tuple[str, ...]]
"""What each gate is made of."""

PRIMARIES: Primaries = {
    GateName.PASSED: ("passed",),
    GateName.TOOLS: ("tools.tools_ok",),
    GateName.SILENCE: ("silence.kept_silent", "silence.spoke_up"),
    GateName.WER: ("wer.input_wer", "wer.input_cer"),
    GateName.LATENCY: ("latency.first_audible_ms", "latency.tool_turn_first_audible_ms"),
}
"""As every verdict and every page has it; of the silence gate a yes is a right decision, of the WER gate the part is
errors."""

Dot = Literal["all", "some", "none", "no data"]
"""How many of a scenario's attempts passed in one night."""

_POOLED = frozenset({GateName.WER})
"""Gates whose parts are summed over scenarios; elsewhere each scenario weighs the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NightLine:
    """One night; attempts in quarantine and arms that were played as a baseline are left out of the numbers."""

    night: Night
    passed: int
    attempts: int
    """That measured the model."""
    interval: Interval
    """Of the pass rate of these scenarios: Wilson's, 95 %, too wide rather than too narrow where their rates differ."""
    levels: Mapping[GateName, float] = field(default_factory=dict)
    """Of each gate that has data: the mean over scenarios of a share, the pooled word error rate, and of the first
    audio the median over scenarios, in milliseconds."""
    new_key: bool = False
    """True when its series is not that of the night before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """One scenario over the nights, oldest first."""

    scenario_id: str
    dots: tuple[Dot, ...]
    passed: tuple[tuple[int, int], ...]
    """Of each night, how many of how many."""
    changed: tuple[bool, ...]
    """True of a night from which on its content is another."""
    quarantined: bool
    """In the newest night that has it."""


def night_lines(nights: Sequence[Night], primaries: Primaries) -> tuple[NightLine, ...]:
    """Returns a line for each night, in the order given."""
    keys = [None, *(night.key for night in nights)]
    return tuple(
        _line(night, primaries, new_key=before is not None and before != night.key)
        for night, before in zip(nights, keys, strict=False)
    )


def strips(nights: Sequence[Night]) -> tuple[Strip, ...]:
    """Returns a strip for each scenario that any of the nights has, in order of id.

    Args:
        nights: oldest first.
    """
    by_night = [_by_scenario(_own(night)) for night in nights]
    names = sorted({name for night in by_night for name in night})
    return tuple(_strip(name, [night.get(name, []) for night in by_night]) for name in names)


def metric_levels(nights: Sequence[Night], metric: str) -> tuple[Mapping[str, float], ...]:
    """Returns, for each night and each version of a metric, its level over all scenarios; versions are never pooled.

    A share or an error rate is pooled over all turns; of an amount it is the median over scenarios of their medians.

    Args:
        nights: in any order, which is kept.
        metric: `scorer.metric`, with `@version` or without.
    """
    return tuple(_levels(night, metric) for night in nights)


def metrics_of(nights: Iterable[Night]) -> tuple[str, ...]:
    """Returns the names of all metrics that any of the nights has, without versions."""
    names = {
        name.partition("@")[0] for night in nights for each in night.played for name in (*each.amounts, *each.counts)
    }
    return tuple(sorted(names))


def _line(night: Night, primaries: Primaries, *, new_key: bool) -> NightLine:
    measured = [each for each in _own(night) if each.measured and not each.quarantined]
    passed = sum(each.passed for each in measured)
    known = {name for each in measured for name in (*each.amounts, *each.counts)}
    levels = {
        gate: _gate_level(gate, sorted(name for name in known if _is_one_of(name, metrics)), measured)
        for gate, metrics in primaries.items()
    }
    return NightLine(
        night=night,
        passed=passed,
        attempts=len(measured),
        interval=wilson(passed, len(measured)),
        levels={gate: level for gate, level in levels.items() if level is not None},
        new_key=new_key,
    )


def _gate_level(gate: GateName, names: Sequence[str], measured: Sequence[Played]) -> float | None:
    by_scenario = _by_scenario(measured)
    if gate is GateName.PASSED:
        return fmean(fmean(each.passed for each in played) for played in by_scenario.values()) if measured else None
    if gate is GateName.LATENCY:
        return _median_of_medians(_times(played, names) for played in by_scenario.values())
    counts = [counted for played in by_scenario.values() if (counted := _counted(played, names))[1]]
    if gate in _POOLED:
        return _rate(counts)
    return fmean(part / whole for part, whole in counts) if counts else None


def _levels(night: Night, metric: str) -> dict[str, float]:
    measured = [each for each in _own(night) if each.measured and not each.quarantined]
    found: dict[str, float] = {}
    for name in sorted({name for each in measured for name in (*each.amounts, *each.counts) if _is(name, metric)}):
        by_scenario = _by_scenario(measured)
        times = _median_of_medians(_times(played, (name,)) for played in by_scenario.values())
        level = times if times is not None else _rate([_counted(measured, (name,))])
        if level is not None:
            found[name] = level
    return found


def _strip(name: str, by_night: Sequence[Sequence[Played]]) -> Strip:
    counted = [
        (sum(each.passed for each in played if each.measured), sum(each.measured for each in played))
        for played in by_night
    ]
    contents = [{each.content for each in played} for played in by_night]
    known: set[str] = set()
    changed = []
    for content in contents:
        changed.append(bool(known and content and content != known))
        known = content or known
    newest = next((played for played in reversed(by_night) if played), ())
    return Strip(
        scenario_id=name,
        dots=tuple(_dot(passed, attempts) for passed, attempts in counted),
        passed=tuple(counted),
        changed=tuple(changed),
        quarantined=any(each.quarantined for each in newest),
    )


def _dot(passed: int, attempts: int) -> Dot:
    if not attempts:
        return "no data"
    return "all" if passed == attempts else "some" if passed else "none"


def _own(night: Night) -> Iterator[Played]:
    return (each for each in night.played if each.arm != "baseline")


def _by_scenario(played: Iterable[Played]) -> dict[str, list[Played]]:
    found: defaultdict[str, list[Played]] = defaultdict(list)
    for each in played:
        found[each.scenario_id].append(each)
    return found


def _times(played: Iterable[Played], names: Sequence[str]) -> list[float]:
    return [value for each in played for name in names for value in each.amounts.get(name, ())]


def _counted(played: Iterable[Played], names: Sequence[str]) -> tuple[float, float]:
    pairs = [each.counts[name] for each in played for name in names if name in each.counts]
    return math.fsum(part for part, _ in pairs), math.fsum(whole for _, whole in pairs)


def _rate(pairs: Sequence[tuple[float, float]]) -> float | None:
    whole = math.fsum(whole for _, whole in pairs)
    return math.fsum(part for part, _ in pairs) / whole if whole else None


def _median_of_medians(by_scenario: Iterable[Sequence[float]]) -> float | None:
    medians = [median(values) for values in by_scenario if values]
    return median(medians) if medians else None


def _is_one_of(name: str, metrics: Sequence[str]) -> bool:
    return any(_is(name, metric) for metric in metrics)


def _is(name: str, metric: str) -> bool:
    return name == metric or name.partition("@")[0] == metric
