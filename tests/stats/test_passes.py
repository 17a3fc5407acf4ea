"""pass rate, pass@k and pass^k, against answers worked out by hand and against counting every choice."""

from itertools import combinations
from math import isclose

import pytest

from evalkit.stats.intervals import wilson
from evalkit.stats.passes import Passes, mean_all_of, mean_any_of, mean_rate


@pytest.mark.parametrize(
    ("passed", "attempts", "k", "any_of", "all_of"),
    [
        # 5 choices of 1: the rate itself, both ways.
        (3, 5, 1, 0.6, 0.6),
        # 10 pairs of 5; of 3 passed 3 pairs pass whole, of 2 failed 1 pair fails whole.
        (3, 5, 2, 0.9, 0.3),
        # 10 triples; 1 passes whole, and none fails whole.
        (3, 5, 3, 1.0, 0.1),
        (3, 5, 5, 1.0, 0.0),
        (5, 5, 5, 1.0, 1.0),
        (0, 5, 3, 0.0, 0.0),
        (0, 1, 1, 0.0, 0.0),
        # 190 pairs of 20; 171 of the 19 that passed, and the one that failed makes no pair.
        (19, 20, 2, 1.0, 0.9),
    ],
)
def test_by_hand(passed: int, attempts: int, k: int, any_of: float, all_of: float) -> None:
    found = Passes(passed, attempts)
    assert isclose(found.any_of(k) or 0.0, any_of)
    assert isclose(found.all_of(k) or 0.0, all_of)


@pytest.mark.parametrize("attempts", range(1, 7))
def test_every_choice_of_attempts_counted(attempts: int) -> None:
    for passed in range(attempts + 1):
        outcomes = [True] * passed + [False] * (attempts - passed)
        for k in range(1, attempts + 1):
            chosen = list(combinations(outcomes, k))
            assert isclose(Passes(passed, attempts).any_of(k) or 0.0, sum(map(any, chosen)) / len(chosen))
            assert isclose(Passes(passed, attempts).all_of(k) or 0.0, sum(map(all, chosen)) / len(chosen))


def test_fewer_attempts_than_k_say_nothing() -> None:
    few = Passes(2, 2)
    assert (few.any_of(3), few.all_of(3)) == (None, None)
    none = Passes(0, 0)
    assert (none.rate, none.interval, none.any_of(1), none.all_of(1)) == (None, None, None, None)


def test_rate_and_interval() -> None:
    assert Passes(4, 5).rate == 0.8
    assert Passes(4, 5).interval == wilson(4, 5)


def test_a_scenario_weighs_the_same_however_often_it_was_played() -> None:
    # 1/1 and 0/3: the mean of 1 and 0, not 1 of 4.
    scenarios = [Passes(1, 1), Passes(0, 3), Passes(0, 0)]
    assert mean_rate(scenarios) == 0.5
    assert mean_any_of(scenarios, 1) == 0.5
    # Only 0/3 has two attempts.
    assert mean_all_of(scenarios, 2) == 0.0
    assert mean_any_of([Passes(1, 3), Passes(2, 3)], 2) == pytest.approx((2 / 3 + 1) / 2)
    assert mean_rate([]) is None
    assert mean_all_of(scenarios, 4) is None


@pytest.mark.parametrize(("passed", "attempts"), [(2, 1), (-1, 1), (0, -1)])
def test_counts_that_cannot_be(passed: int, attempts: int) -> None:
    with pytest.raises(ValueError, match=f"^{passed} of {attempts} attempts cannot have passed$"):
        Passes(passed, attempts)


@pytest.mark.parametrize("k", [0, -1])
def test_k_that_cannot_be(k: int) -> None:
    with pytest.raises(ValueError, match=f"^k is {k}, and must be at least 1$"):
        Passes(1, 2).all_of(k)
