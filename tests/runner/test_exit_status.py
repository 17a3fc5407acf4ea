"""What a run tells the shell: 3 before 4 before 2 before 7 before 6 before 1."""

from dataclasses import replace
from itertools import permutations

import pytest

from evalkit.errors import ExitCode
from evalkit.outcome import Outcome, RunVerdict
from evalkit.results import AttemptResult, AttemptStatus, Failure, RunResult
from evalkit.runner.exit_status import INTERNAL_ERROR, exit_status, first_of


def run(*statuses: AttemptStatus, interrupted: bool = False, missing: int = 0) -> RunResult:
    attempts = tuple(AttemptResult(scenario_id="s", attempt=n, status=status) for n, status in enumerate(statuses, 1))
    planned = len(statuses) + missing
    return RunResult(run_id="r", endpoint="mock", planned=planned, interrupted=interrupted, attempts=attempts)


@pytest.mark.parametrize(
    ("result", "code"),
    [
        (run("passed", "expected_failure"), 0),
        (run(), 0),
        (run("passed", "failed"), 1),
        (run("passed", "unexpected_pass"), 1),
        (run("failed", "infra"), 7),
        (run("failed", missing=1), 7),
        (run(missing=1), 7),
        (run("failed", "infra", interrupted=True, missing=3), 2),
        (run("passed", interrupted=True), 2),
        (run("failed", "infra", "invalid", interrupted=True, missing=3), 4),
    ],
)
def test_precedence(result: RunResult, code: int) -> None:
    assert exit_status(result) == code


def test_a_mistake_of_ours_outranks_all() -> None:
    broken = AttemptResult(
        scenario_id="s", attempt=1, status="invalid", failure=Failure(kind=INTERNAL_ERROR, message="boom")
    )
    found = RunResult(run_id="r", endpoint="mock", planned=9, interrupted=True, attempts=(broken,))
    assert exit_status(found) == 3


def test_the_first_of_several_codes() -> None:
    ranked = [3, 4, 2, 7, 6, 1, 0]
    for one, other in permutations(ranked, 2):
        assert first_of([one, other]) == min(one, other, key=ranked.index)
    assert first_of([]) == ExitCode.OK


def verdict(outcome: Outcome, *new: str, exact: bool = False, nights: int = 0) -> RunVerdict:
    return RunVerdict(outcome=outcome, why="", new_scenarios=new, exact=exact, nights=nights)


@pytest.mark.parametrize(
    ("result", "judged", "code"),
    [
        # Live: a failed expectation alone is what repeats are for.
        (run("passed", "failed"), verdict(Outcome.PASS), 0),
        (run("passed", "unexpected_pass"), verdict(Outcome.IMPROVED), 0),
        (run("passed", "passed"), verdict(Outcome.REGRESSED), 6),
        (run("passed", "failed"), verdict(Outcome.REGRESSED), 6),
        # One of very many attempts may be missing; the verdict says when it is too much.
        (run("passed", "infra"), verdict(Outcome.PASS), 0),
        (run("passed", missing=1), verdict(Outcome.PASS), 0),
        (run("passed", "failed"), verdict(Outcome.INCONCLUSIVE), 7),
        (run("failed", interrupted=True), verdict(Outcome.REGRESSED), 2),
        (run("failed", "invalid"), verdict(Outcome.REGRESSED), 4),
        # Where no baseline speaks for the scenario, its expectations do.
        (run("passed", "failed"), verdict(Outcome.PASS, "s"), 1),
        (run("passed", "failed"), verdict(Outcome.PASS, "another"), 0),
        (run("passed", "failed"), verdict(Outcome.NEW_KEY, "s"), 1),
        (run("passed", "passed"), verdict(Outcome.NEW_KEY, "s"), 0),
        (run("passed", "failed"), verdict(Outcome.NO_EVIDENCE, nights=30), 1),
        (run("passed", "passed", "failed"), verdict(Outcome.NO_EVIDENCE, nights=6), 1),
        (run("passed", "passed", "failed"), verdict(Outcome.NO_EVIDENCE, nights=7), 0),
        # Replays: nothing is random, so each is what it is.
        (run("passed", "failed"), verdict(Outcome.PASS, exact=True), 1),
        (run("passed", "failed"), verdict(Outcome.REGRESSED, exact=True), 6),
        (run("passed", "passed"), verdict(Outcome.IMPROVED, exact=True), 0),
        (run("passed", "infra"), verdict(Outcome.PASS, exact=True), 7),
        (run("passed", missing=1), verdict(Outcome.REGRESSED, exact=True), 7),
    ],
)
def test_with_a_verdict(result: RunResult, judged: RunVerdict, code: int) -> None:
    assert exit_status(replace(result, verdict=judged)) == code


@pytest.mark.parametrize(("status", "code"), [("failed", 0), ("unexpected_pass", 0), ("infra", 0), ("invalid", 4)])
def test_a_scenario_in_quarantine_fails_no_run(status: AttemptStatus, code: int) -> None:
    found = run("passed", status)
    apart = replace(found.attempts[1], quarantined="until 2026-12-06: a known fault of the provider")
    assert exit_status(replace(found, attempts=(found.attempts[0], apart))) == code


def test_neither_the_other_arm_nor_fresh_repeats_fail_a_run() -> None:
    found = run("passed", "failed", "failed")
    first, second, third = found.attempts
    arms = (replace(first, arm="candidate"), replace(second, arm="baseline"), replace(third, fresh=True))
    assert exit_status(replace(found, planned=2, attempts=arms)) == 0
    assert exit_status(replace(found, planned=3, attempts=arms)) == 7
