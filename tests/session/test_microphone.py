"""Audio leaves in real time, and says when the speech in it did."""

import asyncio
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.clock import Stopwatch
from evalkit.media.frames import Frame
from evalkit.media.pcm import Samples
from evalkit.media.span import Span
from evalkit.media.user_audio import UserAudio
from evalkit.recording.model import Item, Mark
from evalkit.session.camera import Camera
from evalkit.session.marks import Marks
from evalkit.session.microphone import Microphone, tail_ms
from tests.conversations import a_scenario, sound
from tests.virtual import in_virtual_time

Sent = list[tuple[float, bytes]]


def recorded(
    audio: UserAudio | float, chunk_ms: int = 20, slow_at: int = -1, held_s: float = 0.0, after_s: float = 0.0
) -> tuple[Sent, list[Mark]]:
    """What a microphone sends and marks.

    The send of chunk `slow_at` takes 100 ms, of which `held_s` were wanted; after the audio come `after_s` of silence.
    """
    sent: Sent = []
    marks: list[Mark] = []

    async def use() -> None:
        clock = Stopwatch()

        async def send(pcm: bytes) -> float:
            slow = len(sent) == slow_at
            await asyncio.sleep(0.1 if slow else 0.0)
            sent.append((clock(), pcm))
            return held_s if slow else 0.0

        def sink(item: Item) -> None:
            assert isinstance(item, Mark)
            marks.append(item)

        async def show(frame: Frame) -> float:
            raise AssertionError("there is nothing to show")

        microphone = Microphone(send, Camera((), show, clock), Marks(sink, clock), clock, chunk_ms)
        await (microphone.silence(audio) if isinstance(audio, float) else microphone.speak(audio))
        await microphone.silence(after_s)

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
    assert {(mark.name, mark.detail["sample"]) for mark in marks} == {("speech_started", start), ("speech_ended", end)}
    assert [mark.t for mark in marks] == pytest.approx([mark.detail["sample"] / 16_000 for mark in marks])


def test_of_several_stretches_of_speech_the_first_start_and_the_last_end_are_marked() -> None:
    _, marks = recorded(audio(sound(), (160, 3200), (6400, 12_000)))
    assert [(mark.name, mark.detail["sample"]) for mark in marks] == [
        ("speech_started", 160),
        ("speech_ended", 12_000),
    ]


@pytest.mark.parametrize(("lowered_db", "told"), [(0.0, {}), (0.04, {}), (3.25, {"lowered_db": 3.2})])
def test_audio_that_had_to_be_made_quieter_says_so_where_it_begins(lowered_db: float, told: dict[str, float]) -> None:
    _, marks = recorded(UserAudio(sound(), (Span(160, 3200),), lowered_db=lowered_db))
    assert [mark.detail for mark in marks] == [{"sample": 160, **told}, {"sample": 3200}]


def test_silence_is_digital_and_has_no_marks() -> None:
    sent, marks = recorded(0.5, 25)
    assert (len(sent), {pcm for _, pcm in sent}, marks) == (20, {bytes(800)}, [])


@pytest.mark.parametrize("nothing", [0.0, audio(np.zeros(0, np.int16))])
def test_nothing_sends_nothing(nothing: UserAudio | float) -> None:
    assert recorded(nothing) == ([], [])


def test_a_chunk_that_was_held_up_is_marked_and_the_pace_is_made_good() -> None:
    sent, marks = recorded(0.4, slow_at=5)
    assert [mark.name for mark in marks] == ["stalled", "stalled", "stalled"]
    assert [mark.detail["late_ms"] for mark in marks] == [100.0, 80.0, 60.0]
    assert sent[-1][0] == pytest.approx(0.4)


def test_what_was_held_up_on_purpose_puts_off_the_rest_and_is_no_stall() -> None:
    sent, marks = recorded(audio(sound(0.4), (0, 6400)), slow_at=5, held_s=0.1)
    assert [t for t, _ in sent][4:7] == pytest.approx([0.1, 0.22, 0.24])
    assert [(mark.name, mark.t) for mark in marks] == [("speech_started", 0.0), ("speech_ended", pytest.approx(0.5))]


def test_what_is_heard_behind_the_user_goes_on_and_repeats() -> None:
    tail = np.arange(1, 501).astype(np.int16)
    sent, _ = recorded(UserAudio(np.zeros(400, np.int16), (), tail=tail), after_s=0.06)
    heard = np.frombuffer(b"".join(pcm for _, pcm in sent), "<i2")
    assert len(heard) == 640 + 960
    assert np.array_equal(heard[400:], np.resize(tail, 1200))


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
