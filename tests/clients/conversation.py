"""A conversation through google-genai: what arrives is kept, and can be waited for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeAlias

from google import genai
from google.genai import errors, types
from google.genai.live import AsyncSession
from google.oauth2.credentials import Credentials

from tests.clients.task import Task

__all__ = ["Conversation", "Received", "opened"]

Received: TypeAlias = dict[str, Any]
"""A message as the client hands it on, in the API's own JSON names."""

_PATIENCE_S = 10.0
_CHUNK_BYTES = 3_200  # 100 ms of PCM16 at 16 kHz
_CHUNK_EVERY_S = 0.01


class Conversation:
    """One connection: `messages` received so far, and how the server `closed` it."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self.messages: list[Received] = []
        self.closed: Received | None = None
        self._looked = 0
        self._news = asyncio.Event()

    async def listen(self) -> None:
        """Receives until the connection ends."""
        try:
            while True:
                async for message in self.session.receive():
                    self.messages.append(message.model_dump(mode="json", by_alias=True, exclude_none=True))
                    self._news.set()
        except errors.APIError as error:  # how this client tells that the connection is closed
            self.closed = {"code": error.code, "reason": error.details}
            self._news.set()

    async def until(self, test: Callable[[Received], Any], what: str) -> Received:
        """Waits for the next message that passes the test, of those not looked at before."""
        try:
            return await asyncio.wait_for(self._next(test, what), _PATIENCE_S)
        except TimeoutError:
            raise AssertionError(f"waited in vain for {what}; received {self.messages}") from None

    async def _next(self, test: Callable[[Received], Any], what: str) -> Received:
        while True:
            for message in self.messages[self._looked :]:
                self._looked += 1
                if test(message):
                    return message
            assert self.closed is None, f"closed with {self.closed} while waiting for {what}"
            self._news.clear()
            await self._news.wait()

    def look_again(self) -> None:
        """Lets `until` begin at the first message again."""
        self._looked = 0

    async def until_turn_complete(self) -> None:
        await self.until(lambda message: message.get("serverContent", {}).get("turnComplete"), "turnComplete")

    async def until_closed(self) -> None:
        async with asyncio.timeout(_PATIENCE_S):
            while self.closed is None:
                self._news.clear()
                await self._news.wait()

    async def say(self, text: str) -> None:
        await self.session.send_client_content(turns=types.Content(role="user", parts=[types.Part(text=text)]))

    async def speak(self, pcm: bytes) -> None:
        """Streams PCM16 at 16 kHz, ten times as fast as a microphone would."""
        for start in range(0, len(pcm), _CHUNK_BYTES):
            chunk = types.Blob(data=pcm[start : start + _CHUNK_BYTES], mime_type="audio/pcm;rate=16000")
            await self.session.send_realtime_input(audio=chunk)
            await asyncio.sleep(_CHUNK_EVERY_S)


@asynccontextmanager
async def opened(task: Task, config: types.LiveConnectConfigDict) -> AsyncIterator[Conversation]:
    """Connects as an application does; leaving closes the connection."""
    async with _client(task).aio.live.connect(model=task.model, config=config) as session:
        conversation = Conversation(session)
        listening = asyncio.create_task(conversation.listen())
        yield conversation
        await session.close()
        await asyncio.wait_for(listening, _PATIENCE_S)


def _client(task: Task) -> genai.Client:
    options = types.HttpOptions(base_url=task.base_url)
    if task.backend == "dev":
        return genai.Client(api_key="any-key", http_options=options)
    login = Credentials("any-token")  # type: ignore[no-untyped-call]
    return genai.Client(
        vertexai=True, project="any-project", location="us-central1", credentials=login, http_options=options
    )
