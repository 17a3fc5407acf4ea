"""Did the model run code, how did that end, and what came out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evalkit.errors import UsageError
from evalkit.scorers.base import Score, Scorer
from evalkit.scorers.limits import Limit, parse_limit, refuse_unknown
from evalkit.scorers.metric import Metric
from evalkit.scorers.presence import CUT_OFF, is_over
from evalkit.scorers.session_setup import offers_tool
from evalkit.scorers.spoken import quoted
from evalkit.scorers.wanted_texts import WantedTexts, read_wanted_texts
from evalkit.text.matchers import shown
from evalkit.trace.events import CodeRun, CodeWritten
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["METRICS", "code"]

_OK = "OUTCOME_OK"

_SOURCE = (
    "evalkit's own: `codeExecutionResult` as the server sends it; Dev 2.5 also writes tool calls as code that is never "
    "run (reference §3.2, §4.4)"
)
_RUNS = Metric(
    scorer="code",
    name="runs",
    formula="How many results of code came (`codeExecutionResult`); code that was written and never run is none.",
    eligible="every turn that says `code`, or a whole session",
    unscored="no code was run, and the recording ends before the turn does",
    source=_SOURCE,
)
_FAILED_RUNS = Metric(
    scorer="code",
    name="failed_runs",
    formula=f"How many of the runs ended in another outcome than {_OK}.",
    eligible="every turn that says `code`, or a whole session",
    unscored="no code was run",
    source=_SOURCE,
    better="lower",
)
_OUTCOME = Metric(
    scorer="code",
    name="outcome",
    formula="1 when the last run ended in the wanted outcome, else 0; a model mends code that has failed.",
    eligible="turns (or sessions) that say `outcome`",
    unscored="no code was run: the expectation is missed",
    source=_SOURCE,
    better="higher",
    yes_no=True,
)
_OUTPUT_TEXT = Metric(
    scorer="code",
    name="output_text",
    formula=(
        "1 when each wanted text (upper and lower case alike) and each pattern is in the output of any one run, else 0."
    ),
    eligible="turns (or sessions) that say `output`",
    unscored="no code was run: the expectation is missed",
    source=_SOURCE,
    better="higher",
    yes_no=True,
)
METRICS = (_RUNS, _FAILED_RUNS, _OUTCOME, _OUTPUT_TEXT)


@dataclass(frozen=True, slots=True)
class _Expectation:
    runs: Limit | None
    outcome: str | None
    output: WantedTexts


def code(runs: Any = None, outcome: Any = None, output: Any = None, **unknown: Any) -> Scorer:
    """Counts the runs of code that the model wrote, and judges the last: a model mends code that has failed.

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
    yield _count(_RUNS, len(found) if known else None, expectation.runs, nothing, window)
    yield _count(_FAILED_RUNS, failed if found else None, None, nothing, window)
    if expectation.outcome is not None:
        last = found[-1].outcome if found else ""
        said = nothing or f"the last of {len(found)} ended in {last or 'nothing'}"
        yield _judged(_OUTCOME, last == expectation.outcome, f"outcome {expectation.outcome}", said, window)
    if expectation.output.words:
        complaints = expectation.output.complaints([run.output for run in found])
        said = nothing or "; ".join([*complaints, f"put out {quoted(''.join(run.output for run in found))}"])
        yield _judged(_OUTPUT_TEXT, not complaints, expectation.output.words, said, window)


def _nothing(trace: Trace, window: TurnWindow, known: bool) -> str:
    if not known:
        return CUT_OFF
    if offers_tool(trace, "codeExecution") is False:
        return "the setup offers no codeExecution"
    return "code was written and not run" if window.of(CodeWritten) else "no code was run"


def _count(metric: Metric, count: int | None, limit: Limit | None, explanation: str, window: TurnWindow) -> Score:
    value = None if count is None else float(count)
    return metric.score(
        window.index,
        value,
        passed=None if limit is None else limit.verdict(value),
        expected="" if limit is None else limit.text,
        explanation=explanation,
        evidence=tuple(run.seq for run in window.of(CodeRun)),
    )


def _judged(metric: Metric, met: bool, words: str, explanation: str, window: TurnWindow) -> Score:
    found = window.of(CodeRun)
    return metric.score(
        window.index,
        float(met) if found else None,
        passed=met and bool(found),
        expected=words,
        explanation=explanation,
        evidence=tuple(run.seq for run in found),
    )
