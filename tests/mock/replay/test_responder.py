"""Recordings that answer."""

import asyncio
import re

import pytest

from evalkit.clock import Stopwatch
from evalkit.errors import ConnectionClosed, ReplayMismatch
from evalkit.mock.replay.reference import read_references
from evalkit.mock.replay.responder import ReplayResponder
from evalkit.protocol.codec import encode
from evalkit.protocol.messages import (
    Blob,
    Content,
    Part,
    RealtimeInput,
    ServerContent,
    Setup,
    SetupComplete,
    UsageMetadata,
)
from evalkit.recording.model import Data, Item
from evalkit.transport.base import Transport
from evalkit.transport.memory import memory_transport_pair
from tests.mock.replaying import DONE, replay, says
from tests.recordings import (
    a_recording,
    answer,
    close,
    mark,
    received,
    sent,
    set_up,
    setup,
    text,
    tool_answer,
)
from tests.virtual import in_virtual_time


def typed_turn(question: str = "hello", t: float = 1.0) -> tuple[Item, ...]:
    return (
        mark(t, "turn_started"),
        sent(t, text(question)),
        received(t + 0.8, answer("hi there")),
        received(t + 1.0, DONE),
    )


def test_answers_come_as_long_after_the_question_as_they_did() -> None:
    recording = a_recording(*set_up(0.25), *typed_turn(t=1.0), close(2.5))
    seen: list[tuple[float, Data]] = []

    async def client(transport: Transport, clock: Stopwatch) -> None:
        await transport.send(encode(setup()))
        await transport.receive()
        seen.append((clock(), b""))
        await asyncio.sleep(10)
        await transport.send(encode(text("hello")))
        for _ in range(2):
            data = await transport.receive()
            seen.append((clock(), data))

    replay(recording, client)
    assert [t for t, _ in seen] == [0.25, 11.05, 11.25]
    assert seen[1][1] == recording.entries[3].data


@pytest.mark.parametrize(
    "spelling",
    [
        '{"client_content":{"turns":[{"role":"user","parts":[{"text":"hello"}]}],"turn_complete":true}}',
        '{"clientContent":{"turnComplete":true,"turns":[{"parts":[{"text":"hello"}],"role":"user"}]}}  ',
    ],
)
def test_the_same_meaning_in_another_spelling_matches(spelling: str) -> None:
    async def client(transport: Transport, _: Stopwatch) -> None:
        await transport.send(encode(setup()))
        await transport.send(spelling)
        for _frame in range(3):
            await transport.receive()

    replay(a_recording(*set_up(), *typed_turn(), close(3)), client)


def test_another_model_name_and_handle_match() -> None:
    recording = a_recording(*set_up(session_resumption={"handle": "old"}), *typed_turn(), close(3))
    changed = Setup(model="projects/p/locations/l/publishers/google/models/m", session_resumption={"handle": "new"})
    replay(recording, says(changed, text("hello"), then=3))


def test_another_text_is_a_mismatch_that_names_the_nearest_unused_entry() -> None:
    recording = a_recording(*set_up(), *typed_turn("hello"), mark(4, "turn_started", 1), sent(4, text("how are you")))
    with pytest.raises(ReplayMismatch) as caught:
        replay(recording, says(setup(), text("how are you?"), then=9))
    assert str(caught.value) == (
        "replay, turn 1: expected text 'hello', found text 'how are you?'; nearest unused entry: "
        "text 'how are you' (turn 2); record the scenario again if the change is meant"
    )


def test_another_system_instruction_names_the_field() -> None:
    recording = a_recording(*set_up(system_instruction=_instruction("be brief")), *typed_turn())
    with pytest.raises(ReplayMismatch) as caught:
        replay(recording, says(setup(system_instruction=_instruction("be long")), then=9))
    assert caught.value.turn is None
    assert "a setup with systemInstruction" in caught.value.expected
    assert "be brief" in caught.value.expected
    assert "be long" in caught.value.actual


def test_something_more_than_was_recorded_is_a_mismatch() -> None:
    with pytest.raises(ReplayMismatch, match="turn 1: expected nothing more, found text 'and now'"):
        replay(a_recording(*set_up(), *typed_turn()), says(setup(), text("hello"), text("and now"), then=9))


def test_leaving_before_everything_was_asked_is_a_mismatch() -> None:
    recording = a_recording(*set_up(), *typed_turn(), mark(4, "turn_started", 1), sent(4, text("goodbye")))
    expected = "turn 2: expected text 'goodbye', found the end of the session"
    with pytest.raises(ReplayMismatch, match=expected):
        replay(recording, says(setup(), text("hello"), then=3))


def test_leaving_before_everything_was_answered_is_a_mismatch() -> None:
    expected = "turn 1: expected a client that waits for 2 more of the recorded server messages"
    with pytest.raises(ReplayMismatch, match=expected):
        replay(a_recording(*set_up(), *typed_turn()), says(setup(), text("hello"), then=1))


