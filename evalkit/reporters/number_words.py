"""Numbers of a verdict in words: every one with its unit, every change absolute and relative, never a bare p."""

from __future__ import annotations

import math

from evalkit.outcome import Gate, GateName
from evalkit.reporters.plain import quantity
from evalkit.stats.intervals import Interval

__all__ = [
    "amount",
    "chance",
    "change_of",
    "detectable_of",
    "detectable_size",
    "gate_name",
    "interval_of",
    "is_worse",
    "share",
]

_NAMES = {
    GateName.PASSED: "pass rate",
    GateName.TOOLS: "tools right",
    GateName.SILENCE: "speech and silence right",
    GateName.WER: "word error rate",
    GateName.LATENCY: "first audible audio",
}
_LESS_IS_BETTER = frozenset({GateName.WER, GateName.LATENCY})
_LEAST_CHANCE = 1e-9
_NOTHING = 1e-4
"""Milliseconds, points or per cent that are only how floats add up."""


def gate_name(name: GateName) -> str:
    """Returns what a gate measures, as every report calls it."""
    return _NAMES[name]


def is_worse(name: GateName, difference: float) -> bool:
    """Returns whether new less old is a change for the worse."""
    return difference > 0 if name in _LESS_IS_BETTER else difference < 0


def share(value: float) -> str:
    """Returns a share in per cent: `97.2 %`, `100 %`; one that only rounds to all or nothing says so: `> 99.9 %`."""
    if not math.isfinite(value):
        return f"{value} %"
    if 0 < value < 0.0005:
        return "< 0.1 %"
    if 0.9995 < value < 1:
        return "> 99.9 %"
    return f"{_trimmed(f'{100 * value:,.1f}')} %"


def amount(name: GateName, value: float | None) -> str:
    """Returns a value of a gate: `97.2 %`, `1,107 ms`; empty where there is none."""
    if value is None:
        return ""
    return quantity(value, "ms") if name is GateName.LATENCY else share(value)


def change_of(name: GateName, old: float | None, new: float | None) -> str:
    """Returns by how much it moved, absolute and relative: `−7.1 points (−7.3 %)`, `+233 ms (+21 %)`.

    Empty where it is not known; `no change` where nothing moved; without the relative part where it was 0 before.
    """
    if old is None or new is None:
        return ""
    moved, unit = (new - old, "ms") if name is GateName.LATENCY else (100 * (new - old), "points")
    if abs(moved) < _NOTHING:
        return "no change"
    absolute = f"{_signed(moved, 0 if unit == 'ms' else 1)} {unit}"
    return f"{absolute} ({_percent((new - old) / old)})" if old else absolute


def interval_of(gate: Gate) -> str:
    """Returns where the change is at 95 %, `−10.2 to −4.1 points`, of the first audio `+15 % to +27 %`; or nothing."""
    return "" if gate.interval is None else _range(gate.name, gate.interval)


def detectable_of(gate: Gate) -> str:
    """Returns the smallest change for the worse that would have been found: `a drop of 4 points`; or nothing."""
    size = detectable_size(gate)
    return f"a {'rise' if gate.name in _LESS_IS_BETTER else 'drop'} of {size}" if size else ""


def detectable_size(gate: Gate) -> str:
    """Returns the same without its direction: `4 points`, of the first audio `5 %`."""
    if gate.detectable is None or not math.isfinite(gate.detectable):
        return ""
    if gate.name is GateName.LATENCY:
        return share(gate.detectable)
    return f"{_trimmed(f'{100 * gate.detectable:.1f}')} points"


def chance(p: float) -> str:
    """Returns a probability as a person says it: `one chance in 20,000`, to two digits."""
    if not p <= 0.5:
        return "more than one chance in two"
    if p < _LEAST_CHANCE:
        return "less than one chance in a billion"
    return f"one chance in {_two_digits(1 / p):,}"


def _range(name: GateName, interval: Interval) -> str:
    if name is GateName.LATENCY:
        return f"{_percent(interval.low)} to {_percent(interval.high)}"
    return f"{_signed(100 * interval.low, 1)} to {_signed(100 * interval.high, 1)} points"


def _percent(relative: float) -> str:
    return f"{_signed(100 * relative, 0 if abs(relative) >= 0.0995 else 1)} %"


def _signed(value: float, digits: int) -> str:
    """With its sign, a true minus; one that would round to nothing keeps its first digit."""
    if abs(value) < _NOTHING:
        return "0"
    shown = f"{value:+,.{digits}f}"
    if not any(digit in shown for digit in "123456789"):
        shown = f"{value:+.1g}"
    return _trimmed(shown).replace("-", "−")


def _trimmed(shown: str) -> str:
    return shown.removesuffix(".0")


def _two_digits(value: float) -> int:
    if value < 100:
        return round(value)
    step = 10.0 ** (math.floor(math.log10(value)) - 1)
    return int(round(value / step) * step)
