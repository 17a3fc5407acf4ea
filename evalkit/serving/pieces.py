"""Scenarios as pieces a mock model can play: from their reference recordings, else from their scripts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from evalkit.endpoints.replay import reference_folder
from evalkit.errors import RecordingError, ScenarioError, ScenarioErrors
from evalkit.media.pcm import Samples, resample
from evalkit.media.speech.store import RATE_HZ, SpeechStore
from evalkit.mock.answers import Voice
from evalkit.mock.recorded_script import script_of
from evalkit.mock.repertoire import Piece
from evalkit.mock.wire import OUTPUT_RATE_HZ
from evalkit.recording.store import EVENTS, read_recording
from evalkit.runner.preparation import prepare
from evalkit.scenario.model import Scenario, SilenceInput
from evalkit.scenario.script import Say, Script
from evalkit.serving.heard import heard_in_recording, heard_in_scenario

__all__ = ["pieces_of"]


def pieces_of(scenarios: Sequence[Scenario], speech: Callable[[Path], SpeechStore]) -> tuple[Piece, ...]:
    """Reads each scenario's reference recording, or speaks its `mock` section where there is none.

    Args:
        scenarios: read from files.
        speech: spoken audio of the scenarios below a scenario root.

    Raises:
        ScenarioErrors: every scenario that has neither, or whose script cannot be played.
        RecordingError: a recording cannot be read, or is cut off.
        MediaError: nothing here can speak a line of the user's or of a script.
    """
    recorded = [scenario for scenario in scenarios if reference_folder(scenario).is_dir()]
    scripted = [scenario for scenario in scenarios if scenario not in recorded]
    _check_scripts(scripted)
    pieces = {scenario.id: _from_recording(scenario) for scenario in recorded}
    prepared = prepare(scripted, speech)
    for scenario in scripted:
        turns = heard_in_scenario(scenario, prepared[scenario.id])
        voice = _voice(scenario, speech)
        _speak_all(_script(scenario), voice)
        pieces[scenario.id] = Piece(scenario.id, scenario.setup, turns, _script(scenario), voice)
    return tuple(pieces[scenario.id] for scenario in scenarios)


def _from_recording(scenario: Scenario) -> Piece:
    folder = reference_folder(scenario)
    recording = read_recording(folder)
    if recording.torn or (recording.close is None and recording.header.timed):
        problem = f"the reference recording is cut off: {recording.torn or 'it ends without a close'}"
        raise RecordingError(folder / EVENTS, 0, problem, "record the scenario again")
    turns = heard_in_recording(recording, scenario)
    return Piece(scenario.id, scenario.setup, turns, script_of(recording), _no_voice)


def _no_voice(step: Say) -> Samples:
    raise AssertionError(f"a recorded answer brings its own audio: {step.text}")


def _voice(scenario: Scenario, speech: Callable[[Path], SpeechStore]) -> Voice:
    assert scenario.root is not None, "a scenario read from a file has a root"
    store = speech(scenario.root)

    def speak(step: Say) -> Samples:
        return resample(store.get(step.text, step.speaker, scenario.language), RATE_HZ, OUTPUT_RATE_HZ)

    return speak


def _speak_all(script: Script, voice: Voice) -> None:
    """So that a missing voice is known before anybody connects."""
    for step in (step for turn in script.turns for step in turn.steps):
        if isinstance(step, Say) and step.pcm is None:
            voice(step)


def _check_scripts(scenarios: Sequence[Scenario]) -> None:
    errors = []
    for scenario in scenarios:
        try:
            _script(scenario)
        except ScenarioError as error:
            errors.append(error)
    if errors:
        raise ScenarioErrors(tuple(errors))


def _script(scenario: Scenario) -> Script:
    """The script without the turns in which nobody speaks: a server's ears do not notice those."""
    assert scenario.source is not None, "a scenario read from a file has a source"
    if scenario.script is None:
        hint = "write one, or record the scenario: evalkit record PATH"
        raise ScenarioError(scenario.source, 0, 0, "mock", "no mock section and no reference recording", hint)
    turns = tuple(zip(scenario.turns, scenario.script.turns, strict=True))
    unheard = [turn.index for turn, answer in turns if isinstance(turn.user, SilenceInput) and answer.steps]
    if unheard:
        problem = "nobody speaks in this turn, so nothing starts its steps"
        hint = "give it [], a model that stays silent"
        raise ScenarioError(scenario.source, 0, 0, f"mock.turns.{unheard[0]}", problem, hint)
    heard = (answer for turn, answer in turns if not isinstance(turn.user, SilenceInput))
    return replace(scenario.script, turns=tuple(heard))
