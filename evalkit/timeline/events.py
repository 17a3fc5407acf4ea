"""What happened in a session, as rows of marks on its clock: events, pieces of transcripts, pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evalkit.timeline.model import EventKind, Events, Frame, Transcripts
from evalkit.timeline.moment import moment, moment_or_none
from evalkit.timeline.words import kind_of, piece, words_of
from evalkit.trace.events import (
    Closed,
    Event,
    FrameSent,
    InputTranscript,
    OutputTranscript,
    SetupCompleted,
    ToolCalled,
    ToolCancelled,
    ToolResponded,
)

__all__ = ["events_of", "frames_of", "transcripts_of"]


def events_of(events: Sequence[Event]) -> Events:
    """Every event but audio and transcripts, in order.

    A tool call lasts until its answer, or until it is taken back; one that was never answered lasts to the end of its
    connection. Between connections there is a gap: a close lasts until the next one is set up.
    """
    answers = _answers(events)
    until = _ends(events, answers)
    shown = [(event, kind) for event in events if (kind := kind_of(event)) is not None]
    places: dict[EventKind, int] = {}
    for _, kind in shown:
        places.setdefault(kind, len(places))
    return Events(
        kinds=tuple(places),
        t=tuple(moment(event.t) for event, _ in shown),
        until=tuple(moment_or_none(until.get(event.seq)) for event, _ in shown),
        kind=tuple(places[kind] for _, kind in shown),
        words=tuple(words_of(event, answers.get(event.seq)) for event, _ in shown),
        turn=tuple(event.turn for event, _ in shown),
        message=tuple(event.item for event, _ in shown),
    )


def transcripts_of(events: Sequence[Event]) -> Transcripts:
    """Pieces of what the server heard and of what the model says it said, as they came."""
    told = [event for event in events if isinstance(event, InputTranscript | OutputTranscript) and event.text]
    return Transcripts(
        t=tuple(moment(event.t) for event in told),
        who=tuple("user" if isinstance(event, InputTranscript) else "model" for event in told),
        text=tuple(piece(event.text, 2_000) for event in told),
        turn=tuple(event.turn for event in told),
        message=tuple(event.item for event in told),
    )


def frames_of(events: Sequence[Event]) -> tuple[Frame, ...]:
    """The pictures the user showed."""
    return tuple(
        Frame(moment(event.t), event.file, words_of(event), event.turn, event.item)
        for event in events
        if isinstance(event, FrameSent)
    )


def _answers(events: Sequence[Event]) -> dict[int, ToolResponded]:
    """The last answer to each call, by the call's `seq`; a call without an id is answered by its name, in order."""
    found: dict[int, ToolResponded] = {}
    unanswered: list[ToolCalled] = []
    for event in events:
        if isinstance(event, ToolCalled):
            unanswered.append(event)
        elif isinstance(event, ToolResponded):
            call = next((each for each in unanswered if _is_for(event, each)), None)
            if call is not None and not event.will_continue:
                unanswered.remove(call)
                found[call.seq] = event
    return found


def _is_for(answer: ToolResponded, call: ToolCalled) -> bool:
    return answer.id == call.id if call.id is not None else answer.name == call.name


def _ends(events: Sequence[Event], answers: Mapping[int, ToolResponded]) -> dict[int, float | None]:
    """When what lasts was over, by `seq`; what has no answer ends as it is taken back, or with its connection."""
    ends = {seq: answer.t for seq, answer in answers.items()}
    unanswered: list[ToolCalled] = []
    closed: Closed | None = None
    for event in events:
        match event:
            case ToolCalled() if event.seq not in answers:
                unanswered.append(event)
            case ToolCancelled(ids=ids):
                ends |= {call.seq: event.t for call in unanswered if call.id in ids}
                unanswered = [call for call in unanswered if call.id not in ids]
            case Closed():
                ends |= {call.seq: event.t for call in unanswered}
                unanswered, closed = [], event
            case SetupCompleted() if closed is not None:
                ends[closed.seq], closed = event.t, None
    return ends
