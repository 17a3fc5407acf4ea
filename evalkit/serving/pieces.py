"""Scenarios as pieces a mock model can play: from their reference recordings, else from their scripts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from evalkit.endpoints.replay import reference_folder, reference_recording
from evalkit.media.pcm import Samples
from evalkit.media.speech.store import SpeechStore
from evalkit.mock.answers.recorded_script import script_of
from evalkit.mock.answers.repertoire import Piece
from evalkit.mock.answers.scenario_script import heard_scripts, rehearse, stored_voice
from evalkit.runner.preparation import prepare
from evalkit.scenario.model import Scenario
from evalkit.scenario.script import Say
from evalkit.serving.heard import heard_in_recording, heard_in_scenario

__all__ = ["pieces_of"]

_MISSING = ("no mock section and no reference recording", "write one, or record the scenario: evalkit record PATH")


def pieces_of(scenarios: Sequence[Scenario], speech: Callable[[Path], SpeechStore]) -> tuple[Piece, ...]:
    """Reads each scenario's reference recording, or speaks its `mock` section where there is none.

    Args:
        scenarios: read from files.
        speech: spoken audio of the scenarios below a scenario root.

    Raises:
        ScenarioErrors: every scenario that has neither.
        RecordingError: a recording cannot be read, or is cut off.
        MediaError: nothing here can speak a line of the user's or of a script.
    """
    recorded = [scenario for scenario in scenarios if reference_folder(scenario).is_dir()]
    scripted = [scenario for scenario in scenarios if scenario not in recorded]
    scripts = heard_scripts(scripted, _MISSING)
    pieces = {scenario.id: _from_recording(scenario) for scenario in recorded}
    prepared = prepare(scripted, speech)
    for scenario, script in zip(scripted, scripts, strict=True):
        turns = heard_in_scenario(scenario, prepared[scenario.id])
        voice = stored_voice(scenario, speech)
        rehearse(script, voice)
        pieces[scenario.id] = Piece(scenario.id, scenario.setup, turns, script, voice)
    return tuple(pieces[scenario.id] for scenario in scenarios)


def _from_recording(scenario: Scenario) -> Piece:
    recording = reference_recording(scenario)
    turns = heard_in_recording(recording, scenario)
    return Piece(scenario.id, scenario.setup, turns, script_of(recording), _no_voice)


def _no_voice(step: Say) -> Samples:
    raise AssertionError(f"a recorded answer brings its own audio: {step.text}")
