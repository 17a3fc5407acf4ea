"""`evalkit record`: plays scenarios and keeps each recording as the scenario's reference."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evalkit.cli.options import run_options

if TYPE_CHECKING:
    from evalkit.cli.playing import Played
    from evalkit.scenario.model import Scenario

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

    An attempt that could not be measured is not kept; of several attempts the last one is, and what it changes against
    the older reference is printed. Speech that was made for it is kept under audio/say/, so that no text-to-speech
    engine is needed to play the scenario again.
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
    changes: dict[str, list[str]] = {}
    for scenario in played.scenarios:
        if scenario.id in measured:
            attempt = played.folder / measured[scenario.id].folder
            changes[scenario.id] = _changes(scenario, attempt)
            keep_reference(attempt, scenario)
        else:
            tried = any(each.scenario_id == scenario.id for each in played.run.attempts)
            show(f"not kept: {scenario.id}, which {'could not be measured' if tried else 'was never finished'}")
    total = len(played.scenarios)
    roots = {str(each.root) for each in played.scenarios}
    where = " and ".join(os.path.normpath(os.path.join(os.path.relpath(root), "recordings")) for root in sorted(roots))
    show(f"kept {len(measured)} of {total} recording{'' if total == 1 else 's'} in {where}")
    for scenario_id, lines in changes.items():
        if lines:
            show("\n  ".join([f"changed: {scenario_id}", *lines]))


def _changes(scenario: Scenario, attempt: Path) -> list[str]:
    """What the new recording means that the old one did not; nothing where there is no old one."""
    from evalkit.endpoints.replay import reference_folder
    from evalkit.errors import EvalkitError
    from evalkit.recording.store import read_recording
    from evalkit.runner.reference_changes import reference_changes

    old = reference_folder(scenario)
    if not old.exists():
        return []
    try:
        before = read_recording(old)
        return [str(change) for change in reference_changes(before, read_recording(attempt))]
    except EvalkitError as error:
        return [f"its older recording cannot be compared: {error}"]
