"""`evalkit score`: scores a stored run again."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["score"]


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
def score(run: Path) -> int:
    """Score every attempt of RUN (a folder below reports/, or reports/latest) again, and write its reports again.

    Opens no connection: today's scorers read the recordings that are there.
    """
    from evalkit.cli.reporting import report_run
    from evalkit.runner.rescoring import rescore
    from evalkit.runner.run_folder import named_run

    folder = named_run(run)
    return report_run(rescore(folder), folder)
