"""Where a night stands among the nights before it, whatever a few of them were like."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

__all__ = ["robust_z"]

_NORMAL = 1.4826
"""Makes the median absolute deviation of normal data its standard deviation."""


def robust_z(value: float, before: Sequence[float], least_spread: float) -> float:
    """Returns by how many spreads a value lies above the median of those before.

    Args:
        value: tonight's.
        before: at least one.
        least_spread: the spread is never taken to be less: nights that happen to agree do not make the next one odd.
    """
    middle = median(before)
    spread = _NORMAL * median(abs(each - middle) for each in before)
    return (value - middle) / max(spread, least_spread)
