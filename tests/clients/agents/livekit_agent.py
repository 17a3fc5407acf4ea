"""LiveKit's realtime model of Google; run by the Python that has the plugin, with a task as JSON."""
# mypy: ignore-errors
# LiveKit is not installed where types are checked: it is large, and only these tests need it.

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from google.genai import types
from google.oauth2.service_account import Credentials
from livekit import rtc
from livekit.agents import llm
from livekit.plugins.google.realtime import RealtimeModel

_CHUNK_BYTES = 3_200  # 100 ms of PCM16 at 16 kHz
_CHUNK_EVERY_S = 0.02
_PATIENCE_S = 10
_SCOPE = "https://www.googleapis.com/auth/cloud-platform"


@llm.function_tool
async def get_temperature(location: str) -> dict[str, int]:
    """The temperature of a city."""
    return {"celsius": 17}


def _model(task: dict[str, str]) -> RealtimeModel:
    options = types.HttpOptions(base_url=task["base_url"])
    if task["backend"] == "dev":
        return RealtimeModel(api_key="any-key", http_options=options)
    login = Credentials.from_service_account_file(task["credentials"], scopes=[_SCOPE])
    return RealtimeModel(
        vertexai=True,
        project="any-project",
        location="us-central1",
        credentials=login,
        http_options=options,
    )


class Conversation:
    """Keeps what the session hands on to the application."""

    def __init__(self, session: llm.RealtimeSession) -> None:
        self._session = session
        self._answers: asyncio.Queue[llm.GenerationCreatedEvent] = asyncio.Queue()
        self.heard, self.said, self.audio_bytes, self.calls = "", "", 0, list[dict[str, Any]]()
        session.on("generation_created", self._answers.put_nowait)
        session.on("input_audio_transcription_completed", self._hear)

    def _hear(self, event: llm.InputTranscriptionCompleted) -> None:
        if event.is_final:
            self.heard = event.transcript

    async def speak(self, sound: bytes) -> None:
        for start in range(0, len(sound), _CHUNK_BYTES):
            chunk = sound[start : start + _CHUNK_BYTES]
            self._session.push_audio(rtc.AudioFrame(chunk, 16_000, 1, len(chunk) // 2))
            await asyncio.sleep(_CHUNK_EVERY_S)

    async def listen(self) -> None:
        """Takes answers, and makes the calls in them, until one was spoken to its end."""
        while not self.audio_bytes:
            answer = await self._answers.get()
            await asyncio.gather(self._take_messages(answer), self._take_calls(answer))

    async def _take_messages(self, answer: llm.GenerationCreatedEvent) -> None:
        async for message in answer.message_stream:
            await asyncio.gather(self._take_audio(message), self._take_text(message))

    async def _take_audio(self, message: llm.MessageGeneration) -> None:
        async for frame in message.audio_stream:
            self.audio_bytes += len(frame.data) * 2

    async def _take_text(self, message: llm.MessageGeneration) -> None:
        async for text in message.text_stream:
            self.said += text

    async def _take_calls(self, answer: llm.GenerationCreatedEvent) -> None:
        async for call in answer.function_stream:
            self.calls.append({"name": call.name, "args": json.loads(call.arguments)})
            result = llm.FunctionCallOutput(
                call_id=call.call_id, name=call.name, output=json.dumps({"celsius": 17}), is_error=False
            )
            context = self._session.chat_ctx.copy()
            context.items += [call, result]
            await self._session.update_chat_ctx(context)


async def _main(task: dict[str, str]) -> dict[str, Any]:
    model = _model(task)
    session = model.session()
    conversation = Conversation(session)
    if task["question"]:
        await session.update_tools([get_temperature])
        context = llm.ChatContext.empty()
        context.add_message(role="user", content=task["question"])
        await session.update_chat_ctx(context)
        session.generate_reply()
    else:
        await conversation.speak(await asyncio.to_thread(Path(task["speech"]).read_bytes))
    await asyncio.wait_for(conversation.listen(), _PATIENCE_S)
    await session.aclose()
    await model.aclose()
    names = ("heard", "said", "audio_bytes", "calls")
    return {name: getattr(conversation, name) for name in names}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_main(json.loads(sys.argv[1])))))
