"""Paired comparisons in which the scenario is the unit: sign flips, and the bootstrap of a pooled rate."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from evalkit.stats.intervals import Interval

__all__ = ["FLIPS", "RESAMPLES", "PairedRates", "mean_interval", "paired_rates", "sign_flip"]

FLIPS = 10_000
RESAMPLES = 10_000
_EXACT = 13
"""Up to so many deltas that are not zero every pattern of signs is tried: 8,192 of them."""
_TIE = 1e-12
"""Sums that differ by less, relative to their size, are equal but for how floats add up."""


def sign_flip(deltas: Sequence[float], seed: int, flips: int = FLIPS) -> float:
    """Returns the one-sided p-value of a mean below zero, from a paired sign-flip permutation.

    Were nothing changed, each scenario's difference would be as likely to have the other sign: p is the share of sign
    patterns whose sum is as low as the one found. Exact up to 13 differences that are not zero; beyond that
    (1 + b) / (1 + B) of B random patterns, which never is 0 (Phipson and Smyth, SAGMB 9, 2010).

    Args:
        deltas: one difference a scenario, new less old, where less is worse.
        seed: makes the random patterns the same for ever.
        flips: how many of them.
    """
    moved = np.asarray([delta for delta in deltas if delta != 0.0], dtype=np.float64)
    if moved.size == 0:
        return 1.0
    found = moved.sum()
    reach = found + _TIE * np.abs(moved).sum()
    if moved.size <= _EXACT:
        return float(np.mean(_all_sums(moved) <= reach))
    signs = np.random.default_rng(seed).integers(0, 2, size=(flips, moved.size), dtype=np.int8)
    sums = (signs * 2 - 1) @ moved
    return float((1 + np.count_nonzero(sums <= reach)) / (1 + flips))


def _all_sums(moved: NDArray[np.float64]) -> NDArray[np.float64]:
    sums = np.zeros(1)
    for delta in moved:
        sums = np.concatenate([sums + delta, sums - delta])
    return sums


def mean_interval(deltas: Sequence[float], seed: int, resamples: int = RESAMPLES, confidence: float = 0.95) -> Interval:
    """Returns the percentile interval of a mean difference, scenarios drawn with replacement.

    Args:
        deltas: one difference a scenario, at least one.
        seed: makes the draws the same for ever.
        resamples: how many.
        confidence: between 0 and 1.
    """
    known = np.asarray(deltas, dtype=np.float64)
    drawn = np.random.default_rng(seed).integers(0, known.size, size=(resamples, known.size))
    low, high = np.quantile(known[drawn].mean(axis=1), [(1 - confidence) / 2, (1 + confidence) / 2])
    return Interval(float(low), float(high))


class PairedRates:
    """A pooled rate of two arms, and how its difference varies when scenarios are drawn again."""

    def __init__(self, old: float, new: float, differences: NDArray[np.float64]) -> None:
        self.old, self.new = old, new
        """The pooled rates: errors of all scenarios by the words of all."""
        self._differences = differences

    @property
    def difference(self) -> float:
        """The new rate less the old."""
        return self.new - self.old

    @property
    def p_higher(self) -> float:
        """One-sided: the share of resamples in which the new rate is not above the old one."""
        return float((1 + np.count_nonzero(self._differences <= 0)) / (1 + self._differences.size))

    @property
    def p_lower(self) -> float:
        """One-sided: the share of resamples in which the new rate is not below the old one."""
        return float((1 + np.count_nonzero(self._differences >= 0)) / (1 + self._differences.size))

    def interval(self, confidence: float = 0.95) -> Interval:
        """The percentile interval of the difference."""
        low, high = np.quantile(self._differences, [(1 - confidence) / 2, (1 + confidence) / 2])
        return Interval(float(low), float(high))


def paired_rates(
    old: Sequence[tuple[float, float]], new: Sequence[tuple[float, float]], seed: int, resamples: int = RESAMPLES
) -> PairedRates | None:
    """Compares a rate pooled over scenarios, such as a word error rate, by the paired scenario bootstrap.

    Scenarios are drawn with replacement, each with both of its arms (Bisani and Ney, ICASSP 2004): words of one
    scenario go wrong together, so the scenario is the unit and never the word.

    Args:
        old: errors and words of each scenario.
        new: the same scenarios in the same order.
        seed: makes the draws the same for ever.
        resamples: how many.

    Returns:
        None when an arm has no words.

    Raises:
        ValueError: the arms have different lengths.
    """
    if len(old) != len(new):
        raise ValueError(f"paired: {len(old)} scenarios in one arm and {len(new)} in the other")
    before, after = np.asarray(old, dtype=np.float64), np.asarray(new, dtype=np.float64)
    if not len(old) or before[:, 1].sum() <= 0 or after[:, 1].sum() <= 0:
        return None
    drawn = np.random.default_rng(seed).integers(0, len(old), size=(resamples, len(old)))
    errors_before, words_before = (column[drawn].sum(axis=1) for column in before.T)
    errors_after, words_after = (column[drawn].sum(axis=1) for column in after.T)
    with_words = (words_before > 0) & (words_after > 0)
    differences = (
        errors_after[with_words] / words_after[with_words] - errors_before[with_words] / words_before[with_words]
    )
    return PairedRates(
        float(before[:, 0].sum() / before[:, 1].sum()), float(after[:, 0].sum() / after[:, 1].sum()), differences
    )
