"""How often a scenario passes when it is played several times: pass rate, pass@k and pass^k.

pass@k is the chance that at least one of k attempts passes (Chen et al., arXiv 2107.03374), pass^k that all k do
(τ-bench, arXiv 2406.12045): what a user meets who may try again, and what one meets who may not. Both are unbiased:
they count the choices of k among the attempts that were made, which `rate ** k` is not for few attempts.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from evalkit.stats.intervals import Interval, wilson

__all__ = ["Passes", "mean_all_of", "mean_any_of", "mean_rate"]


@dataclass(frozen=True, slots=True)
class Passes:
    """Attempts of one scenario that measured the model, and how many of them passed."""

    passed: int
    attempts: int

    def __post_init__(self) -> None:
        if not 0 <= self.passed <= self.attempts:
            raise ValueError(f"{self.passed} of {self.attempts} attempts cannot have passed")

    @property
    def rate(self) -> float | None:
        """Passed by attempts; None of no attempt."""
        return self.passed / self.attempts if self.attempts else None

    @property
    def interval(self) -> Interval | None:
        """Where the true rate is at 95 % confidence (Wilson); None of no attempt."""
        return wilson(self.passed, self.attempts) if self.attempts else None

    def any_of(self, k: int) -> float | None:
        """pass@k = 1 - C(n-c, k) / C(n, k): the chance that one of `k` attempts passes; None of fewer than `k`."""
        choices = self._choices(k)
        return None if choices is None else 1 - math.comb(self.attempts - self.passed, k) / choices

    def all_of(self, k: int) -> float | None:
        """pass^k = C(c, k) / C(n, k): the chance that all of `k` attempts pass; None of fewer than `k`."""
        choices = self._choices(k)
        return None if choices is None else math.comb(self.passed, k) / choices

    def _choices(self, k: int) -> int | None:
        if k < 1:
            raise ValueError(f"k is {k}, and must be at least 1")
        return math.comb(self.attempts, k) or None


def mean_rate(scenarios: Iterable[Passes]) -> float | None:
    """Returns the mean over scenarios of their pass rates: each weighs the same, however often it was played."""
    return _mean(each.rate for each in scenarios)


def mean_any_of(scenarios: Iterable[Passes], k: int) -> float | None:
    """Returns the mean over scenarios of pass@k; one that was played fewer than `k` times is left out."""
    return _mean(each.any_of(k) for each in scenarios)


def mean_all_of(scenarios: Iterable[Passes], k: int) -> float | None:
    """Returns the mean over scenarios of pass^k; one that was played fewer than `k` times is left out."""
    return _mean(each.all_of(k) for each in scenarios)


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return math.fsum(known) / len(known) if known else None
