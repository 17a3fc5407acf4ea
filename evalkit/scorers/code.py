"""Did the model run code, how did that end, and what came out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evalkit.errors import UsageError
from evalkit.scorers.base import Score, Scorer
from evalkit.scorers.limits import Limit, parse_limit, refuse_unknown
from evalkit.scorers.presence import CUT_OFF, is_over
from evalkit.scorers.session_setup import offers_tool
from evalkit.scorers.spoken import quoted
from evalkit.scorers.wanted_texts import WantedTexts, read_wanted_texts
from evalkit.text.matchers import shown
from evalkit.trace.events import CodeRun, CodeWritten
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["code"]

_VERSION = 1
_OK = "OUTCOME_OK"


@dataclass(frozen=True, slots=True)
class _Expectation:
    runs: Limit | None
    outcome: str | None
    output: WantedTexts


def code(runs: Any = None, outcome: Any = None, output: Any = None, **unknown: Any) -> Scorer:
    """Counts the runs of code that the model wrote, and judges the last: a model mends code that has failed.

    `runs` and `failed_runs` are counts. `outcome` is 1 when the last run ended as expected; `output_text` is 1 when all
    that was wanted is in the output of any run. Code that was written and never run, as Dev 2.5 announces a tool call
    (reference §3.2), is no run.

    Args:
        runs: `{min, max}`.
        outcome: the outcome of the last run, as on the wire: `OUTCOME_OK`.
        output: `{contains, matches}`.
        **unknown: refused.

    Raises:
        UsageError: an argument is unknown or not valid.
    """
    refuse_unknown("code", unknown, ("runs", "outcome", "output"))
    if outcome is not None and (not isinstance(outcome, str) or not outcome.startswith("OUTCOME_")):
        raise UsageError(f"code.outcome: must be an outcome, not {shown(outcome)}", f"write it as {_OK}")
    if output is not None and (not isinstance(output, Mapping) or not output):
        raise UsageError(
            f"code.output: expected a mapping, found {shown(output)}", "write contains or matches under it"
        )
    limit = None if runs is None else parse_limit("code", "runs", runs)
    expectation = _Expectation(limit, outcome, read_wanted_texts("code.output", output or {}))

    def score(trace: Trace, window: TurnWindow) -> tuple[Score, ...]:
        return tuple(_scores(expectation, trace, window))

    return score


def _scores(expectation: _Expectation, trace: Trace, window: TurnWindow) -> Iterator[Score]:
    found = window.of(CodeRun)
    known = bool(found) or is_over(trace, window)
    failed = sum(run.outcome != _OK for run in found)
    nothing = "" if found else _nothing(trace, window, known)
    yield _count("runs", len(found) if known else None, expectation.runs, nothing, window)
    yield _count("failed_runs", failed if found else None, None, nothing, window)
    if expectation.outcome is not None:
        last = found[-1].outcome if found else ""
        said = nothing or f"the last of {len(found)} ended in {last or 'nothing'}"
        yield _judged("outcome", last == expectation.outcome, f"outcome {expectation.outcome}", said, window)
    if expectation.output.words:
        complaints = expectation.output.complaints([run.output for run in found])
        said = nothing or "; ".join([*complaints, f"put out {quoted(''.join(run.output for run in found))}"])
        yield _judged("output_text", not complaints, expectation.output.words, said, window)


def _nothing(trace: Trace, window: TurnWindow, known: bool) -> str:
    if not known:
        return CUT_OFF
    if offers_tool(trace, "codeExecution") is False:
        return "the setup offers no codeExecution"
    return "code was written and not run" if window.of(CodeWritten) else "no code was run"


def _count(metric: str, count: int | None, limit: Limit | None, explanation: str, window: TurnWindow) -> Score:
    value = None if count is None else float(count)
    return Score(
        scorer="code",
        metric=metric,
        version=_VERSION,
        turn=window.index,
        value=value,
        better="lower" if metric == "failed_runs" else "neither",
        passed=None if limit is None else limit.verdict(value),
        expected="" if limit is None else limit.text,
        explanation=explanation,
        evidence=tuple(run.seq for run in window.of(CodeRun)),
    )


def _judged(metric: str, met: bool, words: str, explanation: str, window: TurnWindow) -> Score:
    found = window.of(CodeRun)
    return Score(
        scorer="code",
        metric=metric,
        version=_VERSION,
        turn=window.index,
        value=float(met) if found else None,
        better="higher",
        passed=met and bool(found),
        expected=words,
        explanation=explanation,
        evidence=tuple(run.seq for run in found),
    )
