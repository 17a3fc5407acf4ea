"""Adjusted p-values against worked examples, and the laws they obey."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.stats.multiple import benjamini_hochberg, holm

P = st.floats(0, 1)


def test_holm_by_hand() -> None:
    # 4 * 0.005, 3 * 0.01, 2 * 0.03, 1 * 0.04 and never below the one before.
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))


def test_benjamini_hochberg_by_hand() -> None:
    # 0.04 * 4/4, then 0.03 * 4/3 = 0.04, 0.01 * 4/2 = 0.02, 0.005 * 4/1 = 0.02.
    assert benjamini_hochberg([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.02, 0.04, 0.04, 0.02))


def test_nothing_and_one() -> None:
    assert (holm([]), benjamini_hochberg([])) == ((), ())
    assert (holm([0.2]), benjamini_hochberg([0.2])) == ((0.2,), (0.2,))


@given(st.lists(P, min_size=1, max_size=12))
def test_adjusting_keeps_the_order_and_only_raises(values: list[float]) -> None:
    for adjusted in (holm(values), benjamini_hochberg(values)):
        assert all(0 <= before <= after <= 1 for before, after in zip(values, adjusted, strict=True))
        ranked = [after for _, after in sorted(zip(values, adjusted, strict=True))]
        assert ranked == sorted(ranked)
    assert all(one >= other for one, other in zip(holm(values), benjamini_hochberg(values), strict=True))


@given(st.lists(P, min_size=1, max_size=12))
def test_the_order_of_the_tests_does_not_matter(values: list[float]) -> None:
    turned = values[::-1]
    assert holm(turned) == holm(values)[::-1]
    assert benjamini_hochberg(turned) == pytest.approx(benjamini_hochberg(values)[::-1])


@pytest.mark.parametrize("wrong", [-0.1, 1.5, float("nan")])
def test_what_is_no_probability(wrong: float) -> None:
    with pytest.raises(ValueError, match="p: expected a number from 0 to 1"):
        holm([0.5, wrong])
