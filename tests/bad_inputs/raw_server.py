"""A server that sends any frames at all, and the frames that tests have it send."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from evalkit.errors import ConnectionClosed
from evalkit.transport.base import Transport

__all__ = ["DONE", "HELLO", "READY", "Frame", "Hangup", "RawServer", "audio", "content"]


@dataclass(frozen=True, slots=True)
class Hangup:
    """The server closes."""

    code: int
    reason: str = ""


Frame: TypeAlias = str | bytes | Hangup


def content(**fields: Any) -> str:
    """One serverContent; the fields in the wire's own spelling."""
    return json.dumps({"serverContent": fields})


def audio(data: Any, mime_type: str = "audio/pcm;rate=24000") -> str:
    """One chunk of model audio; bytes are sent as base64, anything else as it is."""
    shown = base64.b64encode(data).decode() if isinstance(data, bytes) else data
    return content(modelTurn={"parts": [{"inlineData": {"mimeType": mime_type, "data": shown}}]})


READY = '{"setupComplete":{}}'
HELLO = content(modelTurn={"parts": [{"text": "Hello back."}]})
DONE = content(turnComplete=True)


class RawServer:
    """Sends `opening` after the client's first message and `answer` after its first text."""

    def __init__(self, opening: Sequence[Frame], answer: Sequence[Frame]) -> None:
        self._opening, self._answer = opening, answer

    async def serve(self, transport: Transport) -> None:
        """Plays its frames once, then listens until the client leaves."""
        try:
            await transport.receive()
            await _play(transport, self._opening)
            while "clientContent" not in str(await transport.receive()):
                pass
            await _play(transport, self._answer)
            while True:
                await transport.receive()
        except ConnectionClosed:
            return


async def _play(transport: Transport, frames: Sequence[Frame]) -> None:
    for frame in frames:
        if isinstance(frame, Hangup):
            await transport.close(frame.code, frame.reason)
        else:
            await transport.send(frame)
