"""A run as the page shows it: pure, so that what a report says can be tested without a browser."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from evalkit.reporters.counts import STATUS_WORDS, Problem, count, elapsed, numbered, problems, worst
from evalkit.reporters.decision_table import decision_table
from evalkit.reporters.html.address import anchor, attempt_anchor
from evalkit.reporters.html.attempt import attempt_view
from evalkit.reporters.html.baseline import baseline_view, kind_of, unbroken
from evalkit.reporters.html.model import (
    Badge,
    Dot,
    Fact,
    MetricView,
    ProblemView,
    ReportView,
    ScenarioView,
)
from evalkit.reporters.html.verdict_model import VerdictView
from evalkit.reporters.overview import MetricRow, overview
from evalkit.reporters.plain import moment, one_line, plain, plain_json, quantity
from evalkit.reporters.repeats import fresh_words, passed_of, rate_words, repeat_sentence, repeat_words
from evalkit.reporters.verdict_words import headline
from evalkit.results import AttemptResult, RunResult

__all__ = ["report_view"]

_MOST_DOTS = 200
_PROVENANCES = {
    "recorded": Badge("recorded", "recorded", "answered by a recording of the real endpoint"),
    "imported": Badge("imported", "imported", "answered by a recording that another tool made"),
    "synthetic": Badge("synthetic", "synthetic", "answered by a made-up recording: says nothing about any model"),
    "script": Badge("synthetic", "script", "answered by a script of the scenario: says nothing about any model"),
}


def report_view(run: RunResult, files: Collection[str]) -> ReportView:
    """All that the page shows.

    Args:
        run: the run.
        files: the audio, picture and event files that exist, as `attempts/x/1/user.flac`, relative to the run's folder.
    """
    grouped: dict[str, list[AttemptResult]] = {}
    for attempt in run.attempts:
        grouped.setdefault(attempt.scenario_id, []).append(attempt)
    scenarios = tuple(_scenario(name, group, files) for name, group in grouped.items())
    shown = (attempt for scenario in scenarios for attempt in scenario.attempts)
    return ReportView(
        run_id=one_line(run.run_id, 120),
        verdict=_verdict(run),
        baseline=baseline_view(run.verdict, run.attempts, shown) if run.verdict else None,
        repeats=repeat_sentence(run),
        facts=tuple(_facts(run)),
        problems=tuple(_problem(problem) for problem in problems(run)),
        metrics=tuple(_metric(row) for row in overview(run.sample)),
        decisions=decision_table(run.sample),
        scenarios=scenarios,
        statuses=tuple(
            (status, words) for status, words in STATUS_WORDS.items() if status in {s.status for s in scenarios}
        ),
        tags=tuple(sorted({one_line(tag, 60) for attempt in run.attempts for tag in attempt.tags})),
    )


def _verdict(run: RunResult) -> VerdictView:
    """The tally is the first line, or the second where a verdict is."""
    found = count(run)
    tally = found.sentence if run.attempts else "no attempt finished"
    if run.verdict is None:
        return VerdictView(found.standing, tally, "", found.reservations, _some(found.apart))
    sentence, apart = unbroken(headline(run.verdict)), _some(found.apart, unbroken(found.worst_case))
    return VerdictView(kind_of(run.verdict.outcome), sentence, tally, found.reservations, apart)


def _some(*texts: str) -> tuple[str, ...]:
    return tuple(text for text in texts if text)


def _facts(run: RunResult) -> list[Fact]:
    facts = [
        Fact("run", run.run_id),
        Fact("endpoint", run.endpoint),
        Fact("model", run.model),
        Fact("started", moment(run.started_at)),
        Fact("evalkit", run.evalkit),
        *(
            Fact(str(name), plain_json(value, 300))
            for name, value in run.settings.items()
            if value not in (None, "", [], ())
        ),
    ]
    return [Fact(one_line(fact.label, 40), one_line(fact.value, 300)) for fact in facts if fact.value]


def _problem(problem: Problem) -> ProblemView:
    attempt = problem.attempt
    return ProblemView(
        attempt_anchor(attempt),
        one_line(attempt.scenario_id, 200) or "unnamed",
        numbered(attempt),
        attempt.status,
        STATUS_WORDS[attempt.status],
        problem.reasons,
    )


def _metric(row: MetricRow) -> MetricView:
    low, high = (row.values[0], row.values[-1]) if row.values else (0.0, 0.0)
    shown = row.values[:: max(1, len(row.values) // _MOST_DOTS)]
    places = [4 + 92 * (value - low) / (high - low) if high > low else 50.0 for value in shown]
    return MetricView(
        name=row.name,
        p50=row.p50,
        p90=row.p90,
        mean=f"{row.mean} pooled" if row.pooled else row.mean,
        p50_range=row.p50_range,
        p90_range=row.p90_range,
        mean_range=row.mean_range,
        count=len(row.values),
        unscored=row.unscored,
        limits=row.limits,
        missed=row.met < row.expected,
        low=quantity(low, row.unit),
        high=quantity(high, row.unit),
        dots=tuple(Dot(f"{place:.1f}") for place in places),
    )


def _scenario(name: str, attempts: Sequence[AttemptResult], files: Collection[str]) -> ScenarioView:
    sample = [attempt for attempt in attempts if not attempt.fresh and attempt.arm != "baseline"]
    first, status = attempts[0], worst(sample or attempts)
    durations = [attempt.duration_s for attempt in attempts if attempt.duration_s is not None]
    passed = (passed_of(sample), fresh_words(attempts)) if len(attempts) > 1 else ()
    ordered = sorted(attempts, key=lambda attempt: (attempt.arm == "baseline", attempt.fresh))
    return ScenarioView(
        anchor=anchor(name),
        name=one_line(name, 200) or "unnamed",
        status=status,
        words=STATUS_WORDS[status],
        passed=" · ".join(_some(*passed)),
        repeats=" · ".join(_some(rate_words(attempts), repeat_words(attempts))),
        quarantined=one_line(first.quarantined, 300),
        description=plain(first.description, 2_000),
        tags=tuple(one_line(tag, 60) for tag in first.tags),
        expected_failure=plain(first.expected_failure, 2_000),
        provenance=_provenance(first),
        duration=elapsed(sum(durations)) if durations else "",
        attempts=tuple(attempt_view(attempt, files) for attempt in ordered),
    )


def _provenance(attempt: AttemptResult) -> Badge:
    """What answered, honestly; a recording that was itself made from a reference tells of the reference."""
    if not attempt.reference:
        if attempt.provenance in ("", "recorded"):
            return Badge("live", "live", "answered by the endpoint itself")
        return _named(attempt.provenance)
    return _named(attempt.reference)


def _named(provenance: str) -> Badge:
    unknown = one_line(provenance, 40)
    return _PROVENANCES.get(provenance, Badge("other", unknown, f"answered by: {unknown}"))
