"""The columns that stand in a run's page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from evalkit.outcome import Past
from evalkit.reporters.html.scenario import grouped
from evalkit.reporters.html.summary import summary_data
from evalkit.results import RunResult
from evalkit.scorers.base import Better, Score
from tests.reporters.parts import summary_of
from tests.reporters.sample import attempt, sample_run
from tests.reporters.verdicts import VERDICTS, judged

SUMMARY = summary_of(sample_run())


def a_score(value: float | None, better: Better = "lower", turn: int | None = 0, metric: str = "m") -> Score:
    return Score(scorer="s", metric=metric, version=1, turn=turn, value=value, unit="ms", better=better)


def metrics(*scores: Score) -> dict[str, Any]:
    found = summary_of(RunResult(run_id="", endpoint="", attempts=(attempt("a", "passed", [], scores),)))
    return {each["name"]: each for each in found["metrics"]}


def test_all_columns_have_one_value_a_row() -> None:
    assert {len(column) for column in SUMMARY["scenarios"].values()} == {12}
    assert {len(column) for column in SUMMARY["attempts"].values()} == {14}
    assert {len(each["values"]) for each in SUMMARY["metrics"]} == {14}


def test_attempts_follow_their_scenarios() -> None:
    run = sample_run()
    mixed = replace(run, attempts=tuple(sorted(run.attempts, key=lambda each: each.attempt)))
    found = summary_of(mixed)
    assert found["attempts"]["scenario"] == sorted(found["attempts"]["scenario"])
    greeting = found["scenarios"]["name"].index("basics/greeting")
    of_greeting = [place for place, each in enumerate(found["attempts"]["scenario"]) if each == greeting]
    assert [found["attempts"]["number"][place] for place in of_greeting] == ["1", "2", "3"]


def test_indexes_lead_to_what_they_mean() -> None:
    scenarios = SUMMARY["scenarios"]
    place = scenarios["name"].index("latency/story")
    assert SUMMARY["statuses"][scenarios["status"][place]] == ["failed", "failed"]
    assert [SUMMARY["tags"][each] for each in scenarios["tags"][place]] == ["latency", "nightly"]
    assert SUMMARY["provenances"][scenarios["provenance"][place]]["kind"] == "recorded"
    row = SUMMARY["attempts"]["scenario"].index(place)
    assert SUMMARY["attempts"]["reason"][row].startswith(
        "turn 1: latency.first_audible_ms 3,120 ms, expected ≤ 2500 ms"
    )
    assert SUMMARY["details"][SUMMARY["attempts"]["details"][row]] == "details/0000.js"


def test_what_passed_needs_no_reason() -> None:
    passed = [word for word, _ in SUMMARY["statuses"]].index("passed")
    rows = zip(SUMMARY["attempts"]["status"], SUMMARY["attempts"]["reason"], strict=True)
    assert {reason for status, reason in rows if status == passed} == {""}


def test_of_all_turns_the_worst_value_counts() -> None:
    assert metrics(a_score(3.0), a_score(9.0), a_score(5.0))["s.m"]["values"] == [9]
    assert metrics(a_score(3.0, "higher"), a_score(0.5, "higher"))["s.m"]["values"] == [0.5]
    assert metrics(a_score(-3.0, "neither"), a_score(2.0, "neither"))["s.m"]["values"] == [2]


def test_unscored_is_never_zero_and_what_nobody_measured_is_no_metric() -> None:
    assert metrics(a_score(None)) == {}
    two = (attempt("a", "passed", [], [a_score(0.0)]), attempt("b", "passed", [], [a_score(None)]))
    (found,) = summary_of(RunResult(run_id="", endpoint="", attempts=two))["metrics"]
    assert found["values"] == [0, None]


def test_a_number_that_is_none_stands_for_nothing() -> None:
    found = metrics(a_score(float("nan")), a_score(float("inf"), metric="n"), a_score(1234.567891, metric="k"))
    assert [each["values"] for each in found.values()] == [[1234.568], [None], [None]]


def test_what_moved_is_marked_with_the_worst_of_it() -> None:
    found = summary_of(judged("regressed"))
    marks = dict(zip(found["scenarios"]["name"], found["scenarios"]["moved"], strict=True))
    assert marks == {"tools/temperature": "broke", "latency/story": "maybe_worse", "video/dog": "unconfirmed"}


def test_the_past_of_a_scenario_is_told() -> None:
    past = (
        Past(scenario_id="video/dog", nights="●◐○", passed=41, attempts=60, flaky=True),
        Past(scenario_id="latency/story", nights="●", passed=1, attempts=1, flaky=False),
    )
    found = summary_of(replace(judged("passed"), verdict=replace(VERDICTS["passed"], past=past)))["scenarios"]
    assert dict(zip(found["name"], found["nights"], strict=True))["video/dog"] == "●◐○"
    assert sorted(found["flaky"]) == ["", "", "flaky: 41 of 60 passed over 3 nights"]


def test_a_run_that_is_still_played_says_so() -> None:
    found = summary_data(sample_run(), grouped(sample_run()), [0] * 14, live=True)
    assert (found["live"], SUMMARY["live"]) == (True, False)
    empty = summary_of(RunResult(run_id="none", endpoint=""))
    assert (empty["scenarios"]["name"], empty["details"], empty["metrics"]) == ([], [], [])
