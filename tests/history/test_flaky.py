from __future__ import annotations

from collections.abc import Sequence

import pytest

from evalkit.history.flaky import Steadiness, steadiness
from tests.history.made_nights import a_night, attempts


def of(nights: Sequence[str]) -> Steadiness:
    (found,) = steadiness([a_night(day, attempts("a", passes)) for day, passes in enumerate(nights, 1)])
    return found


@pytest.mark.parametrize(
    ("nights", "flaky", "why"),
    [
        (["++-++"] * 4, True, "16 of 20: Beta(16.5, 4.5) lies within .61 to .91"),
        (["+----"] * 4, True, "4 of 20: .09 to .39"),
        (["+++++"] * 20, False, "it never fails"),
        (["-----"] * 20, False, "it never passes: it is broken, and no flaky one"),
        (["++-++"] * 3 + ["++-+"], False, "19 attempts are too few"),
        (["++-++?"] * 3 + ["++-+????"], False, "an attempt that measured nothing is none"),
        (["+++++"] * 9 + ["++++-"], False, "49 of 50: the interval reaches .99"),
        (["+++++"] * 7 + ["-----"] * 7, False, "it broke"),
        (["-----"] * 7 + ["+++++"] * 7, False, "it was mended"),
        (
            ["+++++"] * 12 + ["+----"] * 3,
            False,
            "it broke three nights ago: 30 of 30 before the middle, 33 of 45 after",
        ),
        (["+-"] * 30, True, "one of two, every night"),
    ],
)
def test_flaky_is_neither_solid_nor_failing_nor_moved(nights: list[str], flaky: bool, why: str) -> None:
    assert of(nights).flaky is flaky, why


def test_what_was_counted_is_said() -> None:
    found = of(["++-++", "+?---"])
    assert (found.key, found.scenario_id, found.passed, found.attempts, found.nights) == ("k1", "a", 5, 9, 2)
    assert found.interval.low < 5 / 9 < found.interval.high


def test_only_the_newest_nights_count() -> None:
    assert of(["-----"] * 10 + ["+++++"] * 30).passed == 150
    assert of(["-----"] * 10 + ["+++++"] * 30).moved is False


def test_each_series_is_asked_by_itself() -> None:
    nights = [a_night(day, attempts("a", "+-"), key=key) for day in range(1, 13) for key in ("k1", "k2")]
    assert [(each.key, each.attempts, each.flaky) for each in steadiness(nights)] == [
        ("k1", 24, True),
        ("k2", 24, True),
    ]


def test_another_content_is_another_scenario() -> None:
    old = [a_night(day, attempts("a", "+-", content="old")) for day in range(1, 15)]
    new = [a_night(day, attempts("a", "++", content="new")) for day in range(15, 27)]
    (found,) = steadiness([*new, *old])
    assert (found.content, found.passed, found.attempts) == ("new", 24, 24)


def test_a_content_that_came_back_keeps_its_older_nights() -> None:
    nights = [a_night(day, attempts("a", "+-", content="odd" if day == 5 else "old")) for day in range(1, 13)]
    (found,) = steadiness(nights)
    assert (found.content, found.attempts) == ("old", 22)


def test_a_baseline_arm_is_another_configuration() -> None:
    played = (*attempts("a", "--", arm="baseline"), *attempts("a", "++", arm="candidate"))
    (found,) = steadiness([a_night(1, played)])
    assert (found.passed, found.attempts) == (2, 2)


def test_quarantine_hides_nothing() -> None:
    (found,) = steadiness([a_night(day, attempts("a", "+-", quarantined=True)) for day in range(1, 13)])
    assert found.flaky


def test_no_nights_no_scenarios() -> None:
    assert steadiness([]) == ()
    assert steadiness([a_night(1, attempts("a", "??"))]) == ()
