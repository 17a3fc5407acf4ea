"""An event in a few plain words: what a tooltip and a screen reader say of it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from evalkit.timeline.model import EventKind, Group
from evalkit.trace.events import (
    ActivitySent,
    AnswerHeld,
    Closed,
    CodeRun,
    CodeWritten,
    Connected,
    ContextUpdated,
    ErrorReported,
    Event,
    FrameSent,
    GenerationComplete,
    GoAway,
    Grounded,
    HistorySent,
    InteractionStatusChanged,
    InterimTranscript,
    Interrupted,
    MediaReceived,
    MediaSent,
    Reconnected,
    Reconnecting,
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
    UrlsRead,
    UsageReported,
    VoiceActivityReported,
)

__all__ = ["kind_of", "piece", "plain", "words_of"]

_MOST = 300
_ANSWERED = " → "

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""What moves text about or is no character: control codes, ends of lines, turns of direction, half a surrogate pair.
Joiners stay, since some scripts cannot be written without."""

_Row: TypeAlias = tuple[str, str, Group]
_KINDS: Mapping[type[Event], _Row] = {
    SetupSent: ("setup", "setup sent", "connection"),
    SetupCompleted: ("setup_complete", "setup complete", "connection"),
    Connected: ("connected", "connected", "connection"),
    GoAway: ("go_away", "goAway", "connection"),
    ResumptionUpdated: ("resumption", "resumption handle", "connection"),
    Reconnecting: ("reconnecting", "reconnecting", "connection"),
    Reconnected: ("reconnected", "reconnected", "connection"),
    ContextUpdated: ("context", "context update", "connection"),
    Closed: ("closed", "close", "connection"),
    TextSent: ("text_sent", "text sent", "turn"),
    HistorySent: ("history", "history sent", "turn"),
    FrameSent: ("frame", "picture", "turn"),
    MediaSent: ("media_sent", "media sent", "turn"),
    TextReceived: ("text", "text", "turn"),
    MediaReceived: ("media", "media", "turn"),
    GenerationComplete: ("generation_complete", "generation complete", "turn"),
    TurnComplete: ("turn_complete", "turn complete", "turn"),
    Interrupted: ("interrupted", "interrupted", "turn"),
    InteractionStatusChanged: ("interaction", "interaction status", "turn"),
    ToolCalled: ("tool_call", "tool call", "tool"),
    ToolResponded: ("tool_response", "tool response", "tool"),
    ToolCancelled: ("tool_cancelled", "calls cancelled", "tool"),
    AnswerHeld: ("answer_held", "answer held back", "tool"),
    CodeWritten: ("code", "code", "tool"),
    CodeRun: ("code_run", "code run", "tool"),
    Grounded: ("grounded", "search", "tool"),
    UrlsRead: ("urls_read", "pages read", "tool"),
    ActivitySent: ("activity", "activity sent", "speech"),
    VoiceActivityReported: ("voice_activity", "server's voice detection", "speech"),
    InterimTranscript: ("interim", "interim transcript", "speech"),
    UsageReported: ("usage", "usage", "other"),
    ErrorReported: ("error", "error", "other"),
    Unknown: ("unknown", "unknown", "other"),
}


def kind_of(event: Event) -> EventKind | None:
    """What an event is on a page; None of audio and transcripts, which have lanes of their own."""
    row = _KINDS.get(type(event))
    return None if row is None else EventKind(*row)


def piece(text: str, most: int = _MOST) -> str:
    """A text without control characters; its spaces stay, for pieces are joined as they are (reference §3.2)."""
    line = _CONTROL.sub(" ", text[: most + 1])
    return line if len(line) <= most else f"{line[: most - 1]}…"


def plain(text: str, most: int = _MOST) -> str:
    """One line of text without control characters, cut where it is too long."""
    return piece(" ".join(piece(text, 4 * most).split()), most)


def words_of(event: Event, answer: ToolResponded | None = None) -> str:
    """The event's own words, without its kind; empty when its kind says all.

    Args:
        event: of a trace.
        answer: to a tool call, told with it.
    """
    if answer is None:
        return plain(_words(event))
    half = (_MOST - len(_ANSWERED)) // 2
    return f"{plain(_words(event), half)}{_ANSWERED}{plain(_json(answer.response), half)}"