def test_leaving_before_news_that_does_not_matter_is_fine() -> None:
    late = received(9, UsageMetadata(prompt_token_count=3)), received(9, ServerContent())
    replay(a_recording(*set_up(), *typed_turn(), *late), says(setup(), text("hello"), then=3))


def test_tool_answers_are_compared_by_meaning() -> None:
    called = received(1.5, answer("let me see"))
    recording = a_recording(*set_up(), sent(1, text("hi")), called, sent(2, tool_answer("f", {"n": 1}, "id-1")))
    replay(recording, says(setup(), text("hi"), tool_answer("f", {"n": 1}, "id-1"), then=2))
    expected = re.escape('expected tool answer f {"n":1}, found tool answer f {"n":2}')
    with pytest.raises(ReplayMismatch, match=expected):
        replay(recording, says(setup(), text("hi"), tool_answer("f", {"n": 2}, "id-1"), then=9))


def test_a_recorded_close_of_the_server_is_played() -> None:
    recording = a_recording(*set_up(), sent(1, text("hi")), close(1.5, 1011, "Internal error", by="remote"))
    with pytest.raises(ConnectionClosed, match="closed by the server: 1011 'Internal error'"):
        replay(recording, says(setup(), text("hi"), then=9))


def test_a_recording_without_times_answers_at_once() -> None:
    recording = a_recording(
        sent(None, setup()), received(None, ServerContent()), sent(None, text("hi")), received(None, answer("yes"))
    )
    replay(recording, says(setup(), text("hi"), then=2))


def test_a_client_that_sends_rubbish_is_told_so() -> None:
    async def client(transport: Transport, _: Stopwatch) -> None:
        await transport.send("not json")
        await transport.receive()

    with pytest.raises(ConnectionClosed) as caught:
        replay(a_recording(*set_up()), client)
    assert caught.value.code == 1007


def _instruction(words: str) -> Content:
    return Content(parts=(Part(text=words),))


def test_a_client_that_waits_gets_setup_complete_although_the_recorded_one_did_not_wait() -> None:
    hasty = (sent(0.0, setup()), sent(0.1, text("hello")), received(0.3, SetupComplete()), received(0.9, answer("hi")))
    seen: list[float] = []

    async def client(transport: Transport, clock: Stopwatch) -> None:
        await transport.send(encode(setup()))
        for message in (text("hello"), None):
            await transport.receive()
            seen.append(clock())
            if message is not None:
                await transport.send(encode(message))

    replay(a_recording(*hasty, close(3)), client)
    assert seen == [0.3, 1.1]


def test_a_frame_that_came_before_a_deed_of_the_same_moment_comes_before_it_again() -> None:
    items = (sent(1.0, text("one")), received(1.5, answer("first")), sent(1.5, text("two")), received(1.6, DONE))
    order: list[str] = []

    async def client(transport: Transport, clock: Stopwatch) -> None:
        async def listen() -> None:
            while True:
                await transport.receive()
                order.append("received")

        await transport.send(encode(setup()))
        listening = asyncio.create_task(listen())
        await clock.until(1.0)
        await transport.send(encode(text("one")))
        await clock.until(1.5)
        order.append("sent")
        await transport.send(encode(text("two")))
        await clock.until(2.0)
        listening.cancel()

    replay(a_recording(*set_up(), *items, close(3)), client)
    assert order == ["received", "received", "sent", "received"]


def test_another_picture_is_a_mismatch() -> None:
    def shown(data: bytes) -> RealtimeInput:
        return RealtimeInput(video=Blob(mime_type="image/jpeg", data=data))

    recording = a_recording(*set_up(), mark(1, "turn_started"), sent(1, shown(b"dog")), received(2, DONE))
    replay(recording, says(setup(), shown(b"dog"), then=2))
    expected = re.escape(
        "turn 1: expected a picture (image/jpeg, 3 bytes), found a picture (image/jpeg, 4 bytes), showing "
        "something else"
    )
    with pytest.raises(ReplayMismatch, match=expected):
        replay(recording, says(setup(), shown(b"bird"), then=9))


def test_a_mistake_while_playing_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        async def send(self, data: Data) -> None:
            raise ZeroDivisionError("our own")

    async def both() -> None:
        client, server = memory_transport_pair()
        monkeypatch.setattr(server, "send", Broken().send)
        serving = asyncio.create_task(ReplayResponder(read_references(a_recording(*set_up()))[0]).serve(server))
        await client.send(encode(setup()))
        with pytest.raises(ConnectionClosed, match="1011 'our own'"):
            await client.receive()
        await serving

    with pytest.raises(ZeroDivisionError):
        in_virtual_time(both())
