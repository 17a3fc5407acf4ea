"""Which attempts are worth their bytes first."""

from __future__ import annotations

from dataclasses import replace

from evalkit.outcome import Past
from evalkit.reporters.html.urgency import by_urgency
from evalkit.results import AttemptResult, AttemptStatus, RunResult
from tests.reporters.sample import attempt
from tests.reporters.verdicts import BROKE, SLOWER, VERDICTS


def played(scenario: str, status: AttemptStatus = "passed", number: int = 1, **more: object) -> AttemptResult:
    return replace(attempt(scenario, status, [], [], attempt=number), **more)  # type: ignore[arg-type]


def named(run: RunResult) -> list[tuple[str, int]]:
    return [(each.scenario_id, each.attempt) for each in by_urgency(run)]


def test_what_failed_comes_first_then_what_moved_then_what_is_flaky_then_what_was_not_measured() -> None:
    past = (Past(scenario_id="flaky", nights="◐", passed=30, attempts=60, flaky=True),)
    verdict = replace(
        VERDICTS["regressed"],
        breaks=(replace(BROKE, scenario_id="broke"),),
        changes=(replace(SLOWER, scenario_id="slower"), replace(SLOWER, scenario_id="better", worse=False)),
        past=past,
    )
    names = ("plain", "better", "flaky", "slower", "broke")
    attempts = (
        *map(played, names),
        played("quota", "infra"),
        played("wrong", "failed"),
        played("odd", "unexpected_pass"),
    )
    arm = played("wrong", "failed", 2, arm="baseline")
    found = named(RunResult(run_id="", endpoint="", attempts=(arm, *attempts), verdict=verdict))
    assert [name for name, _ in found] == [
        "wrong", "odd", "slower", "broke", "flaky", "quota", "plain", "better", "wrong"
    ]  # fmt: skip


def test_each_scenarios_first_comes_before_any_second() -> None:
    attempts = [played(name, "failed", number) for name in "ab" for number in (1, 2)]
    assert named(RunResult(run_id="", endpoint="", attempts=tuple(attempts))) == [
        ("a", 1),
        ("b", 1),
        ("a", 2),
        ("b", 2),
    ]
