"""Two shares compared within strata: what a sign flip cannot do where one side is known much better than the other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

__all__ = ["mantel_haenszel"]


def mantel_haenszel(old: Sequence[tuple[float, float]], new: Sequence[tuple[float, float]]) -> float:
    """Returns the one-sided p-value of a higher share in the new arm, by the test of Mantel and Haenszel.

    Were nothing changed, the successes of a stratum would fall on its two arms by lot: those of the new arm are
    hypergeometric, with known mean and variance, and their sum over the strata is nearly normal (Journal of the
    National Cancer Institute 22, 1959; with the continuity correction).

    Sign flips take each difference to be as likely to have the other sign. That is not so where the old arm is many
    nights and the new one five attempts that nearly always succeed: one perfect night makes every difference positive,
    and is no news.

    Args:
        old: successes and trials of each stratum.
        new: the same strata in the same order.

    Returns:
        1 when no stratum has both successes and failures: nothing could have differed.

    Raises:
        ValueError: the arms have different lengths.
    """
    if len(old) != len(new):
        raise ValueError(f"stratified: {len(old)} strata in one arm and {len(new)} in the other")
    above, variance = 0.0, 0.0
    for (old_part, old_whole), (new_part, new_whole) in zip(old, new, strict=True):
        whole, part = old_whole + new_whole, old_part + new_part
        if old_whole and new_whole:
            above += new_part - part * new_whole / whole
            variance += part * (whole - part) * old_whole * new_whole / (whole * whole * max(1.0, whole - 1))
    if variance <= 0:
        return 1.0
    return 1 - NormalDist().cdf((above - 0.5) / math.sqrt(variance))
