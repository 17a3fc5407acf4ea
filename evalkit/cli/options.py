"""Options that `run` and `record` share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

__all__ = ["run_options"]

F = TypeVar("F", bound=Callable[..., Any])


def run_options(command: F) -> F:
    """Adds what selects and shapes a run; scenarios are given as files or folders."""
    options = (
        click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path)),
        click.option("--model", default="", help="Model name, for endpoints where one is chosen."),
        click.option("--repeat", default=1, show_default=True, type=click.IntRange(1, 1000), help="Attempts of each."),
        click.option(
            "--concurrency", default=1, show_default=True, type=click.IntRange(1, 1000), help="Attempts open at once."
        ),
        click.option(
            "--filter", "filters", multiple=True, help="Glob or part of an id; may be repeated, one must fit."
        ),
        click.option("--tag", "tags", multiple=True, help="Tag that must be there, or ~tag that must not."),
        click.option(
            "--out", default=Path("reports"), show_default=True, type=click.Path(path_type=Path), help="Runs' folder."
        ),
        click.option("--seed", type=int, help="Shuffle the order of the attempts with this seed."),
    )
    for option in reversed(options):
        command = option(command)
    return command
