"""The test of Mantel and Haenszel: by hand, where it must say nothing, and how often it is wrong."""

from statistics import NormalDist

import numpy as np
import pytest

from evalkit.stats.paired import sign_flip
from evalkit.stats.stratified import mantel_haenszel


def test_by_hand() -> None:
    # One stratum, 5 of 10 and 10 of 10: expected 15 * 10/20 = 7.5 of the new arm's 10 succeed, 2.5 fewer than did.
    # Variance 15 * 5 * 10 * 10 / (20² * 19) = 0.98684; z = (2.5 - 0.5) / 0.99340 = 2.01329.
    assert mantel_haenszel([(5, 10)], [(10, 10)]) == pytest.approx(1 - NormalDist().cdf(2.01329), abs=1e-6)
    # The other way round: z = (-2.5 - 0.5) / 0.99340.
    assert mantel_haenszel([(10, 10)], [(5, 10)]) == pytest.approx(1 - NormalDist().cdf(-3.01993), abs=1e-6)


def test_strata_add_up() -> None:
    # Twice the stratum above: z = (5 - 0.5) / sqrt(2 * 0.98684) = 3.20313.
    found = mantel_haenszel([(5, 10)] * 2, [(10, 10)] * 2)
    assert found == pytest.approx(1 - NormalDist().cdf(3.20313), abs=1e-6)


@pytest.mark.parametrize("strata", [[], [(0, 0)], [(5, 5)], [(0, 5)]])
def test_what_never_differs_says_nothing(strata: list[tuple[float, float]]) -> None:
    assert mantel_haenszel(strata, strata) == 1.0


def test_one_perfect_night_is_no_news() -> None:
    # 30 scenarios at 68 of 70: of 60 failures 60 * 5/75 = 4 were to be expected tonight, and none came: e^-4 = 2 %.
    assert 0.018 < mantel_haenszel([(68, 70)] * 30, [(5, 5)] * 30) < 0.05
    # Every difference is 2/70, so that of 10,000 sign patterns hardly one is as high.
    assert sign_flip([-2 / 70] * 30, seed=1) < 0.001


def test_it_is_wrong_no_more_often_than_it_says() -> None:
    random = np.random.default_rng(1)
    wrong = 0
    for _ in range(2_000):
        rates = random.beta(30, 1, 27)
        old = [(float(part), 70.0) for part in random.binomial(70, rates)]
        new = [(float(part), 5.0) for part in random.binomial(5, rates)]
        wrong += mantel_haenszel(old, new) <= 0.01
    assert wrong / 2_000 <= 0.01


def test_arms_of_different_length_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="stratified: 1 strata in one arm and 0 in the other"):
        mantel_haenszel([(1, 2)], [])
