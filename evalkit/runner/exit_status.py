"""What a run tells the shell."""

from __future__ import annotations

from evalkit.errors import ExitCode
from evalkit.results import RunResult

__all__ = ["exit_status"]


def exit_status(run: RunResult) -> ExitCode:
    """Returns the exit code of a run; of several that apply, the first of 4, 2, 7, 1 (design: 3 > 4 > 2 > 7 > 6 > 1).

    Fewer results than planned is inconclusive, never a pass.
    """
    statuses = {result.status for result in run.attempts}
    if "invalid" in statuses:
        return ExitCode.INVALID
    if run.interrupted:
        return ExitCode.INTERRUPTED
    if "infra" in statuses or len(run.attempts) < run.planned:
        return ExitCode.INCONCLUSIVE
    if statuses & {"failed", "unexpected_pass"}:
        return ExitCode.FAILED
    return ExitCode.OK
