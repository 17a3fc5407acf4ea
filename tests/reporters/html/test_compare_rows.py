from __future__ import annotations

import math

import pytest

from evalkit.reporters.html.compare_metrics import MetricChange, Unit
from evalkit.reporters.html.compare_model import MetricChangeView
from evalkit.reporters.html.compare_rows import metric_rows
from evalkit.stats.intervals import Interval

MS = Unit("ms", "lower")


def change(old: float, new: float, interval: Interval | None = None, unit: Unit = MS, **more: object) -> MetricChange:
    values: dict[str, object] = {"name": "latency.x@1", "is_share": False, "scenarios": 20, **more}
    return MetricChange(old=old, new=new, interval=interval, unit=unit, **values)  # type: ignore[arg-type]


def row(found: MetricChange, *, exact: bool = False) -> MetricChangeView:
    moved, still = metric_rows([found], exact=exact)
    return (*moved, *still)[0]


def test_a_time_in_words_with_its_interval() -> None:
    found = row(change(1000, 1100, Interval(60, 140)))
    assert (found.before, found.now, found.change) == ("1,000 ms", "1,100 ms", "+100 ms (+10\u00a0%)")
    assert (found.interval, found.kind, found.words) == ("+60 to +140 ms", "maybe_worse", "perhaps worse")


def test_a_share_in_points() -> None:
    found = row(change(0.9, 0.85, Interval(-0.08, 0.01), Unit("", "higher"), is_share=True))
    assert (found.before, found.now, found.change) == ("90\u00a0%", "85\u00a0%", "−5 points (−5.6\u00a0%)")
    assert (found.interval, found.kind, found.words) == ("−8 to +1 points", "other", "nothing sure")


@pytest.mark.parametrize(
    ("found", "exact", "kind"),
    [
        (change(1, 2), True, "worse"),
        (change(2, 1), True, "better"),
        (change(2, 1, Interval(-1.5, -0.5)), False, "maybe_better"),
        (change(2, 1, Interval(-1.5, 0.5)), False, "other"),
        (change(2, 1), False, "other"),
        (change(1, 1), True, "same"),
        (change(1, 2, unit=Unit("", "neither")), True, "moved"),
    ],
)
def test_a_kind_says_no_more_than_is_known(found: MetricChange, exact: bool, kind: str) -> None:
    assert row(found, exact=exact).kind == kind


def test_what_moved_stands_first_worst_first() -> None:
    found = [
        change(1, 1, name="a.same@1"),
        change(2, 1, name="b.better@1"),
        change(1, 2, name="c.worse@2"),
        change(1, 2, name="d.moved@1", unit=Unit("", "neither")),
    ]
    moved, still = metric_rows(found, exact=True)
    assert [each.name for each in moved] == ["c.worse v2", "b.better", "d.moved"]
    assert [(each.name, each.change) for each in still] == [("a.same", "no change")]


def test_worse_is_drawn_to_the_left_whatever_the_sign() -> None:
    slower, fewer = row(change(1, 2), exact=True), row(change(2, 1, unit=Unit("", "higher")), exact=True)
    assert slower.drawing is not None
    assert fewer.drawing is not None
    assert (slower.drawing.dot, fewer.drawing.dot) == ("4.0", "4.0")
    sure = row(change(1000, 1100, Interval(60, 200))).drawing
    assert sure is not None
    assert (sure.low, sure.dot, sure.width) == ("4.0", "27.0", "32.2")
    assert sure.words == "+100 ms (+10\u00a0%), 95 % interval +60 to +200 ms"
    assert row(change(1, 1)).drawing is None
    assert row(change(1, 2, unit=Unit("", "neither"))).drawing is None


def test_from_nothing_there_is_no_per_cent_and_a_trace_keeps_its_first_digit() -> None:
    assert row(change(0, 5)).change == "+5 ms"
    assert row(change(0.5, 0.50001, unit=Unit("", "higher"), is_share=True)).change.startswith("+0.001 points")
    assert row(change(1, math.inf), exact=True).drawing is None
