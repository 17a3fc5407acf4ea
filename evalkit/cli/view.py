"""`evalkit view`: the pages of a folder of runs in a browser, and a run while it is played."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["view"]


@click.command()
@click.argument("reports", default=Path("reports"), metavar="[REPORTS]", type=click.Path(path_type=Path))
@click.option("--port", default=7575, show_default=True, metavar="N", help="Port; 0: any free one.")
@click.option("--no-open", is_flag=True, help="Only print the address; open no browser.")
@click.option("--host", default="", metavar="ADDRESS", help="Let other machines in there, by an address with a token.")
def view(reports: Path, port: int, no_open: bool, host: str) -> None:
    """Show a folder of runs in a browser until ^C, and follow those that are still being played.

    REPORTS is the folder of runs, or one run in it, such as reports/latest. Only this machine is answered, nothing is
    ever changed or sent anywhere.
    """
    # Imported here: `evalkit view --help` stays as light as `evalkit --help`.
    from evalkit.cli.viewing import view_until_interrupted

    view_until_interrupted(reports, port, host, opens=not no_open)
