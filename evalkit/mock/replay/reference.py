"""A recording as a replay needs it: what the client did, and what the server sent after which of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import numpy as np

from evalkit.errors import RecordingError, RemoteProtocolError
from evalkit.mock.replay.deeds import Samples, acts_of, is_picture
from evalkit.protocol.codec import decode
from evalkit.protocol.connection import Side
from evalkit.protocol.messages import Message, Setup, SetupComplete, Transcription
from evalkit.protocol.messages import ServerContent as _ServerContent
from evalkit.recording.model import Close, Data, Entry, Item, Mark, Recording

__all__ = ["Act", "BargeIn", "Frame", "Reference", "read_references"]

_SAME_MOMENT_S = 1e-8
_CERTAIN_S = 0.25
"""A frame this much earlier than a barge-in was there before it, whatever the chunks."""
_STREAMING_S = 0.2
"""Audio this recent says how far the client is; a picture shown in between does not."""


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
    crowded: bool
    """True when the client's next deed came in the same moment, so that only the order says which was first."""
    turn: int | None
    matters: bool
    """False for keep-alives, usage and resumption news, which a session may miss without harm."""


@dataclass(frozen=True, slots=True)
class BargeIn:
    """The first deed of a turn that cut into an answer: `lag_s` after frame number `frame` had been sent."""

    turn: int | None
    acts: int
    """Acts the client had done before it."""
    samples: int
    """User audio the client had sent before it."""
    frame: int
    lag_s: float


@dataclass(frozen=True, slots=True)
class Reference:
    """One connection of a recording, read for replay."""

    acts: tuple[Act, ...]
    audio: Samples
    audio_turns: tuple[tuple[int, int | None], ...]
    """(first sample, turn) wherever the turn changes."""
    frames: tuple[Frame, ...]
    words: Mapping[int, str]
    """What the user says in each turn, where the scenario knows."""
    barge_ins: tuple[BargeIn, ...] = ()
    pauses: tuple[int, ...] = ()
    """First samples after pauses in the audio: between two turns, or within one while a call waited for its answer."""

    @property
    def last_turn(self) -> int | None:
        """The turn of the last frame; None before the first turn."""
        return self.frames[-1].turn if self.frames else None

    def turn_start(self, samples: int) -> int:
        """Where in the user's audio the turn began of which the last of so many samples is; -1 before all audio."""
        return max((start for start, _ in self.audio_turns if start < samples), default=-1)

    def stretch_start(self, samples: int) -> int:
        """Where the unbroken stretch of audio began of which the last of so many samples is; -1 before all audio."""
        return max((start for start in (*self.pauses, self.turn_start(samples)) if start < samples), default=-1)

    def turn_at(self, sample: int) -> int | None:
        """The turn a position of the user's audio belongs to."""
        found = None
        for start, turn in self.audio_turns:
            if start <= sample:
                found = turn
        return found


def read_references(recording: Recording) -> tuple[Reference, ...]:
    """Reads a recording for replay, one reference for each connection, at least one.

    A session that was resumed has several: each ends with its close, and the next begins with the next message.

    Raises:
        RecordingError: a message of the client's in it does not decode.
    """
    reader = _Reader(recording)
    references = []
    for place, item in enumerate(recording.items):
        if isinstance(item, Entry) and reader.closed:
            references.append(reader.reference())
            reader = _Reader(recording, reader.turn)
        reader.take(place, item)
    return (*references, reader.reference())


