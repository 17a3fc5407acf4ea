"""What reaches the model of a turn's audio: the user's words, under the turn's conditions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from evalkit.errors import MediaError
from evalkit.media.conditions import Behind, Over, heard
from evalkit.media.decode import NO_AUDIO
from evalkit.media.noise import place_in
from evalkit.media.speech.store import SpeechStore
from evalkit.media.user_audio import UserAudio, silence_audio, spoken_audio
from evalkit.runner.media_files import MediaFiles, located, placed
from evalkit.scenario.model import (
    AudioInput,
    Background,
    Conditions,
    SayInput,
    Scenario,
    SecondSpeaker,
    SilenceInput,
    SoundtrackInput,
    TextInput,
    Turn,
)
from evalkit.scenario.places import error_at
from evalkit.scenario.yaml_nodes import KeyPath

__all__ = ["TurnAudio"]

_NO_SOUND = "nothing ends the turn: add say, audio, text or silence_s beside the video"


class TurnAudio:
    """Makes the audio of a scenario's turns.

    Args:
        scenario: read from a file.
        speech: finds the spoken audio of the scenarios below a root.
        files: reads the others.
    """

    def __init__(self, scenario: Scenario, speech: Callable[[Path], SpeechStore], files: MediaFiles) -> None:
        self._scenario, self._speech, self._files = scenario, speech, files

    def of(self, turn: Turn) -> UserAudio | None:
        """Returns the audio of a turn; None for one that is typed, and for silence in which nothing is heard.

        Raises:
            ScenarioError: a file is unusable, or the audio would clip.
            SpeechUnavailable: nothing here can speak the turn.
        """
        if isinstance(turn.user, SilenceInput) and turn.conditions == Conditions():
            return None
        clean = self._clean(turn)
        return None if clean is None else self._under_conditions(turn, clean)

    def _clean(self, turn: Turn) -> UserAudio | None:
        match turn.user:
            case SayInput(text, speaker):
                with placed(self._scenario, "", ("turns", turn.index, "say")):
                    return self._said(text, speaker)
            case AudioInput(path, transcript):
                with placed(self._scenario, path, ("turns", turn.index, "audio")):
                    return self._recorded(path, transcript)
            case SoundtrackInput(transcript) if turn.video is not None:
                place = ("turns", turn.index, "video")
                with placed(self._scenario, turn.video.path, (*place, "file"), place):
                    return self._soundtrack(turn.video.path, transcript)
            case SilenceInput(duration_s):
                return silence_audio(duration_s)
            case TextInput() | SoundtrackInput():
                return None

    def _said(self, text: str, speaker: str) -> UserAudio:
        assert self._scenario.root is not None, "a scenario read from a file has a root"
        samples = self._speech(self._scenario.root).get(text, speaker, self._scenario.language)
        return spoken_audio(samples, synthesised=True)

    def _recorded(self, path: str, transcript: str | None) -> UserAudio:
        file = located(self._scenario, path)
        return _with_words(self._files.speech(file), file, transcript)

    def _soundtrack(self, path: str, transcript: str | None) -> UserAudio:
        file = located(self._scenario, path)
        try:
            return _with_words(self._files.soundtrack(file), file, transcript)
        except MediaError as error:
            raise replace(error, hint=_NO_SOUND) if error.problem == NO_AUDIO else error from None

    def _under_conditions(self, turn: Turn, clean: UserAudio) -> UserAudio:
        wanted = turn.conditions
        audio = heard(
            clean,
            self._behind(turn, wanted.background) if wanted.background else None,
            self._over(turn, wanted.second_speaker) if wanted.second_speaker else None,
            wanted.gain_db,
            telephone=wanted.channel == "telephone",
        )
        if wanted.gain_db > 0 and audio.lowered_db:
            fits_db = max(0.0, wanted.gain_db - audio.lowered_db)
            problem = f"{wanted.gain_db:g} dB would clip the audio of turn {turn.index + 1}"
            # Rounded down, so that what is advised does fit.
            hint = f"at most {int(fits_db * 10) / 10:g} dB fit"
            raise error_at(self._scenario, _places(turn, "gain_db"), problem, hint)
        return audio

    def _behind(self, turn: Turn, background: Background) -> Behind:
        if background.path is None:
            return Behind(self._files.noise(background.noise, background.seed), background.snr_db)
        with placed(self._scenario, background.path, *_places(turn, "background", "file")):
            file = located(self._scenario, background.path)
            loop = self._files.samples(file)
            if not loop.any():
                raise MediaError(file, "is silent from beginning to end", "name a file with sound, or leave it out")
            return Behind(loop, background.snr_db, place_in(len(loop), background.seed))

    def _over(self, turn: Turn, second: SecondSpeaker) -> Over:
        with placed(
            self._scenario, second.path or "", *_places(turn, "second_speaker", "audio" if second.path else "say")
        ):
            other = self._other(second)
        return Over(other, second.snr_db, second.delay_ms)

    def _other(self, second: SecondSpeaker) -> UserAudio:
        if second.path is None:
            return self._said(second.say or "", second.speaker)
        file = located(self._scenario, second.path)
        audio = self._files.speech(file)
        if not audio.speech:
            raise MediaError(file, "holds no speech", "name a file in which somebody speaks")
        return audio


def _with_words(audio: UserAudio, file: Path, transcript: str | None) -> UserAudio:
    if transcript and not audio.speech:
        # A server would not hear it either, and its silence would look like a model that failed.
        raise MediaError(file, "holds no speech, though the turn has a transcript", "record it again, louder")
    return audio


def _places(turn: Turn, *keys: str) -> tuple[KeyPath, ...]:
    """Where a condition of a turn may be written."""
    return ("turns", turn.index, "conditions", *keys), ("conditions", *keys)
