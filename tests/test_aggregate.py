"""The metric table: what counts, what is pooled and what never is."""

from dataclasses import replace
from typing import Any

import pytest

from evalkit.aggregate import ErrorCounts, MetricSummary, Share, aggregate, one_metric
from evalkit.errors import PoolingError
from evalkit.results import AttemptResult, AttemptStatus
from evalkit.scorers.base import Score
from evalkit.stats.intervals import Interval


def score(value: float | None, metric: str = "first_audio_ms", **more: Any) -> Score:
    given: dict[str, Any] = {"scorer": "latency", "version": 1, "turn": 0, "unit": "ms", "better": "lower", **more}
    return Score(metric=metric, value=value, **given)


def attempt(*scores: Score, status: AttemptStatus = "passed") -> AttemptResult:
    return AttemptResult(scenario_id="a", attempt=1, status=status, scores=scores)


def row(*values: float | None) -> MetricSummary:
    (found,) = aggregate([attempt(*(score(value) for value in values))])
    return found


def wer(hits: int, substitutions: int = 0, deletions: int = 0, insertions: int = 0, **more: Any) -> Score:
    counts = {"hits": hits, "substitutions": substitutions, "deletions": deletions, "insertions": insertions}
    rate = (substitutions + deletions + insertions) / max(1, hits + substitutions + deletions)
    return score(rate, "input_wer", **{"scorer": "wer", "unit": "", "detail": counts, **more})


def test_no_attempt_gives_no_row() -> None:
    assert aggregate([]) == ()
    assert aggregate([attempt()]) == ()


def test_a_row_has_every_number() -> None:
    assert row(*[float(value) for value in range(1, 42)]) == MetricSummary(
        scorer="latency",
        metric="first_audio_ms",
        version=1,
        unit="ms",
        better="lower",
        values=tuple(map(float, range(1, 42))),
        unscored=0,
        mean=21.0,
        p50=21.0,
        p90=37.0,
        min=1.0,
        max=41.0,
        passed=0,
        expected=0,
    )


@pytest.mark.parametrize(
    ("count", "has_p50", "has_p90"), [(2, False, False), (3, True, False), (28, True, False), (29, True, True)]
)
def test_percentiles_need_enough_values(count: int, has_p50: bool, has_p90: bool) -> None:
    found = row(*([5.0] * count))
    assert (found.p50 is not None, found.p90 is not None) == (has_p50, has_p90)


def test_each_percentile_has_its_interval_where_there_are_enough_values() -> None:
    few, some, many = (row(*map(float, range(1, count + 1))) for count in (5, 28, 29))
    assert (few.p50_interval, some.p90_interval) == (None, None)
    assert row(*map(float, range(1, 7))).p50_interval == Interval(1.0, 6.0)
    assert (many.p50_interval, many.p90_interval) == (Interval(9.0, 20.0), Interval(21.0, 29.0))


def test_percentiles_are_linear_between_neighbours() -> None:
    assert row(1.0, 2.0, 3.0, 10.0).p50 == 2.5


def test_unscored_is_counted_and_enters_no_number() -> None:
    found = row(None, 4.0, None, float("nan"), float("inf"))
    assert (found.count, found.unscored, found.mean, found.min, found.max) == (1, 4, 4.0, 4.0, 4.0)
    empty = row(None)
    assert (empty.count, empty.unscored, empty.mean, empty.p50, empty.min, empty.max) == (0, 1, None, None, None, None)


def test_expectations_are_counted_with_those_without_data() -> None:
    scores = [score(1.0, passed=True), score(2.0, passed=False), score(None, passed=False), score(3.0)]
    (found,) = aggregate([attempt(*scores, status="failed")])
    assert (found.passed, found.expected) == (1, 3)


@pytest.mark.parametrize("status", ["infra", "invalid"])
def test_attempts_that_were_not_measured_do_not_count(status: AttemptStatus) -> None:
    assert aggregate([attempt(score(1.0), status=status)]) == ()


def test_versions_and_units_are_never_pooled() -> None:
    found = aggregate([attempt(score(1.0), score(3.0, version=2), score(5.0, unit="s"))])
    assert [(each.version, each.unit, each.mean) for each in found] == [(1, "ms", 1.0), (1, "s", 5.0), (2, "ms", 3.0)]


def test_rows_are_sorted_whatever_the_order_of_the_attempts() -> None:
    one, two = attempt(score(1.0, "turn_ms"), wer(1)), attempt(score(2.0, "first_audio_ms"))
    assert aggregate([one, two]) == aggregate([two, one])
    assert [each.metric for each in aggregate([one, two])] == ["first_audio_ms", "turn_ms", "input_wer"]


def test_an_error_rate_is_pooled_from_its_counts() -> None:
    (found,) = aggregate([attempt(wer(0, substitutions=1), wer(99))])
    assert found.mean == 0.01
    assert found.pooled == ErrorCounts(hits=99, substitutions=1, deletions=0, insertions=0)
    assert (found.min, found.max, found.count) == (0.0, 1.0, 2)


def test_insertions_count_against_the_reference_only() -> None:
    (found,) = aggregate([attempt(wer(1, insertions=3), wer(2, deletions=1))])
    assert found.mean == pytest.approx(4 / 4)


