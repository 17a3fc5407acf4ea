from __future__ import annotations

from typing import Any

import pytest

from evalkit.history.levels import LevelSeries, level_series, median_level, pooled_level
from evalkit.history.night import Night, Played
from evalkit.history.trend import metric_levels
from evalkit.stats.intervals import Interval
from tests.history.made_nights import FIRST, a_night, attempts

WER = "wer.input_wer@1"


def timed(day: int, times: dict[str, tuple[float, ...]], name: str = FIRST, **more: Any) -> Night:
    played: tuple[Played, ...] = ()
    for scenario, values in times.items():
        played += attempts(scenario, "+", amounts={name: values}, **more)
    return a_night(day, played)


def one(*nights: Night) -> LevelSeries:
    (found,) = level_series(nights)
    return found


def values(series: LevelSeries) -> list[float | None]:
    return [level.value if level else None for level in series.levels]


def test_an_amount_is_the_median_over_scenarios_of_their_medians() -> None:
    found = one(timed(1, {"a": (10.0, 30.0, 20.0), "b": (100.0,), "c": (50.0, 60.0)}))
    assert (found.name, found.rate, values(found)) == ("latency.first_audible_ms", False, [55.0])
    assert found.scenarios == {"a": (20.0,), "b": (100.0,), "c": (55.0,)}


def test_attempts_of_one_scenario_are_one_sample() -> None:
    played = attempts("a", "+", amounts={FIRST: (1.0, 2.0)}) + attempts("a", "+", amounts={FIRST: (9.0,)})
    assert values(one(a_night(1, played))) == [2.0]


def test_a_rate_is_pooled() -> None:
    played = attempts("a", "+", counts={WER: (1.0, 10.0)}) + attempts("b", "+", counts={WER: (4.0, 10.0)})
    found = one(a_night(1, played))
    assert (found.rate, values(found)) == (True, [0.25])
    assert found.scenarios == {"a": (0.1,), "b": (0.4,)}


def test_nights_and_scenarios_that_lack_it_have_none() -> None:
    found = one(timed(1, {"a": (10.0,)}), a_night(2), timed(3, {"b": (30.0,)}))
    assert values(found) == [10.0, None, 30.0]
    assert found.scenarios == {"a": (10.0, None, None), "b": (None, None, 30.0)}


@pytest.mark.parametrize("more", [{"quarantined": True}, {"arm": "baseline"}])
def test_what_does_not_count_is_left_out(more: dict[str, Any]) -> None:
    assert level_series([timed(1, {"a": (10.0,)}, **more)]) == ()


def test_what_was_not_measured_is_left_out() -> None:
    assert level_series([a_night(1, attempts("a", "?", amounts={FIRST: (10.0,)}))]) == ()


def test_a_whole_of_nothing_is_no_rate() -> None:
    assert one(a_night(1, attempts("a", "+", counts={WER: (0.0, 0.0)}))).levels == (None,)


def test_versions_are_never_pooled_and_the_highest_counts() -> None:
    both = a_night(2, attempts("a", "+", amounts={"m.x_ms@9": (9.0,), "m.x_ms@10": (10.0,)}))
    found = one(timed(1, {"a": (5.0,)}, name="m.x_ms@9"), both, timed(3, {"a": (11.0,)}, name="m.x_ms@10"))
    assert values(found) == [5.0, 10.0, 11.0]
    assert (found.versions, found.new_versions) == (("9", "10", "10"), (1,))


def test_a_metric_without_a_version_is_one_too() -> None:
    found = one(timed(1, {"a": (5.0,)}, name="m.x_ms"), timed(2, {"a": (6.0,)}, name="m.x_ms@1"))
    assert (found.versions, values(found)) == (("", "1"), [5.0, 6.0])


def test_a_night_without_it_begins_no_version() -> None:
    assert one(timed(1, {"a": (5.0,)}), a_night(2), timed(3, {"a": (6.0,)})).new_versions == ()


def test_metrics_are_in_order_and_levels_are_those_of_the_terminal() -> None:
    night = a_night(
        1,
        attempts("a", "++", amounts={FIRST: (3.0, 5.0), "a.b": (1.0,)}, counts={WER: (1.0, 8.0)})
        + attempts("b", "+", amounts={FIRST: (40.0,)}, counts={WER: (2.0, 9.0)}),
    )
    found = level_series([night])
    assert [series.name for series in found] == ["a.b", "latency.first_audible_ms", "wer.input_wer"]
    for series in found:
        (level,) = metric_levels([night], series.name)[0].values()
        assert values(series) == [pytest.approx(level)]


def test_a_median_has_an_interval_from_six_scenarios_on() -> None:
    assert median_level([5.0, 1.0, 4.0, 2.0, 3.0]).interval is None
    assert median_level([5.0, 1.0, 4.0, 2.0, 3.0, 9.0]).interval == Interval(1.0, 9.0)


def test_a_pooled_rate_has_an_interval_from_ten_scenarios_on() -> None:
    assert pooled_level([(1.0, 10.0), (3.0, 10.0)] * 4).interval is None
    found = pooled_level([(1.0, 10.0), (3.0, 10.0)] * 5)
    assert found.value == pytest.approx(0.2)
    # Each of ten lies one error off: 1.96 * sqrt(10 / 9 * 10) / 100.
    assert found.interval is not None
    assert found.interval.high - 0.2 == pytest.approx(0.06533, abs=1e-4)
    assert 0.2 - found.interval.low == pytest.approx(0.06533, abs=1e-4)


def test_words_that_go_wrong_together_make_it_wide() -> None:
    spread = pooled_level([(2.0, 10.0)] * 19 + [(3.0, 10.0)]).interval
    together = pooled_level([(0.0, 10.0)] * 16 + [(10.0, 10.0)] * 4).interval
    assert spread is not None
    assert together is not None
    assert together.high - together.low > 5 * (spread.high - spread.low)
    assert together.low >= 0.0


def test_where_none_went_wrong_there_is_no_interval() -> None:
    assert pooled_level([(0.0, 10.0)] * 30).interval is None
