"""A recording as a replay needs it: what the client did, and what the server sent after which of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
import orjson
from numpy.typing import NDArray

from evalkit.errors import RecordingError, RemoteProtocolError
from evalkit.protocol.codec import decode, encode
from evalkit.protocol.connection import Side
from evalkit.protocol.messages import (
    ClientContent,
    Message,
    RealtimeInput,
    Setup,
    ToolResponse,
    Transcription,
)
from evalkit.protocol.messages import ServerContent as _ServerContent
from evalkit.recording.model import Close, Data, Entry, Mark, Recording

__all__ = ["Act", "Frame", "Reference", "Samples", "acts_of", "describe", "read_reference"]

Samples: TypeAlias = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Act:
    """One thing the client did that is not streamed audio; volatile fields are blanked, so equal acts compare equal."""

    message: Message
    turn: int | None


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame of the server, or its close; due `lag_s` after the client got as far as `acts` and `samples`."""

    data: Data | Close
    acts: int
    """Acts the client had done before it."""
    samples: int
    """User audio the client had sent before it."""
    follows_audio: bool
    """True when audio, and no act, was the client's last deed before it."""
    lag_s: float
    turn: int | None
    matters: bool
    """False for keep-alives, usage and resumption news, which a session may miss without harm."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A recording, read for replay."""

    acts: tuple[Act, ...]
    audio: Samples
    audio_turns: tuple[tuple[int, int | None], ...]
    """(first sample, turn) wherever the turn changes."""
    frames: tuple[Frame, ...]
    words: Mapping[int, str]
    """What the user says in each turn, where the scenario knows."""

    def turn_at(self, sample: int) -> int | None:
        """The turn a position of the user's audio belongs to."""
        found = None
        for start, turn in self.audio_turns:
            if start <= sample:
                found = turn
        return found


def read_reference(recording: Recording) -> Reference:
    """Reads a recording for replay.

    Raises:
        RecordingError: a message of the client's in it does not decode.
    """
    acts: list[Act] = []
    audio: list[Samples] = []
    audio_turns: list[tuple[int, int | None]] = []
    frames: list[Frame] = []
    samples, last_t, follows_audio, turn = 0, 0.0, False, None
    for item in recording.items:
        match item:
            case Mark(name="turn_started"):
                turn = item.turn
            case Entry(direction="sent"):
                last_t = item.t or 0.0
                for message in _decode_sent(item, recording):
                    heard, rest = acts_of(message)
                    if heard is not None:
                        audio_turns.append((samples, turn))
                        audio.append(heard)
                        samples += len(heard)
                    acts += [Act(act, turn) for act in rest]
                    follows_audio = heard is not None and not rest
            case Entry() | Close() if not (isinstance(item, Close) and item.by == "local"):
                lag_s = max(0.0, (item.t or 0.0) - last_t)
                data = item if isinstance(item, Close) else item.data
                frames.append(Frame(data, len(acts), samples, follows_audio, lag_s, turn, _matters(data)))
    joined = np.concatenate(audio) if audio else np.zeros(0, np.int16)
    return Reference(tuple(acts), joined, _changes(audio_turns), tuple(frames), _words(recording.header.scenario))


def acts_of(message: Message) -> tuple[Samples | None, tuple[Message, ...]]:
    """Splits a client message into its streamed audio, if any, and its other deeds with volatile fields blanked.

    The model's path, a resumption handle and the format of audio chunks differ between runs that mean the same.
    """
    match message:
        case RealtimeInput(audio=blob, media_chunks=chunks) if blob is not None or chunks:
            pcm = b"".join(part.data for part in ((blob,) if blob else ()) + tuple(chunks))
            rest = replace(message, audio=None, media_chunks=())
            return _samples(pcm), () if rest == RealtimeInput() else (rest,)
        case Setup():
            resumption = message.session_resumption
            blanked = None if resumption is None else {k: v for k, v in resumption.items() if k != "handle"}
            return None, (replace(message, model="", session_resumption=blanked),)
    return None, (message,)


def describe(message: Message) -> str:
    """Says in a few words what a client did."""
    match message:
        case Setup():
            return f"setup {_shorten(encode(message), 160)}"
        case ClientContent(turns=turns):
            return f"text {_shorten(' '.join(part.text or '' for turn in turns for part in turn.parts))!r}"
        case RealtimeInput(text=str(text)):
            return f"text {_shorten(text)!r}"
        case ToolResponse(function_responses=responses):
            said = "; ".join(f"{each.name} {orjson.dumps(dict(each.response)).decode()}" for each in responses)
            return f"tool answer {_shorten(said)}"
    return _shorten(encode(message))


def _decode_sent(entry: Entry, recording: Recording) -> tuple[Message, ...]:
    try:
        return decode(entry.data, Side.CLIENT)
    except RemoteProtocolError as error:
        folder = recording.folder
        assert folder is not None
        raise RecordingError(folder / "events.jsonl", 0, f"a sent message does not decode: {error}") from error


def _matters(data: Data | Close) -> bool:
    if isinstance(data, Close):
        return False
    try:
        messages = decode(data, Side.SERVER)
    except RemoteProtocolError:
        return True
    empty = _ServerContent(), _ServerContent(output_transcription=Transcription())
    volatile = ("UsageMetadata", "SessionResumptionUpdate", "GoAway", "VoiceActivity")
    return any(type(message).__name__ not in volatile and message not in empty for message in messages)


def _samples(pcm: bytes) -> Samples:
    return np.frombuffer(pcm[: len(pcm) // 2 * 2], dtype="<i2").astype(np.int16)


def _changes(turns: list[tuple[int, int | None]]) -> tuple[tuple[int, int | None], ...]:
    return tuple(each for index, each in enumerate(turns) if index == 0 or turns[index - 1][1] != each[1])


def _words(scenario: Mapping[str, Any]) -> dict[int, str]:
    turns = scenario.get("turns") or ()
    return {
        i: str(turn.get("say") or turn.get("transcript") or turn.get("audio") or "") for i, turn in enumerate(turns)
    }


def _shorten(text: str, limit: int = 80) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
