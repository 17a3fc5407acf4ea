"""When the user speaks: from mark to mark, with the pauses that the sent audio shows."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from evalkit.timeline.speech import speech_of
from evalkit.trace.events import AudioSent, Event
from tests.traces import a_trace, a_turn, tone

_CHUNK_S = 0.02


def spoken(*pieces: tuple[float, float], noise: bool = False, late_s: float = 0.0) -> list[Event]:
    """A microphone's chunks from 0 on: (seconds, level in dBFS) one after the other; all but the first may be late."""
    pcm = b"".join(tone(seconds, level_dbfs=level, rate_hz=16_000) for seconds, level in pieces)
    samples = np.frombuffer(pcm, "<i2")
    if noise:
        samples = samples + np.random.default_rng(1).integers(-600, 600, len(samples)).astype("<i2")
    size = round(_CHUNK_S * 16_000)
    starts = range(0, len(samples), size)
    return [_chunk(samples[start : start + size].tobytes(), start, late_s if start else 0.0) for start in starts]


def _chunk(pcm: bytes, start: int, late_s: float) -> AudioSent:
    t = (start + len(pcm) // 2) / 16_000 + late_s
    return AudioSent(seq=0, t=t, pcm=pcm, rate_hz=16_000, offset=0)


def found(events: Sequence[Event], ended: float, started: float = 0.0) -> list[tuple[float, float]]:
    turn = a_turn("hello", *events, started=started, speech_ended=ended)
    return [(each["from"], each["to"]) for each in speech_of(a_trace(turn))]


LOUD, SILENT = -12.0, -120.0


def test_speech_goes_from_mark_to_mark() -> None:
    assert found(spoken((1.0, LOUD), (0.5, SILENT)), 0.98) == [(0.0, 0.98)]


def test_a_pause_is_found_to_a_hundredth_of_a_second() -> None:
    events = spoken((0.6, LOUD), (0.5, SILENT), (0.6, LOUD), (0.3, SILENT))
    (started, pause), (goes_on, ended) = found(events, 1.7)
    assert (started, ended) == (0.0, 1.7)
    assert (pause, goes_on) == pytest.approx((0.6, 1.1), abs=0.011)


def test_a_breath_is_no_pause() -> None:
    assert found(spoken((0.6, LOUD), (0.25, SILENT), (0.6, LOUD), (0.3, SILENT)), 1.45) == [(0.0, 1.45)]


def test_chunks_that_leave_late_are_spoken_late() -> None:
    events = spoken((0.6, LOUD), (0.5, SILENT), (0.6, LOUD), (0.3, SILENT), late_s=1.0)
    assert found(events, 2.7)[1] == pytest.approx((2.1, 2.7), abs=0.011)


def test_in_noise_a_turns_speech_is_one_stretch() -> None:
    events = spoken((0.6, LOUD), (0.5, SILENT), (0.6, LOUD), (0.3, SILENT), noise=True)
    assert found(events, 1.7) == [(0.0, 1.7)]


def test_what_is_said_after_the_end_of_speech_is_not_the_turns() -> None:
    events = spoken((0.6, LOUD), (0.5, SILENT), (0.6, LOUD), (0.3, SILENT))
    assert found(events, 0.6) == [(0.0, 0.6)]


def test_marks_without_audio_are_enough() -> None:
    assert found([], 1.0) == [(0.0, 1.0)]


def test_chunks_of_two_rates_show_no_pause() -> None:
    first, *others = spoken((0.6, LOUD), (0.5, SILENT), (0.6, LOUD))
    assert isinstance(first, AudioSent)
    assert found([replace(first, rate_hz=24_000), *others], 1.7) == [(0.0, 1.7)]


def test_a_turn_without_marks_has_no_speech() -> None:
    assert speech_of(a_trace(a_turn("hello", *spoken((0.5, LOUD)), speech_ended=None))) == ()


def test_a_trace_without_times_has_no_speech() -> None:
    assert speech_of(a_trace(a_turn("hello", *spoken((0.5, LOUD))), timed=False)) == ()
