from __future__ import annotations

from dataclasses import replace

import pytest

from evalkit.history.trend import metric_levels, metrics_of, night_lines, strips
from evalkit.outcome import GateName
from evalkit.stats.intervals import wilson
from tests.history.made_nights import FIRST, a_night, attempts

PRIMARIES = {
    GateName.PASSED: ("passed",),
    GateName.TOOLS: ("tools.tools_ok",),
    GateName.WER: ("wer.input_wer",),
    GateName.LATENCY: ("latency.first_audible_ms",),
}


def test_a_line_counts_attempts_and_weighs_scenarios_alike() -> None:
    played = (*attempts("a", "++++"), *attempts("b", "-?"))
    (line,) = night_lines([a_night(1, played)], PRIMARIES)
    assert (line.passed, line.attempts) == (4, 5)
    assert line.interval == wilson(4, 5)
    # The mean of 4/4 and 0/1.
    assert line.levels == {GateName.PASSED: 0.5}


def test_shares_are_means_over_scenarios_and_word_errors_are_pooled() -> None:
    counts = {"tools.tools_ok@2": (1.0, 1.0), "wer.input_wer@4": (1.0, 10.0)}
    worse = {"tools.tools_ok@2": (0.0, 3.0), "wer.input_wer@4": (9.0, 30.0)}
    played = (*attempts("a", "++", counts=counts), *attempts("b", "+", counts=worse))
    (line,) = night_lines([a_night(1, played)], PRIMARIES)
    # (2/2 + 0/3) / 2, and (1 + 1 + 9) / (10 + 10 + 30).
    assert line.levels[GateName.TOOLS] == 0.5
    assert line.levels[GateName.WER] == 11 / 50


def test_first_audio_is_the_median_over_scenarios_of_their_medians() -> None:
    played = (
        *attempts("a", "+", amounts={FIRST: (900.0, 1000.0, 9000.0)}),
        *attempts("b", "+", amounts={FIRST: (1200.0,)}),
        *attempts("c", "+", amounts={"other.metric_ms@1": (1.0,)}),
    )
    (line,) = night_lines([a_night(1, played)], PRIMARIES)
    assert line.levels[GateName.LATENCY] == 1100.0


def test_quarantine_and_baseline_arms_are_left_out_of_the_numbers() -> None:
    played = (*attempts("a", "+"), *attempts("b", "---", quarantined=True), *attempts("a", "--", arm="baseline"))
    (line,) = night_lines([a_night(1, played)], PRIMARIES)
    assert (line.passed, line.attempts, line.levels) == (1, 1, {GateName.PASSED: 1.0})


def test_a_night_without_measurement_has_no_levels() -> None:
    (line,) = night_lines([a_night(1, attempts("a", "??"))], PRIMARIES)
    assert (line.passed, line.attempts, dict(line.levels)) == (0, 0, {})


def test_a_new_key_is_marked_where_it_begins() -> None:
    nights = [a_night(1), a_night(2), a_night(3, key="k2"), a_night(4, key="k2")]
    assert [line.new_key for line in night_lines(nights, PRIMARIES)] == [False, False, True, False]


def test_a_strip_has_a_dot_a_night() -> None:
    nights = [
        a_night(1, attempts("a", "++")),
        a_night(2, attempts("b", "--")),
        a_night(3, attempts("a", "+-") + attempts("b", "??")),
        a_night(4, attempts("a", "--", content="new", quarantined=True)),
    ]
    a, b = strips(nights)
    assert a.dots == ("all", "no data", "some", "none")
    assert a.passed == ((2, 2), (0, 0), (1, 2), (0, 2))
    assert a.changed == (False, False, False, True)
    assert (a.quarantined, b.quarantined) == (True, False)
    assert b.dots == ("no data", "none", "no data", "no data")


def test_a_scenario_that_failed_as_announced_passed() -> None:
    announced, surprising = attempts("a", "++")
    played = (replace(announced, status="expected_failure"), replace(surprising, status="unexpected_pass"))
    (strip,) = strips([a_night(1, played)])
    assert strip.dots == ("all",)


@pytest.mark.parametrize(
    ("metric", "levels"),
    [
        ("latency.first_audible_ms", [{FIRST: 15.0}, {"latency.first_audible_ms@2": 7.0}]),
        (FIRST, [{FIRST: 15.0}, {}]),
        ("x.y", [{"x.y@1": 0.75}, {}]),
        ("nothing", [{}, {}]),
    ],
)
def test_versions_of_a_metric_are_never_pooled(metric: str, levels: list[dict[str, float]]) -> None:
    first = (
        *attempts("a", "+", amounts={FIRST: (10.0,)}, counts={"x.y@1": (2.0, 2.0)}),
        *attempts("b", "-", amounts={FIRST: (20.0,)}, counts={"x.y@1": (1.0, 2.0)}),
    )
    second = attempts("a", "+", amounts={"latency.first_audible_ms@2": (7.0,)})
    assert list(metric_levels([a_night(1, first), a_night(2, second)], metric)) == levels
    assert metrics_of([a_night(1, first)]) == ("latency.first_audible_ms", "x.y")
