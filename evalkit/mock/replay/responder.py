"""A responder that plays a recording: the same answers, as long after what the client does as they came."""

from __future__ import annotations

import asyncio
import bisect
import difflib
from collections.abc import Mapping
from typing import Any

import numpy as np
import orjson

from evalkit.errors import ConnectionClosed, RemoteProtocolError, ReplayMismatch
from evalkit.mock.replay.deeds import Samples, acts_of, contrast, describe, same_act
from evalkit.mock.replay.reference import Act, Frame, Reference
from evalkit.protocol.codec import decode, to_wire
from evalkit.protocol.connection import Side
from evalkit.protocol.messages import Message, Setup
from evalkit.recording.model import Close
from evalkit.transport.base import Transport

__all__ = ["ReplayResponder"]

_RATE_HZ = 16_000
_SLACK = _RATE_HZ * 40 // 1000
"""How far chunk boundaries may differ from the recording's: one chunk of the longest length allowed."""
_AHEAD_S = 2e-9
"""How much earlier a frame goes that came before a deed of the client's in the same moment, as on a virtual clock."""
_BARGE_IN_S = 0.1
"""How far the moment of a barge-in may differ; chunks of other lengths move it by 20 ms."""
_BLOCK = _RATE_HZ // 2
_PAUSE_S = 0.2
"""A microphone that sends nothing for so long is closed between two turns."""
_ERROR_SHARE = 0.05
"""Audio counts as the same while the energy of the difference stays below this share of the energy of both."""
_FLOOR = 100.0
"""Mean square below which both count as silence: about -70 dBFS."""


class ReplayResponder:
    """Plays one connection of a recording to one client and insists that the client does what the recording holds.

    What the client sends is compared by meaning, not by bytes: spelling of keys, chunk sizes, base64 alphabet, the
    encoding of pictures, the model's name and resumption handles may differ. Every answer comes as long after the
    client's deed as it did when it was recorded.
    """

    def __init__(self, reference: Reference) -> None:
        self._reference = reference

    async def serve(self, transport: Transport) -> None:
        """Plays the recorded connection.

        Raises:
            ReplayMismatch: the client did something else, or left before everything recorded was used.
        """
        replay = _Replay(self._reference, transport)
        playing = asyncio.create_task(replay.play(), name="mock replay")
        try:
            while True:
                data = await transport.receive()
                for message in decode(data, Side.CLIENT):
                    replay.take(message)
        except RemoteProtocolError as error:
            await transport.close(error.close_code, str(error))
        except ConnectionClosed as closed:
            if closed.by != "local":
                replay.check_all_used()
        finally:
            playing.cancel()
            await asyncio.wait({playing})
        if replay.failure is not None:
            raise replay.failure


