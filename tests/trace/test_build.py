"""From a recording to a trace: windows from marks, offsets in lanes, completeness, and recordings without times."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.recording.model import Item, Mark
from evalkit.recording.websocket_log import import_websocket_log
from evalkit.scenario.document import scenario_from_document
from evalkit.scenario.model import AudioInput, SilenceInput, TextInput, UserInput
from evalkit.trace.build import build_trace
from evalkit.trace.events import AudioReceived, AudioSent, Closed, OutputTranscript, SetupSent, TextReceived, Unknown
from tests.shared_data import SHARED, needs_shared_data
from tests.trace.recordings import (
    CLOSE,
    a_recording,
    audio_part,
    content,
    finished,
    mark,
    received,
    sent,
    spoken,
    started,
)


def test_marks_become_the_window() -> None:
    trace = build_trace(
        a_recording(
            received(0.1, {"setupComplete": {}}),
            started(0.2, 0),
            mark(0.3, "speech_started"),
            mark(1.5, "speech_ended"),
            mark(2.7, "input_ended"),
            content(3.0, modelTurn=audio_part()),
            content(3.1, turnComplete=True),
            finished(3.1, 0),
            CLOSE,
        ),
        spoken(1),
    )
    (window,) = trace.turns
    assert (window.started_t, window.speech_started_t, window.speech_ended_t) == (0.2, 0.3, 1.5)
    assert (window.input_ended_t, window.finished_t, window.finish) == (2.7, 3.1, "turn_complete")
    assert [event.seq for event in trace.events] == [0, 1, 2, 3]
    assert [event.turn for event in trace.events] == [None, 0, 0, None]
    assert [event.seq for event in window.events] == [1, 2]
    assert (trace.complete, trace.timed) == (True, True)
    assert trace.events[-1] == Closed(seq=3, t=99.0, code=1000, reason="", by="local")


def test_only_turns_that_were_begun_have_a_window() -> None:
    trace = build_trace(a_recording(started(0.0, 0), mark(1.0, "anchor_missed", 1), CLOSE), spoken(3))
    assert [window.index for window in trace.turns] == [0]


def test_a_missed_anchor_belongs_to_the_turn_that_missed_it() -> None:
    items = (started(0.0, 0), mark(1.0, "anchor_missed", 1, after="model_speech"), started(2.0, 1), CLOSE)
    trace = build_trace(a_recording(*items), spoken(2))
    assert [window.anchor_missed for window in trace.turns] == [False, True]


def test_a_connection_lost_between_turns_does_not_unfinish_the_first() -> None:
    items = (started(0.0, 0), finished(1.0, 0), finished(2.0, 0, "closed"), CLOSE)
    (window,) = build_trace(a_recording(*items), spoken(1)).turns
    assert (window.finish, window.finished_t) == ("turn_complete", 1.0)


@pytest.mark.parametrize("detail", [{}, {"reason": None}, {"reason": ""}])
def test_an_end_without_a_reason_is_not_known(detail: dict[str, Any]) -> None:
    (window,) = build_trace(a_recording(started(0.0, 0), Mark(1.0, "turn_finished", 0, detail)), spoken(1)).turns
    assert (window.finish, window.finished_t) == ("", 1.0)


@pytest.mark.parametrize(
    ("items", "torn", "complete"),
    [((CLOSE,), "", True), ((), "", False), ((CLOSE,), "line 9 was cut off", False), ((), "cut", False)],
)
def test_a_recording_cut_off_is_not_complete(items: tuple[Item, ...], torn: str, complete: bool) -> None:
    assert build_trace(a_recording(started(0.0, 0), *items, torn=torn), spoken(1)).complete is complete


def test_offsets_count_samples_of_the_lane_and_odd_bytes_are_padded_there() -> None:
    trace = build_trace(
        a_recording(
            content(1.0, modelTurn=audio_part(pcm=b"\1\2\3\4\5")),
            content(1.1, modelTurn=audio_part(samples=100, mime="audio/pcm;rate=16000")),
            content(1.2, modelTurn=audio_part(samples=10, mime="audio/pcm")),
            content(1.3, modelTurn=audio_part(samples=1)),
        ),
        spoken(1),
    )
    audio = [event for event in trace.events if isinstance(event, AudioReceived)]
    assert [event.offset for event in audio] == [0, 3, 3, 13]
    assert audio[0].pcm == b"\1\2\3\4"


def test_each_side_has_a_lane_of_its_own() -> None:
    chunk = {"realtimeInput": {"audio": {"mimeType": "audio/pcm;rate=16000", "data": "AAAA"}}}
    trace = build_trace(
        a_recording(sent(0.1, chunk), content(0.2, modelTurn=audio_part()), sent(0.3, chunk)), spoken(1)
    )
    assert [(type(event), event.offset) for event in trace.events if isinstance(event, AudioSent | AudioReceived)] == [
        (AudioSent, 0),
        (AudioReceived, 0),
        (AudioSent, 2),
    ]


def test_what_does_not_decode_does_not_stop_the_rest() -> None:
    trace = build_trace(
        a_recording(started(0.0, 0), received(1.0, b"\xff"), content(2.0, turnComplete=True)), spoken(1)
    )
    assert isinstance(trace.events[0], Unknown)
    assert len(trace.turns[0].events) == 2


def test_without_times_the_order_of_the_marks_decides() -> None:
    items = (
        started(None, 0),
        mark(None, "input_ended", 0),
        content(None, outputTranscription={"text": "one"}),
        content(None, turnComplete=True),
        started(None, 1),
        mark(None, "input_ended", 1),
        content(None, outputTranscription={"text": "two"}),
    )
    trace = build_trace(a_recording(*items, timed=False), spoken(2))
    assert [window.said for window in trace.turns] == ["one", "two"]
    assert not trace.timed
    assert not trace.complete
    assert trace.turns[0].input_ended_t is None


def test_an_untimed_recording_has_no_time_anywhere_even_when_its_items_do() -> None:
    items = (started(0.0, 0), content(1.0, turnComplete=True), finished(2.0, 0), CLOSE)
    trace = build_trace(a_recording(*items, timed=False), spoken(1))
    assert {event.t for event in trace.events} == {None}
    assert (trace.turns[0].started_t, trace.turns[0].finished_t, trace.timed) == (None, None, False)


@pytest.mark.parametrize(
    ("message", "user"),
    [
        ({"clientContent": {"turns": [{"parts": [{"text": "hi"}]}], "turnComplete": True}}, TextInput("hi")),
        ({"realtimeInput": {"audio": {"mimeType": "audio/pcm", "data": "AAAA"}}}, AudioInput("user.flac")),
        ({"realtimeInput": {"audioStreamEnd": True}}, SilenceInput(0.0)),
    ],
)
def test_a_turn_the_scenario_does_not_hold_is_made_up_from_what_was_sent(
    message: dict[str, object], user: UserInput
) -> None:
    trace = build_trace(a_recording(started(None, 0), sent(None, message), timed=False), spoken(0))
    turn = trace.turns[0].turn
    assert turn is not None
    assert (turn.index, turn.user) == (0, user)


def test_marks_without_a_turn_and_marks_before_any_turn_do_no_harm() -> None:
    items = (mark(0.0, "session_failed", None, kind="SetupError"), mark(0.1, "stalled", 4, late_ms=50.0), CLOSE)
    assert build_trace(a_recording(*items), spoken(1)).turns == ()


def test_building_twice_gives_the_same_trace() -> None:
    recording = a_recording(started(0.0, 0), content(1.0, modelTurn=audio_part()), CLOSE)
    assert build_trace(recording, spoken(1)) == build_trace(replace(recording), spoken(1))


_ITEMS = st.lists(
    st.sampled_from(
        [
            started(0.0, 0),
            started(0.0, 1),
            started(0.0, 2),
            mark(0.0, "input_ended", 0),
            mark(0.0, "input_ended", 1),
            finished(0.0, 0),
            content(0.0, modelTurn=audio_part()),
            content(0.0, outputTranscription={"text": "a"}),
            content(0.0, inputTranscription={"text": "b"}),
            content(0.0, interrupted=True),
            content(0.0, turnComplete=True),
            content(0.0, generationComplete=True),
            received(0.0, {"usageMetadata": {}}),
            received(0.0, {"toolCall": {"functionCalls": [{"name": "f", "args": {}, "id": "1"}]}}),
            received(0.0, {"toolCallCancellation": {"ids": ["1"]}}),
            sent(0.0, {"toolResponse": {"functionResponses": [{"name": "f", "id": "1", "response": {}}]}}),
            received(0.0, b"\xff"),
            CLOSE,
        ]
    ),
    max_size=25,
)


@given(_ITEMS)
def test_any_order_of_items_gives_each_event_one_window_that_was_begun(items: list[Item]) -> None:
    trace = build_trace(a_recording(*items), spoken(3))
    begun = {window.index for window in trace.turns}
    assert {event.turn for event in trace.events} <= begun | {None}
    assert sum(len(window.events) for window in trace.turns) == sum(event.turn is not None for event in trace.events)
    assert [event.seq for event in trace.events] == list(range(len(trace.events)))


@needs_shared_data
@pytest.mark.parametrize("log", sorted((SHARED / "live-recordings").glob("*.log")), ids=lambda log: log.name[:40])
def test_real_recordings_are_understood_whole(log: Path) -> None:
    recording = import_websocket_log(log)
    trace = build_trace(recording, scenario_from_document(recording.header.scenario, "imported"))
    allowed = ("modelTurn part: executableCode", "modelTurn part: codeExecutionResult")
    assert {event.what for event in trace.events if isinstance(event, Unknown)} <= set(allowed)
    assert isinstance(trace.events[0], SetupSent)
    assert not trace.timed
    inside = [event for event in trace.events if isinstance(event, AudioReceived | TextReceived | OutputTranscript)]
    assert all(event.turn is not None for event in inside)
