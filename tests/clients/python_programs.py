"""What an application does with google-genai, one program a behaviour; each returns its conversations."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import Any, TypeAlias

from google.genai import types

from tests.clients.conversation import Conversation, Received, opened
from tests.clients.task import Task

__all__ = ["PROGRAMS", "Program"]

Program: TypeAlias = Callable[[Task], Coroutine[Any, Any, tuple[Conversation, ...]]]

_WRITTEN: types.LiveConnectConfigDict = {"response_modalities": [types.Modality.TEXT]}
_SPOKEN: types.LiveConnectConfigDict = {
    "response_modalities": [types.Modality.AUDIO],
    "input_audio_transcription": {},
    "output_audio_transcription": {},
}
_GET_TEMPERATURE: types.FunctionDeclarationDict = {
    "name": "get_temperature",
    "parameters": {
        "type": types.Type.OBJECT,
        "properties": {"location": {"type": types.Type.STRING}},
        "required": ["location"],
    },
}


async def _text_turn(task: Task) -> tuple[Conversation, ...]:
    async with opened(task, _WRITTEN) as conversation:
        await conversation.say("Say yes twice.")
        await conversation.until_turn_complete()
    return (conversation,)


async def _audio_turn(task: Task) -> tuple[Conversation, ...]:
    async with opened(task, _SPOKEN) as conversation:
        await conversation.speak(task.sound())
        await conversation.until_turn_complete()
    return (conversation,)


async def _tool_round_trip(task: Task) -> tuple[Conversation, ...]:
    async with opened(task, {**_SPOKEN, "tools": [{"function_declarations": [_GET_TEMPERATURE]}]}) as conversation:
        await conversation.say("How warm is it in Paris?")
        asked = await conversation.until(lambda message: "toolCall" in message, "toolCall")
        answers = [
            types.FunctionResponse(id=call["id"], name=call["name"], response={"celsius": 17})
            for call in asked["toolCall"]["functionCalls"]
        ]
        await conversation.session.send_tool_response(function_responses=answers)
        await conversation.until_turn_complete()
    return (conversation,)


async def _barge_in(task: Task) -> tuple[Conversation, ...]:
    async with opened(task, _SPOKEN) as conversation:
        await conversation.say("Tell me the story of the three little pigs.")
        await conversation.until(_speaks, "the answer to begin")
        await conversation.speak(task.sound())
        await conversation.until(lambda message: message.get("serverContent", {}).get("interrupted"), "interrupted")
        await conversation.until(_speaks, "the new answer")
        await conversation.until_turn_complete()
    return (conversation,)


async def _resumption(task: Task) -> tuple[Conversation, ...]:
    async with opened(task, {**_WRITTEN, "session_resumption": {}}) as first:
        await first.say("Remember the number seven.")
        await first.until_turn_complete()
        first.look_again()  # some servers offer a handle before the first turn, some after it
        await first.until(_handle, "a handle")
    handle = [_handle(message) for message in first.messages if _handle(message)][-1]
    async with opened(task, {**_WRITTEN, "session_resumption": {"handle": handle}}) as second:
        await second.say("Which number was it?")
        await second.until_turn_complete()
    return first, second


async def _go_away(task: Task) -> tuple[Conversation, ...]:
    async with opened(task, _WRITTEN) as conversation:
        await conversation.say("Good night.")
        await conversation.until(lambda message: "goAway" in message, "goAway")
        await conversation.until_closed()
    return (conversation,)


def _speaks(message: Received) -> bool:
    return "modelTurn" in message.get("serverContent", {})


def _handle(message: Received) -> str:
    update = message.get("sessionResumptionUpdate", {})
    return str(update.get("newHandle", "")) if update.get("resumable") else ""


PROGRAMS: Mapping[str, Program] = {
    "audio_turn": _audio_turn,
    "barge_in": _barge_in,
    "go_away": _go_away,
    "resumption": _resumption,
    "text_turn": _text_turn,
    "tool_round_trip": _tool_round_trip,
}
