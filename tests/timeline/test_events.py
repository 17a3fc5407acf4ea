"""Events as rows: in order, with the end of what lasts, and the message each was read from."""

from dataclasses import replace

from evalkit.timeline.events import events_of, frames_of, transcripts_of
from evalkit.timeline.model import Events
from evalkit.trace.events import Event, FrameSent
from tests.traces import a_trace, a_turn, called, cancelled, closed, heard, responded, resumed, said, set_up, usage


def rows(events: Events) -> list[tuple[str, float, float | None]]:
    return [(events.kinds[kind].name, t, end) for kind, t, end in zip(events.kind, events.t, events.until, strict=True)]


def of(*events: Event) -> Events:
    return events_of(a_trace(a_turn("hi", *events)).events)


def test_a_call_lasts_until_its_answer() -> None:
    found = of(
        called(2.0, "f", id="1"), called(2.1, "f", id="2"), responded(2.5, "f", id="2"), responded(3.0, "f", id="1")
    )
    assert rows(found) == [
        ("tool_call", 2.0, 3.0),
        ("tool_call", 2.1, 2.5),
        ("tool_response", 2.5, None),
        ("tool_response", 3.0, None),
    ]


def test_calls_without_ids_are_answered_by_name_in_order() -> None:
    found = of(called(2.0, "f"), called(2.1, "f"), responded(2.5, "f"), responded(3.0, "f"))
    assert rows(found)[:2] == [("tool_call", 2.0, 2.5), ("tool_call", 2.1, 3.0)]


def test_an_answer_with_more_to_come_is_not_the_end() -> None:
    more = replace(responded(2.5, "f", id="1"), will_continue=True)
    assert rows(of(called(2.0, "f", id="1"), more, responded(3.0, "f", id="1")))[0] == ("tool_call", 2.0, 3.0)


def test_a_call_ends_as_it_is_taken_back_or_its_connection_ends() -> None:
    assert rows(of(called(2.0, "f", id="1"), cancelled(2.2, "1")))[0] == ("tool_call", 2.0, 2.2)
    assert rows(of(called(2.0, "f", id="1"), closed(4.0)))[0] == ("tool_call", 2.0, 4.0)
    assert rows(of(called(2.0, "f", id="1")))[0] == ("tool_call", 2.0, None)


def test_a_close_lasts_until_the_next_connection_is_set_up() -> None:
    found = rows(events_of(a_trace(a_turn("hi"), before=set_up(0.0), after=(*resumed(5.0), closed(9.0))).events))
    assert [row for row in found if row[0] == "closed"] == [("closed", 5.0, 6.1), ("closed", 9.0, None)]


def test_kinds_are_listed_once_and_every_row_names_its_message_and_turn() -> None:
    trace = a_trace(a_turn("hi", usage(2.0, a=1), usage(3.0, a=2)), before=set_up(0.0))
    events = [replace(event, item=10 + event.seq) for event in trace.events]
    found = events_of(events)
    assert [kind.name for kind in found.kinds] == ["setup", "setup_complete", "usage"]
    assert found.message == (10, 11, 12, 13)
    assert found.turn == (None, None, 0, 0)


def test_transcripts_keep_who_said_them_and_their_spaces() -> None:
    found = transcripts_of(
        a_trace(a_turn("hi", heard(1.0, "hi"), said(2.0, "Once"), said(2.1, " upon"), said(2.2, ""))).events
    )
    assert (found.t, found.who, found.text) == ((1.0, 2.0, 2.1), ("user", "model", "model"), ("hi", "Once", " upon"))


def test_pictures_name_their_files() -> None:
    shown = FrameSent(seq=3, t=1.00004, mime_type="image/jpeg", data=b"xyz", file="frames/0001.jpg", turn=1, item=7)
    (frame,) = frames_of([shown])
    assert (frame.t, frame.file, frame.label) == (1.0, "frames/0001.jpg", "image/jpeg, 3 bytes")
    assert (frame.turn, frame.message) == (1, 7)
