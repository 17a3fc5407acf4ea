"""One message of a recording to the events it means; numbers, turns, files and audio offsets come later."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.errors import ProtocolError
from evalkit.protocol.base64 import decode_base64
from evalkit.protocol.codec import decode, key_of
from evalkit.protocol.messages import (
    ClientContent,
    ContextUpdate,
    Message,
    RealtimeInput,
    ServerError,
    Setup,
    ToolResponse,
)
from evalkit.protocol.side import Side
from evalkit.recording.model import LANE_RATE_HZ, Data, Entry
from evalkit.trace.client_reading import client_events
from evalkit.trace.events import (
    AudioReceived,
    AudioSent,
    CodeRun,
    CodeWritten,
    Event,
    GenerationComplete,
    Grounded,
    InputTranscript,
    InteractionStatusChanged,
    InterimTranscript,
    Interrupted,
    MediaReceived,
    OutputTranscript,
    SetupCompleted,
    TextReceived,
    ToolCalled,
    ToolCancelled,
    TurnComplete,
    Unknown,
    UrlsRead,
    UsageReported,
    VoiceActivityReported,
)
from evalkit.trace.server_reading import server_events

__all__ = ["read_events"]

_MICROPHONE_HZ = LANE_RATE_HZ["user"]
_BEFORE = f'{{"realtimeInput":{{"audio":{{"mimeType":"audio/pcm;rate={_MICROPHONE_HZ}","data":"'
_AFTER = '"}}}'

# A frame may hold several keys in any order (reference §3.1). What was heard comes first, content before its end, and
# the usage of a turn after the turn's end; content keeps its own order.
_PLACE: tuple[tuple[type[Event], ...], ...] = (
    (SetupCompleted,),
    (VoiceActivityReported,),
    (InputTranscript, InterimTranscript),
    (AudioReceived, TextReceived, OutputTranscript, CodeWritten, CodeRun, MediaReceived, Unknown),
    (Grounded, UrlsRead),
    (ToolCalled,),
    (ToolCancelled,),
    (GenerationComplete,),
    (Interrupted,),
    (TurnComplete,),
    (InteractionStatusChanged,),
    (UsageReported,),
)


def read_events(entry: Entry) -> tuple[Event, ...]:
    """Returns the events of one WebSocket message, each with the message's time, none with its final number.

    Of a server's message: what was heard, then audio, text, code and output transcription in the message's own order,
    what the answer rests on, tool calls, cancellations, generationComplete, interrupted, turnComplete, the status of
    the interaction, usage, and what is left. Data that does not decode is one `Unknown` that says why.
    """
    if entry.direction == "sent" and (pcm := _microphone_pcm(entry.data)) is not None:
        return (AudioSent(seq=0, t=entry.t, pcm=pcm, rate_hz=_MICROPHONE_HZ, offset=0),)
    sender = Side.CLIENT if entry.direction == "sent" else Side.SERVER
    try:
        messages = decode(entry.data, sender)
        events = [event for message in messages for event in _events(message, entry.t)]
    except ProtocolError as error:
        return (Unknown(seq=0, t=entry.t, what=str(error), data=entry.data),)
    return tuple(events) if sender is Side.CLIENT or len(events) < 2 else tuple(sorted(events, key=_place))


def _microphone_pcm(data: Data) -> bytes | None:
    """The audio of a frame that is nothing but a chunk of our own microphone's, as `encode` writes it; else None.

    Eight of ten frames of a session are: reading them as what they may be besides takes six times as long.
    """
    if not isinstance(data, str) or not (data.startswith(_BEFORE) and data.endswith(_AFTER)):
        return None
    try:
        return decode_base64(data[len(_BEFORE) : -len(_AFTER)])
    except ValueError:
        return None


def _place(event: Event) -> int:
    return next((place for place, kinds in enumerate(_PLACE) if isinstance(event, kinds)), len(_PLACE))


def _events(message: Message, t: float | None) -> Iterator[Event]:
    match message:
        case Setup():
            # Its fields are kept whole, those that nobody knows included.
            yield from client_events(message, t)
            return
        case ClientContent() | RealtimeInput() | ToolResponse() | ContextUpdate():
            yield from client_events(message, t)
        case _:
            yield from server_events(message, t)
    if message.extra and not isinstance(message, ServerError):
        key = key_of(message)
        yield from (Unknown(seq=0, t=t, what=f"{key}.{name}", data=value) for name, value in message.extra.items())
