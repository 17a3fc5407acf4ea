"""A scenario's `mock` section as a server plays it: without the turns that it does not hear, and with a voice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from evalkit.errors import ScenarioError, ScenarioErrors
from evalkit.media.pcm import Samples, resample
from evalkit.media.speech.store import RATE_HZ, SpeechStore
from evalkit.mock.answers.base import Voice
from evalkit.mock.model.wire import OUTPUT_RATE_HZ
from evalkit.scenario.model import Scenario, SilenceInput
from evalkit.scenario.script import Say, Script

__all__ = ["heard_script", "heard_scripts", "rehearse", "stored_voice"]


def heard_scripts(scenarios: Sequence[Scenario], missing: tuple[str, str]) -> tuple[Script, ...]:
    """Returns what `heard_script` returns of each scenario.

    Raises:
        ScenarioErrors: every scenario that has no script.
    """
    scripts, errors = [], []
    for scenario in scenarios:
        try:
            scripts.append(heard_script(scenario, missing))
        except ScenarioError as error:
            errors.append(error)
    if errors:
        raise ScenarioErrors(tuple(errors))
    return tuple(scripts)


def heard_script(scenario: Scenario, missing: tuple[str, str]) -> Script:
    """Returns a scenario's script without the turns in which nobody speaks: a server's ears do not notice those.

    Args:
        scenario: read from a file.
        missing: what is wrong when there is no script, and what to do about it.

    Raises:
        ScenarioError: there is none.
    """
    assert scenario.source is not None, "a scenario read from a file has a source"
    if scenario.script is None:
        raise ScenarioError(scenario.source, 0, 0, "mock", *missing)
    turns = zip(scenario.turns, scenario.script.turns, strict=True)
    # They have no steps: a file in which they have some is refused as it is read.
    heard = (answer for turn, answer in turns if not isinstance(turn.user, SilenceInput))
    return replace(scenario.script, turns=tuple(heard))


def stored_voice(scenario: Scenario, speech: Callable[[Path], SpeechStore]) -> Voice:
    """Returns a voice that speaks a script's lines in the scenario's language.

    Args:
        scenario: read from a file.
        speech: spoken audio of the scenarios below a scenario root.
    """
    assert scenario.root is not None, "a scenario read from a file has a root"
    store = speech(scenario.root)

    def speak(step: Say) -> Samples:
        return resample(store.get(step.text, step.speaker, scenario.language), RATE_HZ, OUTPUT_RATE_HZ)

    return speak


def rehearse(script: Script, voice: Voice) -> None:
    """Speaks every line that brings no audio of its own, so that a missing voice is known before anybody connects.

    Raises:
        MediaError: nothing here can speak a line.
    """
    for step in (step for turn in script.turns for step in turn.steps):
        if isinstance(step, Say) and step.pcm is None:
            voice(step)
