"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from evalkit.cli.judging import run_judge_options
from evalkit.cli.recognising import asr_model_option

__all__ = [
    "baseline_option",
    "google_options",
    "junit_option",
    "night_options",
    "out_option",
    "run_options",
    "speech_option",
]

F = TypeVar("F", bound=Callable[..., Any])
_COUNT = click.IntRange(1, 1000)
_SEED = click.IntRange(0, 2**32 - 1)


def out_option(command: F) -> F:
    """Adds where runs are written."""
    add = click.option(
        "--out",
        default=Path("reports"),
        show_default=True,
        metavar="FOLDER",
        type=click.Path(path_type=Path),
        help="Folder of the runs.",
    )
    return add(command)


def speech_option(command: F) -> F:
    """Adds the user's own text-to-speech."""
    add = click.option(
        "--speech-command",
        default="",
        envvar="EVALKIT_SPEECH_COMMAND",
        show_envvar=True,
        metavar="COMMAND",
        help="Speak new `say` turns with it: 'piper -m voice.onnx -i {text_file} -f {out}'.",
    )
    return add(command)


def junit_option(command: F) -> F:
    """Adds a second place for `junit.xml`."""
    add = click.option("--junit", metavar="FILE", type=click.Path(path_type=Path), help="Write junit.xml here too.")
    return add(command)


def baseline_option(command: F) -> F:
    """Adds the history that a run is judged by."""
    add = click.option(
        "--baseline",
        default="",
        metavar="PLACE",
        help="Judge the run by the accepted nights of a folder or bucket, such as reports/history.",
    )
    return add(command)


def night_options(command: F) -> F:
    """Adds what makes a run a night: its baseline, what confirms it, and how it is shared between jobs."""
    options: tuple[Callable[[F], F], ...] = (
        baseline_option,
        click.option(
            "--no-confirm",
            "confirm",
            is_flag=True,
            flag_value=False,
            default=True,
            help="Live: play no fresh repeats of what looks worse.",
        ),
        click.option(
            "--interleave",
            metavar="FILE",
            type=click.Path(path_type=Path),
            help="Live: play each attempt also as this YAML file says, in turn, and compare the two.",
        ),
        click.option(
            "--shard", default="", metavar="I/N", help="Play the I-th part of N; evalkit merge makes them one."
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def google_options(command: F) -> F:
    """Adds where Google is to serve the session; the names are those of `settings.endpoint_settings`."""
    options: tuple[Callable[[F], F], ...] = (
        click.option("--project", default="", metavar="ID", help="Project on Vertex AI, before $GOOGLE_CLOUD_PROJECT."),
        click.option(
            "--location", default="", metavar="PLACE", help="Place on Vertex AI, before $GOOGLE_CLOUD_LOCATION."
        ),
        click.option("--api-version", default="", metavar="VERSION", help="v1, v1beta1; for gemini v1beta, v1alpha."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def run_options(command: F) -> F:
    """Adds what selects and shapes a run; the names are those of `playing.Request`."""
    options: tuple[Callable[[F], F], ...] = (
        click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path)),
        click.option(
            "--model", default="", metavar="NAME", help="Model, for endpoints where one is chosen; or 2.5, 3.1, 3.8, …"
        ),
        google_options,
        click.option("--repeat", default=1, show_default=True, metavar="N", type=_COUNT, help="Attempts of each."),
        click.option("--concurrency", default=1, show_default=True, metavar="N", type=_COUNT, help="Attempts at once."),
        click.option(
            "--tries",
            default=4,
            show_default=True,
            metavar="N",
            type=click.IntRange(1, 4),
            help="Live: how often an attempt that cannot be measured is tried.",
        ),
        click.option(
            "--filter",
            "filters",
            multiple=True,
            metavar="PATTERN",
            help="Glob or part of an id; may be repeated, one must fit.",
        ),
        click.option(
            "--tag",
            "tags",
            multiple=True,
            metavar="TAG",
            help="Tag that must be there, or ~TAG that must not; may be repeated.",
        ),
        run_judge_options,
        asr_model_option,
        out_option,
        click.option(
            "--seed", type=_SEED, metavar="N", help="Shuffle the order with this seed; with --repeat one is drawn."
        ),
        speech_option,
    )
    for option in reversed(options):
        command = option(command)
    return command
