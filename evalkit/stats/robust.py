"""How far nights lie apart, whatever a few of them were like."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

__all__ = ["robust_spread"]

_NORMAL = 1.4826
"""Makes the median absolute deviation of normal data its standard deviation."""


def robust_spread(values: Sequence[float]) -> float:
    """Returns the scaled median absolute deviation from the median: of normal data the standard deviation.

    Nearly half of the values may be anything. Half of them or more being equal make it 0, so that a caller who divides
    needs a least spread.

    Args:
        values: at least one.
    """
    middle = median(values)
    return _NORMAL * median(abs(value - middle) for value in values)
