"""Gets a scenario's audio ready before anything is connected, so that bad audio costs nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from evalkit.errors import MediaError
from evalkit.media.decode import load_audio
from evalkit.media.speech.engine import Engine
from evalkit.media.speech.store import SpeechStore
from evalkit.media.user_audio import UserAudio, spoken_audio
from evalkit.scenario.model import AudioInput, SayInput, Scenario

__all__ = ["Spoken", "prepare", "speech_of"]

Spoken = dict[int, UserAudio]
"""The audio of each spoken turn, by turn index."""


def prepare(scenarios: Sequence[Scenario], speech: Callable[[Path], SpeechStore]) -> dict[str, Spoken]:
    """Reads or speaks the audio of every turn of every scenario.

    Returns:
        Scenario id to the audio of its turns.

    Raises:
        MediaError: a file is unusable, or nothing here can speak a `say` turn.
    """
    return {scenario.id: _spoken(scenario, speech) for scenario in scenarios}


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


def _spoken(scenario: Scenario, speech: Callable[[Path], SpeechStore]) -> Spoken:
    spoken: Spoken = {}
    for turn in scenario.turns:
        match turn.user:
            case SayInput(text, speaker):
                assert scenario.root is not None, "a scenario read from a file has a root"
                spoken[turn.index] = _said(speech(scenario.root), text, speaker, scenario.language)
            case AudioInput(path, transcript):
                assert scenario.source is not None, "a scenario read from a file has a source"
                spoken[turn.index] = _recorded(scenario.source.parent / path, transcript)
    return spoken


def _said(store: SpeechStore, text: str, speaker: str, language: str) -> UserAudio:
    return spoken_audio(store.get(text, speaker, language), synthesised=True)


def _recorded(path: Path, transcript: str | None) -> UserAudio:
    audio = spoken_audio(load_audio(path))
    if transcript and not audio.speech:
        # A server would not hear it either, and its silence would look like a model that failed.
        raise MediaError(path, "holds no speech, though the turn has a transcript", "record it again, louder")
    return audio
