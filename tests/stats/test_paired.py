"""Sign flips and the scenario bootstrap: exact cases by hand, symmetry, seeds, and how often they are wrong."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.stats.paired import mean_interval, paired_rates, sign_flip


def test_exact_cases_by_hand() -> None:
    assert sign_flip([], seed=1) == 1.0
    assert sign_flip([0.0, 0.0], seed=1) == 1.0, "nothing moved"
    assert sign_flip([-0.2], seed=1) == 0.5
    assert sign_flip([-0.2, -0.2, -0.2], seed=1) == 1 / 8, "only the pattern that was found is as low"
    assert sign_flip([-0.2, -0.2, 0.2], seed=1) == 4 / 8, "three patterns with one rise, and one with none"
    assert sign_flip([0.2, 0.2], seed=1) == 1.0
    assert sign_flip([-0.1] * 13 + [0.0] * 40, seed=1) == 2**-13


def test_many_scenarios_are_sampled_with_a_seed() -> None:
    deltas = [-0.2, 0.1] * 10
    assert sign_flip(deltas, seed=7) == sign_flip(deltas, seed=7)
    assert sign_flip([-0.2] * 20, seed=7) == pytest.approx(1 / 10_001), "never 0"
    # 20 flips of one size: the sum is binomial, and P(B >= 14 of 20) is 0.0577.
    assert sign_flip([-0.1] * 14 + [0.1] * 6, seed=7) == pytest.approx(0.0577, abs=0.01)


@given(st.lists(st.integers(-5, 5).map(lambda n: n / 5), min_size=1, max_size=10))
def test_exact_p_values_are_valid(deltas: list[float]) -> None:
    p = sign_flip(deltas, seed=0)
    assert 0 < p <= 1
    mirrored = sign_flip([-delta for delta in deltas], seed=0)
    assert p + mirrored >= 1, "both tails hold the pattern that was found"


def test_it_is_wrong_no_more_often_than_it_says() -> None:
    random = np.random.default_rng(3)
    wrong = sum(sign_flip(random.normal(size=12).tolist(), seed=n) <= 0.05 for n in range(2_000))
    assert 0.03 < wrong / 2_000 < 0.065


def test_pooled_rates_by_hand() -> None:
    found = paired_rates([(1, 10), (0, 90)], [(1, 10), (9, 90)], seed=1)
    assert found is not None
    assert (found.old, found.new) == pytest.approx((0.01, 0.10))
    assert found.difference == pytest.approx(0.09)
    # Of two scenarios drawn with replacement a quarter of the draws hold only the unchanged one: not higher.
    assert found.p_higher == pytest.approx(0.25, abs=0.02)
    assert found.p_lower == 1.0, "never below"
    assert (found.interval().low, found.interval().high) == pytest.approx((0.0, 0.1))


def test_the_same_arms_differ_by_nothing() -> None:
    arm = [(2.0, 30.0), (0.0, 12.0), (5.0, 50.0)]
    found = paired_rates(arm, arm, seed=1)
    assert found is not None
    assert (found.difference, found.interval().low, found.interval().high) == (0.0, 0.0, 0.0)
    assert (found.p_higher, found.p_lower) == (1.0, 1.0)


def test_seeds_decide() -> None:
    old, new = [(1, 10), (2, 30), (0, 9)], [(2, 10), (2, 30), (1, 9)]
    once, again, other = (paired_rates(old, new, seed) for seed in (1, 1, 2))
    assert once is not None
    assert again is not None
    assert other is not None
    assert once.interval() == again.interval()
    assert once.p_higher == again.p_higher


@pytest.mark.parametrize("old", [[], [(0, 0), (0, 0)]])
def test_no_words_no_rate(old: list[tuple[float, float]]) -> None:
    assert paired_rates(old, old, seed=1) is None


def test_arms_of_different_length_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="paired: 1 scenarios in one arm and 0 in the other"):
        paired_rates([(1, 2)], [], seed=1)


def test_the_interval_of_a_mean_holds_it_and_narrows_with_the_sample() -> None:
    known = mean_interval([0.3] * 5, seed=1)
    assert [known.low, known.high] == pytest.approx([0.3, 0.3])
    few, many = mean_interval([0.0, 1.0] * 5, seed=1), mean_interval([0.0, 1.0] * 50, seed=1)
    assert few.low < many.low < 0.5 < many.high < few.high
    # The standard error of 100 halves is 0.05, so that 95 % lie within 0.098.
    assert many.high - many.low == pytest.approx(0.196, abs=0.02)
