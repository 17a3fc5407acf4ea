from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from evalkit.reporters.counts import STATUS_WORDS
from evalkit.reporters.html.compare_data import compare_data
from evalkit.reporters.html.compare_metrics import measured
from evalkit.reporters.html.compare_model import Side
from evalkit.reporters.html.scenario import grouped
from evalkit.reporters.verdict_words import moved
from evalkit.results import RunResult
from tests.reporters.html.comparing import AFTER, BEFORE, FOUND, attempt, run_of, waited
from tests.reporters.parts import details_of

STATUSES = list(STATUS_WORDS)


def data(before: RunResult = BEFORE, now: RunResult = AFTER) -> dict[str, Any]:
    sides = [
        (Side(letter, run, base, ()), grouped(run)) for letter, run, base in (("A", before, "../a/"), ("B", now, ""))
    ]
    values = measured(before), measured(now)
    return compare_data(sides[0], sides[1], moved(FOUND.verdict), values, exact=True)


def row(name: str, found: dict[str, Any]) -> dict[str, Any]:
    scenarios = found["scenarios"]
    place = scenarios["name"].index(name)
    return {column: values[place] for column, values in scenarios.items()}


def test_every_scenario_of_either_run_is_there_once() -> None:
    found = data()
    assert found["scenarios"]["name"] == ["tools/warm", "same", "new", "gone"]
    assert {len(values) for values in found["scenarios"].values()} == {4}
    assert (row("gone", found)["b"], row("new", found)["a"]) == (None, None)
    assert row("gone", found)["show"] is None


def test_a_row_says_what_changed_and_where_to_listen() -> None:
    warm = row("tools/warm", data())
    assert (warm["moved"], warm["moved_words"]) == ("worse", "worse")
    assert warm["sentence"] == "pass rate 50 % → 0 %, −50 points (−100 %)"
    assert (warm["show"], warm["said_otherwise"], warm["changed_content"]) == (["1", "1", 1], True, False)
    assert (warm["a"]["numbers"], warm["a"]["statuses"]) == (
        ["1", "2"],
        [STATUSES.index("passed"), STATUSES.index("failed")],
    )
    same = row("same", data())
    assert (same["moved"], same["said_otherwise"], same["show"]) == ("", False, ["1", "1", None])


def test_the_files_of_details_are_those_that_the_runs_have() -> None:
    many = run_of("many", *(attempt(f"s{n}", 1, "passed") for n in range(120)))
    found = data(many, many)
    assert found["a"]["details"] == ["../a/details/0000.js", "../a/details/0001.js", "../a/details/0002.js"]
    assert found["b"]["details"][2] == "details/0002.js"
    shards = [each["details"] for each in found["scenarios"]["a"]]
    assert (shards[0], shards[49], shards[50], shards[119]) == (0, 0, 1, 2)
    anchors = {
        f"{name}/{each['numbers'][0]}"
        for name, each in zip(found["scenarios"]["anchor"], found["scenarios"]["a"], strict=True)
    }
    assert anchors == set(details_of(many)["attempts"])


def test_metrics_have_a_level_for_each_scenario_that_both_measured_alike() -> None:
    found = {each["name"]: each for each in data()["metrics"]}
    waits = found["latency.first_audible_ms"]
    assert (waits["unit"], waits["better"]) == ("ms", "lower")
    assert (waits["a"], waits["b"]) == ([925.0, 700.0, None, None], [1000.0, 700.0, None, None])
    assert (found["tools.tools_ok"]["a"][0], found["tools.tools_ok"]["b"][0]) == (0.5, 0.0)


def test_a_scenario_that_changed_is_said_to_and_has_no_values() -> None:
    changed = replace(AFTER, attempts=tuple(replace(each, content="other") for each in AFTER.attempts))
    found = data(BEFORE, changed)
    assert row("same", found)["changed_content"]
    assert found["metrics"] == []


def test_seven_digits_are_enough() -> None:
    run = run_of("pi", attempt("x", 1, "passed", waited(1000 * math.pi)))
    assert data(run, run)["metrics"][0]["a"] == [3141.593]