def test_unscored_rates_are_not_pooled() -> None:
    (found,) = aggregate([attempt(wer(9, substitutions=1), score(None, "input_wer", scorer="wer", unit=""))])
    assert (found.mean, found.unscored) == (0.1, 1)


def test_references_without_a_word_have_no_rate() -> None:
    (found,) = aggregate([attempt(wer(0, insertions=2))])
    assert (found.mean, found.count) == (None, 1)


@pytest.mark.parametrize(
    "detail", [{"hits": 1}, {"hits": "1", "substitutions": 0, "deletions": 0, "insertions": 0}, {}]
)
def test_a_detail_that_is_no_count_leaves_a_plain_mean(detail: dict[str, Any]) -> None:
    (found,) = aggregate([attempt(score(2.0, detail=detail), score(4.0, detail=detail))])
    assert (found.mean, found.pooled) == (3.0, None)


def test_a_score_of_the_whole_session_does_not_count_what_its_turns_counted_again() -> None:
    turns = (wer(8, 2, turn=0), wer(1, 1, turn=1))
    whole = wer(9, 3, turn=None, passed=False)
    (found,) = aggregate([attempt(*turns, whole), attempt(wer(10, turn=0))])
    assert found.pooled == ErrorCounts(hits=19, substitutions=3, deletions=0, insertions=0)
    assert (found.count, found.unscored, found.passed, found.expected) == (3, 0, 0, 1)


def test_a_score_of_the_whole_session_counts_where_no_turn_has_a_value() -> None:
    (found,) = aggregate([attempt(score(None, turn=0), score(40.0, turn=None, passed=True))])
    assert (found.values, found.unscored, found.passed, found.expected) == ((40.0,), 1, 1, 1)


def test_another_attempt_or_metric_or_version_takes_nothing_from_a_session() -> None:
    of_turn = attempt(score(1.0, turn=0), score(2.0, turn=None, metric="turn_ms"), score(3.0, turn=None, version=2))
    found = aggregate([of_turn, attempt(score(4.0, turn=None))])
    assert [each.values for each in found] == [(1.0, 4.0), (3.0,), (2.0,)]


def share(part: float, whole: float, **more: Any) -> Score:
    return score(part / whole if whole else None, "tool_recall", detail={"part": part, "whole": whole}, **more)


def test_a_share_is_pooled_from_what_it_was_counted_from() -> None:
    (found,) = aggregate([attempt(share(1, 1), share(1, 9)), attempt(share(0, 0))])
    assert (found.mean, found.pooled, found.unscored) == (0.2, Share(part=2, whole=10), 1)


@pytest.mark.parametrize(
    "other", [score(0.5, "tool_recall"), replace(wer(1), scorer="latency", metric="tool_recall", unit="ms")]
)
def test_a_metric_is_pooled_only_where_every_score_carries_counts_of_one_kind(other: Score) -> None:
    (found,) = aggregate([attempt(share(1, 2), other)])
    assert found.pooled is None
    assert found.mean == (0.5 + (other.value or 0.0)) / 2


@pytest.mark.parametrize(
    "detail", [{"part": 1}, {"part": True, "whole": 2}, {"part": -1, "whole": 2}, {"part": float("nan"), "whole": 2}]
)
def test_what_is_no_amount_is_not_pooled(detail: dict[str, Any]) -> None:
    (found,) = aggregate([attempt(score(0.5, detail=detail))])
    assert (found.pooled, found.mean) == (None, 0.5)


def test_a_share_of_yes_and_no_has_an_exact_interval() -> None:
    (yes_and_no,) = aggregate([attempt(*(score(value, yes_no=True) for value in (1.0, 1.0, 0.0)))])
    assert yes_and_no.mean_interval is not None
    assert (yes_and_no.mean_interval.low, yes_and_no.mean_interval.high) == pytest.approx((0.0943, 0.9916), abs=1e-4)
    assert (row(1.0, 0.0).mean_interval, row(None).mean_interval) == (None, None)
    (pooled,) = aggregate([attempt(share(1, 1, yes_no=True), share(0, 1, yes_no=True))])
    assert pooled.mean_interval is None


def test_one_metric_over_several_runs() -> None:
    both = [attempt(score(1.0)), attempt(score(3.0), score(9.0, "turn_ms"))]
    found = one_metric(both, "latency.first_audio_ms")
    assert found is not None
    assert found.values == (1.0, 3.0)
    assert one_metric(both, "latency.first_event_ms") is None


@pytest.mark.parametrize(
    ("other", "kinds"),
    [
        (score(3.0, version=2), "version 1 and version 2"),
        (score(3.0, unit="s"), "version 1 in ms and version 1 in s"),
    ],
)
def test_different_versions_or_units_are_refused(other: Score, kinds: str) -> None:
    with pytest.raises(PoolingError) as raised:
        one_metric([attempt(score(1.0)), attempt(other)], "latency.first_audio_ms")
    assert str(raised.value) == (
        f"latency.first_audio_ms: {kinds} do not measure the same thing and are never pooled; "
        "score the older run again: evalkit score RUN"
    )
