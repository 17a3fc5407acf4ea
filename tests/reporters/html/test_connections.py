from __future__ import annotations

from dataclasses import replace

import pytest

from evalkit.reporters.html.connections import notices
from evalkit.reporters.html.timeline import timeline
from evalkit.results import AttemptResult, GoAwayNotice, Reconnection
from tests.reporters.sample import attempt, spoken

GAP = Reconnection(connection=2, closed_t=5.0, ready_t=6.25, reason="goAway", resumed=True)


def an_attempt(*gaps: Reconnection, go_away: tuple[GoAwayNotice, ...] = ()) -> AttemptResult:
    turns = [spoken("one", "a", start=0.4), spoken("two", "b", start=10.0, index=1)]
    return replace(attempt("a", "passed", turns, [], duration_s=20.0), reconnections=gaps, go_away=go_away)


def words(attempt: AttemptResult) -> tuple[list[list[str]], list[str]]:
    before, after = notices(attempt)
    return [[notice.words for notice in each] for each in before], [notice.words for notice in after]


def test_nothing_happened_to_most_connections() -> None:
    assert notices(an_attempt()) == (((), ()), ())


def test_what_happened_stands_where_it_happened_in_order() -> None:
    before, after = words(an_attempt(GAP, go_away=(GoAwayNotice(t=4.0, time_left="50s"), GoAwayNotice(t=12.0))))
    assert before == [
        [],
        [
            "goAway at 4.00 s: the server will close in 50s",
            "connection 1 ended at 5.00 s (goAway); connection 2 resumed the session after 1.25 s",
        ],
    ]
    assert after == ["goAway at 12.00 s: the server will close"]


@pytest.mark.parametrize(
    ("gap", "kind", "text"),
    [
        (GAP, "resumed", "connection 1 ended at 5.00 s (goAway); connection 2 resumed the session after 1.25 s"),
        (
            replace(GAP, resumed=False, reason=""),
            "anew",
            "connection 1 ended at 5.00 s; connection 2 began anew after 1.25 s",
        ),
        (replace(GAP, ready_t=None), "lost", "connection 1 ended at 5.00 s (goAway); no other came to stand"),
        (
            replace(GAP, closed_t=None),
            "resumed",
            "connection 1 ended (goAway); connection 2 resumed the session",
        ),
    ],
)
def test_each_kind_of_change(gap: Reconnection, kind: str, text: str) -> None:
    before, after = notices(an_attempt(gap))
    (found,) = [*(notice for each in before for notice in each), *after]
    assert (found.kind, found.words) == (kind, text)


def test_without_times_it_stands_at_the_end() -> None:
    before, after = words(an_attempt(replace(GAP, closed_t=None, ready_t=None), go_away=(GoAwayNotice(t=None),)))
    assert before == [[], []]
    assert len(after) == 2


def test_the_gap_lies_behind_every_lane() -> None:
    found = timeline(an_attempt(GAP, go_away=(GoAwayNotice(t=4.0),)))
    assert found is not None
    assert [(band.kind, band.x, band.width, band.title) for band in found.bands] == [
        ("gap", "25", "6.25", "no connection 5.00–6.25 s"),
        ("going", "20", "0.5", "goAway at 4.00 s"),
    ]
    assert found.title.endswith("no connection 5.00–6.25 s; goAway at 4.00 s")


def test_a_connection_that_never_came_leaves_a_gap_to_the_end() -> None:
    found = timeline(an_attempt(replace(GAP, ready_t=None)))
    assert found is not None
    assert (found.bands[0].x, found.bands[0].width) == ("25", "75")


@pytest.mark.parametrize("t", [None, float("nan"), float("inf"), -1.0, 1e300])
def test_no_times_break_the_drawing(t: float | None) -> None:
    found = timeline(an_attempt(replace(GAP, closed_t=t), replace(GAP, ready_t=t), go_away=(GoAwayNotice(t=t),)))
    notices(an_attempt(replace(GAP, closed_t=t), replace(GAP, ready_t=t), go_away=(GoAwayNotice(t=t),)))
    for bar in found.bands if found else ():
        assert 0 <= float(bar.x) <= 100
        assert 0 <= float(bar.width) <= 100.01 - float(bar.x)
