"""The head of a run's page: pure, so that what a report says can be tested without a browser."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from evalkit.reporters.counts import STATUS_WORDS, Problem, RunCounts, count, failed_scores, numbered, problems
from evalkit.reporters.decision_table import decision_table
from evalkit.reporters.html.address import attempt_anchor
from evalkit.reporters.html.baseline import baseline_view, kind_of, unbroken
from evalkit.reporters.html.model import Dot, Fact, MetricView, ProblemView, ReportView, Share
from evalkit.reporters.html.scenario import Grouped, grouped, scenario_view, some
from evalkit.reporters.html.verdict_model import VerdictView
from evalkit.reporters.overview import MetricRow, overview, shown
from evalkit.reporters.plain import moment, one_line, plain_json
from evalkit.reporters.repeats import repeat_sentence
from evalkit.reporters.verdict_words import headline
from evalkit.results import AttemptResult, RunResult

__all__ = ["report_view"]

_MOST_DOTS = 200
_MOST_PROBLEMS = 50
_MOST_SCENARIOS = 500
_FEW_METRICS = 8
_RANK = {status: rank for rank, status in enumerate(STATUS_WORDS)}


def report_view(run: RunResult, files: Collection[str], by_scenario: Grouped | None = None) -> ReportView:
    """All that the page shows without its script.

    Args:
        run: the run.
        files: the audio, picture and event files that exist, as `attempts/x/1/user.flac`, relative to the run's folder.
        by_scenario: its attempts, where they are grouped already.
    """
    by_scenario = grouped(run) if by_scenario is None else by_scenario
    wrong = problems(run)
    foremost, others = _by_weight(overview(run.sample))
    worst_first = sorted(by_scenario.items(), key=lambda each: _badness(each[1]))
    return ReportView(
        run_id=one_line(run.run_id, 120),
        verdict=_verdict(run),
        baseline=baseline_view(run.verdict, by_scenario, files) if run.verdict else None,
        repeats=repeat_sentence(run),
        facts=tuple(_facts(run)),
        problems=tuple(_problem(problem, files) for problem in wrong[:_MOST_PROBLEMS]),
        more_problems=max(0, len(wrong) - _MOST_PROBLEMS),
        shares=tuple(_shares(count(run))),
        foremost=tuple(map(_metric, foremost)),
        others=tuple(map(_metric, others)),
        decisions=decision_table(run.sample),
        scenarios=tuple(scenario_view(name, attempts) for name, attempts in worst_first[:_MOST_SCENARIOS]),
        more_scenarios=max(0, len(worst_first) - _MOST_SCENARIOS),
    )


def _badness(attempts: tuple[AttemptResult, ...]) -> int:
    sample = [each for each in attempts if not each.fresh and each.arm != "baseline"]
    return min(_RANK[each.status] for each in sample or attempts)


def _verdict(run: RunResult) -> VerdictView:
    """The tally is the first line, or the second where a verdict is."""
    found = count(run)
    tally = found.sentence if run.attempts else "no attempt finished"
    if run.verdict is None:
        return VerdictView(found.standing, tally, "", found.reservations, some(found.apart))
    sentence, apart = unbroken(headline(run.verdict)), some(found.apart, unbroken(found.worst_case))
    return VerdictView(kind_of(run.verdict.outcome), sentence, tally, found.reservations, apart)


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


def _shares(found: RunCounts) -> Iterator[Share]:
    """All that was planned, in the order of the statuses: what was measured, what could not be, what never ran."""
    counts: list[tuple[str, str, int]] = [
        (status, STATUS_WORDS[status], number) for status, number in found.by_status.items()
    ]
    counts += [("quarantined", "not passed in quarantine", found.quarantined), ("missing", "never ran", found.missing)]
    whole, before = sum(number for _, _, number in counts), 0
    for kind, words, number in counts:
        if number:
            yield Share(
                kind, _several(words, number), number, f"{100 * before / whole:.2f}", f"{100 * number / whole:.2f}"
            )
            before += number


def _several(words: str, number: int) -> str:
    ending = {"expected failure": "s", "unexpected pass": "es"}.get(words, "")
    return words if number == 1 else f"{words}{ending}"


def _by_weight(rows: Sequence[MetricRow]) -> tuple[Sequence[MetricRow], Sequence[MetricRow]]:
    """What is read first, and the rest; in a run that measures little all of it is."""
    missed = sum(row.missed for row in rows)
    weighty = sum(row.weight is not None for row in rows if not row.missed)
    first = len(rows) if len(rows) <= _FEW_METRICS else min(missed + weighty, max(_FEW_METRICS, missed))
    return rows[:first], rows[first:]


def _problem(problem: Problem, files: Collection[str]) -> ProblemView:
    attempt = problem.attempt
    missed = {score.turn for score in failed_scores(attempt)}
    turn = next((turn.index + 1 for turn in attempt.turns if turn.index in missed), None)
    return ProblemView(
        attempt_anchor(attempt),
        one_line(attempt.scenario_id, 200) or "unnamed",
        numbered(attempt),
        attempt.status,
        problem.words,
        problem.reasons,
        "" if turn is None else str(turn),
        "" if turn is None else attempt_anchor(attempt, turn),
        any(f"{attempt.folder}/{lane}" in files for lane in ("user.flac", "model.flac")),
    )


def _metric(row: MetricRow) -> MetricView:
    low, high = (row.values[0], row.values[-1]) if row.values else (0.0, 0.0)
    drawn = row.values[:: max(1, len(row.values) // _MOST_DOTS)]
    places = [4 + 92 * (value - low) / (high - low) if high > low else 50.0 for value in drawn]
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
        missed=row.missed,
        low=shown(low, row.unit),
        high=shown(high, row.unit),
        dots=tuple(Dot(f"{place:.1f}") for place in places),
    )
