"""The five gates over the nights, in the same shape as every other metric."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from evalkit.history.levels import Level, LevelSeries, median_level, pooled_level
from evalkit.history.night import Night, Played
from evalkit.history.trend import NightLine, Primaries
from evalkit.outcome import GateName
from evalkit.stats.intervals import Interval

__all__ = ["gate_series"]


def gate_series(lines: Sequence[NightLine], primaries: Primaries) -> dict[GateName, LevelSeries]:
    """Returns each gate that any night has data for; the levels are those of the lines.

    The interval of the pass rate is that of the terminal; of the other gates scenarios are the units.

    Args:
        lines: of nights (`night_lines`), oldest first.
        primaries: what each gate is made of.
    """
    found = {gate: _series(gate, names, lines) for gate, names in primaries.items()}
    return {gate: series for gate, series in found.items() if any(series.levels)}


def _series(gate: GateName, names: Sequence[str], lines: Sequence[NightLine]) -> LevelSeries:
    nights = [_by_scenario(gate, frozenset(names), line.night) for line in lines]
    values = [{scenario: _value(each) for scenario, each in night.items()} for night in nights]
    levels = tuple(_level(gate, line, night) for line, night in zip(lines, nights, strict=True))
    return LevelSeries(
        name=gate.value,
        rate=gate is not GateName.LATENCY,
        levels=levels,
        versions=tuple("1" if level else "" for level in levels),
        scenarios={
            scenario: tuple(each.get(scenario) for each in values)
            for scenario in sorted({scenario for each in values for scenario in each})
        },
    )


_Known = tuple[float, float] | list[float]
"""A part and a whole, or the times of all turns."""
_ALL = GateName.PASSED
"""The gate that counts attempts, and no metric of theirs."""


def _by_scenario(gate: GateName, metrics: frozenset[str], night: Night) -> dict[str, _Known]:
    own = [each for each in night.played if each.measured and not each.quarantined and each.arm != "baseline"]
    known = {name for each in own for name in (*each.amounts, *each.counts)}
    names = sorted(name for name in known if name in metrics or name.partition("@")[0] in metrics)
    return dict(_times(own, names) if gate is GateName.LATENCY else _counts(own, None if gate is _ALL else names))


def _times(played: Iterable[Played], names: Sequence[str]) -> dict[str, list[float]]:
    found: defaultdict[str, list[float]] = defaultdict(list)
    for each in played:
        for name in names:
            if values := each.amounts.get(name):
                found[each.scenario_id].extend(values)
    return found


def _counts(played: Iterable[Played], names: Sequence[str] | None) -> dict[str, tuple[float, float]]:
    """Parts and wholes; without names, of attempts those that passed."""
    found: dict[str, tuple[float, float]] = {}
    for each in played:
        passed = [(float(each.passed), 1.0)]
        pairs = passed if names is None else [each.counts[name] for name in names if name in each.counts]
        for part, whole in pairs:
            before = found.get(each.scenario_id, (0.0, 0.0))
            found[each.scenario_id] = before[0] + part, before[1] + whole
    return {scenario: pair for scenario, pair in found.items() if pair[1]}


def _value(known: _Known) -> float:
    return median(known) if isinstance(known, list) else known[0] / known[1]


def _level(gate: GateName, line: NightLine, night: Mapping[str, _Known]) -> Level | None:
    value = line.levels.get(gate)
    return None if value is None else Level(value, _interval(gate, line, night))


def _interval(gate: GateName, line: NightLine, night: Mapping[str, _Known]) -> Interval | None:
    if gate is _ALL:
        return line.interval
    if gate is GateName.LATENCY:
        return median_level(map(_value, night.values())).interval
    pairs = [known for known in night.values() if isinstance(known, tuple)]
    if gate is GateName.WER:
        return pooled_level(pairs).interval
    # Each scenario weighs the same, as one that has one call or one word.
    return pooled_level([(part / whole, 1.0) for part, whole in pairs]).interval
