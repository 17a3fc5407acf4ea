"""The Beta-Binomial predictive distribution: by hand, as a distribution, and against drawing it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.stats.predictive import at_most, posterior_mean


def test_without_history_it_is_the_prior() -> None:
    # Beta(1/2, 1/2) is symmetric: one attempt succeeds half the time.
    assert at_most(0, 1, 0, 0) == pytest.approx(0.5)
    assert at_most(1, 1, 0, 0) == 1.0


def test_by_hand() -> None:
    # After 1 of 1 the rate is Beta(3/2, 1/2), with mean 3/4; P(0 of 1) is 1/4.
    assert at_most(0, 1, 1, 1) == pytest.approx(0.25)
    # P(0 of 2) = E[(1-p)^2] of Beta(1.5, .5) = b(b+1) / ((a+b)(a+b+1)) = .5*1.5 / (2*3) = .125
    assert at_most(0, 2, 1, 1) == pytest.approx(0.125)
    assert posterior_mean(1, 1) == 0.75


def test_a_break_after_fourteen_good_nights_of_five() -> None:
    assert at_most(1, 5, 70, 70) < 1e-4 / 5
    assert at_most(4, 5, 70, 70) == pytest.approx(0.0345, abs=0.001), "one miss is no news"


@given(st.integers(0, 30), st.integers(0, 200), st.data())
def test_it_is_a_distribution(trials: int, known: int, data: st.DataObject) -> None:
    passed = data.draw(st.integers(0, known))
    tail = [at_most(count, trials, passed, known) for count in range(trials + 1)]
    assert tail == sorted(tail)
    assert all(0 < value <= 1 for value in tail)
    assert tail[-1] == 1.0


def test_against_drawing_it() -> None:
    random = np.random.default_rng(1)
    rates = random.beta(20.5, 4.5, size=200_000)
    drawn = random.binomial(5, rates)
    for count in range(5):
        assert at_most(count, 5, 20, 24) == pytest.approx(float(np.mean(drawn <= count)), abs=0.005)


@pytest.mark.parametrize("counts", [(2, 1, 0, 0), (-1, 1, 0, 0), (0, 1, 3, 2)])
def test_counts_that_do_not_fit(counts: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="successes: expected a count from 0 to"):
        at_most(*counts)
