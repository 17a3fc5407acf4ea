"""`evalkit run`: plays scenarios, scores them and writes the reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from evalkit.cli.options import junit_option, night_options, run_options

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
@night_options
@junit_option
def run(junit: Path | None, **asked: Any) -> int:
    """Play the scenarios at each PATH, score them and write OUT/<run-id>/.

    By default the recordings beside the scenarios answer: nothing is connected to, no key is needed, and time is
    virtual. A server at a URL is talked to in real time, and needs --model.

    With --baseline the run is a night: it is compared with the accepted ones (evalkit accept). Replays give the same
    results every time, so whatever is worse got worse. A live model's are judged by statistics: there a failed
    expectation alone is not red, unless its scenario is new or there is too little to compare with. What looks worse is
    played again at once, and stays red only if it is worse again. Exit code 6 when something got worse, 7 when too
    much could not be measured.
    """
    # Imported here: `evalkit run --help` stays as light as `evalkit --help`.
    from evalkit.cli.nights import keep
    from evalkit.cli.playing import Request, play
    from evalkit.cli.reporting import check_target, report_run

    if junit is not None:
        check_target(junit)
    played = play(Request(**asked))
    code = report_run(played.run, played.folder, junit)
    keep(played.run, asked["baseline"])
    return code
