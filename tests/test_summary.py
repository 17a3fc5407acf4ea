"""What a report shows of a turn and of a session's connections, on traces written by hand."""

from dataclasses import replace
from typing import Any

import pytest

from evalkit.results import CodeSummary, FrameSummary, GoAwayNotice, Reconnection, TurnSummary
from evalkit.scenario.model import AudioInput, SilenceInput, TextInput, UserInput
from evalkit.summary import go_away_notices, reconnections, turn_summary
from evalkit.trace.events import AudioSent, Event, FrameSent, Reconnected, Reconnecting, UrlsRead
from evalkit.trace.trace import Trace
from tests.traces import (
    a_trace,
    a_turn,
    called,
    cancelled,
    closed,
    code_run,
    code_written,
    go_away,
    grounded,
    held,
    responded,
    resumed,
    said,
    set_up,
)

SHOWN = FrameSent(seq=0, t=0.5, mime_type="image/jpeg", data=b"abc")


def audio_sent(t: float, duration_s: float) -> AudioSent:
    return AudioSent(seq=0, t=t, pcm=bytes(round(duration_s * 32_000)), rate_hz=16_000, offset=0)


def summary(*events: Event) -> TurnSummary:
    return turn_summary(a_trace(a_turn("Hello", *events)).turns[0])


def session(*after: Event) -> Trace:
    return a_trace(a_turn("Hello", said(1, "Hi.")), before=set_up(0), after=after)


def test_a_turn_without_extras_has_none() -> None:
    found = summary(said(2, "Hi."))
    assert (found.frames, found.code, found.queries, found.sources, found.tool_calls) == ((), (), (), (), ())


@pytest.mark.parametrize(
    ("user", "sent", "words", "kind"),
    [
        (AudioInput("user.flac"), (audio_sent(0.1, 0.5), audio_sent(0.6, 0.75)), "1.2 s of audio", "audio"),
        (SilenceInput(1.0), (SHOWN,), "a picture without a word", "silence"),
        (SilenceInput(1.0), (SHOWN, SHOWN), "2 pictures without a word", "silence"),
        (SilenceInput(1.0), (), "an input without words", "silence"),
        (TextInput("Hello"), (SHOWN,), "Hello", "text"),
    ],
)
def test_an_input_of_another_client_is_told_by_what_was_sent(
    user: UserInput, sent: tuple[Event, ...], words: str, kind: str
) -> None:
    found = turn_summary(a_trace(a_turn(user, *sent)).turns[0], imported=True)
    assert (found.user, found.kind) == (words, kind)


def test_frames_are_told_with_their_files() -> None:
    shown = FrameSent(seq=0, t=0.5, mime_type="image/jpeg", data=b"abc", file="frames/0001.jpg")
    assert summary(shown, replace(shown, t=1.5, file="")).frames == (
        FrameSummary(t=0.5, file="frames/0001.jpg", mime_type="image/jpeg", size=3),
        FrameSummary(t=1.5, mime_type="image/jpeg", size=3),
    )


def test_what_was_searched_and_read_is_told_once() -> None:
    source = ("uefa.com", "https://r.example/1")
    found = summary(
        grounded(1, "a", sources=[source]),
        grounded(2, "a", "b", sources=[source, ("", "x")]),
        UrlsRead(seq=0, t=3, urls=(("https://p.example", "URL_RETRIEVAL_STATUS_SUCCESS"),)),
    )
    assert found.queries == ("a", "b")
    assert found.sources == (source, ("", "x"), ("", "https://p.example"))


@pytest.mark.parametrize(
    ("events", "code"),
    [
        (
            [code_written(1, "a"), code_run(2, "1")],
            [CodeSummary(code="a", language="PYTHON", outcome="OUTCOME_OK", output="1")],
        ),
        (
            [code_written(1, "a"), code_written(2, "b"), code_run(3, "2", "OUTCOME_FAILED")],
            [
                CodeSummary(code="a", language="PYTHON"),
                CodeSummary(code="b", language="PYTHON", outcome="OUTCOME_FAILED", output="2"),
            ],
        ),
        ([code_run(1, "1")], [CodeSummary(outcome="OUTCOME_OK", output="1")]),
        ([code_written(1, "a")], [CodeSummary(code="a", language="PYTHON")]),
    ],
)
def test_code_stands_with_its_run(events: list[Event], code: list[CodeSummary]) -> None:
    assert list(summary(*events).code) == code


def test_a_call_is_told_with_what_became_of_it() -> None:
    silent = replace(responded(4, "f", id="a", x=1), scheduling="SILENT")
    (call,) = summary(called(1, "f", id="a"), held(2, "a"), silent).tool_calls
    assert call == {
        "name": "f",
        "args": {},
        "id": "a",
        "response": {"x": 1},
        "cancelled": False,
        "called_t": 1,
        "answered_t": 4,
        "scheduling": "SILENT",
        "held_t": 2,
    }


def test_the_last_piece_of_an_answer_is_the_answer() -> None:
    piece = replace(responded(2, "f", id="a", part=1), will_continue=True)
    (call,) = summary(called(1, "f", id="a"), piece, responded(3, "f", id="a", part=2)).tool_calls
    assert (call["response"], call["answered_t"]) == ({"part": 2}, 3)
    (call,) = summary(called(1, "f", id="a"), piece).tool_calls
    assert call["response"] == {"part": 1}


def test_calls_of_one_id_take_one_answer_each() -> None:
    first, second = summary(called(1, "f", id="a"), called(2, "f", id="a"), responded(3, "f", id="a", x=1)).tool_calls
    assert (first["response"], second["response"]) == ({"x": 1}, None)


def test_a_cancelled_call_says_so() -> None:
    (call,) = summary(called(1, "f", id="a"), cancelled(2, "a")).tool_calls
    assert (call["cancelled"], call["response"]) == (True, None)


def test_connections_that_follow_each_other() -> None:
    trace = session(*resumed(30), *resumed(40, connection=3, knows=False), closed(50))
    assert reconnections(trace) == (
        Reconnection(connection=2, closed_t=30, ready_t=31.1, reason="goAway", resumed=True),
        Reconnection(connection=3, closed_t=40, ready_t=41.1, reason="goAway", resumed=False),
    )
    assert reconnections(session(closed(50))) == ()


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_connection_that_never_came_is_told(order: tuple[int, int]) -> None:
    end: tuple[Event, ...] = (closed(30), Reconnecting(seq=0, t=30, reason="lost"))
    trace = session(*(end[place] for place in order), set_up(31)[0], closed(31.5, 1011))
    assert reconnections(trace) == (Reconnection(connection=2, closed_t=30, ready_t=None, reason="lost"),)


@pytest.mark.parametrize("connection", [0, 2, 1])
def test_numbers_go_on_whatever_the_mark_says(connection: int) -> None:
    marks: tuple[Any, ...] = (Reconnecting(seq=0, t=3), Reconnected(seq=0, t=4, connection=connection, resumed=True))
    assert reconnections(session(closed(2), *marks)) == (
        Reconnection(connection=2, closed_t=2, ready_t=4, resumed=True),
    )


def test_announcements_of_an_end() -> None:
    trace = session(go_away(20), go_away(30, None))
    assert go_away_notices(trace) == (GoAwayNotice(t=20, time_left="50s"), GoAwayNotice(t=30))
