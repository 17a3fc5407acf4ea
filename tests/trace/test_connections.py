"""A session of several connections is one trace."""

import base64

from evalkit.recording.frames import frame_digest
from evalkit.recording.model import Close, Item, Recording
from evalkit.trace.build import build_trace
from evalkit.trace.events import (
    AnswerHeld,
    AudioReceived,
    Closed,
    Event,
    FrameSent,
    Grounded,
    Reconnected,
    Reconnecting,
    SetupCompleted,
    SetupSent,
    TextReceived,
    ToolResponded,
)
from evalkit.trace.trace import Trace
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


def setup(t: float, handle: str = "") -> tuple[Item, Item]:
    resumption = {"handle": handle} if handle else {}
    return (
        sent(t, {"setup": {"model": "m", "sessionResumption": resumption}}),
        received(t + 0.1, {"setupComplete": {}}),
    )


def resumed(t: float, reason: str = "goAway") -> tuple[Item, ...]:
    """The first connection ends, the second stands one second later."""
    return (
        Close(t, 1000, "", "local"),
        mark(t, "reconnecting", None, reason=reason),
        *setup(t + 1, "h"),
        mark(t + 1.1, "reconnected", None, connection=2, resumed=True),
    )


def trace_of(*items: Item) -> Trace:
    return build_trace(a_recording(*items), spoken())


def turns(trace: Trace, *kinds: type[Event]) -> list[int | None]:
    return [event.turn for event in trace.events if isinstance(event, kinds)]


def test_marks_of_a_resumption_are_events_in_their_place() -> None:
    trace = trace_of(*setup(0), *resumed(2), CLOSE)
    assert [type(event) for event in trace.events] == [
        SetupSent,
        SetupCompleted,
        Closed,
        Reconnecting,
        SetupSent,
        SetupCompleted,
        Reconnected,
        Closed,
    ]
    assert trace.events[3] == Reconnecting(seq=3, t=2, reason="goAway")
    assert trace.events[6] == Reconnected(seq=6, t=3.1, connection=2, resumed=True)
    assert trace.complete


def test_session_cut_off_between_connections_is_not_complete() -> None:
    assert not trace_of(*setup(0), *resumed(2)).complete
    assert not trace_of(*setup(0), *resumed(2)[:2]).complete


def test_answer_goes_on_after_a_resumption_in_the_turn_it_answers() -> None:
    trace = trace_of(
        *setup(0),
        started(1, 0),
        mark(1.5, "input_ended"),
        content(2, modelTurn=audio_part(4)),
        *resumed(3, "the connection was lost"),
        content(5, modelTurn=audio_part(6)),
        content(5.5, turnComplete=True),
        finished(6, 0),
        started(6.5, 1),
        mark(7, "input_ended", 1),
        content(8, modelTurn={"parts": [{"text": "second"}]}),
        CLOSE,
    )
    assert turns(trace, AudioReceived) == [0, 0]
    assert [event.offset for event in trace.events if isinstance(event, AudioReceived)] == [0, 4]
    assert turns(trace, TextReceived) == [1]
    assert turns(trace, SetupSent, SetupCompleted, Closed, Reconnecting, Reconnected) == [None] * 8
    assert [window.finish for window in trace.turns] == ["turn_complete", ""]


def test_resumption_between_two_turns_keeps_the_second_apart() -> None:
    trace = trace_of(
        *setup(0),
        started(1, 0),
        mark(1.5, "input_ended"),
        content(2, modelTurn={"parts": [{"text": "one"}]}, turnComplete=True),
        finished(2, 0),
        *resumed(3),
        started(5, 1),
        mark(5.5, "input_ended", 1),
        content(6, modelTurn={"parts": [{"text": "two"}]}, turnComplete=True),
        CLOSE,
    )
    assert turns(trace, TextReceived) == [0, 1]


def test_answer_to_a_call_of_the_connection_before_belongs_to_the_call() -> None:
    call = {"toolCall": {"functionCalls": [{"id": "call_1", "name": "f", "args": {}}]}}
    response = {"toolResponse": {"functionResponses": [{"id": "call_1", "name": "f", "response": {}}]}}
    trace = trace_of(
        *setup(0),
        started(1, 0),
        mark(1.5, "input_ended"),
        received(2, call),
        mark(2.1, "call_answer_held", 0, ids=["call_1"]),
        *resumed(3),
        started(5, 1),
        sent(5.1, response),
        CLOSE,
    )
    assert turns(trace, AnswerHeld, ToolResponded) == [0, 0]


def test_marks_with_odd_details_say_as_much_as_they_can() -> None:
    trace = trace_of(
        mark(1, "reconnecting", None),
        mark(2, "reconnected", None, connection=True, resumed="yes"),
        mark(3, "call_answer_held", None, ids=["a", 7]),
        mark(4, "call_answer_held", None, ids="ab"),
    )
    assert trace.events == (
        Reconnecting(seq=0, t=1),
        Reconnected(seq=1, t=2, connection=0, resumed=False),
        AnswerHeld(seq=2, t=3, ids=("a",)),
        AnswerHeld(seq=3, t=4, ids=()),
    )


def test_frame_knows_its_file_when_the_recording_does() -> None:
    def shown(t: float, data: bytes) -> Item:
        blob = {"mimeType": "image/jpeg", "data": base64.b64encode(data).decode()}
        return sent(t, {"realtimeInput": {"video": blob}})

    items = (*setup(0), started(1, 0), shown(1, b"one"), shown(2, b"two"), CLOSE)
    plain = a_recording(*items)
    recording = Recording(plain.header, plain.items, frames={frame_digest(b"one"): "frames/0001.jpg"})
    frames = [event for event in build_trace(recording, spoken()).events if isinstance(event, FrameSent)]
    assert [(frame.file, frame.size, frame.turn) for frame in frames] == [("frames/0001.jpg", 3, 0), ("", 3, 0)]


def test_sources_that_come_after_the_end_belong_to_the_answer_and_do_not_open_it_again() -> None:
    trace = trace_of(
        *setup(0),
        started(1, 0),
        mark(1.5, "input_ended"),
        content(2, modelTurn={"parts": [{"text": "Spain"}]}, turnComplete=True),
        content(2.1, groundingMetadata={"webSearchQueries": ["euro 2024"]}),
        started(3, 1),
        mark(3.5, "input_ended", 1),
        content(4, modelTurn={"parts": [{"text": "England"}]}, turnComplete=True),
        CLOSE,
    )
    assert turns(trace, Grounded) == [0]
    assert turns(trace, TextReceived) == [0, 1]
