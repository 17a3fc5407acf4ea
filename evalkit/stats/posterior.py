"""Where a rate lies, given what was counted: quantiles of its posterior under Jeffreys' prior."""

from __future__ import annotations

import math

from evalkit.stats.intervals import Interval

__all__ = ["beta_cdf", "jeffreys_interval"]

_PRIOR = 0.5
_TINY = 1e-300
_MOST_TERMS = 10_000


def jeffreys_interval(successes: int, trials: int, confidence: float = 0.9) -> Interval:
    """Returns the equal-tailed posterior interval of a rate: Beta(successes + 1/2, failures + 1/2).

    Brown, Cai and DasGupta, Statistical Science 16, 2001; an end that nothing speaks against is 0 or 1, as they advise.

    Raises:
        ValueError: the counts do not fit, or `confidence` is not between 0 and 1.
    """
    if not 0 <= successes <= trials:
        raise ValueError(f"successes: expected a count from 0 to {trials}, found {successes}")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence: expected a number between 0 and 1, found {confidence:g}")
    alpha, beta, tail = successes + _PRIOR, trials - successes + _PRIOR, (1 - confidence) / 2
    low = 0.0 if successes == 0 else _quantile(tail, alpha, beta)
    high = 1.0 if successes == trials else _quantile(1 - tail, alpha, beta)
    return Interval(low, high)


def beta_cdf(x: float, alpha: float, beta: float) -> float:
    """Returns P(X <= x), X ~ Beta(alpha, beta): the regularised incomplete beta function (DLMF 8.17.22)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    # The continued fraction converges fast on one side of the mean, and the other side is its mirror image.
    if x > (alpha + 1) / (alpha + beta + 2):
        return 1 - beta_cdf(1 - x, beta, alpha)
    ways = math.lgamma(alpha + beta) - math.lgamma(alpha) - math.lgamma(beta)
    front = math.exp(ways + alpha * math.log(x) + beta * math.log1p(-x)) / alpha
    return front * _fraction(x, alpha, beta)


def _fraction(x: float, alpha: float, beta: float) -> float:
    """1 / (1 + d1 / (1 + d2 / (1 + …))) by Lentz's method."""
    value, above, below = 1.0, 1.0, 0.0
    for term in range(_MOST_TERMS):
        numerator = _numerator(term, x, alpha, beta)
        below = 1 / _nonzero(1 + numerator * below)
        above = _nonzero(1 + numerator / above)
        value *= above * below
        if abs(above * below - 1) < 1e-14:
            break
    return 1 / value


def _numerator(term: int, x: float, alpha: float, beta: float) -> float:
    """d1, d2, … of DLMF 8.17.23, counted from 0."""
    number = term + 1
    m = number // 2
    if number % 2 == 0:
        return m * (beta - m) * x / ((alpha + 2 * m - 1) * (alpha + 2 * m))
    return -(alpha + m) * (alpha + beta + m) * x / ((alpha + 2 * m) * (alpha + 2 * m + 1))


def _nonzero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def _quantile(probability: float, alpha: float, beta: float) -> float:
    low, high = 0.0, 1.0
    while high - low > 1e-9:
        middle = (low + high) / 2
        low, high = (middle, high) if beta_cdf(middle, alpha, beta) < probability else (low, middle)
    return (low + high) / 2
