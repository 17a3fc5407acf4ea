"""What a report shows of a turn, and of the connections of a session, out of a trace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from evalkit.recording.model import LANE_RATE_HZ
from evalkit.results import CodeSummary, FrameSummary, GoAwayNotice, Reconnection, TurnSummary
from evalkit.scenario.model import AudioInput, SayInput, SilenceInput, SoundtrackInput, TextInput, Turn, UserInput
from evalkit.trace.answer import answer_of
from evalkit.trace.events import (
    AnswerHeld,
    AudioReceived,
    AudioSent,
    Closed,
    CodeRun,
    CodeWritten,
    FrameSent,
    GoAway,
    Grounded,
    Interrupted,
    Reconnected,
    Reconnecting,
    SetupCompleted,
    ToolCalled,
    ToolCancelled,
    ToolResponded,
    TurnComplete,
    UrlsRead,
)
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["go_away_notices", "reconnections", "turn_summary"]


def turn_summary(window: TurnWindow, imported: bool = False) -> TurnSummary:
    """Returns what a report shows of one turn.

    Args:
        window: a turn's, not the session's.
        imported: True where the scenario was made from what a client sent, so that it names no file and no length of
            its own: then what was sent is told.
    """
    turn = cast(Turn, window.turn)
    answer = answer_of(window)
    user, kind = _in_words(turn.user)
    user = (_sent(window) if imported else "") or user
    return TurnSummary(
        index=turn.index,
        user=user,
        kind=kind,
        heard=window.heard,
        said=window.said or answer.text,
        tool_calls=tuple(_tool_calls(window)),
        frames=tuple(_frames(window)),
        code=tuple(_code(window)),
        queries=tuple(dict.fromkeys(query for event in window.of(Grounded) for query in event.queries)),
        sources=tuple(dict.fromkeys(_sources(window))),
        finish=window.finish,
        complete_reason=_reason(window),
        interrupted=bool(window.of(Interrupted)),
        interrupted_t=next((event.t for event in window.of(Interrupted)), None),
        started_t=window.started_t,
        speech_started_t=window.speech_started_t,
        speech_ended_t=window.speech_ended_t,
        input_ended_t=window.input_ended_t,
        first_audio_t=None if answer.first_audio is None else answer.first_audio.t,
        first_audible_t=answer.first_audible_t,
        finished_t=window.finished_t,
        user_audio_s=_lane_range(window.of(AudioSent), LANE_RATE_HZ["user"]),
        model_audio_s=_lane_range(window.of(AudioReceived), LANE_RATE_HZ["model"]),
    )


def reconnections(trace: Trace) -> tuple[Reconnection, ...]:
    """Returns each change of connection, in order; the last may never have come to stand."""
    found: list[Reconnection] = []
    closed_t: float | None = None
    ready_t: float | None = None
    begun: Reconnecting | None = None
    stands, number = True, 1
    for event in trace.events:
        match event:
            case Closed() if stands:
                closed_t, stands = event.t, False
            case SetupCompleted():
                ready_t, stands = event.t, True
            case Reconnecting():
                begun, ready_t = event, None
            case Reconnected():
                number = max(event.connection, number + 1)
                ready_t = event.t if ready_t is None else ready_t
                found.append(_reconnection(number, closed_t, ready_t, begun, event.resumed))
                begun = None
    if begun is not None:
        found.append(_reconnection(number + 1, closed_t, None, begun, False))
    return tuple(found)


def _reconnection(
    number: int, closed_t: float | None, ready_t: float | None, begun: Reconnecting | None, resumed: bool
) -> Reconnection:
    reason = "" if begun is None else begun.reason
    return Reconnection(connection=number, closed_t=closed_t, ready_t=ready_t, reason=reason, resumed=resumed)


def go_away_notices(trace: Trace) -> tuple[GoAwayNotice, ...]:
    """Returns each announcement of an end, in order."""
    return tuple(GoAwayNotice(t=event.t, time_left=event.time_left or "") for event in trace.session.of(GoAway))


def _in_words(user: UserInput) -> tuple[str, str]:
    match user:
        case TextInput(text):
            return text, "text"
        case SayInput(text):
            return text, "say"
        case AudioInput(path, transcript):
            return transcript or path, "audio"
        case SoundtrackInput(transcript):
            return transcript or "the video's sound", "video"
        case SilenceInput(duration_s):
            return f"silence of {duration_s:g} s", "silence"


def _sent(window: TurnWindow) -> str:
    """An input of another client's in words; empty for one that was typed."""
    turn = cast(Turn, window.turn)
    if isinstance(turn.user, AudioInput):
        sent_s = sum(len(event.pcm) / 2 / event.rate_hz for event in window.of(AudioSent))
        return f"{sent_s:.1f} s of audio"
    if isinstance(turn.user, SilenceInput):
        shown = len(window.of(FrameSent))
        pictures = "a picture" if shown == 1 else f"{shown} pictures"
        return f"{pictures} without a word" if shown else "an input without words"
    return ""