class _Replay:
    """How far the client has got, and what is due."""

    def __init__(self, reference: Reference, transport: Transport) -> None:
        self._reference, self._transport = reference, transport
        self._clock = asyncio.get_running_loop().time
        self._began_t = self._clock()
        self._acts_t: list[float] = []
        self._heard = 0
        self._begun = -1
        """Where the turn begins in which something was said last."""
        self._chunks: list[tuple[int, float]] = []
        """(samples heard, when) after each chunk."""
        self._sent_t: list[float] = []
        self._barge_ins = list(reference.barge_ins)
        self._progress = asyncio.Event()
        self._difference = self._energy = 0.0
        self._compared = 0
        self.failure: Exception | None = None
        """What went wrong on our side."""

    async def play(self) -> None:
        """Sends every frame when it is due, then waits for the client to leave."""
        try:
            for frame in self._reference.frames:
                due = await self._reached(frame) + frame.lag_s - (_AHEAD_S if frame.crowded else 0.0)
                await asyncio.sleep(due - self._clock())
                await self._send(frame)
        except ConnectionClosed:
            return
        except Exception as error:
            self.failure = error
            await self._transport.close(1011, str(error))

    async def _send(self, frame: Frame) -> None:
        if isinstance(frame.data, Close):
            await self._transport.close(frame.data.code, frame.data.reason)
        else:
            await self._transport.send(frame.data)
        self._sent_t.append(self._clock())

    def take(self, message: Message) -> None:
        """Compares one message of the client's with the recording; raises ReplayMismatch."""
        audio, acts = acts_of(message)
        if audio is not None:
            self._realign()
            if not self._runs_over(audio):
                self._begun = self._reference.turn_start(self._heard + 1)
                self._check_barge_in()
            self._compare_audio(audio)
            self._heard += len(audio)
            self._chunks.append((self._heard, self._clock()))
        for act in acts:
            self._check_barge_in()
            self._compare_act(act)
            self._acts_t.append(self._clock())
        self._progress.set()

    def _check_barge_in(self) -> None:
        """Raises ReplayMismatch when a turn cuts into an answer at a moment the recording knows no reaction to."""
        expected = self._barge_ins[0] if self._barge_ins else None
        if expected is None or len(self._acts_t) < expected.acts or self._heard < expected.samples:
            return
        self._barge_ins.pop(0)
        recorded = f"a turn that cuts in {expected.lag_s:.2f} s after a message of the server"
        if len(self._sent_t) <= expected.frame:
            raise ReplayMismatch(expected.turn, recorded, "one that cuts in before it")
        lag_s = self._clock() - self._sent_t[expected.frame]
        if abs(lag_s - expected.lag_s) > _BARGE_IN_S:
            raise ReplayMismatch(expected.turn, recorded, f"one that cuts in {lag_s:.2f} s after it")

    def check_all_used(self) -> None:
        """Raises ReplayMismatch when the client left before everything recorded was used."""
        acts, frames = self._reference.acts[len(self._acts_t) :], self._reference.frames[len(self._sent_t) :]
        self._judge_audio()
        missing = len(self._reference.audio) - self._heard
        end = "the end of the session"
        if acts:
            raise ReplayMismatch(acts[0].turn, describe(acts[0].message), end)
        if missing > _BLOCK:
            expected = f"{missing / _RATE_HZ:.1f} s more audio"
            raise ReplayMismatch(self._reference.turn_at(self._heard), expected, end)
        unused = [frame for frame in frames if frame.matters]
        if unused:
            expected = f"a client that waits for {len(unused)} more of the recorded server messages"
            raise ReplayMismatch(unused[0].turn, expected, end)

    async def _reached(self, frame: Frame) -> float:
        """Waits until the client is where it was before `frame`; returns the moment it got there."""
        # The first chunk after a pause is waited for in any case: how long the pause is this time, nobody knows.
        begun = self._reference.stretch_start(frame.samples)
        while len(self._acts_t) < frame.acts or self._heard + _SLACK < frame.samples or self._heard <= begun:
            await self._more()
        # Chunk boundaries may differ: the last samples may never come.
        while self._heard < frame.samples:
            try:
                async with asyncio.timeout_at(self._heard_t(frame.samples) + _SLACK / _RATE_HZ):
                    await self._more()
            except TimeoutError:
                break
        if frame.follows_audio:
            return self._heard_t(frame.samples)
        return self._acts_t[frame.acts - 1] if frame.acts else self._began_t

    async def _more(self) -> None:
        self._progress.clear()
        await self._progress.wait()

    def _heard_t(self, samples: int) -> float:
        """When the client had sent so many samples, at the speed of sound from the nearest end of a chunk."""
        place = bisect.bisect_left(self._chunks, (samples, 0.0))
        heard, t = self._chunks[min(place, len(self._chunks) - 1)] if self._chunks else (0, self._began_t)
        return t + (samples - heard) / _RATE_HZ

    def _compare_act(self, actual: Message) -> None:
        unused = self._reference.acts[len(self._acts_t) :]
        if not unused:
            raise ReplayMismatch(self._reference.last_turn, "nothing more", describe(actual))
        expected = unused[0]
        if same_act(expected.message, actual):
            return
        if isinstance(actual, Setup) and isinstance(expected.message, Setup):
            raise ReplayMismatch(None, *_setup_difference(expected.message, actual))
        raise ReplayMismatch(expected.turn, *contrast(expected.message, actual), _nearest(actual, unused[1:]))

    def _realign(self) -> None:
        """After a pause near the start of the next turn that turn begins: a tail of another length is no other audio.

        A pause within a turn is none of these: the client kept quiet for a call, or changed its connection.
        """
        if not self._chunks or self._clock() - self._chunks[-1][1] < _PAUSE_S:
            return
        turns = [start for start, _ in self._reference.audio_turns]
        starts = [start for start in turns if start > self._begun and abs(start - self._heard) <= _BLOCK]
        within = [start for start in self._reference.pauses if start not in turns]
        if not starts or any(abs(start - self._heard) <= _SLACK for start in within):
            return
        self._heard = min(starts, key=lambda start: abs(start - self._heard))
        while self._chunks and self._chunks[-1][0] > self._heard:
            self._chunks.pop()

    def _runs_over(self, actual: Samples) -> bool:
        """True for silence of a longer tail, where the recording has the next turn already, unless that is silent."""
        end, audio = self._heard + len(actual), self._reference.audio
        begun = (start for start, _ in self._reference.audio_turns[1:] if 0 < end - start <= _BLOCK)
        return not actual.any() and any(audio[start:end].any() for start in begun)

    def _compare_audio(self, actual: Samples) -> None:
        expected = self._reference.audio[self._heard : self._heard + len(actual)]
        if self._heard >= len(self._reference.audio) + _BLOCK:
            raise ReplayMismatch(self._reference.last_turn, "no more audio", "audio")
        if self._runs_over(actual):
            return
        one, other = expected.astype(np.float64), actual[: len(expected)].astype(np.float64)
        self._difference += float(np.sum((one - other) ** 2))
        self._energy += float(np.sum(one**2) + np.sum(other**2))
        self._compared += len(expected)
        if self._compared >= _BLOCK:
            self._judge_audio()

    def _judge_audio(self) -> None:
        limit = max(_ERROR_SHARE * self._energy, _FLOOR * self._compared)
        if self._difference > limit:
            turn = self._reference.turn_at(max(0, self._heard - self._compared // 2))
            words = self._reference.words.get(turn if turn is not None else -1, "")
            expected = f"the recorded audio{f' of {words!r}' if words else ''}"
            raise ReplayMismatch(turn, expected, f"other audio, {self._heard / _RATE_HZ:.1f} s into what the user says")
        self._difference = self._energy = 0.0
        self._compared = 0


def _setup_difference(expected: Setup, actual: Setup) -> tuple[str, str]:
    one, other = to_wire(expected)["setup"], to_wire(actual)["setup"]
    name = next((name for name in {**one, **other} if one.get(name) != other.get(name)), "")
    return _setup_with(name, one), _setup_with(name, other)


def _setup_with(name: str, setup: Mapping[str, Any]) -> str:
    return f"a setup with {name} {_short(setup[name])}" if name in setup else f"a setup without {name}"


def _nearest(actual: Message, unused: tuple[Act, ...]) -> str:
    words = [f"{describe(act.message)} (turn {act.turn + 1})" if act.turn is not None else "" for act in unused]
    matches = difflib.get_close_matches(describe(actual), [word for word in words if word], n=1, cutoff=0.3)
    return matches[0] if matches else ""


def _short(value: object) -> str:
    text = orjson.dumps(value).decode()
    return text if len(text) <= 120 else text[:119] + "…"