class _Reader:
    """How far a connection is read: what the client has done, and when last."""

    def __init__(self, recording: Recording, turn: int | None = None) -> None:
        self._recording = recording
        self._acts: list[Act] = []
        self._audio: list[Samples] = []
        self._audio_turns: list[tuple[int, int | None]] = []
        self._frames: list[Frame] = []
        self._pauses: list[int] = []
        self._samples = 0
        self._audio_t = 0.0
        self._last_t = self._setup_t = 0.0
        self._follows_audio = False
        self.turn = turn
        self.closed = False
        self._frames_t: list[float | None] = []
        self._barge_ins: list[BargeIn] = []
        self._barging = False

    def take(self, place: int, item: Item) -> None:
        match item:
            case Mark(name="turn_started"):
                self.turn = item.turn
            case Mark(name="turn_finished", detail={"reason": "barged_in"}):
                self._barging = True
            case Entry(direction="sent"):
                self._sent(item)
            case Entry():
                self._received(place, item, item.data)
            case Close(by=by):
                self.closed = True
                if by != "local":
                    self._received(place, item, item)

    def reference(self) -> Reference:
        joined = np.concatenate(self._audio) if self._audio else np.zeros(0, np.int16)
        words = _words(self._recording.header.scenario)
        turns, frames = _changes(self._audio_turns), tuple(self._frames)
        return Reference(tuple(self._acts), joined, turns, frames, words, tuple(self._barge_ins), tuple(self._pauses))

    def _sent(self, entry: Entry) -> None:
        if self._barging:
            self._barging = False
            self._barge_in(entry.t)
        t = entry.t or 0.0
        for message in _decode_sent(entry, self._recording):
            if isinstance(message, Setup):
                self._setup_t = t
            heard, rest = acts_of(message)
            if heard is not None:
                if t - self._audio_t > _STREAMING_S:
                    self._pauses.append(self._samples)
                self._audio_t = t
                self._audio_turns.append((self._samples, self.turn))
                self._audio.append(heard)
                self._samples += len(heard)
            self._acts += [Act(act, self.turn) for act in rest]
            streaming = self._follows_audio and t - self._last_t <= _STREAMING_S
            if not (streaming and rest and all(is_picture(act) for act in rest)):
                self._last_t, self._follows_audio = t, heard is not None and not rest

    def _barge_in(self, t: float | None) -> None:
        """Ties the moment to a frame that was certainly sent before it; without one, or times, it stays free."""
        certain = [
            number
            for number, frame_t in enumerate(self._frames_t)
            if t is not None and frame_t is not None and frame_t <= t - _CERTAIN_S and self._frames[number].matters
        ]
        if certain and t is not None:
            lag_s = t - (self._frames_t[certain[-1]] or 0.0)
            self._barge_ins.append(BargeIn(self.turn, len(self._acts), self._samples, certain[-1], lag_s))

    def _received(self, place: int, item: Entry | Close, data: Data | Close) -> None:
        frame = Frame(
            data=data,
            acts=len(self._acts),
            samples=self._samples,
            follows_audio=self._follows_audio,
            lag_s=max(0.0, (item.t or 0.0) - self._last_t),
            crowded=self._crowded(place, item.t),
            turn=self.turn,
            matters=_matters(data),
        )
        if _sets_up(data) and self._acts:
            # A client that waits for setupComplete must get it, even if the recorded one went on without.
            lag_s = max(0.0, (item.t or 0.0) - self._setup_t)
            frame = replace(frame, acts=1, samples=0, follows_audio=False, lag_s=lag_s)
        self._frames.append(frame)
        self._frames_t.append(item.t)

    def _crowded(self, place: int, t: float | None) -> bool:
        for later in islice(self._recording.items, place + 1, None):
            if isinstance(later, Entry) and later.direction == "sent":
                return t is not None and later.t is not None and t > self._last_t and later.t - t < _SAME_MOMENT_S
        return False


def _decode_sent(entry: Entry, recording: Recording) -> tuple[Message, ...]:
    try:
        return decode(entry.data, Side.CLIENT)
    except RemoteProtocolError as error:
        folder = recording.folder
        assert folder is not None
        problem = f"a sent message does not decode: {error}"
        raise RecordingError(folder / "events.jsonl", 0, problem, "record the scenario again") from error


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


def _sets_up(data: Data | Close) -> bool:
    if isinstance(data, Close):
        return False
    try:
        return any(isinstance(message, SetupComplete) for message in decode(data, Side.SERVER))
    except RemoteProtocolError:
        return False


def _changes(turns: list[tuple[int, int | None]]) -> tuple[tuple[int, int | None], ...]:
    return tuple(each for index, each in enumerate(turns) if index == 0 or turns[index - 1][1] != each[1])


def _words(scenario: Mapping[str, Any]) -> dict[int, str]:
    turns = scenario.get("turns")
    spoken = {
        index: turn for index, turn in enumerate(turns if isinstance(turns, list) else ()) if isinstance(turn, dict)
    }
    return {i: str(turn.get("say") or turn.get("transcript") or turn.get("audio") or "") for i, turn in spoken.items()}
