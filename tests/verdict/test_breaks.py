"""Single scenarios that broke: by hand, with Holm's method, floors and least samples; and what repeats say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.stats.predictive import at_most
from evalkit.verdict.breaks import breaks, confirmed
from evalkit.verdict.policy import DEFAULT
from tests.verdict.nights import a_tally, suite, times

FOURTEEN = [a_tally(night, suite([5] * 20)) for night in range(1, 15)]


def test_one_of_five_after_seventy_of_seventy() -> None:
    [found] = breaks(a_tally(15, suite([1, *[5] * 19])), FOURTEEN, DEFAULT)
    assert (found.scenario_id, found.passed, found.attempts) == ("s00", 1, 5)
    assert (found.known_passed, found.known_attempts, found.nights) == (70, 70, 14)
    assert found.p == at_most(1, 5, 70, 70)
    # The other nineteen have p = 1: Holm's method multiplies the smallest by the number of all tests.
    assert found.adjusted_p == pytest.approx(20 * found.p)
    assert found.confirmed is None


def test_one_miss_is_no_news() -> None:
    # P(at most 4 of 5) is 0.0345, times 20 scenarios 0.69.
    assert breaks(a_tally(15, suite([4, *[5] * 19])), FOURTEEN, DEFAULT) == ()


def test_more_scenarios_make_it_harder() -> None:
    # P(at most 3 of 5) is about 0.0024: 20 of them are 0.05, 100 are 0.24.
    many = [a_tally(night, suite([5] * 100)) for night in range(1, 15)]
    assert len(breaks(a_tally(15, suite([3, *[5] * 19])), FOURTEEN, DEFAULT)) == 1
    assert breaks(a_tally(15, suite([3, *[5] * 99])), many, DEFAULT) == ()


@pytest.mark.parametrize(("nights", "attempts", "found"), [(7, 3, True), (6, 3, False), (7, 2, False)])
def test_least_samples(nights: int, attempts: int, found: bool) -> None:
    history = [a_tally(night, times("a", 5, 5)) for night in range(1, nights + 1)]
    assert bool(breaks(a_tally(15, times("a", 0, attempts)), history, DEFAULT)) is found


def test_nights_that_did_not_measure_it_are_no_nights() -> None:
    history = [a_tally(night, times("a", 5, 5)) for night in range(1, 7)]
    history += [a_tally(night, times("a", 5, 5, status="infra"), times("b", 5, 5)) for night in range(7, 15)]
    assert breaks(a_tally(15, times("a", 0, 5)), history, DEFAULT) == ()


def test_another_content_has_no_history() -> None:
    history = [a_tally(night, times("a", 5, 5, content="before")) for night in range(1, 15)]
    assert breaks(a_tally(15, times("a", 0, 5)), history, DEFAULT) == ()


def test_a_drop_below_the_floor_is_none() -> None:
    # 200 attempts: 0.995 by history, 0.87 tonight; sure, and 12.6 points.
    history = [a_tally(night, times("a", 200, 200)) for night in range(1, 15)]
    now = a_tally(15, times("a", 174, 200))
    assert at_most(174, 200, 2_800, 2_800) < 1e-10
    assert breaks(now, history, DEFAULT) == ()
    assert len(breaks(a_tally(15, times("a", 150, 200)), history, DEFAULT)) == 1


def test_what_always_failed_is_not_broken() -> None:
    history = [a_tally(night, times("a", 0, 5)) for night in range(1, 15)]
    assert breaks(a_tally(15, times("a", 0, 5)), history, DEFAULT) == ()


def test_the_surest_first_and_names_among_equals() -> None:
    found = breaks(a_tally(15, suite([5, 1, 0, 1, *[5] * 16])), FOURTEEN, DEFAULT)
    assert [each.scenario_id for each in found] == ["s02", "s01", "s03"]


@pytest.mark.parametrize(("passed", "stands"), [(0, True), (8, True), (9, False), (10, False)])
def test_ten_repeats_confirm_or_acquit(passed: int, stands: bool) -> None:
    # After 70 of 70: P(10 of 10) = B(80.5, 0.5) / B(70.5, 0.5), nearly sqrt(70.25 / 80.25) = 0.9356; P(9 of 10) is
    # 10 * 0.9356 * 0.5 / 79.5 = 0.0588. So P(at most 9) is 0.064 and P(at most 8) 0.0055, where the doubt is 0.01.
    now = a_tally(15, suite([1, *[5] * 19]))
    [found] = confirmed(breaks(now, FOURTEEN, DEFAULT), now, a_tally(15, times("s00", passed, 10)), DEFAULT)
    assert (found.confirmed, found.fresh_passed, found.fresh_attempts) == (stands, passed, 10)


def test_repeats_that_measured_nothing_leave_it_as_it_was() -> None:
    now = a_tally(15, suite([1, *[5] * 19]))
    broken = breaks(now, FOURTEEN, DEFAULT)
    for fresh in (times("s00", 9, 10, status="infra")[:9], times("s01", 10, 10), times("s00", 10, 10, content="d")):
        assert confirmed(broken, now, a_tally(15, fresh), DEFAULT) == broken


@given(st.integers(0, 5), st.integers(0, 70))
def test_fewer_passes_never_look_better(passed: int, known: int) -> None:
    history = [a_tally(night, times("a", max(0, min(5, known - 5 * (night - 1))), 5)) for night in range(1, 15)]
    found = [bool(breaks(a_tally(15, times("a", count, 5)), history, DEFAULT)) for count in range(passed + 1)]
    assert found == sorted(found, reverse=True)
