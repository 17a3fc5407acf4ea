"""Confidence intervals that assume nothing about the shape of the data: for quantiles and for shares."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from statistics import NormalDist

__all__ = ["Interval", "clopper_pearson", "quantile_interval", "quantile_needs", "quantile_ranks", "wilson"]

_GRACE = 1e-12
"""What a sum of floats may lack of a coverage that is met exactly."""
_MOST_NEEDED = 1_000_000
"""Values that nobody will have; a quantile that needs more is a mistake."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Both ends belong to it; the unit is that of the values, and of a share from 0 to 1."""

    low: float
    high: float


def quantile_interval(values: Iterable[float], share: float, confidence: float = 0.95) -> Interval | None:
    """Returns two of the values that enclose a quantile of what they were drawn from.

    Whatever the distribution, the interval holds the true quantile in at least `confidence` of all samples, provided
    that the values are independent of each other; turns of one session may not be.

    Args:
        values: in any order, none of them NaN.
        share: of the values that lie below the quantile, such as 0.9.
        confidence: between 0 and 1.

    Returns:
        None when there are fewer values than `quantile_needs`.

    Raises:
        ValueError: `share` or `confidence` is not between 0 and 1, or a value is NaN.
    """
    known = sorted(values)
    if any(math.isnan(value) for value in known):
        raise ValueError("values: NaN has no place in an order")
    ranks = quantile_ranks(len(known), share, confidence)
    return None if ranks is None else Interval(known[ranks[0] - 1], known[ranks[1] - 1])


def quantile_ranks(size: int, share: float, confidence: float = 0.95) -> tuple[int, int] | None:
    """Returns the ranks, from 1, of the two order statistics that enclose a quantile; None when no two do.

    The number of values below the quantile is binomial, so ranks j and k enclose it with the probability
    P(j <= B < k), B ~ Bin(size, share) (David and Nagaraja, Order Statistics). Of the pairs that reach `confidence`
    this is the one with the fewest ranks between them, of those the one most often right, of two such the lower. The
    tails need not be equal: an upper quantile of few values has no room above it.

    Raises:
        ValueError: `size` is negative, or a probability is not between 0 and 1.
    """
    _check(size, share=share, confidence=confidence)
    if size < quantile_needs(share, confidence):
        return None
    _, _, low, high = min(_enclosing(size, share, confidence))
    return low, high


def quantile_needs(share: float, confidence: float = 0.95) -> int:
    """Returns with how many values a quantile has an interval at all: 6 for the median, 29 for P90, 59 for P95.

    It is the smallest n with 1 - share^n - (1 - share)^n >= confidence: the smallest and the largest value enclose it.

    Raises:
        ValueError: a probability is not between 0 and 1, or they need more than a million values.
    """
    _check(0, share=share, confidence=confidence)
    low, high = 2, _MOST_NEEDED
    if _widest(high, share) < confidence - _GRACE:
        raise ValueError(f"share {share:g} at confidence {confidence:g}: needs more than {_MOST_NEEDED} values")
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if _widest(middle, share) >= confidence - _GRACE else (middle + 1, high)
    return low


def clopper_pearson(successes: int, trials: int, confidence: float = 0.95) -> Interval:
    """Returns the exact interval of a share: it is right at least as often as it says, and wide for that.

    Each end is where a tail of the binomial distribution is (1 - confidence) / 2 (Clopper and Pearson, Biometrika 26,
    1934). A bound on one side alone is the end of the interval with twice the doubt: at most 5 % wrong is 0.90 here.
    No trial says nothing: 0 to 1.

    Raises:
        ValueError: the counts do not fit, or `confidence` is not between 0 and 1.
    """
    _check_counts(successes, trials, confidence)
    doubt = (1 - confidence) / 2
    return Interval(1 - _upper(trials - successes, trials, doubt), _upper(successes, trials, doubt))


def wilson(successes: int, trials: int, confidence: float = 0.95) -> Interval:
    """Returns Wilson's score interval of a share: right as often as it says on average, and the one to show.

    Wilson, JASA 22, 1927; without continuity correction. No trial says nothing: 0 to 1.

    Raises:
        ValueError: the counts do not fit, or `confidence` is not between 0 and 1.
    """
    _check_counts(successes, trials, confidence)
    if trials == 0:
        return Interval(0.0, 1.0)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share = successes / trials
    scale = 1 + z * z / trials
    centre = share + z * z / (2 * trials)
    reach = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    low = 0.0 if successes == 0 else (centre - reach) / scale
    high = 1.0 if successes == trials else (centre + reach) / scale
    return Interval(low, high)


def _widest(size: int, share: float) -> float:
    """How often the smallest and the largest of `size` values enclose the quantile."""
    return 1 - share**size - (1 - share) ** size


def _enclosing(size: int, share: float, confidence: float) -> Iterator[tuple[int, float, int, int]]:
    """For each lower rank the nearest upper one that suffices: ranks between, doubt left, and the two."""
    # below[j] = P(B < j)
    below = (0.0, *accumulate(_binomial(size, share)))
    high = 2
    for low in range(1, size):
        high = max(high, low + 1)
        while high < size and below[high] - below[low] < confidence - _GRACE:
            high += 1
        coverage = below[high] - below[low]
        if coverage < confidence - _GRACE:
            return
        # Rounded, so that a pair and its mirror image are equal.
        yield high - low, round(1 - coverage, 12), low, high


def _binomial(size: int, share: float) -> Iterator[float]:
    """The probabilities of 0 to `size` successes."""
    whole, log_share, log_rest = math.lgamma(size + 1), math.log(share), math.log1p(-share)
    for k in range(size + 1):
        ways = whole - math.lgamma(k + 1) - math.lgamma(size - k + 1)
        yield math.exp(ways + k * log_share + (size - k) * log_rest)


def _upper(successes: int, trials: int, doubt: float) -> float:
    """The share at which so few successes, or fewer, have the probability `doubt`; by bisection."""
    if successes == trials:
        return 1.0
    low, high = successes / trials, 1.0
    while low < (middle := (low + high) / 2) < high:
        low, high = (middle, high) if _at_most(successes, trials, middle) > doubt else (low, middle)
    return high


def _at_most(successes: int, trials: int, share: float) -> float:
    """P(B <= successes), B ~ Bin(trials, share), where `share` is above successes / trials: terms fall going down."""
    ways = math.lgamma(trials + 1) - math.lgamma(successes + 1) - math.lgamma(trials - successes + 1)
    term = math.exp(ways + successes * math.log(share) + (trials - successes) * math.log1p(-share))
    total, k = term, successes
    while k > 0 and term > total * 1e-17:
        term *= k / (trials - k + 1) * (1 - share) / share
        total += term
        k -= 1
    return total


def _check(size: int, **probabilities: float) -> None:
    if size < 0:
        raise ValueError(f"size: expected a count, found {size}")
    for name, value in probabilities.items():
        if not 0 < value < 1:
            raise ValueError(f"{name}: expected a number between 0 and 1, found {value:g}")


def _check_counts(successes: int, trials: int, confidence: float) -> None:
    _check(trials, confidence=confidence)
    if not 0 <= successes <= trials:
        raise ValueError(f"successes: expected a count from 0 to {trials}, found {successes}")
