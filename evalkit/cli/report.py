"""`evalkit report`: writes the reports of stored runs again."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["report"]


@click.command()
@click.argument("runs", nargs=-1, required=True, type=click.Path(path_type=Path))
def report(runs: tuple[Path, ...]) -> int:
    """Write report.html, summary.md and junit.xml of each of RUNS again, from the results stored there."""
    from evalkit.cli.reporting import report_run
    from evalkit.runner.run_folder import read_run

    return max(report_run(read_run(run), run) for run in runs)
