"""Finds the speech recogniser that a command is to use."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from evalkit.runner.annotating import Answerer
    from evalkit.scenario.model import Scenario

__all__ = ["asr_model_option", "recogniser_for", "recogniser_here"]

F = TypeVar("F", bound=Callable[..., Any])


def asr_model_option(command: F) -> F:
    """Adds other weights for the recogniser."""
    add = click.option(
        "--asr-model",
        metavar="FOLDER",
        type=click.Path(path_type=Path),
        help="Whisper weights (CTranslate2) for `recognition`, in place of the small English ones of evalkit[speech].",
    )
    return add(command)


def recogniser_for(scenarios: Iterable[Scenario], asr_model: Path | None) -> tuple[Answerer, ...]:
    """Returns who listens to the answers of these scenarios: nobody where none wants it, or no recogniser is here.

    Raises:
        UsageError: `asr_model` cannot be used here, whether or not anybody wants it.
    """
    wanted = any(_wants(scenario) for scenario in scenarios)
    if not wanted and asr_model is None:
        return ()
    found = recogniser_here(asr_model)
    return (found,) if found is not None and wanted else ()


def recogniser_here(asr_model: Path | None) -> Answerer | None:
    """Returns the recogniser that is installed, None when there is none; its weights are loaded when it is asked.

    Raises:
        UsageError: `asr_model` cannot be used here.
    """
    from evalkit.recognition.answerer import RecognitionAnswerer
    from evalkit.recognition.whisper import whisper_here

    found = whisper_here(asr_model)
    return None if found is None else RecognitionAnswerer(found)


def _wants(scenario: Scenario) -> bool:
    specs = (*scenario.expect, *(spec for turn in scenario.turns for spec in turn.expect))
    return any(spec.name == "recognition" for spec in specs)
