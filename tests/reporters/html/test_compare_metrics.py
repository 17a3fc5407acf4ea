from __future__ import annotations

from dataclasses import replace

import pytest

from evalkit.reporters.html.compare_metrics import LEAST_SCENARIOS, MetricChange, measured, metric_changes
from evalkit.results import RunResult
from evalkit.scorers.base import Score
from tests.reporters.html.comparing import AFTER, BEFORE, attempt, run_of, share, waited


def changes(before: RunResult, now: RunResult, *, exact: bool = False) -> dict[str, MetricChange]:
    found = metric_changes(measured(before), measured(now), exact=exact, seed=7)
    return {each.name: each for each in found}


def many(run_id: str, ms: float, tools: int = 2, scenarios: int = 30) -> RunResult:
    """Each scenario waits a little longer than the one before it."""
    return run_of(
        run_id, *(attempt(f"s{n}", 1, "passed", waited(ms + n % 5), share(tools, 4)) for n in range(scenarios))
    )


def test_each_scenario_counts_once_with_its_median() -> None:
    found = changes(BEFORE, AFTER, exact=True)["latency.first_audible_ms@1"]
    # 925 and 700 before, 1,000 and 700 now: the scenario that was played twice counts like the other.
    assert (found.old, found.new, found.scenarios) == (812.5, 850.0, 2)
    assert (found.difference, found.is_worse, found.interval) == (37.5, True, None)


def test_a_share_is_pooled_over_all_that_was_counted() -> None:
    before = run_of("a", attempt("x", 1, "passed", share(9, 10)), attempt("y", 1, "passed", share(0, 2)))
    now = run_of("b", attempt("x", 1, "passed", share(6, 10)), attempt("y", 1, "passed", share(2, 2)))
    found = changes(before, now)["tools.tools_ok@1"]
    assert found.is_share
    assert [found.old, found.new] == pytest.approx([9 / 12, 8 / 12])
    assert found.is_worse is True


def test_the_interval_holds_a_change_that_all_scenarios_share() -> None:
    found = changes(many("a", 1000), many("b", 1060, tools=1))
    waits, tools = found["latency.first_audible_ms@1"], found["tools.tools_ok@1"]
    assert waits.interval is not None
    assert [waits.interval.low, waits.interval.high] == pytest.approx([60, 60])
    assert waits.is_sure
    assert tools.interval is not None
    assert [tools.interval.low, tools.interval.high] == pytest.approx([-0.25, -0.25])


def test_a_change_here_and_another_there_is_not_sure() -> None:
    before = many("a", 1000)
    now = run_of("b", *(attempt(f"s{n}", 1, "passed", waited(1000 + n % 5 + (-1) ** n * 40)) for n in range(30)))
    found = changes(before, now)["latency.first_audible_ms@1"]
    assert found.interval is not None
    assert found.interval.low < 0 < found.interval.high
    assert not found.is_sure


def test_few_scenarios_have_no_interval_and_the_same_seed_the_same_one() -> None:
    few = changes(many("a", 1, scenarios=LEAST_SCENARIOS - 1), many("b", 9, scenarios=LEAST_SCENARIOS - 1))
    assert all(each.interval is None for each in few.values())
    enough = [changes(many("a", 1, scenarios=LEAST_SCENARIOS), many("b", 9, 3, LEAST_SCENARIOS)) for _ in range(2)]
    assert enough[0] == enough[1]
    assert all(each.interval is not None for each in enough[0].values())


def test_only_the_same_content_is_compared_and_only_what_was_measured() -> None:
    before = run_of("a", attempt("x", 1, "passed", waited(1)), attempt("y", 1, "infra", waited(5)))
    now = run_of("b", attempt("x", 1, "passed", waited(2)), attempt("y", 1, "passed", waited(9)))
    assert changes(before, now)["latency.first_audible_ms@1"].scenarios == 1
    changed = run_of("b", replace(now.attempts[0], content="x v2"))
    assert changes(before, changed) == {}


def test_versions_are_never_mixed_and_a_whole_session_is_no_turn() -> None:
    old = Score(scorer="wer", metric="rate", version=1, turn=0, value=0.5, better="lower")
    new = Score(scorer="wer", metric="rate", version=2, turn=0, value=0.5, better="lower")
    assert changes(run_of("a", attempt("x", 1, "passed", old)), run_of("b", attempt("x", 1, "passed", new))) == {}
    whole = Score(
        scorer="latency", metric="first_audible_ms", version=1, turn=None, value=9_000, unit="ms", better="lower"
    )
    run = run_of("a", attempt("x", 1, "passed", waited(10), whole))
    assert changes(run, run)["latency.first_audible_ms@1"].old == 10


def test_what_only_floats_make_is_no_change_and_neither_is_no_direction() -> None:
    same = changes(
        run_of("a", attempt("x", 1, "passed", waited(0.1 + 0.2))), run_of("b", attempt("x", 1, "passed", waited(0.3)))
    )
    assert same["latency.first_audible_ms@1"].difference == 0.0
    tokens = [Score(scorer="usage", metric="tokens", version=1, turn=0, value=value) for value in (10, 12)]
    runs = [run_of("a", attempt("x", 1, "passed", score)) for score in tokens]
    found = changes(*runs)["usage.tokens@1"]
    assert (found.difference, found.is_worse) == (2.0, None)


def test_levels_are_one_number_a_scenario() -> None:
    found = measured(BEFORE).levels()
    assert found["latency.first_audible_ms@1"] == {("tools/warm", "tools/warm v1"): 925, ("same", "same v1"): 700}
    assert found["tools.tools_ok@1"] == {("tools/warm", "tools/warm v1"): 0.5}
