"""Audio in bursts, as it is heard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.media.playback import Playback


def test_a_burst_is_heard_at_the_speed_of_sound() -> None:
    playback = Playback()
    assert [playback.feed(t, 4800) for t in (1.0, 1.05, 1.1)] == pytest.approx([1.0, 1.2, 1.4])
    assert playback.end_t == pytest.approx(1.6)
    assert playback.underruns == 0


def test_running_dry_is_an_underrun_and_moves_what_follows() -> None:
    playback = Playback()
    playback.feed(1.0, 2400)
    assert playback.feed(2.0, 2400) == 2.0
    assert playback.underruns == 1
    assert playback.end_t == pytest.approx(2.1)


def test_an_interruption_drops_what_was_not_heard() -> None:
    playback = Playback()
    playback.feed(1.0, 24_000)
    assert playback.flush(1.25) == pytest.approx(0.75)
    assert playback.end_t == 1.25
    assert playback.feed(3.0, 2400) == 3.0
    assert playback.underruns == 0


def test_an_interruption_after_the_end_or_before_anything_drops_nothing() -> None:
    playback = Playback()
    assert playback.flush(5.0) == 0
    playback.feed(6.0, 2400)
    assert playback.flush(9.0) == 0
    assert playback.end_t == pytest.approx(6.1)


def test_a_pre_buffer_delays_each_stretch_once_and_covers_what_is_late() -> None:
    playback = Playback(prebuffer_s=0.1)
    assert playback.feed(1.0, 4800) == pytest.approx(1.1)
    assert playback.feed(1.25, 4800) == pytest.approx(1.3)
    assert playback.underruns == 0
    assert playback.feed(1.75, 4800) == 1.75
    assert playback.underruns == 1
    assert playback.underrun_s == pytest.approx(0.25)
    playback.flush(1.8)
    assert playback.feed(3.0, 2400) == pytest.approx(3.1)


def test_on_the_last_moment_is_no_underrun() -> None:
    playback = Playback()
    for index in range(50):
        playback.feed(0.1 * index, 2400)
    assert (playback.underruns, playback.underrun_s) == (0, 0.0)


def test_a_pause_is_no_underrun_and_what_is_queued_plays_on() -> None:
    playback = Playback(prebuffer_s=0.1)
    playback.feed(1.0, 4800)
    playback.pause()
    assert playback.feed(1.2, 4800) == pytest.approx(1.3)
    playback.pause()
    assert playback.feed(5.0, 4800) == pytest.approx(5.1)
    assert playback.underruns == 0
    playback.pause()
    assert playback.flush(5.2) == pytest.approx(0.1)


@given(st.lists(st.tuples(st.floats(0, 10), st.integers(1, 48_000)), min_size=1))
def test_nothing_is_heard_before_it_arrived_nor_twice(chunks: list[tuple[float, int]]) -> None:
    playback = Playback()
    t, end_t = 0.0, 0.0
    for delay_s, samples in chunks:
        t += delay_s
        heard_t = playback.feed(t, samples)
        assert heard_t >= t
        assert heard_t >= end_t - 1e-9
        end_t = heard_t + samples / 24_000
        assert playback.end_t == pytest.approx(end_t)
