"""`summary.md`: a run for a CI job's summary page or a pull request's comment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evalkit.reporters.base import write_whole
from evalkit.reporters.counts import STATUS_WORDS, Problem, Standing, count, numbered, problems, worst
from evalkit.reporters.decision_table import DecisionTable, decision_table
from evalkit.reporters.markdown_text import escape, table
from evalkit.reporters.overview import MetricRow, overview
from evalkit.reporters.plain import moment
from evalkit.reporters.repeats import fresh_words, passed_of, repeat_sentence, repeat_words
from evalkit.reporters.verdict_markdown import verdict_heading, verdict_markdown
from evalkit.results import AttemptResult, AttemptStatus, RunResult

__all__ = ["REPORTER", "Markdown", "summary_markdown"]

_MOST_PROBLEMS = 20
_MOST_NOTES = 20
# GitHub refuses a job summary above 1 MiB; a row is some 200 bytes.
_MOST_SCENARIOS = 500

_MARKS: dict[AttemptStatus, str] = {
    "failed": "❌",
    "unexpected_pass": "❌",
    "invalid": "⚠️",
    "infra": "⚠️",
    "expected_failure": "☑️",
    "passed": "✅",
}
_OUTCOMES: dict[Standing, str] = {"passed": "✅", "failed": "❌", "inconclusive": "⚠️", "empty": "⚠️"}


@dataclass(frozen=True, slots=True)
class Markdown:
    """Writes `summary.md`."""

    name: str = "markdown"

    def write(self, run: RunResult, folder: Path) -> Path:
        """Writes `summary.md` into the run's folder."""
        return write_whole(folder / "summary.md", summary_markdown(run))


REPORTER = Markdown()


def summary_markdown(run: RunResult) -> str:
    """The run as GitHub-flavoured markdown: verdict, what failed, metrics, and a table of scenarios."""
    return "\n".join(_lines(run)) + "\n"


def _lines(run: RunResult) -> Iterator[str]:
    found = count(run)
    tally = found.sentence if run.attempts else "no attempt finished"
    if run.verdict is None:
        yield f"## {_OUTCOMES[found.standing]} {tally}"
    else:
        yield from (f"## {verdict_heading(run.verdict)}", "", f"**{tally}**")
    yield ""
    notes = [each for each in (*found.reservations, found.apart, found.worst_case if run.verdict else "") if each]
    for note in notes:
        yield f"> {escape(note)}  "
    if notes:
        yield ""
    parts = (run.run_id, run.endpoint, run.model, moment(run.started_at))
    noun = "scenario" if found.scenarios == 1 else "scenarios"
    yield f"{found.scenarios:,} {noun} · {' · '.join(escape(part) for part in parts if part)}"
    if repeats := repeat_sentence(run):
        yield from ("", escape(repeats))
    if run.verdict is not None:
        yield from verdict_markdown(run.verdict, interleaved=found.baseline_arm > 0)
    yield from _problem_lines(problems(run))
    yield from _note_lines(run.attempts)
    yield from _metric_lines(overview(run.sample))
    yield from _decision_lines(decision_table(run.sample))
    yield from _scenario_lines(run.attempts)


def _problem_lines(wrong: Sequence[Problem]) -> Iterator[str]:
    if not wrong:
        return
    yield from ("", "### What went wrong", "")
    for problem in wrong[:_MOST_PROBLEMS]:
        attempt = problem.attempt
        yield f"- {_MARKS[attempt.status]} **{escape(attempt.scenario_id)}** {numbered(attempt)}: {problem.words}"
        yield from (f"  - {escape(each, 500)}" for each in problem.reasons[:5])
        if len(problem.reasons) > 5:
            yield f"  - … and {len(problem.reasons) - 5:,} more"
    if len(wrong) > _MOST_PROBLEMS:
        yield f"- … and {len(wrong) - _MOST_PROBLEMS:,} more"


def _note_lines(attempts: Iterable[AttemptResult]) -> Iterator[str]:
    noted = [(attempt, note) for attempt in attempts for note in attempt.notes]
    if not noted:
        return
    yield from ("", "### Notes", "")
    for attempt, note in noted[:_MOST_NOTES]:
        yield f"- **{escape(attempt.scenario_id)}** {numbered(attempt)}: {escape(note, 500)}"
    if len(noted) > _MOST_NOTES:
        yield f"- … and {len(noted) - _MOST_NOTES:,} more"


def _metric_lines(rows: Sequence[MetricRow]) -> Iterator[str]:
    if not rows:
        return
    yield from ("", "### Metrics", "")
    yield from table(
        ("metric", "p50", "p90", "mean", "n", "unscored", "limits"),
        (_metric_row(row) for row in rows),
        right_from=1,
    )


def _metric_row(row: MetricRow) -> tuple[str, ...]:
    mean = f"{row.mean}{' pooled' if row.pooled else ''}"
    ranged = ((row.p50, row.p50_range), (row.p90, row.p90_range), (mean, row.mean_range))
    words = map(escape, (row.name, *(f"{number} ({range})" if range else number for number, range in ranged)))
    return (*words, f"{len(row.values):,}", f"{row.unscored or ''}", row.limits)


def _decision_lines(found: DecisionTable | None) -> Iterator[str]:
    if found is None:
        return
    yield from ("", "### Speech and silence", "")
    rows = ((row.label, f"{row.spoke:,}", f"{row.silent:,}") for row in found.rows)
    yield from table(("", "spoke", "kept silent"), rows, right_from=1)
    yield ""
    yield from (f"- {escape(f'{name} {value}')}" for name, value in found.rates)
    yield from (f"- {escape(note)}" for note in found.notes)


def _scenario_lines(attempts: Iterable[AttemptResult]) -> Iterator[str]:
    grouped: dict[str, list[AttemptResult]] = {}
    for attempt in attempts:
        grouped.setdefault(attempt.scenario_id, []).append(attempt)
    if not grouped:
        return
    yield from ("", "### Scenarios", "")
    yield from table(
        ("", "scenario", "status", "passed", "description"),
        (_scenario_row(name, group) for name, group in list(grouped.items())[:_MOST_SCENARIOS]),
    )
    if len(grouped) > _MOST_SCENARIOS:
        yield from ("", f"… and {len(grouped) - _MOST_SCENARIOS:,} more scenarios in the HTML report")


def _scenario_row(name: str, attempts: Sequence[AttemptResult]) -> tuple[str, ...]:
    sample = [attempt for attempt in attempts if not attempt.fresh and attempt.arm != "baseline"]
    status = worst(sample or attempts)
    return (
        _MARKS[status],
        escape(name),
        f"{STATUS_WORDS[status]}{', quarantined' if attempts[0].quarantined else ''}",
        escape(" · ".join(part for part in (passed_of(sample), repeat_words(sample), fresh_words(attempts)) if part)),
        escape(attempts[0].description, 120),
    )
