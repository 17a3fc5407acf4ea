"""What a scenario's own history makes of tonight: the Beta-Binomial predictive distribution."""

from __future__ import annotations

import math

__all__ = ["at_most", "posterior_mean"]

_JEFFREYS = 0.5
"""Both parameters of the prior: it says as little as a prior can about a share."""


def at_most(successes: int, trials: int, known_successes: int, known_trials: int) -> float:
    """Returns P(X <= successes) of `trials` new attempts, given those of the history.

    X is Beta-Binomial: the unknown rate has Jeffreys' prior, Beta(1/2, 1/2), and the history's attempts. So a history
    of 70 passes in 70 still expects a failure now and then, and one of three nights more often.

    Raises:
        ValueError: counts do not fit.
    """
    for part, whole in ((successes, trials), (known_successes, known_trials)):
        if not 0 <= part <= whole:
            raise ValueError(f"successes: expected a count from 0 to {whole}, found {part}")
    alpha, beta = known_successes + _JEFFREYS, known_trials - known_successes + _JEFFREYS
    if successes == trials:
        return 1.0
    return min(1.0, math.fsum(_probability(count, trials, alpha, beta) for count in range(successes + 1)))


def posterior_mean(successes: int, trials: int) -> float:
    """Returns the expected rate after these attempts, under Jeffreys' prior."""
    return (successes + _JEFFREYS) / (trials + 2 * _JEFFREYS)


def _probability(count: int, trials: int, alpha: float, beta: float) -> float:
    ways = math.lgamma(trials + 1) - math.lgamma(count + 1) - math.lgamma(trials - count + 1)
    return math.exp(ways + _log_beta(count + alpha, trials - count + beta) - _log_beta(alpha, beta))


def _log_beta(alpha: float, beta: float) -> float:
    return math.lgamma(alpha) + math.lgamma(beta) - math.lgamma(alpha + beta)
