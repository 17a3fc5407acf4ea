"""Laws of arrival and playing that hold for whatever chunks come."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.scorers.arrival import Arrival, Played, arrival_of, play
from tests.traces import a_trace, a_turn, audio

CHUNKS = st.lists(st.tuples(st.integers(0, 600), st.integers(1, 300)), min_size=1, max_size=8)
"""Milliseconds since the chunk before, and milliseconds that it plays."""


def arrived(chunks: list[tuple[int, int]], prebuffer_ms: float = 100) -> tuple[Arrival, Played]:
    t_ms, events = 1_000, []
    for wait_ms, plays_ms in chunks:
        t_ms += wait_ms
        events.append(audio(t_ms / 1000, plays_ms / 1000))
    trace = a_trace(a_turn("a", *events))
    return arrival_of(trace, trace.turns[0]), play(trace, trace.turns[0], prebuffer_ms / 1000)


@given(CHUNKS)
def test_hearing_takes_as_long_as_the_audio_and_the_stalls(chunks: list[tuple[int, int]]) -> None:
    arrival, played = arrived(chunks)
    first, last = arrival.chunks[0], arrival.chunks[-1]
    end_t = played.begins_t[last.event.seq] + last.seconds
    assert end_t - first.t == pytest.approx(0.1 + arrival.audio_s + played.underrun_s, abs=1e-3)
    assert all(played.begins_t[chunk.event.seq] >= chunk.t for chunk in arrival.chunks)


@given(CHUNKS, st.integers(0, 500), st.integers(0, 500))
def test_a_longer_pre_buffer_never_stalls_longer(chunks: list[tuple[int, int]], one_ms: int, more_ms: int) -> None:
    shorter, longer = arrived(chunks, one_ms)[1], arrived(chunks, one_ms + more_ms)[1]
    assert longer.underrun_s <= shorter.underrun_s + 1e-9
    assert (shorter.underrun_s > 0) == (len(shorter.underruns) > 0)


@given(CHUNKS)
def test_the_longest_underrun_is_one_of_them(chunks: list[tuple[int, int]]) -> None:
    _, played = arrived(chunks)
    count = len(played.underruns)
    assert played.longest_underrun_s <= played.underrun_s + 1e-9
    assert played.longest_underrun_s * max(1, count) >= played.underrun_s - 1e-9


@given(CHUNKS)
def test_a_pre_buffer_as_long_as_the_arrival_never_stalls(chunks: list[tuple[int, int]]) -> None:
    arrival, _ = arrived(chunks)
    assert arrived(chunks, arrival.span_s * 1000 + 1)[1].underruns == ()


@given(st.integers(1, 40), st.lists(st.integers(1, 30), min_size=3, max_size=8))
def test_a_steady_pace_has_no_jitter_at_any_speed(tenths: int, lengths: list[int]) -> None:
    arrival, _ = arrived([(plays * tenths, plays * 10) for plays in lengths])
    assert arrival.real_time_factor == pytest.approx(tenths / 10)
    assert arrival.jitter_s == pytest.approx(0, abs=1e-9)


@given(CHUNKS)
def test_no_gap_is_longer_than_the_arrival(chunks: list[tuple[int, int]]) -> None:
    arrival, _ = arrived(chunks)
    widest = arrival.widest
    assert (widest is None) == (len(chunks) == 1)
    if widest is not None:
        assert widest[1].t - widest[0].t == pytest.approx(max(wait for wait, _ in chunks[1:]) / 1000)
    assert (arrival.jitter_s is None) == (len(chunks) < 3)
