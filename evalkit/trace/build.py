"""From a recording to a trace: what was said and done, by whom, when, and in which turn."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from evalkit.recording.frames import frame_digest
from evalkit.recording.model import LANE_RATE_HZ, Close, Entry, Mark, MarkName, Recording
from evalkit.scenario.model import AudioInput, Scenario, SilenceInput, TextInput, Turn, UserInput
from evalkit.trace.attribution import Item, turns_of
from evalkit.trace.events import (
    AnswerHeld,
    AudioReceived,
    AudioSent,
    Closed,
    Connected,
    Event,
    FrameSent,
    Reconnected,
    Reconnecting,
    TextSent,
)
from evalkit.trace.reading import read_events
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["build_trace"]


def build_trace(recording: Recording, scenario: Scenario) -> Trace:
    """Returns what the recording means; pure, and total: data that does not decode becomes an `Unknown` event.

    Turns come from the marks, in the order in which they were begun; without times that order alone decides. The order
    of events within one message is that of `evalkit.trace.reading`, their turns follow `evalkit.trace.attribution`. A
    turn that the scenario does not hold, as in another recorder's file, is made up from what was sent in it.

    An audio event's `offset` counts samples of its lane file; audio of another rate than the lane's is not in the
    lane, and its `offset` is where it would have stood. A session of several connections is one trace: the lanes run
    on, and the marks of a resumption are events as well.
    """
    items = tuple(_items(recording))
    events = tuple(_numbered(items, turns_of(items), recording.frames))
    return Trace(
        scenario=scenario,
        events=events,
        turns=tuple(_windows([item for item in items if isinstance(item, Mark)], events, scenario)),
        timed=recording.header.timed and any(entry.t is not None for entry in recording.entries),
        complete=recording.close is not None and not recording.torn,
        annotations=recording.annotations,
    )


def _items(recording: Recording) -> Iterator[Item]:
    timed = recording.header.timed
    for place, item in enumerate(recording.items):
        match item:
            case Entry():
                for event in read_events(item if timed else replace(item, t=None)):
                    yield event.settled(item=place)
            case Close(t=t, code=code, reason=reason, by=by):
                yield Closed(seq=0, t=t if timed else None, code=code, reason=reason, by=by, item=place)
            case Mark():
                mark = item if timed else replace(item, t=None)
                yield mark
                yield from (event.settled(item=place) for event in _told_by(mark))


def _told_by(mark: Mark) -> Iterator[Event]:
    """What a mark says that scorers need to know, beside the moments that make a turn's window."""
    if mark.name == "call_answer_held":
        ids = mark.detail.get("ids")
        held = tuple(id for id in ids if isinstance(id, str)) if isinstance(ids, list | tuple) else ()
        yield AnswerHeld(seq=0, t=mark.t, ids=held)
    elif mark.name == "connected":
        took_s = mark.detail.get("opened_in_s")
        if isinstance(took_s, int | float) and not isinstance(took_s, bool) and 0 <= took_s < math.inf:
            yield Connected(seq=0, t=mark.t, opened_in_s=float(took_s))
    elif mark.name == "reconnecting":
        yield Reconnecting(seq=0, t=mark.t, reason=str(mark.detail.get("reason") or ""))
    elif mark.name == "reconnected":
        number = mark.detail.get("connection")
        connection = number if isinstance(number, int) and not isinstance(number, bool) else 0
        yield Reconnected(seq=0, t=mark.t, connection=connection, resumed=mark.detail.get("resumed") is True)


def _numbered(items: Sequence[Item], turns: Sequence[int | None], frames: Mapping[str, str]) -> Iterator[Event]:
    lanes = {"user": 0, "model": 0}
    seq = 0
    for item, turn in zip(items, turns, strict=True):
        match item:
            case Mark():
                continue
            case AudioSent():
                yield _placed(item, lanes, "user").settled(seq=seq, turn=turn)
            case AudioReceived():
                yield _placed(item, lanes, "model").settled(seq=seq, turn=turn)
            case FrameSent():
                yield item.settled(seq=seq, turn=turn, file=frames.get(frame_digest(item.data), ""))
            case _:
                yield item.settled(seq=seq, turn=turn)
        seq += 1


def _placed(event: AudioSent | AudioReceived, lanes: dict[str, int], lane: Any) -> AudioSent | AudioReceived:
    """The event with its offset in the lane, and without half a sample at its end (the lane is padded there)."""
    offset = lanes[lane]
    if event.rate_hz == LANE_RATE_HZ[lane]:
        lanes[lane] += (len(event.pcm) + 1) // 2
    return event.settled(offset=offset, pcm=event.pcm[: len(event.pcm) // 2 * 2])


@dataclass(frozen=True, slots=True)
class _TurnMarks:
    """The marks of one turn by name, the first and the last of each."""

    first: Mapping[MarkName, Mark]
    last: Mapping[MarkName, Mark]


def _windows(marks: Sequence[Mark], events: Sequence[Event], scenario: Scenario) -> Iterator[TurnWindow]:
    by_turn: dict[int, list[Mark]] = {}
    for mark in marks:
        if mark.turn is not None:
            by_turn.setdefault(mark.turn, []).append(mark)
    own: dict[int | None, list[Event]] = {}
    for event in events:
        own.setdefault(event.turn, []).append(event)
    turns = {turn.index: turn for turn in scenario.turns}
    for index, group in by_turn.items():
        # A missed anchor is marked before the turn it belongs to begins, and it may never begin.
        if any(mark.name == "turn_started" for mark in group):
            mine = own.get(index, [])
            yield _window(turns.get(index) or Turn(index, _input_sent(mine)), mine, group)


def _window(turn: Turn, events: Sequence[Event], group: Sequence[Mark]) -> TurnWindow:
    marks = _TurnMarks(
        first={mark.name: mark for mark in reversed(group)},
        last={mark.name: mark for mark in group},
    )
    # A connection that is lost between two turns marks the first of them a second time.
    finished = marks.first.get("turn_finished")
    return TurnWindow(
        turn=turn,
        events=tuple(events),
        started_t=_t(marks.first.get("turn_started")),
        speech_started_t=_t(marks.first.get("speech_started")),
        speech_ended_t=_t(marks.last.get("speech_ended")),
        input_ended_t=_t(marks.last.get("input_ended")),
        finished_t=_t(finished),
        finish=str(finished.detail.get("reason") or "") if finished else "",
        anchor_missed="anchor_missed" in marks.first,
    )


def _t(mark: Mark | None) -> float | None:
    return None if mark is None else mark.t


def _input_sent(events: Sequence[Event]) -> UserInput:
    """What the user must have done, seen from what was sent."""
    typed = [event.text for event in events if isinstance(event, TextSent)]
    if typed:
        return TextInput("".join(typed))
    sent = sum(len(event.pcm) / 2 / event.rate_hz for event in events if isinstance(event, AudioSent))
    return AudioInput("user.flac") if sent else SilenceInput(0.0)
