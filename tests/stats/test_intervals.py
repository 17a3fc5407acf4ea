"""Intervals against published tables, exact arithmetic and simulation."""

import random
import re
from collections.abc import Callable
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.stats.intervals import (
    Interval,
    clopper_pearson,
    quantile_interval,
    quantile_needs,
    quantile_ranks,
    wilson,
)


def exact_coverage(size: int, share: Fraction, low: int, high: int) -> Fraction:
    """P(low <= B < high) in whole numbers."""
    return sum(
        (comb(size, k) * share**k * (1 - share) ** (size - k) for k in range(low, high)),
        start=Fraction(0),
    )


def exact_at_most(successes: int, trials: int, share: float) -> float:
    whole = Fraction(share)
    return float(exact_coverage(trials, whole, 0, successes + 1))


@pytest.mark.parametrize(
    ("size", "ranks", "level"),
    # A textbook's table of symmetric intervals for the median, where no pair that is nearer together suffices.
    [
        (6, (1, 6), 0.969),
        (7, (1, 7), 0.984),
        (9, (2, 8), 0.961),
        (10, (2, 9), 0.979),
        (12, (3, 10), 0.961),
        (15, (4, 12), 0.965),
        (17, (5, 13), 0.951),
        (18, (5, 14), 0.969),
        (20, (6, 15), 0.959),
    ],
)
def test_the_median_has_the_ranks_of_the_published_table(size: int, ranks: tuple[int, int], level: float) -> None:
    assert quantile_ranks(size, 0.5) == ranks
    assert float(exact_coverage(size, Fraction(1, 2), *ranks)) == pytest.approx(level, abs=0.0005)


@pytest.mark.parametrize(("size", "ranks"), [(8, (1, 7)), (11, (2, 9)), (14, (3, 11)), (16, (4, 12)), (19, (5, 14))])
def test_one_rank_less_is_taken_from_above_where_it_can_be_spared(size: int, ranks: tuple[int, int]) -> None:
    assert quantile_ranks(size, 0.5) == ranks


@pytest.mark.parametrize(
    ("share", "confidence", "needs"),
    [(0.5, 0.95, 6), (0.9, 0.95, 29), (0.95, 0.95, 59), (0.99, 0.95, 299), (0.9, 0.99, 44), (0.1, 0.95, 29)],
)
def test_the_fewest_values_that_a_quantile_needs(share: float, confidence: float, needs: int) -> None:
    assert quantile_needs(share, confidence) == needs
    assert quantile_ranks(needs - 1, share, confidence) is None
    assert quantile_ranks(needs, share, confidence) is not None


def test_a_coverage_that_is_met_exactly_is_met() -> None:
    assert quantile_needs(0.5, 0.9375) == 5
    assert quantile_ranks(5, 0.5, 0.9375) == (1, 5)


def test_an_upper_quantile_of_few_values_ends_at_the_largest() -> None:
    assert quantile_ranks(29, 0.9) == (21, 29)
    assert quantile_ranks(59, 0.95) == (50, 59)
    assert quantile_ranks(100, 0.9) == (84, 96)


@given(size=st.integers(2, 40), percent=st.integers(1, 99), confidence=st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_ranks_are_the_nearest_that_suffice(size: int, percent: int, confidence: float) -> None:
    share = Fraction(percent, 100)
    found = quantile_ranks(size, percent / 100, confidence)
    if found is None:
        assert exact_coverage(size, share, 1, size) < confidence
        return
    assert float(exact_coverage(size, share, *found)) >= confidence - 1e-12
    assert 1 <= found[0] < found[1] <= size
    nearer = found[1] - found[0] - 1
    missed = [exact_coverage(size, share, low, low + nearer) for low in range(1, size - nearer + 1)]
    assert all(coverage < confidence for coverage in missed)


def test_the_interval_is_made_of_the_values_whatever_their_order() -> None:
    values = [float(value) for value in range(10, 0, -1)]
    assert quantile_interval(values, 0.5) == Interval(2.0, 9.0)
    assert quantile_interval(values[:5], 0.5) is None
    assert quantile_interval([], 0.9) is None
    assert quantile_interval([7.0] * 6, 0.5) == Interval(7.0, 7.0)


@pytest.mark.parametrize(("share", "size"), [(0.5, 11), (0.5, 40), (0.9, 29), (0.9, 75)])
@pytest.mark.parametrize("draw", [random.Random.random, lambda dice: dice.lognormvariate(7, 0.3)])
def test_quantiles_are_enclosed_as_often_as_promised(
    share: float, size: int, draw: Callable[[random.Random], float]
) -> None:
    dice = random.Random(f"{share} {size}")
    many = sorted(draw(dice) for _ in range(40_000))
    truth = many[int(share * len(many))]
    tries, held = 1_000, 0
    for _ in range(tries):
        found = quantile_interval([draw(dice) for _ in range(size)], share)
        assert found is not None
        held += found.low <= truth <= found.high
    # The promise is 0.95; 0.93 is three standard errors below.
    assert held / tries >= 0.93


NEWCOMBE = [
    (81, 263, (0.2527, 0.3676), (0.2553, 0.3662)),
    (15, 148, (0.0578, 0.1617), (0.0624, 0.1605)),
    (0, 20, (0.0, 0.1684), (0.0, 0.1611)),
    (1, 29, (0.0009, 0.1776), (0.0061, 0.1718)),
]
"""Newcombe, Statistics in Medicine 17, 1998, table I: the exact and the score interval at 95 %."""


@pytest.mark.parametrize(("successes", "trials", "exact", "score"), NEWCOMBE)
def test_shares_have_the_published_intervals(
    successes: int, trials: int, exact: tuple[float, float], score: tuple[float, float]
) -> None:
    found = clopper_pearson(successes, trials)
    assert (found.low, found.high) == pytest.approx(exact, abs=0.00005)
    found = wilson(successes, trials)
    assert (found.low, found.high) == pytest.approx(score, abs=0.00005)


@pytest.mark.parametrize(
    ("successes", "trials", "confidence", "low", "high"),
    [(3, 20, 0.95, 0.0321, 0.3789), (12, 30, 0.9, 0.2495, 0.5661), (85, 120, 0.99, 0.5904, 0.8092)],
)
def test_exact_intervals_of_other_confidence(
    successes: int, trials: int, confidence: float, low: float, high: float
) -> None:
    found = clopper_pearson(successes, trials, confidence)
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.00005)


