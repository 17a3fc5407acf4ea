"""Everything the official Python client can send, each as a user's turn, and what an echo says to it."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from google.genai import types
from google.genai.live import AsyncSession
from PIL import Image

from tests.clients.conversation import opened
from tests.clients.seen import Seen
from tests.clients.speech import spoken
from tests.clients.task import Task

__all__ = ["INPUTS", "Input", "echoes"]

Send: TypeAlias = Callable[[AsyncSession], Coroutine[Any, Any, None]]

_MICROPHONE = "audio/pcm;rate=16000"
_MANUAL: types.LiveConnectConfigDict = {"realtime_input_config": {"automatic_activity_detection": {"disabled": True}}}
_HISTORY: types.LiveConnectConfigDict = {"history_config": {"initial_history_in_client_content": True}}


@dataclass(frozen=True)
class Input:
    """One turn of a user's."""

    send: Send
    echo: str
    config: types.LiveConnectConfigDict | None = None


def _picture() -> types.Blob:
    file = io.BytesIO()
    Image.new("RGB", (64, 48)).save(file, "JPEG")
    return types.Blob(data=file.getvalue(), mime_type="image/jpeg")


def _typed(text: str) -> types.ContentDict:
    return {"role": "user", "parts": [{"text": text}]}


async def _text(session: AsyncSession) -> None:
    await session.send_realtime_input(text="Hello!")


async def _content(session: AsyncSession) -> None:
    await session.send_client_content(turns=_typed("Hello"), turn_complete=False)
    await session.send_client_content(turns=_typed("again!"))


async def _content_with_picture(session: AsyncSession) -> None:
    parts = [types.Part(inline_data=_picture()), types.Part(text="Look!")]
    await session.send_client_content(turns=types.Content(role="user", parts=parts))


async def _completion_alone(session: AsyncSession) -> None:
    await session.send_client_content(turns=_typed("Hello!"), turn_complete=False)
    await session.send_client_content()


async def _history(session: AsyncSession) -> None:
    answer: types.ContentDict = {"role": "model", "parts": [{"text": "Good morning."}]}
    await session.send_client_content(turns=[_typed("Good morning!"), answer])
    await session.send_realtime_input(text="Hello!")


async def _video(session: AsyncSession) -> None:
    await session.send_realtime_input(video=_picture())
    await session.send_realtime_input(video=_picture())
    await session.send_realtime_input(text="Look!")


async def _window(session: AsyncSession) -> None:
    await session.send_realtime_input(activity_start=types.ActivityStart())
    sound = spoken("And in Paris?", speaker="").astype("<i2").tobytes()
    await session.send_realtime_input(audio=types.Blob(data=sound, mime_type=_MICROPHONE))
    await session.send_realtime_input(activity_end=types.ActivityEnd())


async def _context_update(session: AsyncSession) -> None:
    await session.send_context_update(system_instruction="Be brief.")
    await session.send_context_update(tools=[])
    await session.send_realtime_input(text="Hello!")


INPUTS: Mapping[str, Input] = {
    "text": Input(_text, "You said: Hello!"),
    "content": Input(_content, "You said: Hello again!"),
    "content with a picture": Input(_content_with_picture, "You said: Look! (1 picture)"),
    "completion alone": Input(_completion_alone, "You said: Hello!"),
    "history": Input(_history, "You said: Hello!", _HISTORY),
    "video": Input(_video, "You said: Look! (2 pictures)"),
    "activity window": Input(_window, "(1.0 s of speech)", _MANUAL),
    "context update": Input(_context_update, "You said: Hello!"),
}


async def echoes(task: Task) -> dict[str, str]:
    """Returns what is said to each input, each on a connection of its own, all at once."""
    said = await asyncio.gather(*(_echo(task, each) for each in INPUTS.values()))
    return dict(zip(INPUTS, said, strict=True))


async def _echo(task: Task, each: Input) -> str:
    config: types.LiveConnectConfigDict = {
        "response_modalities": [types.Modality.AUDIO],
        "output_audio_transcription": {},
        **(each.config or {}),
    }
    async with opened(task, config) as conversation:
        await each.send(conversation.session)
        await conversation.until_turn_complete()
    return Seen(conversation.messages, conversation.closed).said
