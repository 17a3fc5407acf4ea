"""`evalkit selftest-stats`: counts how often the verdict is wrong, on nights whose truth is known."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from evalkit.errors import ExitCode

if TYPE_CHECKING:
    from evalkit.selftest.findings import Counted, Finding

__all__ = ["selftest_stats"]


@click.command()
@click.option("--nights", type=click.IntRange(1, 1_000_000), default=1_000, show_default=True, help="Quiet nights.")
@click.option("--seed", type=click.IntRange(0), default=5, show_default=True, help="Of all that is drawn.")
@click.option("--jobs", type=click.IntRange(1), default=None, help="Processes.  [default: one for each processor]")
@click.option("--json", "as_json", is_flag=True, help="Print JSON in place of the table.")
def selftest_stats(nights: int, seed: int, jobs: int | None, as_json: bool) -> int:
    """Judge simulated nights by the code that judges real runs, and print how often it is wrong.

    Quiet nights, on which nothing changed, count false alarms; a quarter as many of each change count what is found.
    The exit code is 1 when a promise is broken: when the whole 95 % interval lies beyond it. The same seed gives the
    same table, whatever the number of processes.
    """
    from evalkit.cli.output import show
    from evalkit.selftest import findings

    found = findings.findings(_counted(nights, seed, jobs or os.cpu_count() or 1))
    if as_json:
        show(json.dumps({"nights": nights, "seed": seed, "findings": findings.as_json(found)}, indent=2))
    else:
        show(f"{findings.table(found)}\n\n{_in_words(found)}")
    return ExitCode.FAILED if any(each.word == "broken" for each in found) else ExitCode.OK


def _counted(nights: int, seed: int, processes: int) -> Iterator[Counted]:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    from evalkit.selftest.findings import count, jobs

    todo = list(jobs(nights, seed))
    if processes == 1 or len(todo) == 1:
        yield from map(count, todo)
        return
    with ProcessPoolExecutor(min(processes, len(todo)), get_context("spawn")) as pool:
        yield from pool.map(count, todo)


def _in_words(found: tuple[Finding, ...]) -> str:
    words = [each.word for each in found if each.word]
    kept, doubted, broken = (words.count(word) for word in ("kept", "in doubt", "broken"))
    doubt = f", {doubted} in doubt (more --nights would tell)" if doubted else ""
    return f"{len(words)} promises: {kept} kept{doubt}, {broken} broken"
