"""`evalkit run`: plays scenarios, scores them and writes the reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from evalkit.cli.options import run_options

__all__ = ["run"]


@click.command()
@run_options
@click.option(
    "--endpoint",
    default="replay",
    show_default=True,
    metavar="NAME|URL",
    help="What answers: replay, mock, vertex, gemini, or a ws:// or wss:// URL.",
)
@click.option("--junit", metavar="FILE", type=click.Path(path_type=Path), help="Write junit.xml here too.")
def run(junit: Path | None, **asked: Any) -> int:
    """Play the scenarios at each PATH, score them and write OUT/<run-id>/.

    By default the recordings beside the scenarios answer: nothing is connected to, no key is needed, and time is
    virtual. A server at a URL is talked to in real time, and needs --model.
    """
    # Imported here: `evalkit run --help` stays as light as `evalkit --help`.
    from evalkit.cli.playing import Request, play
    from evalkit.cli.reporting import check_target, report_run

    if junit is not None:
        check_target(junit)
    played = play(Request(**asked))
    return report_run(played.run, played.folder, junit)
