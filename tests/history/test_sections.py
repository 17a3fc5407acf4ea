from __future__ import annotations

import pytest

from evalkit.errors import HistoryError
from evalkit.history.sections import of_scenario, sections
from tests.history.made_nights import a_night, attempts


def test_a_new_model_is_the_next_chapter_of_the_same_story() -> None:
    nights = [a_night(day, key="old" if day < 4 else "new") for day in range(1, 7)]
    assert sections(nights[::-1]) == (tuple(nights),)


def test_two_models_every_night_have_a_chapter_each_the_newest_first() -> None:
    one = [a_night(day, key="one") for day in (1, 3, 5)]
    other = [a_night(day, key="other") for day in (2, 4, 6)]
    assert sections([*one, *other]) == (tuple(other), tuple(one))


def test_another_endpoint_is_another_story() -> None:
    vertex, replay = a_night(1), a_night(2, key="k2", endpoint="replay")
    assert sections([vertex, replay]) == ((replay,), (vertex,))


def test_nothing_has_no_chapter() -> None:
    assert sections([]) == ()


def test_one_scenario_is_taken_out_of_the_nights_that_have_it() -> None:
    nights = [a_night(1, attempts("a", "+") + attempts("b", "-")), a_night(2, attempts("b", "+"))]
    (found,) = of_scenario(nights, "a")
    assert (found.run_id, found.played) == (nights[0].run_id, attempts("a", "+"))


def test_an_unknown_scenario_is_named_with_the_nearest() -> None:
    nights = [a_night(1, attempts("tools/temperature", "+"))]
    with pytest.raises(HistoryError) as found:
        of_scenario(nights, "tools/temprature")
    assert str(found.value) == "scenario 'tools/temprature': no night has it; did you mean 'tools/temperature'?"
    with pytest.raises(HistoryError, match="the strips of evalkit history name all"):
        of_scenario(nights, "xyz")
