from __future__ import annotations

from dataclasses import replace

import pytest

from evalkit.reporters.html.connections import notices
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


@pytest.mark.parametrize("t", [None, float("nan"), float("inf"), -1.0, 1e300])
def test_no_time_breaks_the_words(t: float | None) -> None:
    before, after = words(an_attempt(replace(GAP, closed_t=t), replace(GAP, ready_t=t), go_away=(GoAwayNotice(t=t),)))
    assert len([notice for each in before for notice in each] + after) == 3
