"""Gets what a scenario's user says and shows ready before anything is connected, so that a bad file costs nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from evalkit.errors import EvalkitError, ScenarioError, ScenarioErrors, SpeechUnavailable
from evalkit.media.frames import Frame
from evalkit.media.speech.engine import Engine
from evalkit.media.speech.store import SpeechStore
from evalkit.media.user_audio import UserAudio
from evalkit.runner.media_files import MediaFiles, located, placed
from evalkit.runner.turn_audio import TurnAudio
from evalkit.scenario.model import Scenario, Turn
from evalkit.scenario.yaml_nodes import KeyPath

__all__ = ["Prepared", "Spoken", "prepare", "speech_of"]

Spoken = Mapping[int, UserAudio]
"""What the user is heard saying, by turn index."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a session needs beside its scenario, by turn index; a turn without it has no entry."""

    spoken: Spoken = field(default_factory=dict)
    """What reaches the model of each turn that is spoken, and of each silent one in which something is heard."""
    frames: Mapping[int, tuple[Frame, ...]] = field(default_factory=dict)
    """What the user shows: the turn's images first, in the scenario's order and all at 0 s, then its video's frames."""


def prepare(scenarios: Sequence[Scenario], speech: Callable[[Path], SpeechStore]) -> dict[str, Prepared]:
    """Reads or speaks the audio of every turn of every scenario, and reads what its user shows.

    Args:
        scenarios: read from files.
        speech: finds the spoken audio of the scenarios below a root; see `speech_of`.

    Returns:
        Scenario id to what its turns need.

    Raises:
        ScenarioErrors: every file that is unusable, with its place in the scenario that names it.
        SpeechUnavailable: no file is unusable, but nothing here can speak a `say` turn.
    """
    files = MediaFiles()
    errors: list[EvalkitError] = []
    prepared = {scenario.id: _prepared(scenario, speech, files, errors) for scenario in scenarios}
    if mistakes := tuple(error for error in errors if isinstance(error, ScenarioError)):
        raise ScenarioErrors(mistakes)
    if errors:
        raise errors[0]
    return prepared


def speech_of(
    keep: bool = False, engines: Sequence[Engine] | None = None, cache: Path | None = None
) -> Callable[[Path], SpeechStore]:
    """Returns what finds the spoken audio below a scenario root: `audio/say/` first, then the user's cache.

    Args:
        keep: newly spoken audio goes to `audio/say/` and becomes part of the scenarios; else to the user's cache.
        engines: what speaks, in order; None: what is installed here.
        cache: the user's cache; None: its usual place.
    """

    def open_store(root: Path) -> SpeechStore:
        folder = root / "audio" / "say"
        return SpeechStore([folder], write_to=folder if keep else None, engines=engines, cache=cache)

    return open_store


def _prepared(
    scenario: Scenario, speech: Callable[[Path], SpeechStore], files: MediaFiles, errors: list[EvalkitError]
) -> Prepared:
    """Prepares one scenario; what is wrong with a turn joins `errors`, and the next turn is looked at."""
    spoken: dict[int, UserAudio] = {}
    frames: dict[int, tuple[Frame, ...]] = {}
    audio = TurnAudio(scenario, speech, files)
    for turn in scenario.turns:
        try:
            if shown := _shown(scenario, turn, files):
                frames[turn.index] = shown
            if (heard := audio.of(turn)) is not None:
                spoken[turn.index] = heard
        except (ScenarioError, SpeechUnavailable) as error:
            errors.append(error)
    return Prepared(spoken, frames)


def _shown(scenario: Scenario, turn: Turn, files: MediaFiles) -> tuple[Frame, ...]:
    frames: list[Frame] = []
    place: KeyPath = ("turns", turn.index, "image")
    for index, image in enumerate(turn.images):
        with placed(scenario, image.path, (*place, index, "file"), (*place, index), (*place, "file"), place):
            frames.append(Frame(0.0, files.image(located(scenario, image.path), image.fit)))
    if turn.video is not None:
        place = ("turns", turn.index, "video")
        with placed(scenario, turn.video.path, (*place, "file"), place):
            frames += files.frames(located(scenario, turn.video.path), turn.video.fit)
    return tuple(frames)
