"""What a server hears in a scenario's turns, so that it knows the scenario again when somebody plays it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from evalkit.errors import RecordingError, RemoteProtocolError
from evalkit.media.pcm import Samples, resample, to_samples
from evalkit.mock.answers.base import HeardTurn
from evalkit.protocol.codec import decode
from evalkit.protocol.messages import Blob, ClientContent, Message, RealtimeInput
from evalkit.protocol.side import Side
from evalkit.recording.model import Entry, Mark, Recording
from evalkit.recording.store import EVENTS
from evalkit.runner.preparation import Prepared
from evalkit.scenario.model import Scenario, SilenceInput, TextInput

__all__ = ["heard_in_recording", "heard_in_scenario"]

_RATE_HZ = 16_000


def heard_in_scenario(scenario: Scenario, prepared: Prepared) -> tuple[HeardTurn, ...]:
    """Returns what the scenario's user says, turn by turn, without the turns in which nobody speaks."""
    heard = []
    for turn in scenario.turns:
        pictures = len(prepared.frames.get(turn.index, ()))
        match turn.user:
            case TextInput(text):
                heard.append(HeardTurn(text, pictures=pictures))
            case SilenceInput():
                pass
            case _:
                audio = prepared.spoken[turn.index]
                samples = audio.samples[audio.speech[0].start : audio.speech[-1].end] if audio.speech else audio.samples
                heard.append(HeardTurn(turn.reference or "", samples, pictures))
    return tuple(heard)


def heard_in_recording(recording: Recording, scenario: Scenario) -> tuple[HeardTurn, ...]:
    """Returns what was said in a recording of the scenario, turn by turn, without the turns in which nobody spoke.

    Raises:
        RecordingError: a message of the client's in it does not decode.
    """
    words = {turn.index: turn.reference or "" for turn in scenario.turns}
    heard = [said.heard(words.get(turn, "")) for turn, said in sorted(_said(recording).items())]
    return tuple(turn for turn in heard if turn is not None)


@dataclass(slots=True)
class _Said:
    """What the user did in one turn."""

    texts: list[str] = field(default_factory=list)
    audio: list[Samples] = field(default_factory=list)
    speech_start: int | None = None
    speech_end: int | None = None
    """In samples of the turn's audio, as the marks say."""
    pictures: int = 0

    def take(self, message: Message) -> None:
        match message:
            case ClientContent(turns=contents, turn_complete=True):
                self.texts += [part.text for content in contents for part in content.parts if part.text]
            case RealtimeInput():
                self.texts += [message.text] if message.text else []
                for blob in (message.audio, message.video, *message.media_chunks):
                    self._see_or_hear(blob)

    def heard(self, words: str) -> HeardTurn | None:
        if self.speech_end is not None:
            samples = np.concatenate((*self.audio, np.zeros(0, np.int16)))
            return HeardTurn(words, samples[self.speech_start : self.speech_end], self.pictures)
        return HeardTurn(" ".join(self.texts), pictures=self.pictures) if self.texts else None

    def _see_or_hear(self, blob: Blob | None) -> None:
        if blob is not None and (blob.mime_type or "").startswith("audio/"):
            self.audio.append(resample(to_samples(blob.data), blob.rate_hz or _RATE_HZ, _RATE_HZ))
        elif blob is not None:
            self.pictures += 1


def _said(recording: Recording) -> dict[int, _Said]:
    """What was sent from the beginning of each turn to that of the next."""
    said: dict[int, _Said] = {}
    turn: int | None = None
    for item in recording.items:
        match item:
            case Mark(name="turn_started", turn=int(number)):
                turn = number
            case Mark(name="speech_started", turn=int(number), detail={"sample": int(sample)}):
                started = said.setdefault(number, _Said())
                started.speech_start = sample if started.speech_start is None else started.speech_start
            case Mark(name="speech_ended", turn=int(number), detail={"sample": int(sample)}):
                said.setdefault(number, _Said()).speech_end = sample
            case Entry(direction="sent") if turn is not None:
                for message in _messages(recording, item):
                    said.setdefault(turn, _Said()).take(message)
    return said


def _messages(recording: Recording, entry: Entry) -> Iterator[Message]:
    try:
        yield from decode(entry.data, Side.CLIENT)
    except RemoteProtocolError as error:
        assert recording.folder is not None, "a recording read from the disk has a folder"
        problem = f"a sent message does not decode: {error}"
        raise RecordingError(recording.folder / EVENTS, 0, problem, "record the scenario again") from error
