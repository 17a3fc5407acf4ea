from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.stats.posterior import beta_cdf, jeffreys_interval


@pytest.mark.parametrize(
    ("x", "alpha", "beta", "probability"),
    [
        (0.0, 2.0, 3.0, 0.0),
        (1.0, 2.0, 3.0, 1.0),
        # The uniform distribution.
        (0.3, 1.0, 1.0, 0.3),
        # Of whole parameters a binomial tail: P(Bin(4, 0.3) >= 2) = 6 x .09 x .49 + 4 x .027 x .7 + .0081.
        (0.3, 2.0, 3.0, 0.3483),
        # The arcsine distribution: 2/pi x asin(sqrt(0.25)) = 2/pi x pi/6.
        (0.25, 0.5, 0.5, 1 / 3),
        # Beta(a, 1) is x^a, and Beta(1, b) is 1 - (1 - x)^b.
        (0.9, 60.0, 1.0, 0.9**60),
        (0.01, 1.0, 200.0, 1 - 0.99**200),
    ],
)
def test_the_distribution_is_what_can_be_worked_out(x: float, alpha: float, beta: float, probability: float) -> None:
    assert beta_cdf(x, alpha, beta) == pytest.approx(probability, abs=1e-12)


@pytest.mark.parametrize(
    ("successes", "trials", "confidence", "low", "high"),
    [
        # Brown, Cai and DasGupta 2001, table 5.
        (0, 10, 0.95, 0.0, 0.217),
        (1, 10, 0.95, 0.011, 0.381),
        (5, 10, 0.95, 0.224, 0.776),
        (10, 10, 0.95, 0.783, 1.0),
        (5, 20, 0.95, 0.102, 0.464),
    ],
)
def test_the_interval_is_the_published_one(
    successes: int, trials: int, confidence: float, low: float, high: float
) -> None:
    found = jeffreys_interval(successes, trials, confidence)
    assert (found.low, found.high) == pytest.approx((low, high), abs=6e-4)


def test_nothing_counted_says_nothing() -> None:
    assert (jeffreys_interval(0, 0).low, jeffreys_interval(0, 0).high) == (0.0, 1.0)


@given(st.integers(1, 400).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials))))
def test_success_and_failure_are_mirror_images(counts: tuple[int, int]) -> None:
    successes, trials = counts
    one, other = jeffreys_interval(successes, trials), jeffreys_interval(trials - successes, trials)
    assert (one.low, one.high) == pytest.approx((1 - other.high, 1 - other.low), abs=1e-8)
    assert 0 <= one.low <= successes / trials <= one.high <= 1


@pytest.mark.parametrize("counts", [(-1, 5), (6, 5)])
def test_counts_that_do_not_fit_are_refused(counts: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=f"successes: expected a count from 0 to 5, found {counts[0]}"):
        jeffreys_interval(*counts)


@pytest.mark.parametrize("confidence", [0.0, 1.0, -1.0])
def test_a_confidence_that_is_none_is_refused(confidence: float) -> None:
    with pytest.raises(ValueError, match="confidence: expected a number between 0 and 1"):
        jeffreys_interval(1, 2, confidence)
