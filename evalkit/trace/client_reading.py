"""A client's message to the events it means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from evalkit.protocol.codec import to_wire
from evalkit.protocol.messages import (
    Blob,
    ClientContent,
    ClientMessage,
    ContextUpdate,
    FunctionResponse,
    Part,
    RealtimeInput,
    Setup,
    ToolResponse,
)
from evalkit.recording.model import LANE_RATE_HZ
from evalkit.trace.events import (
    ActivitySent,
    AudioSent,
    ContextUpdated,
    Event,
    FrameSent,
    HistorySent,
    MediaSent,
    SetupSent,
    TextSent,
    ToolResponded,
)

__all__ = ["client_events", "file_of"]


def client_events(message: ClientMessage, t: float | None) -> Iterator[Event]:
    """Gives the events of one message, in its own order, numbered 0."""
    match message:
        case Setup():
            yield SetupSent(seq=0, t=t, setup=to_wire(message)["setup"])
        case ClientContent():
            yield from _typed(message, t)
        case RealtimeInput():
            yield from _streamed(message, t)
        case ToolResponse(function_responses=responses):
            yield from (_responded(response, t) for response in responses)
        case ContextUpdate():
            yield ContextUpdated(seq=0, t=t, update=to_wire(message)["contextUpdate"])


def file_of(data: Any) -> tuple[str, str]:
    """Returns MIME type and URI of a part's `fileData`, whatever its peer put there."""
    found = (data.get("mimeType"), data.get("fileUri"))
    mime_type, uri = (value if isinstance(value, str) else "" for value in found)
    return mime_type, uri


def _typed(message: ClientContent, t: float | None) -> Iterator[Event]:
    """Text of the user, one event a content; only the last one of a completed message asks for an answer."""
    asks = message.turn_complete and (not message.turns or message.turns[-1].role == "model")
    for place, content in enumerate(message.turns):
        last = place == len(message.turns) - 1
        if content.role == "model":
            yield HistorySent(seq=0, t=t, text=_texts(content.parts))
            continue
        for part in content.parts:
            yield from _part_sent(part, t)
        if text := _texts(content.parts):
            yield TextSent(seq=0, t=t, text=text, complete=message.turn_complete and last)
        else:
            asks = asks or (message.turn_complete and last)
    if asks:
        yield TextSent(seq=0, t=t, text="")


def _texts(parts: Iterable[Part]) -> str:
    return "".join(part.text for part in parts if part.text)


def _part_sent(part: Part, t: float | None) -> Iterator[Event]:
    if part.inline_data is not None:
        yield _media_sent(part.inline_data, t)
    if part.file_data is not None:
        mime_type, uri = file_of(part.file_data)
        yield MediaSent(seq=0, t=t, mime_type=mime_type, uri=uri)
    if part.function_response is not None:
        yield _responded(part.function_response, t)


def _streamed(message: RealtimeInput, t: float | None) -> Iterator[Event]:
    if message.activity_start:
        yield ActivitySent(seq=0, t=t, kind="activity_start")
    for blob in (message.audio, message.video, *message.media_chunks):
        if blob is not None:
            yield _media_sent(blob, t)
    if message.text is not None:
        yield TextSent(seq=0, t=t, text=message.text)
    if message.activity_end:
        yield ActivitySent(seq=0, t=t, kind="activity_end")
    if message.audio_stream_end:
        yield ActivitySent(seq=0, t=t, kind="audio_stream_end")


def _media_sent(blob: Blob, t: float | None) -> Event:
    if blob.is_pcm:
        rate_hz = blob.rate_hz or LANE_RATE_HZ["user"]
        return AudioSent(seq=0, t=t, pcm=blob.data, rate_hz=rate_hz, offset=0)
    if blob.mime_type.strip().lower().startswith("image/"):
        return FrameSent(seq=0, t=t, mime_type=blob.mime_type, data=blob.data)
    return MediaSent(seq=0, t=t, mime_type=blob.mime_type, data=blob.data)


def _responded(response: FunctionResponse, t: float | None) -> Event:
    return ToolResponded(
        seq=0,
        t=t,
        name=response.name,
        response=response.response,
        id=response.id,
        scheduling=response.scheduling,
        will_continue=response.will_continue,
    )
