"""`evalkit history`: the nights that runs are compared with, in the terminal and as a page."""

from __future__ import annotations

from pathlib import Path

import click

from evalkit.errors import ExitCode, UsageError

__all__ = ["history"]

_DEFAULT = "reports/history"


@click.command()
@click.argument("place", default=_DEFAULT)
@click.option("--scenario", "scenario_id", default="", metavar="ID", help="Only this scenario, night by night.")
@click.option("--metric", default="", metavar="NAME", help="The level of a metric, such as latency.first_audible_ms.")
@click.option("--nights", "most", default=30, type=click.IntRange(1), metavar="N", help="The newest N.  [default: 30]")
@click.option("--html", type=click.Path(path_type=Path), metavar="FILE", help="Also write a page with the trends.")
@click.option("--csv", type=click.Path(path_type=Path), metavar="FILE", help="Also write every attempt as a line.")
def history(place: str, scenario_id: str, metric: str, most: int, html: Path | None, csv: Path | None) -> int:
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
    shown = sections(nights[-most:])
    if metric:
        lines = metric_lines(shown, metric)
    else:
        lines = scenario_lines(shown, nights) if scenario_id else overview_lines(shown, nights)
    for line in lines:
        show(line)
    if html is not None:
        from evalkit.reporters.html.history import history_page
        from evalkit.verdict.tally import METRICS

        _write(html, history_page(shown, nights, METRICS, place).encode())
        show(f"page: {html}")
    if csv is not None:
        from evalkit.history.table import history_table

        _write(csv, history_table(nights).to_csv(index=False).encode())
        show(f"table: {csv}")
    return ExitCode.OK


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror or error}", "choose another file") from error
