"""`evalkit record`: plays scenarios and keeps each recording as the scenario's reference."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from evalkit.cli.options import run_options

__all__ = ["record"]


@click.command()
@run_options
@click.option("--endpoint", default="mock", show_default=True, help="What answers: mock plays each scenario's script.")
def record(
    paths: tuple[Path, ...],
    endpoint: str,
    model: str,
    repeat: int,
    concurrency: int,
    filters: tuple[str, ...],
    tags: tuple[str, ...],
    out: Path,
    seed: int | None,
) -> int:
    """Play the scenarios in PATHS and keep what was recorded under recordings/ beside them.

    An attempt that could not be measured is not kept. Speech that was made for it is kept under audio/say/, so that no
    text-to-speech engine is needed to play the scenario again.
    """
    from evalkit.cli.playing import Request, play
    from evalkit.cli.reporting import report_run
    from evalkit.errors import UsageError
    from evalkit.runner.plan import Selection, select
    from evalkit.runner.references import keep_reference

    if endpoint == "replay":
        raise UsageError("--endpoint replay only repeats what is recorded already", "choose mock or a live endpoint")
    request = Request(paths, endpoint, model, repeat, concurrency, filters, tags, out, seed, keep_speech=True)
    result, folder = play(request)
    measured = {each.scenario_id: each for each in result.attempts if each.status not in ("infra", "invalid")}
    scenarios = {scenario.id: scenario for scenario in select(Selection(paths, filters, tags))}
    for scenario_id, attempt in measured.items():
        keep_reference(folder / attempt.folder, scenarios[scenario_id])
    click.echo(f"kept {len(measured)} of {len(scenarios)} recordings")
    return report_run(replace(result), folder)
