"""The smallest change that a comparison could have seen: what "no difference" is worth."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

__all__ = ["detectable_drop"]


def detectable_drop(deltas: Sequence[float], alpha: float, power: float = 0.8, step: float = 0.0) -> float | None:
    """Returns the mean drop that a one-sided sign-flip test of these scenarios finds with the power given.

    The normal approximation: (z(1 - alpha) + z(power)) times the standard error of the mean difference. Where scenarios
    hardly vary, a drop can only come in steps: then it takes as many scenarios falling by one step as there must be
    signs for a p-value of alpha.

    Args:
        deltas: one difference a scenario.
        alpha: of the test, between 0 and 1.
        power: between 0 and 1.
        step: the least by which one scenario can fall, such as one attempt of five, 0.2; 0 where there is no least.

    Returns:
        None where no drop could have been seen: too few scenarios for any p-value as low as alpha.
    """
    count, needed = len(deltas), math.ceil(-math.log2(alpha))
    if count < needed:
        return None
    mean = math.fsum(deltas) / count
    spread = math.sqrt(math.fsum((delta - mean) ** 2 for delta in deltas) / max(1, count - 1))
    normal = NormalDist()
    seen = (normal.inv_cdf(1 - alpha) + normal.inv_cdf(power)) * spread / math.sqrt(count)
    return max(seen, needed * step / count)
