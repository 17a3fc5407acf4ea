"""Recordings that answer what is spoken."""

import asyncio

import numpy as np
import pytest

from evalkit.clock import Stopwatch
from evalkit.errors import ReplayMismatch
from evalkit.mock.replay.reference import read_references
from evalkit.mock.replay.responder import ReplayResponder
from evalkit.mock.server import serve_in_process
from evalkit.protocol.codec import encode
from evalkit.recording.model import Item
from evalkit.transport.base import Transport
from tests.mock.replaying import DONE, Client, replay
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
)
from tests.virtual import in_virtual_time


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
            async with serve_in_process(ReplayResponder(read_references(recording)[0])) as transport:
                await speaks(noise(20.0, seed=2), 320, [])(transport, Stopwatch())
        assert asyncio.all_tasks() == {asyncio.current_task()}

    in_virtual_time(both())
