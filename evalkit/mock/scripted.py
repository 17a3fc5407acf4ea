"""A responder that plays a scenario's `mock` section: what the model says, does and when."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Sequence
from typing import TypeAlias

from evalkit.errors import ConnectionClosed, RemoteProtocolError
from evalkit.media.pcm import Samples
from evalkit.mock.ears import Ears, UserStarted, rate_of
from evalkit.mock.performance import Performer
from evalkit.mock.server_end import ServerEnd
from evalkit.mock.usage import Meter
from evalkit.mock.wire import Wire
from evalkit.protocol.messages import (
    ClientContent,
    Message,
    RealtimeInput,
    ServerContent,
    Setup,
    SetupComplete,
    ToolCallCancellation,
    ToolResponse,
)
from evalkit.scenario.script import Complete, Say, Script, Step, Write
from evalkit.transport.base import Transport

__all__ = ["ScriptedResponder", "Voice"]

Voice: TypeAlias = Callable[[Say], Samples]
"""Speaks a step: int16 mono at 24 kHz, without its leading silence and gain."""


class ScriptedResponder:
    """Answers each user turn with the script's steps for it, with the server's own ears for the user's speech.

    Args:
        script: what to play.
        voice: speaks `say` steps; called while the connection is open, so it should have its audio at hand.
        name: makes session and call ids, so that the same script always sends the same bytes.
        wire: frame habits; None: the usual ones.
    """

    def __init__(self, script: Script, voice: Voice, name: str, wire: Wire | None = None) -> None:
        self._script, self._voice, self._name, self._wire = script, voice, name, wire or Wire()

    async def serve(self, transport: Transport) -> None:
        """Plays the script on one connection until either side closes it."""
        await _Conversation(transport, self._script, self._voice, self._name, self._wire).run()


class _Conversation:
    """One connection's state: the turn being answered, the audio still being heard, the calls still open."""

    def __init__(self, transport: Transport, script: Script, voice: Voice, name: str, wire: Wire) -> None:
        self._script, self._name = script, name
        self._end = ServerEnd(transport, wire)
        self._clock = asyncio.get_running_loop().time
        self._ears = Ears(None)
        self._meter = Meter()
        self._performer = Performer(self._end, self._meter, voice, name, script.speed)
        self._turn = 0
        self._answer: asyncio.Task[None] | None = None
        self._begun = False
        self._in_history = False
        self._failure: BaseException | None = None

    async def run(self) -> None:
        """Reads the client until the connection ends; raises what an answer raised."""
        try:
            while True:
                self._in_history = self._end.awaiting_history
                for message in await self._end.receive():
                    await self._handle(message)
        except RemoteProtocolError as error:
            await self._end.close(error.close_code, str(error))
        except ConnectionClosed:
            pass
        finally:
            await self._stop_answering()
        if self._failure is not None:
            raise self._failure

    async def _handle(self, message: Message) -> None:
        match message:
            case Setup():
                await self._set_up(message)
            case ClientContent(turn_complete=complete, turns=turns):
                self._meter.read(" ".join(part.text or "" for turn in turns for part in turn.parts))
                if complete and not self._in_history:
                    await self._user_acts(self._clock())
            case RealtimeInput():
                await self._hear(message)
            case ToolResponse() if not self._end.calls_pending:
                self._performer.calls_answered.set()

    async def _set_up(self, setup: Setup) -> None:
        self._ears = Ears(setup.realtime_input_config)
        if setup.system_instruction is not None:
            self._meter.read(" ".join(part.text or "" for part in setup.system_instruction.parts))
        if self._script.on_setup:
            self._start(self._script.on_setup, self._clock())
            self._begun = True  # What is said before setupComplete must not put it off.
        elif not self._script.silent_setup:
            session = str(uuid.uuid5(uuid.NAMESPACE_URL, self._name)) if self._end.wire.session_id else None
            await self._end.send(SetupComplete(session_id=session))

    async def _hear(self, message: RealtimeInput) -> None:
        now = self._clock()
        blobs = [blob for blob in (message.audio, *message.media_chunks) if blob is not None]
        for blob in blobs:
            self._meter.listen(len(blob.data) / 2 / rate_of(blob))
            if self._end.manual_activity:
                continue
            for change in self._ears.hear(blob, now):
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
        elif self._interrupts and self._end.ready:
            await self._stop_answering()
            calls = self._end.pending_ids
            await self._end.send(ServerContent(interrupted=True))
            if calls:
                await self._end.send(ToolCallCancellation(ids=calls))
            await self._end.send(ServerContent(turn_complete=True), self._meter.close_turn())

    @property
    def _interrupts(self) -> bool:
        setup = self._end.setup
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
                t = await self._performer.perform(step, max(t + step.after_ms / 1000, self._clock()))
                ends = isinstance(following, Complete) and following.reason is None
                if ends and isinstance(step, Say | Write):
                    await self._end.send(ServerContent(generation_complete=True))
        except ConnectionClosed:
            return
        except Exception as error:
            self._failure = error
            await self._end.close(1011, str(error))
