"""Recordings that answer."""

import asyncio
import re
from collections.abc import Awaitable, Callable

import numpy as np
import pytest

from evalkit.clock import Stopwatch
from evalkit.errors import ConnectionClosed, ReplayMismatch
from evalkit.mock.reference import read_reference
from evalkit.mock.replay import ReplayResponder
from evalkit.mock.server import serve_in_process
from evalkit.protocol.codec import encode
from evalkit.protocol.messages import Content, Message, Part, ServerContent, Setup, SetupComplete, UsageMetadata
from evalkit.recording.model import Data, Item, Recording
from evalkit.transport.base import Transport
from evalkit.transport.memory import memory_transport_pair
from tests.recordings import (
    a_recording,
    answer,
    audio_chunk,
    close,
    mark,
    noise,
    received,
    sent,
    set_up,
    setup,
    text,
    tool_answer,
)
from tests.virtual import in_virtual_time

Client = Callable[[Transport, Stopwatch], Awaitable[None]]
DONE = ServerContent(turn_complete=True)


def replay(recording: Recording, client: Client) -> None:
    """Plays a recording to a client written as a coroutine."""

    async def both() -> None:
        async with serve_in_process(ReplayResponder(read_reference(recording))) as transport:
            await client(transport, Stopwatch())

    in_virtual_time(both())


def says(*messages: Message, then: int = 0) -> Client:
    """A client that sends these messages at once and takes `then` frames before it leaves."""

    async def client(transport: Transport, _: Stopwatch) -> None:
        for message in messages:
            await transport.send(encode(message))
        for _frame in range(then):
            await transport.receive()

    return client


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


def spoken(samples: np.ndarray[tuple[int], np.dtype[np.int16]], chunk: int = 320) -> tuple[Item, ...]:
    """A spoken turn in real time from 1 s on; the answer comes 0.5 s after its last chunk."""
    chunks = [samples[start : start + chunk] for start in range(0, len(samples), chunk)]
    items: list[Item] = [mark(1, "turn_started")]
    items += [sent(1 + (i + 1) * chunk / 16_000, audio_chunk(each)) for i, each in enumerate(chunks)]
    last = 1 + len(chunks) * chunk / 16_000
    return (*items, received(last + 0.5, answer("heard you")), received(last + 0.6, DONE))


def speaks(samples: np.ndarray[tuple[int], np.dtype[np.int16]], chunk: int, seen: list[float]) -> Client:
    async def client(transport: Transport, clock: Stopwatch) -> None:
        await transport.send(encode(setup()))
        await transport.receive()
        began = clock()
        for start in range(0, len(samples), chunk):
            await clock.until(began + (start + chunk) / 16_000)
            await transport.send(encode(audio_chunk(samples[start : start + chunk])))
        for _ in range(2):
            await transport.receive()
            seen.append(round(clock() - began, 6))

    return client


@pytest.mark.parametrize("chunk", [320, 640, 480])
def test_audio_in_other_chunks_is_answered_at_the_same_moment(chunk: int) -> None:
    samples = noise(1.92)
    seen: list[float] = []
    replay(a_recording(*set_up(), *spoken(samples), close(9)), speaks(samples, chunk, seen))
    assert seen == [2.42, 2.52]


def test_almost_the_same_audio_matches() -> None:
    samples = noise(2.0)
    louder = np.clip(samples.astype(np.int32) + 1, -32768, 32767).astype(np.int16)
    replay(a_recording(*set_up(), *spoken(samples)), speaks(louder, 320, []))


def test_other_audio_is_a_mismatch_that_names_the_words() -> None:
    scenario = {"turns": [{"say": "What time is it?"}]}
    recording = a_recording(*set_up(), *spoken(noise(2.0, seed=1)), scenario=scenario)
    with pytest.raises(ReplayMismatch) as caught:
        replay(recording, speaks(noise(2.0, seed=2), 320, []))
    assert str(caught.value).startswith(
        "replay, turn 1: expected the recorded audio of 'What time is it?', found other audio, 0.5 s into"
    )


def test_much_less_audio_is_a_mismatch() -> None:
    samples = noise(3.0)

    async def client(transport: Transport, _: Stopwatch) -> None:
        await transport.send(encode(setup()))
        await transport.receive()
        await transport.send(encode(audio_chunk(samples[:16_000])))

    with pytest.raises(ReplayMismatch, match=r"turn 1: expected 2\.0 s more audio, found the end"):
        replay(a_recording(*set_up(), *spoken(samples)), client)


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


def test_other_audio_at_the_very_end_is_a_mismatch_too() -> None:
    recorded, other = noise(0.8), noise(0.8)
    other[9600:] = noise(0.2, seed=2)
    with pytest.raises(ReplayMismatch, match="other audio"):
        replay(a_recording(*set_up(), *spoken(recorded)), speaks(other, 320, []))


@pytest.mark.parametrize("difference_ms", [-40, -20, 20, 40, 400])
def test_a_tail_a_little_shorter_or_longer_is_answered_when_it_was(difference_ms: int) -> None:
    samples = np.concatenate((noise(1.0), np.zeros(16_000, np.int16)))
    changed = np.concatenate((noise(1.0), np.zeros(16_000 + 16 * difference_ms, np.int16)))
    seen: list[float] = []
    replay(a_recording(*set_up(), *spoken(samples), close(9)), speaks(changed, 320, seen))
    assert seen == [2.5, 2.6]


def test_a_mismatch_inside_a_long_turn_leaves_no_task_behind() -> None:
    async def both() -> None:
        recording = a_recording(*set_up(), *spoken(noise(20.0)))
        with pytest.raises(ReplayMismatch):
            async with serve_in_process(ReplayResponder(read_reference(recording))) as transport:
                await speaks(noise(20.0, seed=2), 320, [])(transport, Stopwatch())
        assert asyncio.all_tasks() == {asyncio.current_task()}

    in_virtual_time(both())


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


def test_a_mistake_while_playing_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        async def send(self, data: Data) -> None:
            raise ZeroDivisionError("our own")

    async def both() -> None:
        client, server = memory_transport_pair()
        monkeypatch.setattr(server, "send", Broken().send)
        serving = asyncio.create_task(ReplayResponder(read_reference(a_recording(*set_up()))).serve(server))
        await client.send(encode(setup()))
        with pytest.raises(ConnectionClosed, match="1011 'our own'"):
            await client.receive()
        await serving

    with pytest.raises(ZeroDivisionError):
        in_virtual_time(both())
