"""What a run tells the shell."""

from __future__ import annotations

from collections.abc import Iterable

from evalkit.errors import ExitCode
from evalkit.outcome import Outcome, RunVerdict
from evalkit.results import AttemptResult, RunResult
from evalkit.verdict.policy import DEFAULT

__all__ = ["INTERNAL_ERROR", "exit_status", "first_of"]

INTERNAL_ERROR = "InternalError"
"""Kind of the failure of an attempt that met a mistake in evalkit or a plugin."""

_PRECEDENCE = (
    ExitCode.INTERNAL,
    ExitCode.INVALID,
    ExitCode.INTERRUPTED,
    ExitCode.INCONCLUSIVE,
    ExitCode.REGRESSED,
    ExitCode.FAILED,
    ExitCode.OK,
)


def exit_status(run: RunResult) -> ExitCode:
    """Returns the exit code of a run; of several that apply, the first of 3, 4, 2, 7, 6, 1.

    Without a verdict one failed expectation is enough for 1, and one missing attempt for 7. The same holds for replays
    with one, for nothing is random there; 6 when one of them is worse than its baseline. A live run with a verdict is
    what the verdict says: 6 when something got worse, 7 when too much is missing. A failed expectation makes it 1 only
    where no baseline speaks for it: its scenario is new, or neither it nor the run could be tested against the history.

    A scenario in quarantine never fails a run, nor does the arm that a run is compared with.
    """
    kinds = {result.failure.kind for result in run.attempts if result.failure is not None}
    applying = {
        ExitCode.INTERNAL: INTERNAL_ERROR in kinds,
        ExitCode.INVALID: any(result.status == "invalid" for result in run.attempts),
        ExitCode.INTERRUPTED: run.interrupted,
        ExitCode.INCONCLUSIVE: _is_inconclusive(run),
        ExitCode.REGRESSED: run.verdict is not None and run.verdict.outcome is Outcome.REGRESSED,
        ExitCode.FAILED: any(_counts_as_failed(run, result) for result in run.sample),
    }
    return first_of(code for code, applies in applying.items() if applies)


def first_of(codes: Iterable[int]) -> ExitCode:
    """Returns the code that outranks the others (3 > 4 > 2 > 7 > 6 > 1 > 0); OK when there is none."""
    found = set(codes)
    return next((code for code in _PRECEDENCE if code in found), ExitCode.OK)


def _is_inconclusive(run: RunResult) -> bool:
    if run.verdict is not None and (run.verdict.outcome is Outcome.INCONCLUSIVE or not run.verdict.exact):
        return run.verdict.outcome is Outcome.INCONCLUSIVE
    planned = [result for result in run.attempts if not result.fresh]
    missing = any(result.status == "infra" and not result.quarantined for result in planned)
    return missing or len(planned) < run.planned


def _counts_as_failed(run: RunResult, result: AttemptResult) -> bool:
    if result.quarantined or result.status not in ("failed", "unexpected_pass"):
        return False
    verdict = run.verdict
    return verdict is None or verdict.exact or not _is_tested(run, verdict, result.scenario_id)


def _is_tested(run: RunResult, verdict: RunVerdict, scenario_id: str) -> bool:
    """Whether the verdict speaks for a scenario: with all of them, or by the scenario's own history."""
    if scenario_id in verdict.new_scenarios:
        return False
    if verdict.outcome is not Outcome.NO_EVIDENCE:
        return True
    attempts = sum(each.scenario_id == scenario_id and each.failure is None for each in run.sample)
    return attempts >= DEFAULT.break_least_attempts and verdict.nights >= DEFAULT.break_least_nights
