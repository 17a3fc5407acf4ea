"""How the mock plays the steps of a script: one step, from the moment it begins to the moment it has been heard."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable

import numpy as np

from evalkit.media.pcm import Samples, gain
from evalkit.mock.server_end import ServerEnd
from evalkit.mock.usage import Meter
from evalkit.mock.wire import OUTPUT_RATE_HZ, audio_chunks, audio_content, transcript_pieces
from evalkit.protocol.messages import Content, FunctionCall, Part, ServerContent, ToolCall, Transcription
from evalkit.scenario.script import Call, Complete, Disconnect, Hear, Raw, Say, Step, Write

__all__ = ["Performer"]


class Performer:
    """Plays steps on one connection; set `calls_answered` once no call is pending any more.

    Args:
        end: the connection.
        meter: counts what is said.
        voice: speaks `say` steps, at 24 kHz.
        name: makes call ids, so that the same script always sends the same bytes.
        speed: how much faster than real time audio is sent.
    """

    def __init__(self, end: ServerEnd, meter: Meter, voice: Callable[[Say], Samples], name: str, speed: float) -> None:
        self._end, self._meter, self._voice, self._name, self._speed = end, meter, voice, name, speed
        self._clock = asyncio.get_running_loop().time
        self._calls = 0
        self.calls_answered = asyncio.Event()

    async def perform(self, step: Step, t: float) -> float:
        """Does one step that begins at `t`; returns when it has ended for somebody who listens."""
        match step:
            case Hear(text):
                await self._end.send(ServerContent(input_transcription=Transcription(text=text)))
            case Say():
                return await self._speak(step, t)
            case Write(text, thought=thought):
                part = Part(text=text, thought=thought)
                await self._end.send(ServerContent(model_turn=Content(role=self._end.wire.role, parts=(part,))))
            case Call():
                return await self._call(step, t)
            case Complete(reason=reason):
                done = ServerContent(turn_complete=True, turn_complete_reason=reason)
                await self._end.send(done, self._meter.close_turn())
            case Raw(message):
                await self._end.send_raw(message)
            case Disconnect(code, reason):
                await self._end.close(code, reason)
        return t

    async def _speak(self, step: Say, t: float) -> float:
        samples = gain(self._voice(step), step.gain_db)
        lead = np.zeros(round(step.lead_silence_ms * OUTPUT_RATE_HZ / 1000), np.int16)
        chunks = list(audio_chunks(np.concatenate((lead, samples))))
        for (at_s, chunk), piece in zip(chunks, self._transcript(step, len(chunks)), strict=True):
            await asyncio.sleep(t + at_s / self._speed - self._clock())
            if piece is not None:
                await self._end.send(piece)
            await self._end.send(audio_content(chunk, self._end.wire))
            self._meter.speak(len(chunk) / OUTPUT_RATE_HZ)
        return t + (len(lead) + len(samples)) / OUTPUT_RATE_HZ

    def _transcript(self, step: Say, chunks: int) -> list[ServerContent | None]:
        setup = self._end.setup
        if setup is None or setup.output_audio_transcription is None:
            return [None] * chunks
        return transcript_pieces(step.text if step.transcript is None else step.transcript, chunks)

    async def _call(self, step: Call, t: float) -> float:
        calls = []
        for name, args in step.calls:
            self._calls += 1
            identity = uuid.uuid5(uuid.NAMESPACE_URL, f"{self._name}#{self._calls}")
            calls.append(FunctionCall(name=name, args=args, id=str(identity)))
        self.calls_answered.clear()
        await self._end.send(ToolCall(function_calls=tuple(calls)))
        if not step.wait:
            return t
        await self.calls_answered.wait()
        return self._clock()