def test_none_seen_in_sixty_bounds_the_share_at_one_in_twenty() -> None:
    assert clopper_pearson(0, 60, 0.90).high == pytest.approx(1 - 0.05 ** (1 / 60))
    assert clopper_pearson(60, 60, 0.90).low == pytest.approx(0.05 ** (1 / 60))


@given(trials=st.integers(1, 80), data=st.data(), confidence=st.sampled_from([0.5, 0.9, 0.95, 0.99]))
def test_each_end_leaves_half_of_the_doubt(trials: int, data: st.DataObject, confidence: float) -> None:
    successes = data.draw(st.integers(0, trials))
    found = clopper_pearson(successes, trials, confidence)
    tail = pytest.approx((1 - confidence) / 2, rel=1e-9)
    assert 0 <= found.low <= successes / trials <= found.high <= 1
    assert (found.low == 0) == (successes == 0)
    assert (found.high == 1) == (successes == trials)
    if successes:
        assert 1 - exact_at_most(successes - 1, trials, found.low) == tail
    if successes < trials:
        assert exact_at_most(successes, trials, found.high) == tail


@given(trials=st.integers(1, 500), data=st.data())
def test_wilson_mirrors_and_stays_within_zero_and_one(trials: int, data: st.DataObject) -> None:
    successes = data.draw(st.integers(0, trials))
    found, mirrored = wilson(successes, trials), wilson(trials - successes, trials)
    assert 0 <= found.low <= successes / trials <= found.high <= 1
    assert (found.low, found.high) == pytest.approx((1 - mirrored.high, 1 - mirrored.low))


@pytest.mark.parametrize("share", [0.02, 0.3, 0.5, 0.9])
def test_shares_are_enclosed_as_often_as_promised(share: float) -> None:
    trials, whole = 30, Fraction(share)
    chances = [float(exact_coverage(trials, whole, k, k + 1)) for k in range(trials + 1)]

    def held(interval: Callable[[int, int], Interval]) -> float:
        found = [interval(k, trials) for k in range(trials + 1)]
        return sum(chance for chance, each in zip(chances, found, strict=True) if each.low <= share <= each.high)

    assert held(clopper_pearson) >= 0.95
    assert held(wilson) >= 0.87


def test_a_million_trials_are_no_trouble() -> None:
    found = clopper_pearson(500_000, 1_000_000)
    assert (found.low, found.high) == pytest.approx((0.49902, 0.50098), abs=0.00001)


@pytest.mark.parametrize("interval", [clopper_pearson, wilson])
def test_no_trial_says_nothing(interval: Callable[[int, int], Interval]) -> None:
    assert interval(0, 0) == Interval(0.0, 1.0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: quantile_interval([1.0, float("nan")], 0.5), "values: NaN has no place in an order"),
        (lambda: quantile_ranks(-1, 0.5), "size: expected a count, found -1"),
        (lambda: quantile_ranks(9, 1.0), "share: expected a number between 0 and 1, found 1"),
        (lambda: quantile_needs(0.5, 0.0), "confidence: expected a number between 0 and 1, found 0"),
        (lambda: quantile_needs(float("nan")), "share: expected a number between 0 and 1, found nan"),
        (lambda: quantile_needs(1e-9), "share 1e-09 at confidence 0.95: needs more than 1000000 values"),
        (lambda: clopper_pearson(4, 3), "successes: expected a count from 0 to 3, found 4"),
        (lambda: wilson(-1, 3), "successes: expected a count from 0 to 3, found -1"),
        (lambda: wilson(1, 3, 95), "confidence: expected a number between 0 and 1, found 95"),
    ],
)
def test_what_makes_no_sense_is_refused(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        call()
