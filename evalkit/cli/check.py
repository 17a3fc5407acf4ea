"""`evalkit check`: validates scenario files without connecting."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["check"]


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
def check(paths: tuple[Path, ...]) -> None:
    """Validate the scenarios in PATHS, with their audio and expectations; nothing is connected to.

    Every mistake is a line: file, line, column, what is wrong, and what was probably meant.
    """
    from evalkit.runner.plan import Selection, select
    from evalkit.runner.preparation import prepare, speech_of

    scenarios = select(Selection(paths))
    prepare(scenarios, speech_of())
    turns = sum(len(scenario.turns) for scenario in scenarios)
    click.echo(f"{len(scenarios)} scenarios, {turns} turns: no mistakes")
