"""Two stored runs: the same twice, a worse answer, different things, and what is not compared."""

from dataclasses import replace

import pytest

from evalkit.errors import UsageError
from evalkit.outcome import GateName, Outcome
from evalkit.results import AttemptResult, RunResult
from evalkit.runner.comparing import compare_runs
from evalkit.scorers.base import Score
from tests.runner.test_judging import arms, attempts, many, run_of

REPLAY = run_of(attempts("a", 1, 0), attempts("b", 0, 1), endpoint="replay")


def renamed(run: RunResult, **more: object) -> RunResult:
    return replace(run, run_id="yesterday", **more)  # type: ignore[arg-type]


def test_the_same_recordings_twice_differ_in_nothing() -> None:
    for before in (renamed(REPLAY), REPLAY, renamed(REPLAY, started_at="2030-01-01T00:00:00+00:00")):
        found = compare_runs(before, REPLAY)
        assert (found.verdict.outcome, found.verdict.changes, found.verdict.exact) == (Outcome.PASS, (), True)
        assert (found.differences, found.uncompared) == ((), ())


def test_one_worse_answer_is_named() -> None:
    worse = run_of(attempts("a", 0, 1), attempts("b", 0, 1), endpoint="replay")
    found = compare_runs(renamed(REPLAY), worse)
    assert (found.verdict.outcome, found.verdict.why) == (Outcome.REGRESSED, "worse than the baseline: a")
    (change,) = found.verdict.changes
    assert (change.scenario_id, change.gate, change.old, change.new) == ("a", GateName.PASSED, 1.0, 0.0)
    assert compare_runs(worse, REPLAY).verdict.outcome is Outcome.IMPROVED


def test_live_runs_are_compared_by_statistics() -> None:
    found = compare_runs(renamed(many(4, 1)), many(3, 2))
    passed = found.verdict.gates[0]
    assert (found.verdict.outcome, found.verdict.exact, passed.scenarios) == (Outcome.REGRESSED, False, 20)
    assert passed.interval is not None
    assert passed.interval.high < 0
    assert compare_runs(renamed(many(4, 1)), many(4, 1)).verdict.outcome is Outcome.PASS


def test_a_run_that_lacks_too_much_is_inconclusive() -> None:
    lacking = replace(REPLAY, planned=3)
    assert compare_runs(renamed(REPLAY), lacking).verdict.outcome is Outcome.INCONCLUSIVE


def test_different_things_are_refused_by_name() -> None:
    other = renamed(REPLAY, endpoint="gemini", model="models/n", settings={"location": "europe-west4"})
    with pytest.raises(UsageError) as error:
        compare_runs(other, REPLAY)
    assert str(error.value) == (
        "yesterday and tonight differ in endpoint (gemini, replay) and in model (models/n, models/m) "
        "and in place (europe-west4, none); what differs there would look like a change; "
        "add --anyway to compare them all the same"
    )


def test_anyway_they_are_compared_and_said_to_differ() -> None:
    other = renamed(many(4, 1), model="models/n")
    found = compare_runs(other, many(3, 2), anyway=True)
    assert (found.verdict.outcome, found.differences) == (Outcome.REGRESSED, ("model (models/n, models/m)",))


@pytest.mark.parametrize("live_first", [True, False])
def test_with_one_live_run_chance_is_in_the_comparison(live_first: bool) -> None:
    live = renamed(REPLAY, endpoint="gemini")
    before, now = (live, REPLAY) if live_first else (REPLAY, live)
    assert compare_runs(before, now, anyway=True).verdict.exact is False


def test_what_changed_since_is_not_compared_and_said() -> None:
    changed = tuple(replace(each, content="a v2") if each.scenario_id == "a" else each for each in REPLAY.attempts)
    found = compare_runs(renamed(REPLAY), replace(REPLAY, attempts=changed))
    assert found.uncompared == ("not compared, for what they play or expect has changed: a",)
    assert found.verdict.new_scenarios == ("a",)


def test_scenarios_that_one_of_the_runs_lacks_are_named() -> None:
    more = run_of(attempts("b", 0, 1), attempts("c", 1, 0), endpoint="replay")
    found = compare_runs(renamed(REPLAY), more)
    assert found.uncompared == ("only in the first run: a", "only in the second run: c")
    assert found.verdict.outcome is Outcome.PASS


def scored(version: int) -> tuple[AttemptResult, ...]:
    score = Score(scorer="tools", metric="tools_ok", version=version, turn=0, value=1.0, yes_no=True)
    return tuple(replace(each, scores=(score,)) for each in REPLAY.attempts)


def test_metrics_of_another_version_are_not_compared_and_said() -> None:
    found = compare_runs(renamed(REPLAY, attempts=scored(1)), replace(REPLAY, attempts=scored(2)))
    assert found.uncompared == (
        "not compared, until the older run is scored again (evalkit score): tools.tools_ok (versions 1 and 2)",
    )


def test_of_a_run_with_two_arms_its_own_is_compared() -> None:
    both = run_of(arms(attempts("a", 1, 0), attempts("a", 0, 1)), arms(attempts("b", 0, 1), attempts("b", 1, 0)))
    alone = run_of(attempts("a", 1, 0), attempts("b", 0, 1))
    found = compare_runs(renamed(both, endpoint="replay"), replace(alone, endpoint="replay"))
    assert (found.verdict.outcome, found.verdict.changes) == (Outcome.PASS, ())
