from __future__ import annotations

import math

import numpy as np
import pytest

from evalkit.stats.change_points import LEAST_NIGHTS, ChangePoint, change_points
from tests.stats.drifting_nights import false_alarms, found_within, nights


def wave(count: int, level: float = 100.0, spread: float = 1.0) -> list[float]:
    """Values around a level that never repeat in order."""
    return [level + spread * math.sin(7.0 * place) for place in range(count)]


@pytest.mark.parametrize("values", [[], [1.0], [1.0, 2.0] * 4, [5.0] * 60, wave(60)])
def test_what_never_moves_has_no_change(values: list[float]) -> None:
    assert change_points(values) == ()


def test_a_step_is_told_with_the_medians_of_both_sides() -> None:
    (found,) = change_points(wave(30) + wave(20, level=120.0))
    assert found.place == 30
    assert found.before == pytest.approx(100.0, abs=0.5)
    assert found.after == pytest.approx(120.0, abs=0.5)


def test_steps_are_told_oldest_first_and_each_by_its_neighbours_alone() -> None:
    found = change_points(wave(40) + wave(40, level=130.0) + wave(40, level=110.0))
    assert [point.place for point in found] == [40, 80]
    assert found[1].before == pytest.approx(130.0, abs=0.5)


def test_a_step_needs_five_nights() -> None:
    before = [*wave(29), 99.5]
    assert change_points(before + [120.0] * (LEAST_NIGHTS - 1)) == ()
    assert [point.place for point in change_points(before + [120.0] * LEAST_NIGHTS)] == [30]


def test_a_bad_night_is_no_change() -> None:
    values = wave(60)
    values[30] = 250.0
    values[45] = 180.0
    assert change_points(values) == ()


def test_a_step_that_is_sure_and_small_is_not_told() -> None:
    values = wave(30) + wave(30, level=104.0)
    assert change_points(values) == ()
    assert [point.place for point in change_points(values, least_share=0.03)] == [30]


def test_least_step_is_in_the_unit_of_the_values() -> None:
    rates = [0.001] * 30 + [0.008] * 30
    assert change_points(rates, least_step=0.01) == ()
    assert change_points(rates, least_step=0.005) == (ChangePoint(30, 0.001, 0.008),)


def test_from_nothing_to_something_is_a_step() -> None:
    assert change_points([0.0] * 20 + [0.2] * 8) == (ChangePoint(20, 0.0, 0.2),)


def test_equal_values_share_their_ranks() -> None:
    # Nineteen in twenty are 1: a few more that are not are no other level, for the median did not move.
    values = [1.0 if place % 20 else 0.9 for place in range(60)]
    assert change_points(values) == ()


def test_only_the_order_decides_whether_there_is_a_change() -> None:
    values = np.random.default_rng(5).normal(100.0, 3.0, 80)
    values[50:] *= 1.3
    places = [point.place for point in change_points(values.tolist())]
    assert places == [point.place for point in change_points(np.exp(values / 20).tolist())] == [50]


def test_the_same_values_give_the_same_places() -> None:
    values = nights(np.random.default_rng(2), 200, 0.1).tolist()
    assert change_points(values) == change_points(values)


def test_false_alarms_are_rare() -> None:
    # docs/history.md says 0.3 a year; twelve years of a rule that meant 3 would show 36.
    rng = np.random.default_rng(11)
    assert sum(false_alarms(rng, 0.05) for _ in range(12)) <= 12


def test_steps_are_found() -> None:
    # docs/history.md says 93 % within a week.
    rng = np.random.default_rng(12)
    found = [found_within(rng, 7, 0.2, 0.05) for _ in range(60)]
    assert sum(each is not None for each in found) >= 50
