"""The smallest change that a comparison could have seen: what "no difference" is worth."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from statistics import NormalDist

__all__ = ["detectable_drop", "least_shift"]

_NORMAL = NormalDist()
_ROUNDS = 20
"""After so many a drop and the variance that it adds agree."""


def detectable_drop(
    deltas: Sequence[float],
    alpha: float,
    power: float = 0.8,
    floor: float = 0.0,
    step: float = 0.0,
    added: Callable[[float], float] = lambda drop: 0.0,
) -> float | None:
    """Returns the mean drop that a one-sided sign-flip test of these scenarios finds with the power given.

    It is `least_shift` of the mean difference. Where scenarios hardly vary, a drop can only come in steps: a p-value of
    alpha takes so many signs, and as many scenarios must be expected to fall by one step that so many do fall with the
    power given (their number is nearly Poisson's).

    Args:
        deltas: one difference a scenario.
        alpha: of the test, between 0 and 1.
        power: between 0 and 1.
        floor: the least mean drop that is called one.
        step: the least by which one scenario can fall, such as one attempt of five, 0.2; 0 where there is no least.
        added: the variance that the mean difference would gain by a true drop of so much; what passes nearly always
            hardly varies, and varies more once it does not.

    Returns:
        None where no drop could have been seen: too few scenarios for any p-value as low as alpha.
    """
    count, needed = len(deltas), math.ceil(-math.log2(alpha))
    if count < needed:
        return None
    mean = math.fsum(deltas) / count
    spread = math.sqrt(math.fsum((delta - mean) ** 2 for delta in deltas) / max(1, count - 1))
    seen = 0.0
    for _ in range(_ROUNDS):
        seen = least_shift(math.sqrt(spread * spread / count + added(seen)), alpha, power, floor)
    return max(seen, _expected(needed, power) * step / count) if step else seen


def least_shift(error: float, alpha: float, power: float, floor: float = 0.0) -> float:
    """Returns the shift that a one-sided normal test finds with the power given, and that is above its floor.

    What is found must be both significant, z(1 - alpha) standard errors, and as large as the floor; the truth must lie
    z(power) standard errors beyond the larger of the two. A truth at the floor itself is found every other time.

    Args:
        error: standard error of the shift.
        alpha: of the test, between 0 and 1.
        power: between 0 and 1.
        floor: the least shift that is called one.
    """
    return max(_NORMAL.inv_cdf(1 - alpha) * error, floor) + _NORMAL.inv_cdf(power) * error


def _expected(needed: int, power: float) -> float:
    """The mean at which a Poisson count reaches `needed` with the power given; by bisection."""
    low, high = 0.0, 10.0 * needed + 10.0
    while high - low > 1e-6:
        middle = (low + high) / 2
        below = math.fsum(
            math.exp(count * math.log(middle) - middle - math.lgamma(count + 1)) for count in range(needed)
        )
        low, high = (low, middle) if 1 - below >= power else (middle, high)
    return high
