"""What a frame of the server's means to a session: signs of whose turn it is, and what each does to that answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from evalkit.protocol import signs
from evalkit.protocol.messages import (
    Blob,
    FunctionCall,
    InteractionStatus,
    Message,
    OutputTranscription,
    Part,
    ServerContent,
    ToolCall,
    ToolCallCancellation,
)
from evalkit.session.answer import Answer

__all__ = ["Heard", "heard"]

_PLACES: tuple[type[signs.Sign], ...] = (
    signs.Said,
    signs.Transcribed,
    signs.Called,
    signs.Cancelled,
    signs.Generated,
    signs.Interrupted,
    signs.Completed,
    signs.Progress,
)


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that a server said."""

    sign: signs.Sign
    does: Callable[[Answer], None] | None = None
    """What it does to the answer it belongs to."""
    shows: bool = False
    """It is a sign of an answer to whoever listens or reads."""
    call: FunctionCall | None = None
    """A call that waits for an answer."""


def heard(messages: Sequence[Message], t: float) -> list[Heard]:
    """Returns what a frame that came at `t` says.

    A frame may hold several keys in any order (reference §3.1): content comes before calls, and both before its end,
    as in a trace.
    """
    found = [each for message in messages for each in _of_message(message, t)]
    return found if len(found) < 2 else sorted(found, key=_place)


def _place(each: Heard) -> int:
    # Content and transcripts keep the order they came in.
    return max(1, _PLACES.index(type(each.sign)))


def _of_message(message: Message, t: float) -> Iterator[Heard]:
    match message:
        case ServerContent():
            yield from _of_content(message, t)
        case OutputTranscription(text=text) if text:
            yield _transcribed(t)
        case ToolCall(function_calls=calls):
            for call in calls:
                yield Heard(signs.Called(call.name, call.id), lambda answer: answer.calls(t), shows=True, call=call)
        case ToolCallCancellation(ids=ids):
            yield Heard(signs.Cancelled(tuple(ids)))
        case InteractionStatus(status=status):
            yield Heard(signs.Progress(status == "IN_PROGRESS"))


def _of_content(message: ServerContent, t: float) -> Iterator[Heard]:
    for part in message.model_turn.parts if message.model_turn else ():
        yield from _of_part(part, t)
    if message.output_transcription is not None and message.output_transcription.text:
        yield _transcribed(t)
    if message.generation_complete:
        yield Heard(signs.Generated())
    if message.interrupted:
        yield Heard(signs.Interrupted(), lambda answer: answer.interrupted(t))
    if message.turn_complete:
        yield Heard(signs.Completed())
    if message.interaction_status is not None:
        yield Heard(signs.Progress(message.interaction_status == "IN_PROGRESS"))


def _of_part(part: Part, t: float) -> Iterator[Heard]:
    if part.inline_data is not None:
        yield _of_media(part.inline_data, t)
    if part.text and part.thought:
        yield Heard(signs.Said(), lambda answer: answer.thinks())
    elif part.text:
        yield Heard(signs.Said(), lambda answer: answer.shows(t), shows=True)
    if (call := part.function_call) is not None:
        yield Heard(signs.Called(call.name, call.id), lambda answer: answer.calls(t), shows=True)
    for other in (part.executable_code, part.code_execution_result, part.file_data):
        if other is not None:
            yield Heard(signs.Said())


def _of_media(blob: Blob, t: float) -> Heard:
    if not blob.is_pcm:
        return Heard(signs.Said())
    return Heard(signs.Said(), lambda answer: answer.plays(blob, t), shows=True)


def _transcribed(t: float) -> Heard:
    return Heard(signs.Transcribed(), lambda answer: answer.shows(t), shows=True)
