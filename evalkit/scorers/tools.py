"""Did the model call the right tools, with the right arguments, and no others; and did it say what they returned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evalkit.errors import UsageError
from evalkit.scorers.base import Score, Scorer
from evalkit.scorers.limits import Limit, parse_limit, refuse_unknown
from evalkit.scorers.metric import Metric
from evalkit.scorers.presence import CUT_OFF, is_over
from evalkit.scorers.tool_comparison import Comparison, compare_calls
from evalkit.scorers.tool_expectation import Expectation, ValueUse, read_expectation, read_uses
from evalkit.scorers.tool_irrelevance import Irrelevance, irrelevance
from evalkit.scorers.tool_metrics import (
    ACCURACY,
    AFTER_CANCELLATION,
    DUPLICATE,
    HALLUCINATED,
    INVALID,
    INVENTED,
    IRRELEVANCE,
    METRICS,
    OK,
    PRECISION,
    RECALL,
    UNEXPECTED,
    USES,
    WRONG,
)
from evalkit.scorers.tool_values import Finding, invented_values, returned_values
from evalkit.text.normalize import normalizer
from evalkit.trace.events import ToolCalled
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["METRICS", "tools"]

_LIMITED = {metric.name: metric for metric in METRICS if metric is not OK}
_OF_USES = (USES.name, WRONG.name, INVENTED.name)
_OF_LISTS = (RECALL.name, PRECISION.name, ACCURACY.name, IRRELEVANCE.name, UNEXPECTED.name)
_ALL = Limit(min=1.0)


def tools(
    calls: Any = None,
    order: Any = "any",
    allow_extra: Any = False,
    none: Any = False,
    answer_uses: Any = None,
    **limits: Any,
) -> Scorer:
    """Compares the calls of a turn, or of the whole session, with those expected, and the answer with their results.

    `evalkit.scorers.tool_metrics` says what each metric is. `tools_ok` passes or fails by itself where calls are
    listed, `answer_uses_result` must be 1 where `answer_uses` is given, and any other metric is judged only when it is
    limited. What the session itself did (answers held until the server takes them, or sent after a cancellation) is
    told in the detail and judges no model, as is an id used twice.

    Args:
        calls: a list of `{name, args, optional, times}`; `[]` when none may be made. Without `args` any arguments will
            do; with them an argument not named is a mismatch, as in BFCL, unless `args` holds `"*": any`. It may be
            left out when another argument says what to look at: then calls are not compared.
        order: `any`; `strict` when the calls must come in the order of the list; `parallel` when all of them must be
            made before one of them is answered.
        allow_extra: True lets other calls pass, but never one of a function that was not declared.
        none: True is `calls: []`.
        answer_uses: what the answer must say of the results: a list of paths such as `celsius` or `forecast.0.high`, or
            of `{path, function, tolerance}`.
        **limits: a metric to its limit, such as `duplicate_calls: {max: 0}`.

    Raises:
        UsageError: an argument is unknown or not valid.
    """
    own = ("calls", "order", "allow_extra", "none", "answer_uses")
    refuse_unknown("tools", limits, (*own, *_LIMITED))
    uses = () if answer_uses is None else read_uses(answer_uses)
    expectation = read_expectation(calls, order, allow_extra, none, others=bool(limits or uses))
    read = {name: parse_limit("tools", name, value, _LIMITED[name].unit) for name, value in limits.items()}
    _check_limits(read, expectation, uses)

    def score(trace: Trace, window: TurnWindow) -> tuple[Score, ...]:
        made = _Window(trace, window, read)
        return (*made.compared(expectation), *(made.said(uses) if uses else ()))

    return score


def _check_limits(limits: Mapping[str, Limit], expectation: Expectation, uses: Sequence[ValueUse]) -> None:
    """A limit on what is never scored is a mistake."""
    for name in limits:
        if name in _OF_USES and not uses:
            raise UsageError(f"tools.{name}: nothing to look for", "add `answer_uses`, the paths to what tools return")
        if name in _OF_LISTS and not expectation.stated:
            raise UsageError(f"tools.{name}: no calls to compare with", "add `calls`, or `none: true`")
        if name == IRRELEVANCE.name and not expectation.allows_none:
            raise UsageError(f"tools.{name}: calls are allowed here", "it goes with `none: true` only")


@dataclass(frozen=True, slots=True)
class _Window:
    """Makes the scores of one window."""

    trace: Trace
    window: TurnWindow
    limits: Mapping[str, Limit]

    def compared(self, expectation: Expectation) -> tuple[Score, ...]:
        comparison = compare_calls(self.trace, self.window, expectation)
        counts = (
            *self._declared(comparison),
            self._count(DUPLICATE, comparison.texts(comparison.duplicates), len(comparison.duplicates)),
            self._count(
                AFTER_CANCELLATION, comparison.texts(comparison.after_cancellation), len(comparison.after_cancellation)
            ),
        )
        if not expectation.stated:
            return counts
        unexpected = self._count(UNEXPECTED, comparison.texts(comparison.unexpected), len(comparison.unexpected))
        idle = (self._irrelevance(irrelevance(self.trace, self.window)),) if expectation.allows_none else ()
        return (*self._verdict_and_shares(comparison), *idle, unexpected, *counts)

    def said(self, uses: Sequence[ValueUse]) -> tuple[Score, ...]:
        found = returned_values(self.trace, self.window, uses)
        invented = invented_values(self.trace, self.window, uses)
        return (self._uses(found), self._wrong(found), self._invented(invented))

    def _verdict_and_shares(self, comparison: Comparison) -> tuple[Score, ...]:
        calls, pairs = comparison.expectation.calls, comparison.pairs
        required = sum(not call.optional for call in calls)
        met = sum(not calls[pair.expected].optional for pair in pairs)
        compared = sum(pair.compared for pair in pairs)
        wrong = sum(len(pair.differences) for pair in pairs)
        complaints = comparison.complaints
        verdict = OK.score(
            self.window.index,
            0.0 if complaints else 1.0,
            passed=not complaints,
            expected=comparison.expectation.words,
            explanation="; ".join(complaints),
            evidence=self._calls,
            detail=comparison.detail(self.trace, self.window),
        )
        return (
            verdict,
            self._share(RECALL, met, required, "no call is required"),
            self._share(PRECISION, len(pairs), len(comparison.actual), "no call was made"),
            self._share(ACCURACY, compared - wrong, compared, "no argument was compared"),
        )

    @property
    def _calls(self) -> tuple[int, ...]:
        return tuple(call.seq for call in self.window.of(ToolCalled))

    def _share(self, metric: Metric, part: int, whole: int, reason: str) -> Score:
        value = part / whole if whole else None
        limit = self.limits.get(metric.name)
        return metric.score(
            self.window.index,
            value,
            passed=limit.verdict(value) if limit else None,
            expected=limit.text if limit else "",
            explanation=f"{part} of {whole}" if whole else reason,
            evidence=self._calls,
            detail={"part": part, "whole": whole},
        )

    def _irrelevance(self, found: Irrelevance) -> Score:
        return self._share(IRRELEVANCE, found.part, found.whole, found.why_unscored)

    def _declared(self, comparison: Comparison) -> tuple[Score, Score]:
        """What can only be known beside the declarations."""
        places, faults = sorted(comparison.undeclared), comparison.faults
        unknown = "" if comparison.declares else "no setup is known"
        return (
            self._count(HALLUCINATED, comparison.texts(places), len(places), unknown),
            self._count(INVALID, "; ".join(faults), len(faults), unknown),
        )

    def _count(self, metric: Metric, calls: str, count: int, unknown: str = "") -> Score:
        if not count and not unknown and not is_over(self.trace, self.window):
            unknown = CUT_OFF
        return self._counted(metric, count, unknown or calls, not unknown, self._calls)

    def _counted(
        self, metric: Metric, count: int, explanation: str, known: bool, evidence: tuple[int, ...], **more: Any
    ) -> Score:
        value = float(count) if known else None
        limit = self.limits.get(metric.name)
        return metric.score(
            self.window.index,
            value,
            passed=limit.verdict(value) if limit else None,
            expected=limit.text if limit else "",
            explanation=explanation,
            evidence=evidence,
            **more,
        )

    def _uses(self, found: Sequence[Finding]) -> Score:
        part = sum(finding.outcome == "used" for finding in found)
        known = _known(found)
        value = part / len(known) if known else None
        limit = self.limits.get(USES.name, _ALL)
        # A path that no response holds is an expectation without data, whatever became of the others.
        complete = all(finding.evidence for finding in found)
        others = _words(found)
        share = f"{part} of {len(known)} returned values said" if known else ""
        return USES.score(
            self.window.index,
            value,
            passed=limit.verdict(value) and complete,
            expected=limit.text,
            explanation="; ".join(text for text in (share, others) if text),
            evidence=_evidence(found),
            detail={"part": part, "whole": len(known), "values": [_finding_json(finding) for finding in found]},
            part_version=self._normalizer_version,
        )

    def _wrong(self, found: Sequence[Finding]) -> Score:
        wrong = [finding for finding in found if finding.outcome == "wrong"]
        known = bool(_known(found))
        explanation = _words(wrong if known else found)
        part_version = self._normalizer_version
        return self._counted(WRONG, len(wrong), explanation, known, _evidence(found), part_version=part_version)

    def _invented(self, found: Sequence[Finding]) -> Score:
        invented = [finding for finding in found if finding.outcome == "invented"]
        unknown = [finding for finding in found if finding.outcome == "unknown"]
        over = bool(invented) or is_over(self.trace, self.window)
        known = over and (bool(invented) or not unknown)
        explanation = _words(invented or unknown) if over else CUT_OFF
        return self._counted(
            *(INVENTED, len(invented), explanation, known, _evidence(found)),
            detail={"values": [_finding_json(finding) for finding in found]},
            part_version=self._normalizer_version,
        )

    @property
    def _normalizer_version(self) -> int:
        return normalizer(self.trace.scenario.language).version


def _known(found: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in found if finding.outcome != "unknown"]


def _words(found: Sequence[Finding]) -> str:
    return "; ".join(finding.words for finding in found if finding.words)


def _evidence(found: Sequence[Finding]) -> tuple[int, ...]:
    return tuple(sorted({seq for finding in found for seq in finding.evidence}))


def _finding_json(finding: Finding) -> dict[str, Any]:
    return {
        "function": finding.function,
        "path": finding.path,
        "value": finding.value,
        "outcome": finding.outcome,
        "said": finding.said,
        "why": finding.why,
    }
