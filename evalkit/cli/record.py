"""`evalkit record`: plays scenarios and keeps each recording as the scenario's reference."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from evalkit.cli.options import run_options

if TYPE_CHECKING:
    from evalkit.cli.playing import Played

__all__ = ["record"]


@click.command()
@run_options
@click.option(
    "--endpoint",
    default="mock",
    show_default=True,
    metavar="NAME|URL",
    help="What answers: mock plays each scenario's script; vertex, gemini or a ws:// or wss:// URL is live.",
)
def record(**asked: Any) -> int:
    """Play the scenarios at each PATH and keep what was recorded under recordings/ beside them.

    An attempt that could not be measured is not kept; of several attempts the last one is. Speech that was made for
    it is kept under audio/say/, so that no text-to-speech engine is needed to play the scenario again.
    """
    from evalkit.cli.playing import Request, play
    from evalkit.cli.reporting import report_run
    from evalkit.errors import UsageError

    if asked["endpoint"] == "replay":
        raise UsageError("--endpoint replay only repeats what is recorded already", "choose mock or a live endpoint")
    played = play(Request(**asked, keep_speech=True))
    _keep(played)
    return report_run(played.run, played.folder)


def _keep(played: Played) -> None:
    from evalkit.cli.output import show
    from evalkit.runner.references import keep_reference

    measured = {each.scenario_id: each for each in played.run.attempts if each.status not in ("infra", "invalid")}
    for scenario in played.scenarios:
        if scenario.id in measured:
            keep_reference(played.folder / measured[scenario.id].folder, scenario)
        else:
            tried = any(each.scenario_id == scenario.id for each in played.run.attempts)
            show(f"not kept: {scenario.id}, which {'could not be measured' if tried else 'was never finished'}")
    total = len(played.scenarios)
    roots = {str(each.root) for each in played.scenarios}
    where = " and ".join(os.path.normpath(os.path.join(os.path.relpath(root), "recordings")) for root in sorted(roots))
    show(f"kept {len(measured)} of {total} recording{'' if total == 1 else 's'} in {where}")
