"""Traces for scorer tests, written by hand in a few lines, with no recording and no protocol.

    a_trace(
        a_turn("Is it raining?", heard(1.3, "is it raining"), audio(1.5, 0.4), said(1.5, "Yes."), turn_complete(2.0)),
    )

Events are written with their time first; `a_trace` gives them their number, their turn and their audio offset.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from evalkit.scenario.model import SayInput, Scenario, ScorerSpec, Start, TextInput, Turn, UserInput
from evalkit.trace.events import (
    AnswerHeld,
    AudioReceived,
    AudioSent,
    Closed,
    CodeRun,
    CodeWritten,
    Event,
    GenerationComplete,
    GoAway,
    Grounded,
    InputTranscript,
    Interrupted,
    OutputTranscript,
    Reconnected,
    Reconnecting,
    SetupCompleted,
    SetupSent,
    TextReceived,
    TextSent,
    ToolCalled,
    ToolCancelled,
    ToolResponded,
    TurnComplete,
    UsageReported,
)
from evalkit.trace.trace import Trace, TurnWindow

__all__ = [
    "TurnDraft",
    "a_trace",
    "a_turn",
    "audio",
    "called",
    "cancelled",
    "closed",
    "code_run",
    "code_written",
    "generation_complete",
    "go_away",
    "grounded",
    "heard",
    "held",
    "interrupted",
    "responded",
    "resumed",
    "said",
    "set_up",
    "text",
    "text_sent",
    "tone",
    "turn_complete",
    "usage",
    "user_audio",
]


@dataclass(frozen=True, slots=True)
class TurnDraft:
    """A turn before it has a number."""

    turn: Turn
    window: TurnWindow


def a_turn(
    user: str | UserInput,
    *events: Event,
    expect: Mapping[str, Mapping[str, Any]] | None = None,
    start: Start | None = None,
    started: float | None = 0.0,
    speech_ended: float | None = 1.0,
    input_ended: float | None = 1.0,
    finished: float | None = None,
    finish: str = "turn_complete",
    anchor_missed: bool = False,
) -> TurnDraft:
    """One user turn and the answer to it; a plain string is spoken (`TextInput` for a typed one).

    Speech begins as the turn starts and ends at `speech_ended`; it is left out of typed turns. `finished` is the time
    of the last event when it is not given.
    """
    given: UserInput = SayInput(user) if isinstance(user, str) else user
    specs = tuple(ScorerSpec(name, args) for name, args in (expect or {}).items())
    turn = Turn(index=0, user=given, start=start or Start(), expect=specs)
    spoken = not isinstance(given, TextInput) and speech_ended is not None
    last = max((event.t for event in events if event.t is not None), default=input_ended)
    window = TurnWindow(
        turn=turn,
        events=events,
        started_t=started,
        speech_started_t=started if spoken else None,
        speech_ended_t=speech_ended if spoken else None,
        input_ended_t=input_ended,
        finished_t=last if finished is None else finished,
        finish=finish,
        anchor_missed=anchor_missed,
    )
    return TurnDraft(turn, window)


def a_trace(
    *turns: TurnDraft,
    before: Iterable[Event] = (),
    after: Iterable[Event] = (),
    expect: Mapping[str, Mapping[str, Any]] | None = None,
    setup: Mapping[str, Any] | None = None,
    language: str = "en",
    timed: bool = True,
    complete: bool = True,
) -> Trace:
    """The trace of these turns; `before` and `after` are events outside any turn.

    Events are put in the order of their times, as far as they have any; `timed=False` takes every time away.
    """
    numbered = [replace(draft.turn, index=index) for index, draft in enumerate(turns)]
    scenario = Scenario(
        id="hand/made",
        turns=tuple(numbered),
        setup={"inputAudioTranscription": {}, "outputAudioTranscription": {}} if setup is None else setup,
        expect=tuple(ScorerSpec(name, args) for name, args in (expect or {}).items()),
        language=language,
    )
    inside = [replace(event, turn=index) for index, draft in enumerate(turns) for event in draft.window.events]
    if all(event.t is not None for event in inside):
        inside.sort(key=lambda event: event.t or 0.0)
    events = tuple(_finished([*before, *inside, *after], timed))
    windows = tuple(_window(draft.window, turn, events, timed) for draft, turn in zip(turns, numbered, strict=True))
    return Trace(scenario=scenario, events=events, turns=windows, timed=timed, complete=complete)


def tone(seconds: float, *, level_dbfs: float = -20.0, rate_hz: int = 24_000, lead_silence_s: float = 0.0) -> bytes:
    """A 440 Hz sine as 16-bit PCM; `level_dbfs` is that of its peaks; below about -96 it is digital silence."""
    count = round(seconds * rate_hz)
    wave = np.sin(2 * np.pi * 440 * np.arange(count) / rate_hz) * 32767 * 10 ** (level_dbfs / 20)
    wave[: round(lead_silence_s * rate_hz)] = 0
    return np.round(wave).astype("<i2").tobytes()


def audio(
    t: float | None,
    seconds: float = 0.2,
    *,
    level_dbfs: float = -20.0,
    rate_hz: int = 24_000,
    lead_silence_s: float = 0.0,
) -> AudioReceived:
    """One chunk of model audio arrives."""
    pcm = tone(seconds, level_dbfs=level_dbfs, rate_hz=rate_hz, lead_silence_s=lead_silence_s)
    return AudioReceived(seq=0, t=t, pcm=pcm, rate_hz=rate_hz, offset=0)


def user_audio(t: float | None, seconds: float = 0.02, *, level_dbfs: float = -20.0) -> AudioSent:
    """One chunk of user audio; its last sample leaves at `t`."""
    return AudioSent(seq=0, t=t, pcm=tone(seconds, level_dbfs=level_dbfs, rate_hz=16_000), rate_hz=16_000, offset=0)


def text_sent(t: float | None, words: str) -> TextSent:
    """The user types."""
    return TextSent(seq=0, t=t, text=words)


def heard(t: float | None, words: str) -> InputTranscript:
    """A piece of the input transcription."""
    return InputTranscript(seq=0, t=t, text=words)


def said(t: float | None, words: str) -> OutputTranscript:
    """A piece of the output transcription."""
    return OutputTranscript(seq=0, t=t, text=words)


def text(t: float | None, words: str, *, thought: bool = False) -> TextReceived:
    """A text part."""
    return TextReceived(seq=0, t=t, text=words, thought=thought)


def called(t: float | None, name: str, *, id: str | None = None, **args: Any) -> ToolCalled:
    """The model calls a tool with these arguments."""
    return ToolCalled(seq=0, t=t, name=name, args=args, id=id)


def responded(t: float | None, name: str, *, id: str | None = None, **response: Any) -> ToolResponded:
    """The session answers a call."""
    return ToolResponded(seq=0, t=t, name=name, response=response, id=id)


def cancelled(t: float | None, *ids: str) -> ToolCancelled:
    """The server takes calls back."""
    return ToolCancelled(seq=0, t=t, ids=ids)


def held(t: float | None, *ids: str) -> AnswerHeld:
    """The session waits with the answers to these calls."""
    return AnswerHeld(seq=0, t=t, ids=ids)


def grounded(t: float | None, *queries: str, sources: Iterable[tuple[str, str]] = (), supports: int = 0) -> Grounded:
    """The server says what it searched for and found."""
    return Grounded(seq=0, t=t, queries=queries, sources=tuple(sources), supports=supports)


def code_written(t: float | None, source: str = "print(1)") -> CodeWritten:
    """The model writes code."""
    return CodeWritten(seq=0, t=t, code=source, language="PYTHON")


def code_run(t: float | None, output: str = "", outcome: str = "OUTCOME_OK") -> CodeRun:
    """The server has run code."""
    return CodeRun(seq=0, t=t, outcome=outcome, output=output)


def go_away(t: float | None, time_left: str | None = "50s") -> GoAway:
    """The server announces the end of the connection."""
    return GoAway(seq=0, t=t, time_left=time_left)


def set_up(t: float | None, wait_s: float = 0.1) -> tuple[SetupSent, SetupCompleted]:
    """A connection begins."""
    ready_t = None if t is None else t + wait_s
    return SetupSent(seq=0, t=t, setup={"model": "m"}), SetupCompleted(seq=0, t=ready_t)


def resumed(t: float, *, connection: int = 2, knows: bool = True, wait_s: float = 1.0) -> tuple[Event, ...]:
    """A connection ends and the next one stands, `wait_s` and the 0.1 s of its setup later."""
    return (
        closed(t),
        Reconnecting(seq=0, t=t, reason="goAway"),
        *set_up(t + wait_s),
        Reconnected(seq=0, t=t + wait_s + 0.1, connection=connection, resumed=knows),
    )


def interrupted(t: float | None) -> Interrupted:
    """The server stops its answer."""
    return Interrupted(seq=0, t=t)


def generation_complete(t: float | None) -> GenerationComplete:
    """The answer is generated whole."""
    return GenerationComplete(seq=0, t=t)


def turn_complete(t: float | None, *, reason: str | None = None) -> TurnComplete:
    """The model's turn is over."""
    return TurnComplete(seq=0, t=t, reason=reason)


def usage(t: float | None, **counts: int) -> UsageReported:
    """A usage snapshot."""
    return UsageReported(seq=0, t=t, usage=counts)


def closed(t: float | None, code: int = 1000, *, by: str = "local", reason: str = "") -> Closed:
    """The connection ends."""
    return Closed(seq=0, t=t, code=code, reason=reason, by=by)


def _finished(events: Sequence[Event], timed: bool) -> Iterable[Event]:
    """Numbers the events and tells each audio chunk how many samples of its lane came before it."""
    offsets = {AudioReceived: 0, AudioSent: 0}
    for seq, event in enumerate(events):
        numbered = replace(event, seq=seq, t=event.t if timed else None)
        if isinstance(numbered, AudioReceived | AudioSent):
            kind = type(numbered)
            numbered = replace(numbered, offset=offsets[kind])
            offsets[kind] += len(numbered.pcm) // 2
        yield numbered


def _window(window: TurnWindow, turn: Turn, events: Sequence[Event], timed: bool) -> TurnWindow:
    own = tuple(event for event in events if event.turn == turn.index)
    placed = replace(window, turn=turn, events=own)
    if timed:
        return placed
    return TurnWindow(turn=turn, events=own, finish=window.finish, anchor_missed=window.anchor_missed)
