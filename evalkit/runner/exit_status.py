"""What a run tells the shell."""

from __future__ import annotations

from collections.abc import Iterable

from evalkit.errors import ExitCode
from evalkit.results import RunResult

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
    """Returns the exit code of a run; of several that apply, the first of 3, 4, 2, 7, 1.

    Fewer results than planned is inconclusive, never a pass.
    """
    statuses = {result.status for result in run.attempts}
    kinds = {result.failure.kind for result in run.attempts if result.failure is not None}
    applying = {
        ExitCode.INTERNAL: INTERNAL_ERROR in kinds,
        ExitCode.INVALID: "invalid" in statuses,
        ExitCode.INTERRUPTED: run.interrupted,
        ExitCode.INCONCLUSIVE: "infra" in statuses or len(run.attempts) < run.planned,
        ExitCode.FAILED: bool(statuses & {"failed", "unexpected_pass"}),
    }
    return first_of(code for code, applies in applying.items() if applies)


def first_of(codes: Iterable[int]) -> ExitCode:
    """Returns the code that outranks the others (3 > 4 > 2 > 7 > 6 > 1 > 0); OK when there is none."""
    found = set(codes)
    return next((code for code in _PRECEDENCE if code in found), ExitCode.OK)
