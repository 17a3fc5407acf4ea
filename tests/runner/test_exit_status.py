"""What a run tells the shell: 3 before 4 before 2 before 7 before 1."""

from itertools import permutations

import pytest

from evalkit.errors import ExitCode
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
