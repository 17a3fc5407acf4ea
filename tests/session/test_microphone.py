"""Audio leaves in real time, and says when the speech in it did."""

import asyncio
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.clock import Stopwatch
from evalkit.media.pcm import Samples
from evalkit.media.span import Span
from evalkit.media.user_audio import UserAudio
from evalkit.session.microphone import Microphone, tail_ms
from tests.conversations import a_scenario, sound
from tests.virtual import in_virtual_time

Sent = list[tuple[float, bytes]]
Marks = list[tuple[str, float, Mapping[str, Any]]]


def recorded(audio: UserAudio | float, chunk_ms: int = 20, slow_at: int = -1) -> tuple[Sent, Marks]:
    """What a microphone sends and marks; the send of chunk `slow_at` takes 100 ms."""
    sent: Sent = []
    marks: Marks = []

    async def use() -> None:
        clock = Stopwatch()

        async def send(pcm: bytes) -> None:
            if len(sent) == slow_at:
                await asyncio.sleep(0.1)
            sent.append((clock(), pcm))

        def mark(name: str, t: float, detail: Mapping[str, Any]) -> None:
            marks.append((name, t, detail))

        microphone = Microphone(send, mark, clock, chunk_ms)
        await (microphone.silence(audio) if isinstance(audio, float) else microphone.speak(audio))

    in_virtual_time(use())
    return sent, marks


def audio(samples: Samples, *spans: tuple[int, int]) -> UserAudio:
    return UserAudio(samples, tuple(Span(*span) for span in spans))


@given(
    length=st.integers(1, 9000),
    chunk_ms=st.integers(20, 40),
    edges=st.tuples(st.floats(0, 1), st.floats(0, 1)).map(sorted),
)
def test_speech_is_marked_where_it_is_for_any_length_and_chunk(
    length: int, chunk_ms: int, edges: tuple[float, float]
) -> None:
    start, end = round(edges[0] * (length - 1)), max(1, round(edges[1] * length))
    samples = np.arange(length).astype(np.int16)
    sent, marks = recorded(audio(samples, (start, end)), chunk_ms)
    joined = b"".join(pcm for _, pcm in sent)
    assert np.array_equal(np.frombuffer(joined, "<i2")[:length], samples)
    assert not any(joined[2 * length :])
    assert [t for t, _ in sent] == pytest.approx([(n + 1) * chunk_ms / 1000 for n in range(len(sent))])
    assert {(name, detail["sample"]) for name, _, detail in marks} == {("speech_started", start), ("speech_ended", end)}
    assert [t for _, t, _ in marks] == pytest.approx([detail["sample"] / 16_000 for _, _, detail in marks])


def test_of_several_stretches_of_speech_the_first_start_and_the_last_end_are_marked() -> None:
    _, marks = recorded(audio(sound(), (160, 3200), (6400, 12_000)))
    assert [(name, detail["sample"]) for name, _, detail in marks] == [
        ("speech_started", 160),
        ("speech_ended", 12_000),
    ]


def test_silence_is_digital_and_has_no_marks() -> None:
    sent, marks = recorded(0.5, 25)
    assert (len(sent), {pcm for _, pcm in sent}, marks) == (20, {bytes(800)}, [])


@pytest.mark.parametrize("nothing", [0.0, audio(np.zeros(0, np.int16))])
def test_nothing_sends_nothing(nothing: UserAudio | float) -> None:
    assert recorded(nothing) == ([], [])


def test_a_chunk_that_was_held_up_is_marked_and_the_pace_is_made_good() -> None:
    sent, marks = recorded(0.4, slow_at=5)
    assert [name for name, _, _ in marks] == ["stalled", "stalled", "stalled"]
    assert [detail["late_ms"] for _, _, detail in marks] == [100.0, 80.0, 60.0]
    assert sent[-1][0] == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("setup", "expected"),
    [
        ({}, 1200.0),
        ({"realtimeInputConfig": {"automaticActivityDetection": {"silenceDurationMs": 500}}}, 900.0),
        ({"realtime_input_config": {"automatic_activity_detection": {"silence_duration_ms": 100}}}, 500.0),
        ({"realtimeInputConfig": {"automatic_activity_detection": {"silenceDurationMs": 0}}}, 1200.0),
    ],
)
def test_the_tail_is_longer_than_the_servers_silence(setup: dict[str, Any], expected: float) -> None:
    assert tail_ms(a_scenario({"say": "hi"}, setup=setup)) == expected


def test_the_tail_of_the_scenario_goes_first() -> None:
    assert tail_ms(a_scenario({"say": "hi"}, audio={"tail_ms": 700})) == 700.0
