"""`evalkit check`: validates scenario files without connecting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evalkit.cli.options import speech_option
from evalkit.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from evalkit.profiles.profile import Backend, Profile
    from evalkit.runner.model_check import Finding
    from evalkit.scenario.model import Scenario

__all__ = ["check"]


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
@click.option("--model", default="", metavar="NAME", help="Also check against what this model takes.")
@click.option(
    "--endpoint",
    type=click.Choice(["vertex", "gemini"]),
    help="Where the model is served, for one that both have.  [default: as its name says]",
)
@speech_option
def check(paths: tuple[Path, ...], model: str, endpoint: Backend | None, speech_command: str) -> int:
    """Validate the scenarios at each PATH, with their audio and expectations; nothing is connected to.

    Every mistake is a line: file, line, column, what is wrong, and what was probably meant. A warning is something
    that cannot work as written, or is not known to work; warnings alone leave the exit code 0.
    """
    from evalkit.cli.output import show
    from evalkit.cli.speech import speech_here
    from evalkit.runner.model_check import findings
    from evalkit.runner.plan import Selection, select
    from evalkit.runner.preparation import prepare

    profile = _profile(model, endpoint)
    scenarios = select(Selection(paths))
    prepared = prepare(scenarios, speech_here(speech_command))
    found = findings(scenarios, paths, prepared, profile, _version(profile), datetime.now(UTC).date())
    for each in found:
        show(str(each))
    show(f"{_scenarios(scenarios)}: {_outcome(found)}")
    return ExitCode.INVALID if any(each.severity == "error" for each in found) else ExitCode.OK


def _profile(model: str, endpoint: Backend | None) -> Profile | None:
    """What the model takes; whatever is to be said of the model itself is printed once."""
    from evalkit.cli.output import show
    from evalkit.endpoints.aliases import model_named
    from evalkit.runner.model_check import model_note

    if not model.strip():
        if endpoint is not None:
            raise UsageError("--endpoint says where a model is served", "name one with --model")
        return None
    # Every family with a short name is served on the Developer API.
    note = model_note(model_named(model.strip(), endpoint or "gemini"), endpoint)
    if note.warning:
        show(f"warning: {note.warning}")
    return note.profile


def _version(profile: Profile | None) -> str:
    """The API version that a run would use, where the environment chooses one."""
    from evalkit.cli.settings import endpoint_settings
    from evalkit.endpoints.addresses import GEMINI_VERSION, VERTEX_VERSION

    setting = {"gemini": GEMINI_VERSION, "vertex": VERTEX_VERSION}.get((profile and profile.backend) or "", "")
    return endpoint_settings("").get(setting, "").strip()


def _scenarios(scenarios: Sequence[Scenario]) -> str:
    turns = sum(len(scenario.turns) for scenario in scenarios)
    return f"{_count(len(scenarios), 'scenario')}, {_count(turns, 'turn')}"


def _outcome(found: Sequence[Finding]) -> str:
    errors = sum(each.severity == "error" for each in found)
    warnings = len(found) - errors
    mistakes = _count(errors, "error") if errors else "no mistakes"
    return f"{mistakes}, {_count(warnings, 'warning')}" if warnings else mistakes


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