def _reason(window: TurnWindow) -> str | None:
    """The last turnCompleteReason that was given."""
    return next((end.reason for end in reversed(window.of(TurnComplete)) if end.reason), None)


def _frames(window: TurnWindow) -> Iterator[FrameSummary]:
    for frame in window.of(FrameSent):
        yield FrameSummary(t=frame.t, file=frame.file, mime_type=frame.mime_type, size=frame.size)


def _sources(window: TurnWindow) -> Iterator[tuple[str, str]]:
    for event in window.events:
        match event:
            case Grounded(sources=sources):
                yield from sources
            case UrlsRead(urls=urls):
                yield from (("", url) for url, _ in urls)


def _code(window: TurnWindow) -> Iterator[CodeSummary]:
    """Each piece of code with the run that followed it; a run without code stands alone."""
    written: CodeWritten | None = None
    for event in window.events:
        match event:
            case CodeWritten():
                if written is not None:
                    yield CodeSummary(code=written.code, language=written.language)
                written = event
            case CodeRun(outcome=outcome, output=output):
                code, language = ("", "") if written is None else (written.code, written.language)
                yield CodeSummary(code=code, language=language, outcome=outcome, output=output)
                written = None
    if written is not None:
        yield CodeSummary(code=written.code, language=written.language)


def _tool_calls(window: TurnWindow) -> Iterator[Mapping[str, Any]]:
    """Each call with the answer it got: the last of its id, or the next of its name where calls have no ids."""
    responses = list(window.of(ToolResponded))
    cancelled = {id for event in window.of(ToolCancelled) for id in event.ids}
    held = {id: event.t for event in reversed(window.of(AnswerHeld)) for id in event.ids}
    for call in window.of(ToolCalled):
        found = _answer_to(call, responses)
        if found is not None:
            responses.remove(found)
        yield {
            "name": call.name,
            "args": dict(call.args),
            "id": call.id,
            "response": None if found is None else dict(found.response),
            "cancelled": call.id in cancelled,
            "called_t": call.t,
            "answered_t": None if found is None else found.t,
            **({"scheduling": found.scheduling} if found is not None and found.scheduling else {}),
            **({"held_t": held[key]} if (key := call.id or call.name) in held else {}),
        }


def _answer_to(call: ToolCalled, responses: list[ToolResponded]) -> ToolResponded | None:
    """The answer of the call's id, past those that say more will come; else the next of its name."""
    if call.id is None:
        return next((each for each in responses if each.name == call.name and each.seq > call.seq), None)
    mine = [each for each in responses if each.id == call.id]
    return next((each for each in mine if not each.will_continue), mine[-1] if mine else None)


def _lane_range(chunks: Iterable[AudioSent | AudioReceived], rate_hz: int) -> tuple[float, float] | None:
    """Where the audio of a turn stands in its lane file, in seconds; audio of another rate is not in it."""
    kept = [chunk for chunk in chunks if chunk.rate_hz == rate_hz and chunk.pcm]
    if not kept:
        return None
    last = kept[-1]
    return kept[0].offset / rate_hz, (last.offset + len(last.pcm) // 2) / rate_hz
