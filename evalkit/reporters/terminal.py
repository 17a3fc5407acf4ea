"""The end of a run in a terminal: what happened, what failed and why, and where to read more, on one screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.cells import cell_len, set_cell_size
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from evalkit.outcome import RunVerdict
from evalkit.reporters.counts import Problem, Standing, count, numbered, problems
from evalkit.reporters.decision_table import decision_table
from evalkit.reporters.overview import MetricRow, overview
from evalkit.reporters.plain import one_line
from evalkit.reporters.verdict_lines import STYLES, gate_lines, moved_lines
from evalkit.reporters.verdict_words import MARKS, caveats, headline, next_step
from evalkit.results import AttemptStatus, RunResult

__all__ = ["summary"]

_SCREEN, _WIDTH = 24, 80
_BELOW = " " * 10
_LEAST_CHANGES = 4
_MOST_PROBLEMS = 7
_ROOMY = 4
_FEW = 2
_WHOLE = 200
"""Characters of a reason that fit on three lines of 80 columns."""
_MOST_METRICS = 5
_MOST_NOTES = 2
_NAME_WIDTH = 28

_OUTCOMES: dict[Standing, tuple[str, str]] = {
    "passed": ("✓", "bold green"),
    "failed": ("✗", "bold red"),
    "inconclusive": ("!", "bold yellow"),
    "empty": ("!", "bold yellow"),
}
_STYLES: dict[AttemptStatus, str] = {
    "failed": "red",
    "unexpected_pass": "red",
    "infra": "yellow",
    "invalid": "yellow",
    "expected_failure": "cyan",
    "passed": "green",
}

_WORDS: dict[AttemptStatus, str] = {
    "failed": "FAIL",
    "unexpected_pass": "XPASS",
    "infra": "INFRA",
    "invalid": "INVALID",
}


def summary(run: RunResult, report: Path | None = None) -> RenderableType:
    """What to print when a run ends; at most 24 lines of 80 columns, however many attempts there are.

    Styled by rich, so plain where the console is not a terminal. All text of the run is inert: no markup, no escapes.

    Args:
        run: the run.
        report: the HTML report, named on the last line.
    """
    return Group(*_parts(run, report))


def _parts(run: RunResult, report: Path | None) -> Iterator[RenderableType]:
    if run.verdict is not None:
        yield from _judged(run, run.verdict, report)
        return
    yield from _headline(run)
    wrong = problems(run)
    if wrong:
        yield Text()
        yield from _roomy_problem_lines(wrong[:_MOST_PROBLEMS], repeated=count(run).scenarios < len(run.attempts))
        if len(wrong) > _MOST_PROBLEMS:
            yield _line(f"  … and {len(wrong) - _MOST_PROBLEMS:,} more", "dim")
    notes = tuple(_note_lines(run))
    yield from notes
    rows = [row for row in overview(run.sample) if row.values or row.expected]
    if rows:
        yield Text()
        decided = decision_table(run.sample)
        most = _MOST_METRICS - len(notes) - (decided is not None)
        yield _metric_table(rows[:most])
        if len(rows) > most:
            yield _line(f"  … and {len(rows) - most:,} more", "dim")
        if decided is not None:
            yield _line(f"  speech: {decided.sentence}")
    if report is not None:
        yield Text()
        yield _report_line(report)


def _judged(run: RunResult, verdict: RunVerdict, report: Path | None) -> Iterator[Text]:
    """A run with a baseline: the verdict, the tally, the primaries, and what changed as far as the screen reaches."""
    found = count(run)
    top = [
        Text(f"{MARKS[verdict.outcome]} {headline(verdict)}", f"bold {STYLES[verdict.outcome]}", overflow="fold"),
        _line(f"  {found.sentence if run.attempts else 'no attempt finished'}"),
        *(_line(f"  {each}", "dim") for each in caveats(verdict, interleaved=found.baseline_arm > 0)),
        *(_line(f"  {each}", "dim") for each in (found.apart, found.worst_case) if each),
        *(_line(f"  {each}", "yellow") for each in found.reservations),
    ]
    gates = [_line(text, style) for text, style in gate_lines(verdict)]
    ending = [] if report is None else [_report_line(report)]
    to_do = next_step(verdict, "RUN" if report is None else str(report.parent))
    step = Text(f"→ {to_do}", overflow="fold")
    room = _SCREEN - _height([*top, *gates, *ending]) - 3
    if to_do and room - _height([step]) >= _LEAST_CHANGES:
        # Where the screen is too small for both, what changed comes before what to do; the report has it all.
        ending, room = [step, *ending], room - _height([step])
    middle = [_line(text, style) for text, style in moved_lines(verdict, room)]
    wrong = _fitting_problem_lines(problems(run), room - len(middle))
    for block in (gates, [*middle, *wrong], ending):
        if block:
            top += [Text(), *block]
    yield from top


def _height(lines: Sequence[Text]) -> int:
    """How many rows of 80 columns the lines take."""
    console = Console(width=_WIDTH)
    return sum(1 if line.no_wrap else len(line.wrap(console, _WIDTH)) for line in lines)


def _fitting_problem_lines(wrong: Sequence[Problem], room: int) -> list[Text]:
    """Attempts that went wrong: with the whole of why where there is room for it, else a line each, as many as fit."""
    whole = [line for problem in wrong[:room] for line in (_problem_line(problem), *_why_lines(problem))]
    if len(wrong) <= room and len(whole) <= room:
        return whole
    shown = wrong if len(wrong) <= room else wrong[: max(0, room - 1)]
    lines = [_problem_line(problem).append(f"  {problem.reasons[0]}", "not bold") for problem in shown]
    if len(shown) < len(wrong) and room > 0:
        lines.append(_line(f"  … and {len(wrong) - len(shown):,} more attempts that went wrong", "dim"))
    return lines


def _problem_line(problem: Problem) -> Text:
    line = _line(f"  {_WORDS[problem.attempt.status]:<8}", _style(problem))
    name = one_line(problem.attempt.scenario_id, 60) or "unnamed"
    apart = " (quarantined)" if problem.attempt.quarantined else ""
    return line.append(f"{name} {numbered(problem.attempt)}{apart}", "bold")


def _why_lines(problem: Problem) -> list[Text]:
    room = _WIDTH - len(_BELOW)
    wrapped = Text(one_line(problem.reasons[0], _WHOLE)).wrap(Console(width=room), room)
    return [_line(f"{_BELOW}{line.plain.rstrip()}") for line in wrapped]


def _style(problem: Problem) -> str:
    return "dim" if problem.attempt.quarantined else _STYLES[problem.attempt.status]


def _report_line(report: Path) -> Text:
    return Text.assemble("report: ", (one_line(str(report)), "bold"), overflow="fold")


def _headline(run: RunResult) -> Iterator[Text]:
    found = count(run)
    mark, style = _OUTCOMES[found.standing]
    yield _line(f"{mark} {found.sentence if run.attempts else 'no attempt finished'}", style)
    for note in found.reservations:
        yield _line(f"  {note}", "yellow")


def _roomy_problem_lines(wrong: Sequence[Problem], repeated: bool) -> Iterator[RenderableType]:
    """A line each; while there are few, a second one for the reason, and for one or two as many as it needs."""
    names = [_name(problem, repeated) for problem in wrong]
    width = min(_NAME_WIDTH, max(map(cell_len, names)))
    roomy = len(wrong) <= _ROOMY
    for problem, name in zip(wrong, names, strict=True):
        status = problem.attempt.status
        line = _line("")
        line.append(f"  {_WORDS[status]:<8}", _style(problem))
        line.append(name if roomy else _fitted(name, width), "bold")
        others = len(problem.reasons) - 1
        if roomy and others:
            line.append(f" and {others:,} more reason{'' if others == 1 else 's'}", "dim")
        yield line if roomy else line.append(f"  {problem.reasons[0]}")
        if len(wrong) <= _FEW:
            yield Padding(Text(one_line(problem.reasons[0], _WHOLE)), (0, 0, 0, 10))
        elif roomy:
            yield _line(f"          {problem.reasons[0]}")


def _fitted(name: str, width: int) -> str:
    return set_cell_size(name if cell_len(name) <= width else f"{set_cell_size(name, width - 1)}…", width)


def _name(problem: Problem, repeated: bool) -> str:
    name = one_line(problem.attempt.scenario_id, 60) or "unnamed"
    number = f" #{problem.attempt.attempt}" if repeated else ""
    return f"{name}{number}{' (quarantined)' if problem.attempt.quarantined else ''}"


def _note_lines(run: RunResult) -> Iterator[Text]:
    """What a reader should know of attempts, passed ones included: a line each, or their number when there are many."""
    noted = [(attempt, note) for attempt in run.attempts for note in attempt.notes]
    if len(noted) > _MOST_NOTES:
        attempts = len({id(attempt) for attempt, _ in noted})
        on = f"{attempts:,} attempt{'' if attempts == 1 else 's'}"
        yield _line(f"  {len(noted):,} notes on {on}: see the report", "dim")
        return
    for attempt, note in noted:
        yield _line(f"  note: {one_line(attempt.scenario_id, 60) or 'unnamed'}: {one_line(note, _WHOLE)}", "dim")


def _metric_table(rows: list[MetricRow]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False, expand=False)
    table.add_column("  metric", no_wrap=True, overflow="ellipsis", max_width=34)
    for heading in ("p50", "p90", "mean", "scored", "limits"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows:
        scored = f"{len(row.values):,}/{len(row.values) + row.unscored:,}"
        cells = (f"  {row.name}", row.p50, row.p90, row.mean, scored)
        limits = Text(row.limits, "red" if row.missed else "")
        table.add_row(*map(Text, cells), limits)
    return table


def _line(text: str, style: str = "") -> Text:
    return Text(text, style, no_wrap=True, overflow="ellipsis")
