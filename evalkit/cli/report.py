"""`evalkit report`: writes the reports of stored runs again, or one file that carries a run."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["report"]

_BUDGET_MB = 25
_MOST_MB = 100
"""Beyond it a browser takes long to open the page, and no mail server takes it."""


@click.command()
@click.argument("runs", nargs=-1, required=True, metavar="RUN...", type=click.Path(path_type=Path))
@click.option(
    "--single-file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write one page with everything in itself, to be sent by mail, and nothing else.",
)
@click.option(
    "--budget-mb",
    type=float,
    metavar="MB",
    help=f"How large that page may get: {_BUDGET_MB} unless told otherwise, at most {_MOST_MB}.",
)
def report(runs: tuple[Path, ...], single_file: Path | None, budget_mb: float | None) -> int:
    """Write report.html, summary.md and junit.xml of each RUN again, from the results stored there.

    RUN is a folder below reports/; reports/latest is the newest, reports/* is all of them. The exit code is that of
    the worst run.

    With --single-file the conversations, scores, timelines and recordings of one RUN go into one page: what failed
    first, then what changed or is flaky, then the rest, as far as the budget goes. The page says what it left out.
    """
    from evalkit.cli.output import show
    from evalkit.cli.reporting import report_run
    from evalkit.cli.single_file import write_single_file
    from evalkit.errors import UsageError
    from evalkit.reporters.html.index import beside_runs
    from evalkit.runner.exit_status import first_of
    from evalkit.runner.run_folder import named_run, read_run

    if single_file is None and budget_mb is not None:
        raise UsageError("--budget-mb goes with --single-file", "add --single-file FILE")
    budget_mb = _BUDGET_MB if budget_mb is None else budget_mb
    if not 0 < budget_mb <= _MOST_MB:
        raise UsageError(f"--budget-mb: expected more than 0 and at most {_MOST_MB}, found {budget_mb:g}")
    if single_file is not None and len(runs) > 1:
        raise UsageError(f"--single-file carries one run, and {len(runs)} are named", "name one")
    # Read first: a run that cannot be read stops the command before it has written anything.
    # `reports/*` names the index and the history beside the runs too.
    folders = [named_run(run) for run in runs if len(runs) == 1 or not beside_runs(run.name)]
    stored = [(read_run(folder), folder) for folder in folders]
    if single_file is not None:
        return write_single_file(*stored[0], single_file, round(budget_mb * 1e6))
    codes = []
    for number, (run, folder) in enumerate(stored):
        if len(stored) > 1:
            show(f"{'' if number == 0 else chr(10)}{folder}")
        codes.append(report_run(run, folder))
    return first_of(codes)
