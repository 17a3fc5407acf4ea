"""`summary.md`: a run for a CI job's summary page or a pull request's comment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evalkit.reporters.base import write_whole
from evalkit.reporters.decision_table import DecisionTable, decision_table
from evalkit.reporters.overview import MetricRow, overview
from evalkit.reporters.plain import moment, one_line
from evalkit.reporters.verdict import STATUS_WORDS, Outcome, Problem, problems, verdict, worst
from evalkit.results import AttemptResult, AttemptStatus, RunResult

__all__ = ["REPORTER", "Markdown", "escape", "summary_markdown"]

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
_OUTCOMES: dict[Outcome, str] = {"passed": "✅", "failed": "❌", "inconclusive": "⚠️", "empty": "⚠️"}

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()~|!$^])")
# What GitHub makes of plain text: mentions, issue numbers, links, emoji codes, marks of lists and quotes.
_AUTOLINKS = re.compile(
    r"(?<=[@#])(?=\S)|(?<=:)(?=//|[\w+-]*[a-z_][\w+-]*:)|(?<=\bwww)(?=\.)|(?<=\bGH)(?=-\d)|(?<=^[-+>=])", re.IGNORECASE
)
_NUMBERED = re.compile(r"^(\d+)(?=[.)]\s)")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


@dataclass(frozen=True, slots=True)
class Markdown:
    """Writes `summary.md`."""

    name: str = "markdown"

    def write(self, run: RunResult, folder: Path) -> Path:
        """Writes `summary.md` into the run's folder."""
        return write_whole(folder / "summary.md", summary_markdown(run))


REPORTER = Markdown()


def escape(text: str, limit: int = 300) -> str:
    """Text that GitHub's markdown shows as it is, on one line, in a table cell or out of one.

    Marks are escaped with a backslash, HTML with entities; a zero-width space keeps names from being mentioned and
    addresses from becoming links.
    """
    shown = _NUMBERED.sub("\\1\u200b", _AUTOLINKS.sub("\u200b", one_line(text, limit)))
    return _MARKDOWN.sub(r"\\\1", shown.translate(_ENTITIES))


def summary_markdown(run: RunResult) -> str:
    """The run as GitHub-flavoured markdown: verdict, what failed, metrics, and a table of scenarios."""
    return "\n".join(_lines(run)) + "\n"


def _lines(run: RunResult) -> Iterator[str]:
    outcome = verdict(run)
    yield f"## {_OUTCOMES[outcome.outcome]} {outcome.sentence if run.attempts else 'no attempt finished'}"
    yield ""
    for note in outcome.reservations:
        yield f"> {escape(note)}  "
    if outcome.reservations:
        yield ""
    parts = (run.run_id, run.endpoint, run.model, moment(run.started_at))
    noun = "scenario" if outcome.scenarios == 1 else "scenarios"
    yield f"{outcome.scenarios:,} {noun} · {' · '.join(escape(part) for part in parts if part)}"
    yield from _problem_lines(problems(run))
    yield from _note_lines(run.attempts)
    yield from _metric_lines(overview(run.attempts))
    yield from _decision_lines(decision_table(run.attempts))
    yield from _scenario_lines(run.attempts)


def _problem_lines(wrong: Sequence[Problem]) -> Iterator[str]:
    if not wrong:
        return
    yield from ("", "### What went wrong", "")
    for problem in wrong[:_MOST_PROBLEMS]:
        attempt = problem.attempt
        mark, words = _MARKS[attempt.status], STATUS_WORDS[attempt.status]
        yield f"- {mark} **{escape(attempt.scenario_id)}** attempt {attempt.attempt}: {words}"
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
        yield f"- **{escape(attempt.scenario_id)}** attempt {attempt.attempt}: {escape(note, 500)}"
    if len(noted) > _MOST_NOTES:
        yield f"- … and {len(noted) - _MOST_NOTES:,} more"


def _metric_lines(rows: Sequence[MetricRow]) -> Iterator[str]:
    if not rows:
        return
    yield from ("", "### Metrics", "")
    yield from _table(
        ("metric", "p50", "p90", "mean", "n", "unscored", "limits"),
        (_metric_row(row) for row in rows),
        right_from=1,
    )


def _metric_row(row: MetricRow) -> tuple[str, ...]:
    mean = f"{row.mean}{' pooled' if row.pooled else ''}"
    ranged = ((row.p50, row.p50_range), (row.p90, row.p90_range), (mean, row.mean_range))
    words = map(escape, (row.name, *(f"{number} ({range})" if range else number for number, range in ranged)))
    return (*words, f"{len(row.values):,}", f"{row.unscored or ''}", row.limits)


def _decision_lines(table: DecisionTable | None) -> Iterator[str]:
    if table is None:
        return
    yield from ("", "### Speech and silence", "")
    rows = ((row.label, f"{row.spoke:,}", f"{row.silent:,}") for row in table.rows)
    yield from _table(("", "spoke", "kept silent"), rows, right_from=1)
    yield ""
    yield from (f"- {escape(f'{name} {value}')}" for name, value in table.rates)
    yield from (f"- {escape(note)}" for note in table.notes)


def _scenario_lines(attempts: Iterable[AttemptResult]) -> Iterator[str]:
    grouped: dict[str, list[AttemptResult]] = {}
    for attempt in attempts:
        grouped.setdefault(attempt.scenario_id, []).append(attempt)
    if not grouped:
        return
    yield from ("", "### Scenarios", "")
    yield from _table(
        ("", "scenario", "status", "passed", "description"),
        (_scenario_row(name, group) for name, group in list(grouped.items())[:_MOST_SCENARIOS]),
    )
    if len(grouped) > _MOST_SCENARIOS:
        yield from ("", f"… and {len(grouped) - _MOST_SCENARIOS:,} more scenarios in the HTML report")


def _scenario_row(name: str, attempts: Sequence[AttemptResult]) -> tuple[str, ...]:
    status = worst(attempts)
    passed = sum(attempt.status == "passed" for attempt in attempts)
    return (
        _MARKS[status],
        escape(name),
        STATUS_WORDS[status],
        f"{passed}/{len(attempts)}",
        escape(attempts[0].description, 120),
    )


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], right_from: int = 99) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'|'.join('--:' if place >= right_from else '---' for place in range(len(heads)))}|"
    yield from (f"| {' | '.join(row)} |" for row in rows)
