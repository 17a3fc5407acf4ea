"""A client that is not a session: what it sends, and a word for each frame that came."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import numpy as np

from evalkit.clock import Stopwatch
from evalkit.errors import ConnectionClosed
from evalkit.mock.answers.base import Answers
from evalkit.mock.faults.known import faults_named
from evalkit.mock.model.live import LiveModel
from evalkit.mock.model.scripted import scripted
from evalkit.mock.network.request import LiveRequest
from evalkit.mock.server import Responder, serve_in_process
from evalkit.profiles.known import profile_named
from evalkit.scenario.script import Script, ScriptTurn, Step
from evalkit.transport.base import Transport
from tests.conversations import sound, tone_voice
from tests.recordings import audio_chunk
from tests.recordings import sent as frame
from tests.virtual import in_virtual_time

__all__ = ["GATEWAY", "HELLO", "SETUP", "SPOKEN", "Client", "Phone", "answer", "calls", "dial", "live", "says", "words"]

SETUP = {"setup": {"model": "models/mock"}}
HELLO = {"clientContent": {"turns": [{"role": "user", "parts": [{"text": "hello"}]}], "turnComplete": True}}
SPOKEN: dict[str, Any] = {"realtimeInput": {"text": "hello"}}
GATEWAY = LiveRequest(None)
Seen = list[tuple[float, str]]
Client = Callable[["Phone"], Awaitable[None]]


class Phone:
    """A client's end: sends documents, and keeps a word for each frame that came."""

    def __init__(self, transport: Transport) -> None:
        self.transport, self.clock = transport, Stopwatch()
        self.seen: Seen = []
        self.frames: list[Any] = []

    async def send(self, *documents: Any) -> None:
        for document in documents:
            await self.transport.send(json.dumps(document))

    async def listen(self) -> None:
        while True:
            data = json.loads(await self.transport.receive())
            self.frames.append(data)
            self.seen.append((round(self.clock(), 3), _word(data)))

    async def speak(self, seconds: float, silence_s: float = 0.0) -> None:
        samples = np.concatenate((sound(seconds), np.zeros(round(silence_s * 16_000), np.int16)))
        for start in range(0, len(samples), 320):
            await asyncio.sleep(0.02)
            await self.transport.send(frame(0, audio_chunk(samples[start : start + 320])).data)

    def moved(self, transport: Transport) -> Phone:
        """The same client on its next connection."""
        self.transport = transport
        return self


def _word(data: Any) -> str:
    content = data.get("serverContent")
    return "+".join(content or [next(iter(data), "nothing")])


def dial(client: Client, *responders: Responder, listen_s: float = 5) -> Phone:
    """Connects a client to each responder in turn; listens on for `listen_s` after it has done its part."""

    async def both() -> Phone:
        phone: Phone | None = None
        for responder in responders:
            async with serve_in_process(responder) as transport:
                phone = Phone(transport) if phone is None else phone.moved(transport)
                listening = asyncio.create_task(phone.listen())
                await client(phone)
                await asyncio.sleep(listen_s)
                listening.cancel()
                (ended,) = await asyncio.gather(listening, return_exceptions=True)
                if isinstance(ended, ConnectionClosed):
                    phone.seen.append((round(phone.clock(), 3), f"close {ended.code} {ended.reason}".rstrip()))
        assert asyncio.all_tasks() == {asyncio.current_task()}
        assert phone is not None
        return phone

    return in_virtual_time(both())


def live(
    *turns: Sequence[Step],
    profile: str = "",
    faults: Sequence[str] = (),
    answers: Answers | None = None,
    request: LiveRequest = GATEWAY,
    connections: int = 1,
) -> list[Responder]:
    """The responders of a mock model that plays these answers, one for each connection."""
    script = scripted(Script(tuple(ScriptTurn(tuple(steps)) for steps in turns)), tone_voice)
    chosen = profile_named(profile) if profile else None
    model = LiveModel(answers or script, chosen, faults_named(faults))
    return [model(request) for _ in range(connections)]


def says(*documents: Any) -> Client:
    """A client that sends these and listens."""

    async def client(phone: Phone) -> None:
        await phone.send(*documents)

    return client


def words(phone: Phone) -> list[str]:
    """What came, without the times."""
    return [word for _, word in phone.seen]


def calls(phone: Phone) -> list[dict[str, Any]]:
    """Every function call that came."""
    return [call for data in phone.frames for call in data.get("toolCall", {}).get("functionCalls", ())]


def answer(call: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The message that answers a call."""
    response = {key: value for key, value in call.items() if key in ("id", "name")}
    return {"toolResponse": {"functionResponses": [{**response, "response": {}, **more}]}}
