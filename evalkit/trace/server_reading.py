"""A server's message to the events it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evalkit.protocol.codec import to_wire
from evalkit.protocol.messages import (
    Blob,
    FunctionCall,
    InputTranscription,
    InteractionStatus,
    Message,
    OutputTranscription,
    Part,
    ServerContent,
    ServerError,
    SessionResumptionUpdate,
    SetupComplete,
    ToolCall,
    ToolCallCancellation,
    Transcription,
    UnknownMessage,
    UsageMetadata,
    VoiceActivity,
    VoiceActivityDetectionSignal,
)
from evalkit.protocol.messages import GoAway as GoAwayMessage
from evalkit.recording.model import LANE_RATE_HZ
from evalkit.trace.client_reading import file_of
from evalkit.trace.events import (
    AudioReceived,
    CodeRun,
    CodeWritten,
    ErrorReported,
    Event,
    GenerationComplete,
    GoAway,
    Grounded,
    InputTranscript,
    InteractionStatusChanged,
    InterimTranscript,
    Interrupted,
    MediaReceived,
    OutputTranscript,
    ResumptionUpdated,
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

__all__ = ["server_events"]


def server_events(message: Message, t: float | None) -> Iterator[Event]:
    """Gives the events of one message, content in its own order, numbered 0."""
    match message:
        case ServerContent():
            yield from _content(message, t)
        case ToolCall(function_calls=calls):
            yield from (_called(call, t) for call in calls)
        case _:
            yield from _about_session(message, t)


def _content(message: ServerContent, t: float | None) -> Iterator[Event]:
    if message.input_transcription is not None:
        yield _heard(message.input_transcription, t)
    if message.interim_input_transcription is not None:
        yield InterimTranscript(seq=0, t=t, text=message.interim_input_transcription.text)
    for part in message.model_turn.parts if message.model_turn else ():
        yield from _part(part, t)
    if message.output_transcription is not None:
        yield _said(message.output_transcription, t)
    yield from _beside_content(message, t)
    if message.generation_complete:
        yield GenerationComplete(seq=0, t=t)
    if message.interrupted:
        yield Interrupted(seq=0, t=t)
    if message.turn_complete:
        reason, waiting = message.turn_complete_reason, message.waiting_for_input
        yield TurnComplete(seq=0, t=t, reason=reason, waiting_for_input=waiting)


def _beside_content(message: ServerContent, t: float | None) -> Iterator[Event]:
    if message.grounding_metadata is not None:
        yield _grounded(message.grounding_metadata, t)
    if message.url_context_metadata is not None:
        read = _mappings(message.url_context_metadata.get("urlMetadata"))
        urls = tuple((_text(each, "retrievedUrl"), _text(each, "urlRetrievalStatus")) for each in read)
        yield UrlsRead(seq=0, t=t, urls=urls)
    if message.interaction_status is not None:
        yield InteractionStatusChanged(seq=0, t=t, status=message.interaction_status)
    if message.speech_state is not None:
        yield VoiceActivityReported(seq=0, t=t, kind=message.speech_state)


def _part(part: Part, t: float | None) -> Iterator[Event]:
    if part.inline_data is not None:
        yield _media(part.inline_data, t)
    if part.text:
        yield TextReceived(seq=0, t=t, text=part.text, thought=part.thought)
    if part.function_call is not None:
        yield _called(part.function_call, t)
    if (code := part.executable_code) is not None:
        yield CodeWritten(
            seq=0, t=t, code=_text(code, "code"), language=_text(code, "language"), id=_text(code, "id") or None
        )
    if (run := part.code_execution_result) is not None:
        yield CodeRun(
            seq=0, t=t, outcome=_text(run, "outcome"), output=_text(run, "output"), id=_text(run, "id") or None
        )
    if part.file_data is not None:
        mime_type, uri = file_of(part.file_data)
        yield MediaReceived(seq=0, t=t, mime_type=mime_type, uri=uri)
    yield from (Unknown(seq=0, t=t, what=f"modelTurn part: {name}", data=value) for name, value in part.extra.items())


def _media(blob: Blob, t: float | None) -> Event:
    if blob.is_pcm:
        rate_hz = blob.rate_hz or LANE_RATE_HZ["model"]
        return AudioReceived(seq=0, t=t, pcm=blob.data, rate_hz=rate_hz, offset=0)
    return MediaReceived(seq=0, t=t, mime_type=blob.mime_type, data=blob.data)


def _grounded(metadata: Mapping[str, Any], t: float | None) -> Event:
    queries = metadata.get("webSearchQueries")
    return Grounded(
        seq=0,
        t=t,
        queries=tuple(query for query in queries if isinstance(query, str)) if isinstance(queries, list) else (),
        sources=tuple(_sources(metadata.get("groundingChunks"))),
        supports=len(_mappings(metadata.get("groundingSupports"))),
    )


def _sources(chunks: Any) -> Iterator[tuple[str, str]]:
    """Title and URI of each chunk, whatever it was found in: `web`, `retrievedContext`, `maps`."""
    for chunk in _mappings(chunks):
        found = next((each for each in chunk.values() if isinstance(each, Mapping)), {})
        yield _text(found, "title"), _text(found, "uri")


def _about_session(message: Message, t: float | None) -> Iterator[Event]:
    match message:
        case SetupComplete(session_id=session_id):
            yield SetupCompleted(seq=0, t=t, session_id=session_id)
        case InputTranscription():
            yield _heard(message, t)
        case OutputTranscription():
            yield _said(message, t)
        case ToolCallCancellation(ids=ids):
            yield ToolCancelled(seq=0, t=t, ids=ids)
        case UsageMetadata():
            yield UsageReported(seq=0, t=t, usage=to_wire(message)["usageMetadata"])
        case GoAwayMessage(time_left=time_left):
            yield GoAway(seq=0, t=t, time_left=time_left)
        case SessionResumptionUpdate(new_handle=handle, resumable=resumable, last_consumed_client_message_index=last):
            yield ResumptionUpdated(seq=0, t=t, handle=handle, resumable=resumable, last_consumed=last)
        case VoiceActivity(type=kind, audio_offset_s=offset_s):
            yield VoiceActivityReported(seq=0, t=t, kind=kind or "", offset_s=offset_s)
        case VoiceActivityDetectionSignal(vad_signal_type=kind):
            yield VoiceActivityReported(seq=0, t=t, kind=kind or "")
        case InteractionStatus(status=status):
            yield InteractionStatusChanged(seq=0, t=t, status=status)
        case ServerError(code=code, message=text, status=error_status):
            yield ErrorReported(seq=0, t=t, code=code, message=text, status=error_status)
        case UnknownMessage(key=key, value=value):
            yield Unknown(seq=0, t=t, what=key, data=value)


def _heard(heard: Transcription, t: float | None) -> Event:
    language, speaker = heard.language_code, heard.speaker_label
    return InputTranscript(seq=0, t=t, text=heard.text, finished=heard.finished, language=language, speaker=speaker)


def _said(said: Transcription, t: float | None) -> Event:
    language, speaker = said.language_code, said.speaker_label
    return OutputTranscript(seq=0, t=t, text=said.text, finished=said.finished, language=language, speaker=speaker)


def _called(call: FunctionCall, t: float | None) -> Event:
    return ToolCalled(seq=0, t=t, name=call.name, args=call.args, id=call.id)


def _text(mapping: Mapping[str, Any], name: str) -> str:
    value = mapping.get(name)
    return value if isinstance(value, str) else ""


def _mappings(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list | tuple) else []
