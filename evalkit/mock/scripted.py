"""A responder that plays a scenario's `mock` section: what the model says, does and when."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from evalkit.errors import ConnectionClosed, RemoteProtocolError
from evalkit.mock.ears import INPUT_RATE_HZ, Ears, UserStarted
from evalkit.mock.usage import Meter
from evalkit.mock.wire import OUTPUT_RATE_HZ, Wire, audio_chunks, audio_content, transcript_pieces
from evalkit.protocol.connection import Connection, Side
from evalkit.protocol.messages import (
    ClientContent,
    ClientMessage,
    Content,
    FunctionCall,
    Part,
    RealtimeInput,
    ServerContent,
    ServerMessage,
    Setup,
    SetupComplete,
    ToolCall,
    ToolCallCancellation,
    ToolResponse,
    Transcription,
    UnknownMessage,
)
from evalkit.scenario.script import Call, Complete, Disconnect, Hear, Raw, Say, Script, Step, Write
from evalkit.transport.base import Transport

__all__ = ["ScriptedResponder", "Voice"]

Voice: TypeAlias = Callable[[Say], NDArray[np.int16]]
"""Speaks a step: int16 mono at 24 kHz, without its leading silence and gain."""


class ScriptedResponder:
    """Answers each user turn with the script's steps for it, with the server's own ears for the user's speech.

    Args:
        script: what to play.
        voice: speaks `say` steps; called while the connection is open, so it should have its audio at hand.
        name: makes session and call ids, so that the same script always sends the same bytes.
        wire: frame habits.
    """

    def __init__(self, script: Script, voice: Voice, name: str, wire: Wire = Wire()) -> None:  # noqa: B008 (frozen)
        self._script, self._voice, self._name, self._wire = script, voice, name, wire

    async def serve(self, transport: Transport) -> None:
        """Plays the script on one connection until either side closes it."""
        await _Conversation(transport, self._script, self._voice, self._name, self._wire).run()


class _Conversation:
    """One connection's state: the turn being answered, the audio still being heard, the calls still open."""

    def __init__(self, transport: Transport, script: Script, voice: Voice, name: str, wire: Wire) -> None:
        self._transport, self._script, self._voice, self._name, self._wire = transport, script, voice, name, wire
        self._connection = Connection(Side.SERVER)
        self._clock = asyncio.get_running_loop().time
        self._ears = Ears(None)
        self._meter = Meter()
        self._turn = 0
        self._answer: asyncio.Task[None] | None = None
        self._begun = False
        self._in_history = False
        self._answered_calls = asyncio.Event()
        self._calls = 0
        self._failure: BaseException | None = None

    async def run(self) -> None:
        """Reads the client until the connection ends; raises what an answer raised."""
        try:
            while True:
                data = await self._transport.receive()
                self._in_history = self._connection.awaiting_history
                for message in self._connection.receive(data):
                    await self._handle(message)
        except RemoteProtocolError as error:
            await self._transport.close(error.close_code, str(error))
        except ConnectionClosed:
            pass
        finally:
            await self._stop_answering()
        if self._failure is not None:
            raise self._failure

    async def _handle(self, message: ClientMessage | ServerMessage | UnknownMessage) -> None:
        match message:
            case Setup():
                await self._set_up(message)
            case ClientContent(turn_complete=complete, turns=turns):
                self._meter.read(" ".join(part.text or "" for turn in turns for part in turn.parts))
                if complete and not self._in_history:
                    await self._user_acts(self._clock())
            case RealtimeInput():
                await self._hear(message)
            case ToolResponse() if not self._connection.pending_calls:
                self._answered_calls.set()

    async def _set_up(self, setup: Setup) -> None:
        self._ears = Ears(setup.realtime_input_config)
        if setup.system_instruction is not None:
            self._meter.read(" ".join(part.text or "" for part in setup.system_instruction.parts))
        if self._script.on_setup:
            self._start(self._script.on_setup, self._clock())
        elif not self._script.silent_setup:
            session = str(uuid.uuid5(uuid.NAMESPACE_URL, self._name)) if self._wire.session_id else None
            await self._send(SetupComplete(session_id=session))

    async def _hear(self, message: RealtimeInput) -> None:
        now = self._clock()
        blobs = [blob for blob in (message.audio, *message.media_chunks) if blob is not None]
        for blob in blobs:
            self._meter.listen(len(blob.data) / 2 / INPUT_RATE_HZ)
            if self._connection.manual_activity:
                continue
            for change in self._ears.hear(blob.data, now):
                await (self._user_starts() if isinstance(change, UserStarted) else self._user_stops(change.t))
        if message.activity_start:
            await self._user_starts()
        if message.text:
            self._meter.read(message.text)
        if message.activity_end or message.text:
            await self._user_acts(now)

    async def _user_acts(self, t: float) -> None:
        await self._user_starts()
        await self._user_stops(t)

    async def _user_starts(self) -> None:
        """Speech interrupts an answer that has begun; one that has not is put off until the user stops again."""
        if self._answer is None or self._answer.done():
            return
        if not self._begun:
            await self._stop_answering()
            self._turn -= 1
        elif self._interrupts:
            await self._stop_answering()
            calls = tuple(call.id for call in self._connection.pending_calls if call.id)
            await self._send(ServerContent(interrupted=True))
            if calls:
                await self._send(ToolCallCancellation(ids=calls))
            await self._send(ServerContent(turn_complete=True), self._meter.close_turn())

    @property
    def _interrupts(self) -> bool:
        setup = self._connection.setup
        config = (setup.realtime_input_config if setup else None) or {}
        return config.get("activityHandling") != "NO_INTERRUPTION"

    async def _user_stops(self, t: float) -> None:
        if self._answer is not None and not self._answer.done():
            return  # NO_INTERRUPTION: the answer goes on and this input is not answered
        steps = self._script.turns[self._turn].steps if self._turn < len(self._script.turns) else ()
        self._turn += 1
        if steps:
            self._start(steps, t)

    def _start(self, steps: Sequence[Step], t: float) -> None:
        self._begun = False
        self._answer = asyncio.create_task(self._play(steps, t), name="mock answer")

    async def _stop_answering(self) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.cancel()
            await asyncio.gather(self._answer, return_exceptions=True)

    async def _play(self, steps: Sequence[Step], t: float) -> None:
        try:
            for step, following in zip(steps, [*steps[1:], None], strict=True):
                await asyncio.sleep(t + step.after_ms / 1000 - self._clock())
                self._begun = True
                t = await self._perform(step, max(t + step.after_ms / 1000, self._clock()))
                ends = isinstance(following, Complete) and following.reason is None
                if ends and isinstance(step, Say | Write):
                    await self._send(ServerContent(generation_complete=True))
        except ConnectionClosed:
            return
        except Exception as error:
            self._failure = error
            await self._transport.close(1011, str(error))

    async def _perform(self, step: Step, t: float) -> float:
        """Does one step that begins at `t`; returns when it has ended for somebody who listens."""
        match step:
            case Hear(text):
                await self._send(ServerContent(input_transcription=Transcription(text=text)))
            case Say():
                return await self._speak(step, t)
            case Write(text, thought=thought):
                part = Part(text=text, thought=thought)
                await self._send(ServerContent(model_turn=Content(role=self._wire.role, parts=(part,))))
            case Call():
                return await self._call(step, t)
            case Complete(reason=reason):
                done = ServerContent(turn_complete=True, turn_complete_reason=reason)
                await self._send(done, self._meter.close_turn())
            case Raw(message):
                await self._send(*(UnknownMessage(key=key, value=value) for key, value in message.items()))
            case Disconnect(code, reason):
                await self._transport.close(code, reason)
        return t

    async def _speak(self, step: Say, t: float) -> float:
        samples = _with_gain(self._voice(step), step.gain_db)
        lead = np.zeros(round(step.lead_silence_ms * OUTPUT_RATE_HZ / 1000), np.int16)
        chunks = list(audio_chunks(np.concatenate((lead, samples))))
        wants_text = (
            self._connection.setup is not None and self._connection.setup.output_audio_transcription is not None
        )
        spoken = step.text if step.transcript is None else step.transcript
        pieces = transcript_pieces(spoken, len(chunks)) if wants_text else [None] * len(chunks)
        for (at_s, chunk), piece in zip(chunks, pieces, strict=True):
            await asyncio.sleep(t + at_s / self._script.speed - self._clock())
            if piece is not None:
                await self._send(piece)
            await self._send(audio_content(chunk, self._wire))
            self._meter.speak(len(chunk) / OUTPUT_RATE_HZ)
        return t + (len(lead) + len(samples)) / OUTPUT_RATE_HZ

    async def _call(self, step: Call, t: float) -> float:
        calls = []
        for name, args in step.calls:
            self._calls += 1
            identity = uuid.uuid5(uuid.NAMESPACE_URL, f"{self._name}#{self._calls}")
            calls.append(FunctionCall(name=name, args=args, id=str(identity)))
        self._answered_calls.clear()
        await self._send(ToolCall(function_calls=tuple(calls)))
        if not step.wait:
            return t
        await self._answered_calls.wait()
        return self._clock()

    async def _send(self, *messages: ServerMessage | UnknownMessage) -> None:
        self._connection.send(*messages)
        await self._transport.send(self._wire.frame(*messages))


def _with_gain(samples: NDArray[np.int16], gain_db: float) -> NDArray[np.int16]:
    if not gain_db:
        return samples
    scaled = samples.astype(np.float64) * 10 ** (gain_db / 20)
    return np.clip(np.round(scaled), -32768, 32767).astype(np.int16)
