"""`evalkit check`: validates scenario files without connecting."""

from __future__ import annotations

from pathlib import Path

import click

from evalkit.cli.options import speech_option

__all__ = ["check"]


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
@speech_option
def check(paths: tuple[Path, ...], speech_command: str) -> None:
    """Validate the scenarios at each PATH, with their audio and expectations; nothing is connected to.

    Every mistake is a line: file, line, column, what is wrong, and what was probably meant.
    """
    from evalkit.cli.output import show
    from evalkit.cli.speech import speech_here
    from evalkit.runner.plan import Selection, select
    from evalkit.runner.preparation import prepare

    scenarios = select(Selection(paths))
    prepare(scenarios, speech_here(speech_command))
    turns = sum(len(scenario.turns) for scenario in scenarios)
    show(f"{_count(len(scenarios), 'scenario')}, {_count(turns, 'turn')}: no mistakes")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
