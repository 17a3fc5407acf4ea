"""A responder that plays a recording: the same answers, as long after what the client does as they came."""

from __future__ import annotations

import asyncio
import difflib
from dataclasses import fields

import numpy as np

from evalkit.errors import ConnectionClosed, RemoteProtocolError, ReplayMismatch
from evalkit.mock.reference import Act, Frame, Reference, Samples, acts_of, describe
from evalkit.protocol.codec import decode
from evalkit.protocol.connection import Side
from evalkit.protocol.messages import Message, Setup
from evalkit.recording.model import Close
from evalkit.transport.base import Transport

__all__ = ["ReplayResponder"]

_RATE_HZ = 16_000
_SLACK = _RATE_HZ * 40 // 1000
"""How far chunk boundaries may differ from the recording's: one chunk of the longest length allowed."""
_BLOCK = _RATE_HZ // 2
_ERROR_SHARE = 0.05
"""Audio counts as the same while the energy of the difference stays below this share of the energy of both."""
_FLOOR = 100.0
"""Mean square below which both count as silence: about -70 dBFS."""


class ReplayResponder:
    """Plays a recording to one client and insists that the client does what the recording holds.

    What the client sends is compared by meaning, not by bytes: spelling of keys, chunk sizes, base64 alphabet, the
    model's name and resumption handles may differ. Every answer comes as long after the client's deed as it did when it
    was recorded.
    """

    def __init__(self, reference: Reference) -> None:
        self._reference = reference

    async def serve(self, transport: Transport) -> None:
        """Plays the recording on one connection.

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
            await asyncio.gather(playing, return_exceptions=True)


class _Replay:
    """How far the client has got, and what is due."""

    def __init__(self, reference: Reference, transport: Transport) -> None:
        self._reference, self._transport = reference, transport
        self._clock = asyncio.get_running_loop().time
        self._acts = 0
        self._heard = 0
        self._t_act = self._t_audio = self._clock()
        self._sent = 0
        self._progress = asyncio.Event()
        self._difference = self._energy = 0.0
        self._compared = 0

    async def play(self) -> None:
        """Sends every frame when it is due, then waits for the client to leave."""
        for frame in self._reference.frames:
            due = await self._reached(frame) + frame.lag_s
            await asyncio.sleep(due - self._clock())
            self._sent += 1
            if isinstance(frame.data, Close):
                await self._transport.close(frame.data.code, frame.data.reason)
                return
            await self._transport.send(frame.data)

    def take(self, message: Message) -> None:
        """Compares one message of the client's with the recording; raises ReplayMismatch."""
        audio, acts = acts_of(message)
        if audio is not None:
            self._compare_audio(audio)
            self._heard, self._t_audio = self._heard + len(audio), self._clock()
        for act in acts:
            self._compare_act(act)
            self._acts, self._t_act = self._acts + 1, self._clock()
        self._progress.set()

    def check_all_used(self) -> None:
        """Raises ReplayMismatch when the client left before everything recorded was used."""
        acts, frames = self._reference.acts[self._acts :], self._reference.frames[self._sent :]
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
        while self._acts < frame.acts or self._heard + _SLACK < frame.samples:
            self._progress.clear()
            await self._progress.wait()
        if frame.follows_audio:
            return self._t_audio + (frame.samples - self._heard) / _RATE_HZ
        return self._t_act

    def _compare_act(self, actual: Message) -> None:
        unused = self._reference.acts[self._acts :]
        if not unused:
            raise ReplayMismatch(self._last_turn(), "nothing more", describe(actual))
        expected = unused[0]
        if expected.message == actual:
            return
        if isinstance(actual, Setup) and isinstance(expected.message, Setup):
            raise ReplayMismatch(None, *_setup_difference(expected.message, actual))
        raise ReplayMismatch(expected.turn, describe(expected.message), describe(actual), _nearest(actual, unused[1:]))

    def _compare_audio(self, actual: Samples) -> None:
        expected = self._reference.audio[self._heard : self._heard + len(actual)]
        if self._heard >= len(self._reference.audio) + _BLOCK:
            raise ReplayMismatch(self._last_turn(), "no more audio", "audio")
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

    def _last_turn(self) -> int | None:
        turns = [frame.turn for frame in self._reference.frames]
        return turns[-1] if turns else None


def _setup_difference(expected: Setup, actual: Setup) -> tuple[str, str]:
    for field in fields(Setup):
        one, other = getattr(expected, field.name), getattr(actual, field.name)
        if one != other:
            return f"setup with {field.name} {_short(one)}", f"{field.name} {_short(other)}"
    return "another setup", "this setup"


def _nearest(actual: Message, unused: tuple[Act, ...]) -> str:
    words = [f"{describe(act.message)} (turn {act.turn + 1})" if act.turn is not None else "" for act in unused]
    matches = difflib.get_close_matches(describe(actual), [word for word in words if word], n=1, cutoff=0.3)
    return matches[0] if matches else ""


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 120 else text[:119] + "…"
