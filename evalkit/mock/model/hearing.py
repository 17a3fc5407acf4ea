"""What a mock server makes of a client's input: when the user began, and what a turn that has ended held."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from evalkit.media.pcm import Samples, resample, silence, to_samples
from evalkit.mock.answers.base import HeardTurn
from evalkit.mock.model.ears import INPUT_RATE_HZ, Ears, UserStarted, UserStopped, rate_of
from evalkit.mock.model.usage import Meter
from evalkit.protocol.messages import Blob, ClientContent, RealtimeInput, Setup

__all__ = ["Change", "Hearing", "TurnBegan", "TurnEnded", "joined"]


@dataclass(frozen=True, slots=True)
class TurnBegan:
    """The user acts; by voice when `offset_s`, seconds into the audio stream, is known."""

    offset_s: float | None = None


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """The user's turn really ended at `t`."""

    t: float
    heard: HeardTurn
    offset_s: float | None = None


Change: TypeAlias = TurnBegan | TurnEnded


class Hearing:
    """One connection's input, from frames to turns.

    Args:
        setup: says who detects activity, and how.
        meter: counts what comes in.
        manual: True when the client marks activity.
        stream_end_ends_turn: what `audioStreamEnd` means to this model (reference §4.6).

    Raises:
        RemoteProtocolError: a duration in the setup is not a number of milliseconds.
    """

    def __init__(self, setup: Setup, meter: Meter, *, manual: bool, stream_end_ends_turn: bool) -> None:
        self._meter, self._manual, self._stream_end_ends_turn = meter, manual, stream_end_ends_turn
        self._ears = Ears(setup.realtime_input_config)
        self._resolution = (setup.generation_config or {}).get("mediaResolution")
        self._typed: list[str] = []
        self._window: list[Samples] = []
        self._pictures = 0

    def read(self, content: ClientContent, t: float, *, history: bool) -> Iterator[Change]:
        """Takes typed content; initial history is only counted."""
        for turn in content.turns:
            for part in turn.parts:
                self._meter.read(part.text or "")
                if part.text and turn.role != "model" and not history:
                    self._typed.append(part.text)
                if part.inline_data is not None and part.inline_data.mime_type.startswith("image/"):
                    self._see()
        if content.turn_complete and not history:
            yield TurnBegan()
            yield TurnEnded(t, self._turn(" ".join(self._typed)))

    def listen(self, message: RealtimeInput, t: float) -> Iterator[Change]:
        """Takes streamed input."""
        for blob in (message.audio, message.video, *message.media_chunks):
            if blob is not None:
                yield from self._take(blob, t)
        if message.activity_start:
            self._window.clear()
            yield TurnBegan()
        if message.audio_stream_end and self._stream_end_ends_turn:
            yield from self._told(self._ears.stream_ends(t))
        if message.text:
            self._meter.read(message.text)
            yield TurnBegan()
            yield TurnEnded(t, self._turn(message.text))
        if message.activity_end:
            yield TurnBegan()
            samples = np.concatenate(self._window) if self._window else np.zeros(0, np.int16)
            yield TurnEnded(t, self._turn("", samples))

    def _take(self, blob: Blob, t: float) -> Iterator[Change]:
        if blob.mime_type.startswith("image/"):
            self._see()
            return
        self._meter.listen(len(blob.data) / 2 / rate_of(blob))
        if self._manual:
            self._window.append(resample(to_samples(blob.data), rate_of(blob), INPUT_RATE_HZ))
        else:
            yield from self._told(self._ears.hear(blob, t))

    def _told(self, changes: Sequence[UserStarted | UserStopped]) -> Iterator[Change]:
        for change in changes:
            if isinstance(change, UserStarted):
                yield TurnBegan(change.offset_s)
            else:
                yield TurnEnded(change.t, self._turn("", change.samples), change.offset_s)

    def _see(self) -> None:
        self._pictures += 1
        self._meter.look(1, self._resolution)

    def _turn(self, text: str, samples: Samples | None = None) -> HeardTurn:
        pictures, self._pictures = self._pictures, 0
        self._typed.clear()
        return HeardTurn(text, np.zeros(0, np.int16) if samples is None else samples, pictures)


def joined(one: HeardTurn | None, pause_s: float, other: HeardTurn) -> HeardTurn:
    """Returns what was said in two pieces, because the pause between them was taken for the end of the turn."""
    if one is None:
        return other
    text = " ".join(part for part in (one.text, other.text) if part)
    pause = silence(pause_s if one.spoken and other.spoken else 0.0, INPUT_RATE_HZ)
    samples = np.concatenate((one.samples, pause, other.samples))
    return HeardTurn(text, samples, one.pictures + other.pictures)
