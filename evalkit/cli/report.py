"""`evalkit report`: writes the reports of stored runs again."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["report"]


@click.command()
@click.argument("runs", nargs=-1, required=True, metavar="RUN...", type=click.Path(path_type=Path))
def report(runs: tuple[Path, ...]) -> int:
    """Write report.html, summary.md and junit.xml of each RUN again, from the results stored there.

    RUN is a folder below reports/; reports/latest is the newest, reports/* is all of them. The exit code is that of
    the worst run.
    """
    from evalkit.cli.output import show
    from evalkit.cli.reporting import report_run
    from evalkit.runner.exit_status import first_of
    from evalkit.runner.run_folder import named_run, read_run

    # Read first: a run that cannot be read stops the command before it has written anything.
    # `reports/*` names the index and the history beside the runs too.
    folders = [named_run(run) for run in runs if len(runs) == 1 or run.name not in ("index.html", "history")]
    stored = [(read_run(folder), folder) for folder in folders]
    codes = []
    for number, (run, folder) in enumerate(stored):
        if len(stored) > 1:
            show(f"{'' if number == 0 else chr(10)}{folder}")
        codes.append(report_run(run, folder))
    return first_of(codes)
