"""The primaries of a run as the index draws them: a level in words, and a small bar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evalkit.outcome import GateName
from evalkit.reporters.number_words import amount, gate_name, is_worse

__all__ = ["Primary", "primaries_of"]

_AGAINST_MOST = {GateName.WER: 0.1, GateName.LATENCY: 0.0}
"""Drawn against the largest of all runs, or this where all are smaller: a full bar of 0.3 % errors would mislead.

The others are shares of a whole.
"""


@dataclass(frozen=True, slots=True)
class Primary:
    """One level."""

    column: int
    """Which of the five it is, counted from 0: the pass rate."""
    title: str
    words: str
    value: float
    bar: float
    """How much of its bar is full, 0 to 1."""
    less_is_better: bool


def primaries_of(levels: Mapping[str, float], most: Mapping[str, float]) -> tuple[Primary, ...]:
    """Returns what a run has of the five.

    Args:
        levels: by name of a gate.
        most: likewise the largest level of all runs.
    """
    return tuple(
        Primary(
            column=column,
            title=gate_name(gate),
            words=amount(gate, levels[gate]),
            value=round(levels[gate], 6),
            bar=round(_bar(gate, levels[gate], most.get(gate, 0.0)), 3),
            less_is_better=is_worse(gate, 1.0),
        )
        for column, gate in enumerate(GateName)
        if gate in levels
    )


def _bar(gate: GateName, level: float, most: float) -> float:
    whole = max(most, _AGAINST_MOST[gate]) if gate in _AGAINST_MOST else 1.0
    return min(1.0, max(0.0, level / whole)) if whole > 0 else 0.0
