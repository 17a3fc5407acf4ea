"""`evalkit history`: the nights that runs are compared with, in the terminal and as a page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from evalkit.errors import ExitCode, UsageError

__all__ = ["history"]

_DEFAULT = "reports/history"
_NIGHTS, _PAGE_NIGHTS = 30, 365
"""Shown where nobody says how many: what fits a terminal, and a year."""


@click.command()
@click.argument("place", default=_DEFAULT)
@click.option("--scenario", "scenario_id", default="", metavar="ID", help="Only this scenario, night by night.")
@click.option("--metric", default="", metavar="NAME", help="The level of a metric, such as latency.first_audible_ms.")
@click.option(
    "--nights", "most", type=click.IntRange(1), metavar="N", help="The newest N.  [default: 30, and 365 on the page]"
)
@click.option("--html", type=click.Path(path_type=Path), metavar="FILE", help="Also write a page with the trends.")
@click.option("--csv", type=click.Path(path_type=Path), metavar="FILE", help="Also write every attempt as a line.")
def history(place: str, scenario_id: str, metric: str, most: int | None, html: Path | None, csv: Path | None) -> int:
    """Show the nights at PLACE (a folder or a bucket; by default reports/history): what was said of each, and why.

    Below, each scenario's nights: all its attempts passed, some, none, or it was not measured. What is flaky passes
    sometimes and fails sometimes, and has always done so.
    """
    from evalkit.cli.history_lines import overview_lines, scenario_lines
    from evalkit.cli.history_metric import metric_lines
    from evalkit.cli.output import show
    from evalkit.history.sections import of_scenario, sections
    from evalkit.history.store import read_history

    nights = read_history(place)
    if not nights:
        raise UsageError(f"no night in {place}", "evalkit accept RUN keeps the first; so does evalkit run --baseline")
    if scenario_id:
        nights = of_scenario(nights, scenario_id)
    shown = sections(nights[-(most or _NIGHTS) :])
    if metric:
        lines = metric_lines(shown, metric)
    else:
        lines = scenario_lines(shown, nights) if scenario_id else overview_lines(shown, nights)
    for line in lines:
        show(line)
    if html is not None:
        from evalkit.reporters.html.history_page import write_history_page

        _written(html, lambda: write_history_page(html, sections(nights[-(most or _PAGE_NIGHTS) :]), nights, place))
        show(f"page: {html}")
    if csv is not None:
        from evalkit.history.table import history_table

        _written(csv, lambda: csv.write_bytes(history_table(nights).to_csv(index=False).encode()))
        show(f"table: {csv}")
    return ExitCode.OK


def _written(path: Path, write: Callable[[], object]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write()
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror or error}", "choose another file") from error
