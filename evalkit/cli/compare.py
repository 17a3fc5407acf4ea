"""`evalkit compare`: two stored runs, the second against the first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evalkit.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from evalkit.outcome import RunVerdict
    from evalkit.results import RunResult
    from evalkit.runner.comparing import Comparison

__all__ = ["compare"]


@click.command()
@click.argument("a", metavar="A", type=click.Path(path_type=Path))
@click.argument("b", metavar="B", type=click.Path(path_type=Path))
@click.option("--anyway", is_flag=True, help="Also runs of different endpoints, models or places.")
@click.option(
    "--html", type=click.Path(path_type=Path), metavar="FILE", help="Also write a page with both runs' audio."
)
def compare(a: Path, b: Path, anyway: bool, html: Path | None) -> int:
    """Compare the stored run B with the stored run A: the verdict, what changed, worst first, and the numbers behind.

    Replays are compared exactly: whatever differs, changed. Live runs are compared by statistics, as one night against
    another; nothing is said of their latency, which drifts from hour to hour (evalkit run --interleave measures that).
    Nothing is written but FILE: a page on which one session lies over the other, played and drawn from both runs'
    folders, which must stay where they are. Exit code 6 when B is worse, 7 when too much of it could not be measured.
    """
    from evalkit.cli.output import show
    from evalkit.outcome import Outcome
    from evalkit.runner.comparing import compare_runs
    from evalkit.runner.run_folder import named_run, read_run

    folders = named_run(a), named_run(b)
    before, now = (read_run(folder) for folder in folders)
    found = compare_runs(before, now, anyway=anyway)
    for line in _lines(before, now, found):
        show(line)
    if html is not None:
        for line in _page(html, folders, before, now, found):
            show(line)
    codes = {Outcome.REGRESSED: ExitCode.REGRESSED, Outcome.INCONCLUSIVE: ExitCode.INCONCLUSIVE}
    return codes.get(found.verdict.outcome, ExitCode.OK)


def _lines(before: RunResult, now: RunResult, found: Comparison) -> Iterator[str]:
    from evalkit.reporters.gate_words import gate_sentence
    from evalkit.reporters.verdict_words import MARKS, headline

    verdict = found.verdict
    yield f"{MARKS[verdict.outcome]} {headline(verdict)}"
    for difference in found.differences:
        yield f"! compared all the same, so a change may come from there: {difference}"
    yield ""
    yield f"A  {_described(before)}"
    yield f"B  {_described(now)}"
    moved = list(_moved(verdict))
    gates = [f"  {gate_sentence(gate)}" for gate in verdict.gates]
    rest = [f"  {each}" for each in (*found.uncompared, *verdict.watched)]
    for title, block in (("what changed, worst first", moved), ("the five primaries", gates), ("beside it", rest)):
        if block:
            yield ""
            yield f"{title}:"
            yield from block


def _page(
    page: Path, folders: tuple[Path, Path], before: RunResult, now: RunResult, found: Comparison
) -> Iterator[str]:
    """Writes the page; what it will lack is said."""
    from evalkit.reporters.base import write_whole
    from evalkit.reporters.html.compare import compare_page
    from evalkit.reporters.html.files import present

    bases = [_base(page, folder) for folder in folders]
    files = [present(run, folder) for run, folder in zip((before, now), folders, strict=True)]
    text = compare_page(before, now, found, *bases, *files)
    try:
        write_whole(page, text)
    except OSError as error:
        raise UsageError(f"cannot write {page}: {error.strerror or error}", "choose another file") from error
    yield ""
    yield f"page: {page}"
    for run, folder in zip((before, now), folders, strict=True):
        if run.attempts and not (folder / "details" / "0000.js").is_file():
            yield f"! no session of {folder} can be opened: evalkit report {folder} writes the details it lacks"


def _base(page: Path, folder: Path) -> str:
    from evalkit.reporters.html.compare import run_base

    try:
        return run_base(page, folder)
    except ValueError as error:
        hint = "write the page to the drive that the runs are on"
        raise UsageError(f"no way leads from {page.parent} to {folder}", hint) from error


def _moved(verdict: RunVerdict) -> Iterator[str]:
    from evalkit.reporters.verdict_words import KINDS, PERHAPS, moved

    found = moved(verdict)
    yield from (f"  {KINDS[each.kind]}: {each.said}" for each in found)
    if any(each.kind.startswith("maybe") for each in found):
        yield f"  ({PERHAPS})"


def _described(run: RunResult) -> str:
    from evalkit.reporters.plain import one_line

    measured = sum(each.status not in ("infra", "invalid") for each in run.sample)
    planned = run.planned // 2 if any(each.arm for each in run.attempts) else run.planned
    lost = "" if measured >= planned else f", of which {planned - measured:,} could not be measured"
    words = [run.run_id, run.endpoint, run.model, f"{planned:,} attempt{'' if planned == 1 else 's'}{lost}"]
    return " · ".join(one_line(word, 120) for word in words if word)
