"""Servers that are written as coroutines, one for each connection of a session."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

import orjson

from evalkit.errors import ConnectionClosed
from evalkit.media.user_audio import spoken_audio
from evalkit.mock.server import Responder
from evalkit.recording.model import Recording
from evalkit.scenario.model import Scenario, SilenceInput
from evalkit.transport.base import Transport
from tests.conversations import a_scenario, marks, played, sound

__all__ = [
    "DONE",
    "RESUMING",
    "Peer",
    "Script",
    "answers",
    "answers_when_resumed",
    "called",
    "cancelled",
    "closing",
    "failure",
    "handle",
    "news",
    "resuming",
    "says",
    "served",
]

DONE = {"serverContent": {"turnComplete": True}}
RESUMING = {"session_resumption": {}, "generation_config": {"response_modalities": ["TEXT"]}}


def says(text: str, **content: Any) -> dict[str, Any]:
    """The model says something in words."""
    return {"serverContent": {"modelTurn": {"parts": [{"text": text}]}, **content}}


def called(name: str, id: str | None = None, **args: Any) -> dict[str, Any]:
    """The model calls a function."""
    call = {"name": name, "args": args, **({} if id is None else {"id": id})}
    return {"toolCall": {"functionCalls": [call]}}


def cancelled(*ids: str) -> dict[str, Any]:
    """The server takes calls back."""
    return {"toolCallCancellation": {"ids": list(ids)}}


def handle(name: str, resumable: bool = True, **update: Any) -> dict[str, Any]:
    """News of a handle."""
    return {"sessionResumptionUpdate": {"newHandle": name, "resumable": resumable, **update}}


class Peer:
    """The server's end of one connection, as a script sees it; `got` is what the client sent, in order."""

    def __init__(self, script: Callable[[Peer], Awaitable[None]]) -> None:
        self.got: list[dict[str, Any]] = []
        self._script = script

    async def serve(self, transport: Transport) -> None:
        """Plays the script and then listens until the connection ends."""
        self._transport = transport
        with suppress(ConnectionClosed):
            await self._script(self)
            while True:
                await self.next()

    async def set_up(self, *frames: dict[str, Any]) -> dict[str, Any]:
        """Answers the setup, and sends more; returns the setup."""
        setup = await self.hears("setup")
        await self.sends({"setupComplete": {}}, *frames)
        return setup

    async def hears(self, key: str) -> dict[str, Any]:
        """Waits for a message, or a field of realtimeInput, of this name; returns its value."""
        while True:
            message = await self.next()
            for value in (message, message.get("realtimeInput", {})):
                if key in value:
                    found: dict[str, Any] = value[key]
                    return found

    async def sends(self, *frames: dict[str, Any]) -> None:
        """Sends frames."""
        for frame in frames:
            await self._transport.send(orjson.dumps(frame).decode())

    async def closes(self, code: int, reason: str = "") -> None:
        """Closes the connection."""
        await self._transport.close(code, reason)

    def kinds(self) -> list[str]:
        """What the client sent, by name, repetitions left out."""
        kinds: list[str] = []
        for message in self.got:
            kind = next(iter(message.get("realtimeInput", message)))
            if kinds[-1:] != [kind]:
                kinds.append(kind)
        return kinds

    async def next(self) -> dict[str, Any]:
        """Waits for the next message."""
        message: dict[str, Any] = orjson.loads(await self._transport.receive())
        self.got.append(message)
        return message


Script = Callable[[Peer], Awaitable[None]]


def answers(text: str = "yes", turns: int = 1, **update: Any) -> Script:
    """A script that answers so many typed turns; `update` is the handle sent once the session is set up."""

    async def script(peer: Peer) -> None:
        await peer.set_up(*([handle(**update)] if update else []))
        for _ in range(turns):
            await peer.hears("clientContent")
            await peer.sends(says(text), DONE)

    return script


def closing(code: int, reason: str = "", *, after_s: float = 0.5, before: tuple[dict[str, Any], ...] = ()) -> Script:
    """A server that hands out a handle, hears a typed turn, sends something and ends the connection."""

    async def script(peer: Peer) -> None:
        await peer.set_up(handle("h1"))
        await peer.hears("clientContent")
        await peer.sends(*before)
        await asyncio.sleep(after_s)
        await peer.closes(code, reason)

    return script


async def answers_when_resumed(peer: Peer) -> None:
    """A script that goes on with its answer on the next connection."""
    await peer.set_up(handle("h2"))
    await peer.sends(says("here I am again"), DONE)


def resuming(*turns: dict[str, Any], **document: Any) -> Scenario:
    """A scenario whose setup asks for handles."""
    return a_scenario(*turns, **{"setup": RESUMING, **document})


def failure(recording: Recording) -> dict[str, Any]:
    """Why a session failed."""
    (mark,) = marks(recording, "session_failed")
    return dict(mark.detail)


def news(recording: Recording) -> list[tuple[str, dict[str, Any]]]:
    """The marks of reconnections."""
    return [(mark.name, dict(mark.detail)) for mark in recording.marks if mark.name.startswith("reconnect")]


def served(scenario: Scenario, *scripts: Script, **settings: Any) -> tuple[Recording, Sequence[Peer]]:
    """Plays a scenario against a script for each connection; a spoken turn is a second of sound."""
    peers = [Peer(script) for script in scripts]
    responders: list[Responder] = list(peers)
    spoken = {
        turn.index: spoken_audio(sound())
        for turn in scenario.turns
        if turn.spoken and not isinstance(turn.user, SilenceInput)
    }
    return played(scenario, spoken, *responders, **settings), peers
