from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from evalkit.reporters.html.trend_chart import Break, Chart, Segment, trend_chart


def drawn(levels: Sequence[float | None], **more: Any) -> Chart:
    given: dict[str, Any] = {
        "words": [f"night {number}" for number in range(len(levels))],
        "shown": "{:g} ms".format,
        "accepted": [True] * len(levels),
        "red": [False] * len(levels),
        "breaks": {},
    }
    return trend_chart("first audio", levels, **{**given, **more})


def test_the_highest_is_at_the_top_and_the_lowest_at_the_bottom() -> None:
    chart = drawn([10.0, 20.0, 15.0])
    # Three nights share 96 % of the width, which begins at 2 %; the drawing reaches from 24 to 96 pixels.
    assert [(point.x, point.y) for point in chart.points] == [
        ("18.00%", "96.0"),
        ("50.00%", "24.0"),
        ("82.00%", "60.0"),
    ]
    assert (chart.low, chart.high, chart.newest) == ("10 ms", "20 ms", "15 ms")
    assert chart.segments == (Segment("18.00%", "96.0", "50.00%", "24.0"), Segment("50.00%", "24.0", "82.00%", "60.0"))


@pytest.mark.parametrize("levels", [[7.0], [7.0, 7.0]])
def test_what_never_moves_lies_in_the_middle(levels: list[float]) -> None:
    assert {point.y for point in drawn(levels).points} == {"60.0"}


def test_a_night_without_the_number_is_passed_over() -> None:
    chart = drawn([10.0, None, 20.0, None])
    assert [point.words for point in chart.points] == ["night 0", "night 2"]
    assert (len(chart.segments), chart.newest) == (1, "20 ms")


def test_another_series_is_not_joined() -> None:
    chart = drawn([10.0, 11.0, None, 20.0], breaks={2: "model b"})
    assert chart.breaks == (Break("50.00%", "model b"),)
    assert [(line.y1, line.y2) for line in chart.segments] == [("96.0", "88.8")]


def test_what_was_said_of_a_night_goes_with_its_point() -> None:
    chart = drawn([1.0, 2.0], accepted=[True, False], red=[False, True])
    assert [(point.accepted, point.red) for point in chart.points] == [(True, False), (False, True)]


def test_another_level_begins_just_before_its_night() -> None:
    assert drawn([10.0, 11.0, 20.0, 21.0], changes={2: "since then: +90 %"}).changes == (
        Break("50.00%", "since then: +90 %"),
    )
    assert drawn([10.0]).changes == ()
