"""Jumping within a FLAC lane: the table's places are real frames, and the audio stays what it was."""

import io

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from evalkit.recording.seek_table import with_seek_table


def flac(samples: NDArray[np.int16], rate_hz: int = 24_000, level: float | None = 0.25) -> bytes:
    target = io.BytesIO()
    soundfile.write(target, samples, rate_hz, subtype="PCM_16", format="FLAC", compression_level=level)
    return target.getvalue()


def noise(count: int, loudness: int = 9_000) -> NDArray[np.int16]:
    return np.random.default_rng(count).integers(-loudness, loudness, count).astype(np.int16)


def points(data: bytes) -> list[tuple[int, int, int]]:
    """Sample, byte offset from the first frame, samples of the frame."""
    assert data[4] & 0x7F == 0, "the stream's description stays first"
    start = 8 + 34
    assert data[start] & 0x7F == 3
    length = int.from_bytes(data[start + 1 : start + 4], "big")
    table = data[start + 4 : start + 4 + length]
    return [
        (int.from_bytes(row[:8], "big"), int.from_bytes(row[8:16], "big"), int.from_bytes(row[16:], "big"))
        for row in (table[place : place + 18] for place in range(0, length, 18))
    ]


def audio_start(data: bytes) -> int:
    place = 4
    while not data[place] & 0x80:
        place += 4 + int.from_bytes(data[place + 1 : place + 4], "big")
    return place + 4 + int.from_bytes(data[place + 1 : place + 4], "big")


def test_each_point_is_where_that_frame_begins() -> None:
    samples = noise(30_000)
    data = with_seek_table(flac(samples))
    found = points(data)
    assert [sample for sample, _, _ in found] == list(range(0, 30_000, 4 * 1152))
    begin = audio_start(data)
    for sample, offset, count in found:
        frame = data[begin + offset : begin + offset + 5]
        assert frame[:2] == b"\xff\xf8"
        assert frame[4] == sample // 1152
        assert count == min(1152, 30_000 - sample)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 200_000), st.integers(0, 32_767), st.sampled_from([0.0, 0.25, None, 1.0]))
def test_the_audio_stays_what_it_was(count: int, loudness: int, level: float | None) -> None:
    samples = noise(count, loudness + 1)
    data = with_seek_table(flac(samples, 16_000, level))
    read, rate_hz = soundfile.read(io.BytesIO(data), dtype="int16")
    assert rate_hz == 16_000
    assert np.array_equal(read, samples)
    assert points(data)[0][:2] == (0, 0)
    assert with_seek_table(data) == data


def test_frame_numbers_beyond_one_byte_are_found() -> None:
    found = points(with_seek_table(flac(noise(1152 * 2_100), level=0.25)))
    assert found[-1][0] == 1152 * 2_096


@pytest.mark.parametrize("data", [b"", b"fLaC", b"RIFF....WAVE", b"fLaC\x00\x00\x00\x22short", b"fLaC\x80\x00\x00\x00"])
def test_what_is_no_flac_is_left_alone(data: bytes) -> None:
    assert with_seek_table(data) == data


def test_a_file_that_is_cut_short_is_left_alone() -> None:
    whole = flac(noise(30_000))
    assert with_seek_table(whole[: len(whole) // 2]) == whole[: len(whole) // 2]