def _words(event: Event) -> str:
    match event:
        case ToolCalled() | ToolResponded() | ToolCancelled() | AnswerHeld() | CodeWritten() | CodeRun():
            return _of_tools(event)
        case Grounded() | UrlsRead():
            return _of_sources(event)
        case SetupSent() | SetupCompleted() | Connected() | GoAway() | ResumptionUpdated() | Closed():
            return _of_connection(event)
        case Reconnecting() | Reconnected() | ContextUpdated():
            return _of_connections(event)
        case FrameSent() | MediaSent() | MediaReceived():
            return _of_media(event)
        case TextSent(text=text, complete=complete):
            return text if complete else f"{text} (asks for no answer)"
        case HistorySent(text=text) | TextReceived(text=text, thought=False) | InterimTranscript(text=text):
            return text
        case TextReceived(text=text):
            return f"thought: {text}"
        case TurnComplete(reason=reason, waiting_for_input=waiting):
            return " · ".join(filter(None, (reason, "waiting for input" if waiting else "")))
        case _:
            return _of_the_rest(event)


def _of_the_rest(event: Event) -> str:
    match event:
        case InteractionStatusChanged(status=status):
            return status
        case ActivitySent(kind=kind):
            return kind.replace("_", " ")
        case VoiceActivityReported(kind=kind, offset_s=offset_s):
            return kind if offset_s is None else f"{kind} at {offset_s:g} s of the audio"
        case UsageReported(usage=usage):
            counts = (f"{name} {value:,}" for name, value in usage.items() if isinstance(value, int))
            return ", ".join(counts) or _json(usage)
        case ErrorReported(code=code, message=message, status=status):
            return " ".join(filter(None, (str(code), status, message)))
        case Unknown(what=what, data=data):
            return what if data is None else f"{what}: {_json(data)}"
        case _:
            return ""


def _of_tools(event: Event) -> str:
    match event:
        case ToolCalled(name=name, args=args):
            return f"{name} {_json(args)}"
        case ToolResponded(name=name, response=response, scheduling=scheduling, will_continue=more):
            notes = " · ".join(filter(None, (scheduling, "more follows" if more else "")))
            return f"{name} → {_json(response)}{f' ({notes})' if notes else ''}"
        case ToolCancelled(ids=ids) | AnswerHeld(ids=ids):
            return ", ".join(ids)
        case CodeWritten(code=code, language=language):
            return f"{language.lower()}: {code}" if language else code
        case CodeRun(outcome=outcome, output=output):
            return f"{outcome}: {output}" if output else outcome
        case _:
            return ""


def _of_sources(event: Event) -> str:
    match event:
        case Grounded(queries=queries, sources=sources):
            found = f"{len(sources):,} source{'' if len(sources) == 1 else 's'}"
            return f"{', '.join(queries)}: {found}" if queries else found
        case UrlsRead(urls=urls):
            return ", ".join(f"{url} {status}".strip() for url, status in urls)
        case _:
            return ""


def _of_connection(event: Event) -> str:
    match event:
        case SetupSent(setup=setup):
            return str(setup.get("model") or "")
        case SetupCompleted(session_id=session_id):
            return session_id or ""
        case Connected(opened_in_s=opened_in_s):
            return f"in {opened_in_s * 1000:,.0f} ms"
        case GoAway(time_left=time_left):
            return f"in {time_left}" if time_left else ""
        case ResumptionUpdated(handle=handle, resumable=resumable):
            return "resumable" if resumable and handle else "not resumable"
        case Closed(code=code, reason=reason, by=by):
            said = f"{code} {reason}".strip()
            return f"{said} by {by}" if by != "lost" else f"{said}: the connection was lost"
        case _:
            return ""


def _of_connections(event: Event) -> str:
    match event:
        case Reconnecting(reason=reason):
            return reason
        case Reconnected(connection=connection, resumed=resumed):
            return f"connection {connection}, {'session resumed' if resumed else 'begun anew'}"
        case ContextUpdated(update=update):
            return _json(update)
        case _:
            return ""


def _of_media(event: Event) -> str:
    match event:
        case FrameSent(mime_type=mime_type, size=size):
            return f"{mime_type}, {size:,} bytes"
        case (
            MediaSent(mime_type=mime_type, data=data, uri=uri) | MediaReceived(mime_type=mime_type, data=data, uri=uri)
        ):
            return f"{mime_type} {uri}" if uri else f"{mime_type}, {len(data):,} bytes"
        case _:
            return ""


def _json(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except ValueError:
        return str(value)
