"""The robust spread: by hand, of normal data, and against outliers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.stats.robust import robust_spread


@pytest.mark.parametrize(
    ("values", "spread"),
    [
        ([7.0], 0.0),
        ([3.0, 3.0, 3.0, 900.0], 0.0),
        # Median 3; 2, 1, 0, 1 and 2 away from it: 1 in the middle.
        ([1.0, 2.0, 3.0, 4.0, 5.0], 1.4826),
        ([1.0, 2.0, 3.0, 4.0, 5_000.0], 1.4826),
        # Median 3; 5, 2, 2 and 5 away from it: 3.5 in the middle.
        ([-2.0, 1.0, 5.0, 8.0], 3.5 * 1.4826),
    ],
)
def test_by_hand(values: list[float], spread: float) -> None:
    assert robust_spread(values) == pytest.approx(spread)


def test_of_normal_data_it_is_the_standard_deviation() -> None:
    values = np.random.default_rng(1).normal(10, 3, 100_000).tolist()
    assert robust_spread(values) == pytest.approx(3, rel=0.02)


@given(st.lists(st.integers(-100, 100).map(float), min_size=1, max_size=20), st.integers(1, 9), st.integers(-50, 50))
def test_it_scales_and_does_not_shift(values: list[float], factor: int, shift: int) -> None:
    moved = [factor * value + shift for value in values]
    assert robust_spread(moved) == pytest.approx(factor * robust_spread(values))
