"""One message of a recording to the events it means; numbers, turns and audio offsets come later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from evalkit.errors import ProtocolError
from evalkit.protocol.codec import decode, key_of, to_wire
from evalkit.protocol.messages import (
    Blob,
    ClientContent,
    ContextUpdate,
    FunctionCall,
    FunctionResponse,
    InputTranscription,
    InteractionStatus,
    Message,
    OutputTranscription,
    Part,
    RealtimeInput,
    ServerContent,
    ServerError,
    SessionResumptionUpdate,
    Setup,
    SetupComplete,
    ToolCall,
    ToolCallCancellation,
    ToolResponse,
    UnknownMessage,
    UsageMetadata,
    VoiceActivity,
    VoiceActivityDetectionSignal,
)
from evalkit.protocol.messages import GoAway as GoAwayMessage
from evalkit.protocol.side import Side
from evalkit.recording.model import LANE_RATE_HZ, Entry
from evalkit.trace.events import (
    ActivitySent,
    AudioReceived,
    AudioSent,
    Event,
    GenerationComplete,
    GoAway,
    InputTranscript,
    Interrupted,
    OutputTranscript,
    ResumptionUpdated,
    SetupCompleted,
    SetupSent,
    TextReceived,
    TextSent,
    ToolCalled,
    ToolCancelled,
    ToolResponded,
    TurnComplete,
    Unknown,
    UsageReported,
    VoiceActivityReported,
)

__all__ = ["read_events"]

# A frame may hold several keys in any order (reference §3.1). What was heard comes first, content before its end, and
# the usage of a turn after the turn's end; content keeps its own order.
_PLACE: tuple[tuple[type[Event], ...], ...] = (
    (SetupCompleted,),
    (VoiceActivityReported,),
    (InputTranscript,),
    (AudioReceived, TextReceived, OutputTranscript, Unknown),
    (ToolCalled,),
    (ToolCancelled,),
    (GenerationComplete,),
    (Interrupted,),
    (TurnComplete,),
    (UsageReported,),
)


def read_events(entry: Entry) -> tuple[Event, ...]:
    """Returns the events of one WebSocket message, each with the message's time, none with its final number.

    Of a server's message: what was heard, then audio, text and output transcription in the message's own order, tool
    calls, cancellations, generationComplete, interrupted, turnComplete, usage, and what is left. Data that does not
    decode is one `Unknown` that says why.
    """
    sender = Side.CLIENT if entry.direction == "sent" else Side.SERVER
    try:
        messages = decode(entry.data, sender)
        events = [event for message in messages for event in _events(message, entry.t)]
    except ProtocolError as error:
        return (Unknown(seq=0, t=entry.t, what=str(error), data=entry.data),)
    return tuple(events) if sender is Side.CLIENT else tuple(sorted(events, key=_place))


def _place(event: Event) -> int:
    return next((place for place, kinds in enumerate(_PLACE) if isinstance(event, kinds)), len(_PLACE))


def _events(message: Message, t: float | None) -> Iterator[Event]:
    match message:
        case Setup():
            yield SetupSent(seq=0, t=t, setup=to_wire(message)["setup"])
            return
        case ClientContent() | RealtimeInput() | ToolResponse() | ContextUpdate():
            yield from _client_events(message, t)
        case ServerContent():
            yield from _content_events(message, t)
        case ToolCall(function_calls=calls):
            yield from (_called(call, t) for call in calls)
        case _:
            yield from _session_events(message, t)
    if message.extra and not isinstance(message, ServerError):
        key = key_of(message)
        yield from (_unknown(t, f"{key}.{name}", value) for name, value in message.extra.items())


def _client_events(
    message: ClientContent | RealtimeInput | ToolResponse | ContextUpdate, t: float | None
) -> Iterator[Event]:
    match message:
        case ClientContent():
            yield from _typed(message, t)
        case RealtimeInput():
            yield from _streamed(message, t)
        case ToolResponse(function_responses=responses):
            yield from (_responded(response, t) for response in responses)
        case ContextUpdate():
            yield _unknown(t, "contextUpdate", to_wire(message)["contextUpdate"])


def _typed(message: ClientContent, t: float | None) -> Iterator[Event]:
    """Text of the user, one event a content; only the last one of a completed message asks for an answer."""
    asks = message.turn_complete and (not message.turns or message.turns[-1].role == "model")
    for place, content in enumerate(message.turns):
        last = place == len(message.turns) - 1
        if content.role == "model":
            yield _unknown(t, "clientContent: history of the model", _texts(content.parts))
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
        yield _media_sent(part.inline_data, t, "clientContent")
    if part.function_response is not None:
        yield _responded(part.function_response, t)


def _streamed(message: RealtimeInput, t: float | None) -> Iterator[Event]:
    if message.activity_start:
        yield ActivitySent(seq=0, t=t, kind="activity_start")
    for blob in (message.audio, message.video, *message.media_chunks):
        if blob is not None:
            yield _media_sent(blob, t, "realtimeInput")
    if message.text is not None:
        yield TextSent(seq=0, t=t, text=message.text)
    if message.activity_end:
        yield ActivitySent(seq=0, t=t, kind="activity_end")
    if message.audio_stream_end:
        yield ActivitySent(seq=0, t=t, kind="audio_stream_end")


def _media_sent(blob: Blob, t: float | None, where: str) -> Event:
    rate_hz = _rate_hz(blob, LANE_RATE_HZ["user"])
    if rate_hz is None:
        return _unknown(t, f"{where}: {len(blob.data)} bytes of {blob.mime_type or 'no MIME type'}")
    return AudioSent(seq=0, t=t, pcm=blob.data, rate_hz=rate_hz, offset=0)


def _content_events(message: ServerContent, t: float | None) -> Iterator[Event]:
    if message.input_transcription is not None:
        heard = message.input_transcription
        yield InputTranscript(seq=0, t=t, text=heard.text, finished=heard.finished)
    for part in message.model_turn.parts if message.model_turn else ():
        yield from _part_received(part, t)
    if message.output_transcription is not None:
        said = message.output_transcription
        yield OutputTranscript(seq=0, t=t, text=said.text, finished=said.finished)
    if message.generation_complete:
        yield GenerationComplete(seq=0, t=t)
    if message.interrupted:
        yield Interrupted(seq=0, t=t)
    if message.turn_complete:
        reason, waiting = message.turn_complete_reason, message.waiting_for_input
        yield TurnComplete(seq=0, t=t, reason=reason, waiting_for_input=waiting)
    yield from _beside_content(message, t)


def _part_received(part: Part, t: float | None) -> Iterator[Event]:
    if part.inline_data is not None:
        yield _media_received(part.inline_data, t)
    if part.text:
        yield TextReceived(seq=0, t=t, text=part.text, thought=part.thought)
    if part.function_call is not None:
        yield _called(part.function_call, t)
    for name, value in (
        ("executableCode", part.executable_code),
        ("codeExecutionResult", part.code_execution_result),
        ("fileData", part.file_data),
    ):
        if value is not None:
            yield _unknown(t, f"modelTurn part: {name}", value)
    yield from (_unknown(t, f"modelTurn part: {name}", value) for name, value in part.extra.items())


def _media_received(blob: Blob, t: float | None) -> Event:
    rate_hz = _rate_hz(blob, LANE_RATE_HZ["model"])
    if rate_hz is None:
        return _unknown(t, f"modelTurn part: {len(blob.data)} bytes of {blob.mime_type or 'no MIME type'}")
    return AudioReceived(seq=0, t=t, pcm=blob.data, rate_hz=rate_hz, offset=0)


def _beside_content(message: ServerContent, t: float | None) -> Iterator[Event]:
    """What rides beside the content and has no event of its own."""
    for name, value in (
        ("groundingMetadata", message.grounding_metadata),
        ("urlContextMetadata", message.url_context_metadata),
        ("interactionStatus", message.interaction_status),
        ("speechState", message.speech_state),
    ):
        if value is not None:
            yield _unknown(t, f"serverContent.{name}", value)
    if message.interim_input_transcription is not None:
        yield _unknown(t, "serverContent.interimInputTranscription", message.interim_input_transcription.text)


def _session_events(message: Message, t: float | None) -> Iterator[Event]:
    match message:
        case SetupComplete():
            yield SetupCompleted(seq=0, t=t)
        case InputTranscription(text=text, finished=finished):
            yield InputTranscript(seq=0, t=t, text=text, finished=finished)
        case OutputTranscription(text=text, finished=finished):
            yield OutputTranscript(seq=0, t=t, text=text, finished=finished)
        case ToolCallCancellation(ids=ids):
            yield ToolCancelled(seq=0, t=t, ids=ids)
        case UsageMetadata():
            yield UsageReported(seq=0, t=t, usage=to_wire(message)["usageMetadata"])
        case GoAwayMessage(time_left=time_left):
            yield GoAway(seq=0, t=t, time_left=time_left)
        case SessionResumptionUpdate(new_handle=handle, resumable=resumable):
            yield ResumptionUpdated(seq=0, t=t, handle=handle, resumable=resumable)
        case VoiceActivity(type=kind) | VoiceActivityDetectionSignal(vad_signal_type=kind):
            yield VoiceActivityReported(seq=0, t=t, kind=kind or "")
        case InteractionStatus(status=status):
            yield _unknown(t, "interactionStatus", status)
        case ServerError(code=code, message=text):
            yield _unknown(t, f"error {code}: {text}", message.extra or None)
        case UnknownMessage(key=key, value=value):
            yield _unknown(t, key, value)


def _called(call: FunctionCall, t: float | None) -> Event:
    return ToolCalled(seq=0, t=t, name=call.name, args=call.args, id=call.id)


def _responded(response: FunctionResponse, t: float | None) -> Event:
    return ToolResponded(seq=0, t=t, name=response.name, response=response.response, id=response.id)


def _unknown(t: float | None, what: str, data: Any = None) -> Event:
    return Unknown(seq=0, t=t, what=what, data=data)


def _rate_hz(blob: Blob, assumed: int) -> int | None:
    """The sample rate of 16-bit PCM, `assumed` where the MIME type leaves it out; None for any other media."""
    return (blob.rate_hz or assumed) if blob.is_pcm else None
