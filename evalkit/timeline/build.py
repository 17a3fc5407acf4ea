"""From a recording and its trace to its timeline: pure, whatever the recording holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from evalkit.recording.model import Recording
from evalkit.scenario.model import Turn
from evalkit.scorers.playout import play_out
from evalkit.timeline.events import events_of, frames_of, transcripts_of
from evalkit.timeline.lanes import model_lane, user_lane
from evalkit.timeline.listening import underruns, waiting_audio
from evalkit.timeline.messages import messages_of
from evalkit.timeline.model import Timeline, TurnTimes
from evalkit.timeline.moment import moment, moment_or_none
from evalkit.timeline.speech import speech_of
from evalkit.timeline.words import plain
from evalkit.trace.answer import answer_of
from evalkit.trace.events import AudioReceived, AudioSent, Interrupted
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["build_timeline"]


def build_timeline(recording: Recording, trace: Trace, lines: Sequence[bytes] = ()) -> Timeline:
    """Returns what a page draws of one recording; the same recording gives the same timeline for ever.

    The model's audio is heard as by the scorers' own player (`evalkit.scorers.playout`): a page and a score never
    disagree about when something was heard.

    Args:
        recording: one attempt, whole or cut off.
        trace: what it means.
        lines: the lines of its `events.jsonl` without the header; none, and the messages have no raw text.
    """
    events = trace.events
    heard = play_out(events)
    user = user_lane([event for event in events if isinstance(event, AudioSent)], recording.folder)
    model = model_lane([event for event in events if isinstance(event, AudioReceived)], heard, recording.folder)
    buffer, overhangs = waiting_audio(events)
    times = [0.0, *(item.t for item in recording.items if item.t is not None and trace.timed)]
    return Timeline(
        timed=trace.timed,
        duration_s=moment(max([*times, *(piece.ends_t for piece in heard)])),
        user=user,
        model=model,
        buffer=buffer,
        underruns=underruns(trace) if trace.timed else (),
        overhangs=overhangs,
        turns=tuple(map(_turn, trace.turns)),
        speech=speech_of(trace),
        events=events_of(events),
        transcripts=transcripts_of(events),
        frames=frames_of(events),
        messages=messages_of(recording.items, lines),
    )


def _turn(window: TurnWindow) -> TurnTimes:
    answer = answer_of(window)
    return TurnTimes(
        turn=cast(Turn, window.turn).index,
        started=moment_or_none(window.started_t),
        speech_started=moment_or_none(window.speech_started_t),
        speech_ended=moment_or_none(window.speech_ended_t),
        input_ended=moment_or_none(window.input_ended_t),
        first_audio=None if answer.first_audio is None else moment_or_none(answer.first_audio.t),
        first_audible=moment_or_none(answer.first_audible_t),
        interrupted=next((moment_or_none(event.t) for event in window.of(Interrupted)), None),
        finished=moment_or_none(window.finished_t),
        finish=plain(window.finish),
    )
