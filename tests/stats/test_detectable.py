"""The smallest change that could have been seen: by hand, in simulation, and where there is none."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.stats.detectable import detectable_drop, least_shift
from evalkit.stats.paired import sign_flip


def test_a_shift_by_hand() -> None:
    # z(0.95) = 1.64485 and z(0.8) = 0.84162: 2.48647 standard errors.
    assert least_shift(0.01, 0.05, 0.8) == pytest.approx(0.0248647, abs=1e-7)
    assert least_shift(0.01, 0.05, 0.8, floor=0.016) == pytest.approx(0.0248647, abs=1e-7), "below what is significant"
    assert least_shift(0.01, 0.05, 0.8, floor=0.05) == pytest.approx(0.0584162, abs=1e-7)
    assert least_shift(0.0, 0.05, 0.8, floor=0.05) == 0.05


def test_a_drop_by_hand() -> None:
    # Four differences with a standard deviation of 0.2 / sqrt(3): the standard error is half of it, 0.057735.
    assert detectable_drop([0.1, -0.1, 0.1, -0.1], 0.25, 0.5) == pytest.approx(0.67449 * 0.057735, abs=1e-6)


@pytest.mark.parametrize(("scenarios", "alpha"), [(0, 0.05), (4, 0.05), (5, 0.025), (6, 0.01)])
def test_too_few_scenarios_see_nothing(scenarios: int, alpha: float) -> None:
    # p is never below 2^-n: 1/16 of four, 1/32 of five, 1/64 of six.
    assert detectable_drop([0.1] * scenarios, alpha) is None
    assert detectable_drop([0.1] * (scenarios + 5), alpha) is not None


def test_scenarios_that_never_vary_fall_in_steps() -> None:
    # A p of 1/32 takes 5 signs. A Poisson count reaches 5 four times in five when its mean is 6.72098.
    assert detectable_drop([0.0] * 50, 1 / 32, 0.8, step=0.2) == pytest.approx(6.72098 * 0.2 / 50, abs=1e-6)


def test_what_it_names_is_found_as_often_as_it_says() -> None:
    random, spread, count = np.random.default_rng(5), 0.1, 60
    drop = detectable_drop(random.normal(0, spread, 20_000).tolist(), 0.05)
    assert drop is not None
    drop *= math.sqrt(20_000 / count)
    found = sum(
        sign_flip(random.normal(-drop, spread, count).tolist(), seed, flips=500) <= 0.05 for seed in range(1_000)
    )
    # Four times in five; six standard errors of 1,000 tries are 7.6 points.
    assert 0.72 < found / 1_000 < 0.88


@given(st.lists(st.integers(-5, 5).map(lambda n: n / 5), min_size=12, max_size=30), st.floats(0.001, 0.1))
def test_less_doubt_more_power_and_a_floor_take_a_larger_drop(deltas: list[float], alpha: float) -> None:
    seen = detectable_drop(deltas, alpha)
    assert seen is not None
    for more in (
        detectable_drop(deltas, alpha / 2),
        detectable_drop(deltas, alpha, power=0.9),
        detectable_drop(deltas, alpha, floor=0.3),
        detectable_drop(deltas, alpha, step=0.2),
    ):
        assert more is not None
        assert seen <= more
    assert detectable_drop([2 * delta for delta in deltas], alpha) == pytest.approx(2 * seen)
