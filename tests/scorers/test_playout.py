"""What a client plays, chunk by chunk: bursts, gaps, flushes, and how much of it can be heard."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.media.pcm import to_bytes
from evalkit.scorers.playout import play_out
from evalkit.trace.events import Event
from tests.traces import a_trace, a_turn, audio, interrupted, tone


def heard(*events: Event, ignored: tuple[int, ...] = ()) -> list[tuple[float, float]]:
    pieces = play_out(a_trace(a_turn("a", *events)).events, ignored)
    return [(round(piece.begins_t, 6), round(piece.ends_t, 6)) for piece in pieces]


def test_a_burst_waits_for_its_turn_and_a_gap_is_silence() -> None:
    assert heard(audio(1.0, 0.4), audio(1.1, 0.4), audio(3.0, 0.2)) == [(1.0, 1.4), (1.4, 1.8), (3.0, 3.2)]


def test_a_flush_cuts_what_is_playing_and_drops_what_is_queued() -> None:
    events = (audio(1.0, 0.4), audio(1.1, 0.4), audio(1.2, 0.4), interrupted(1.5), audio(1.6, 0.2))
    assert heard(*events) == [(1.0, 1.4), (1.4, 1.5), (1.5, 1.5), (1.6, 1.8)]


def test_a_client_that_does_not_flush_plays_on() -> None:
    events = (audio(1.0, 0.4), audio(1.1, 0.4), interrupted(1.5), audio(1.6, 0.2))
    assert heard(*events, ignored=(2,)) == [(1.0, 1.4), (1.4, 1.8), (1.8, 2.0)]


def test_any_sample_rate_plays_as_long_as_it_lasts() -> None:
    assert heard(audio(1.0, 0.4, rate_hz=16_000), audio(1.1, 0.2)) == [(1.0, 1.4), (1.4, 1.6)]


def test_what_has_no_time_or_no_samples_is_left_out() -> None:
    assert heard(audio(None, 0.4), audio(1.0, 0.0), interrupted(None), audio(2.0, 0.1)) == [(2.0, 2.1)]


def test_the_part_between_two_moments() -> None:
    (piece,) = play_out([audio(1.0, 1.0)])
    assert piece.heard_s(1.25, 1.5) == pytest.approx(0.25)
    assert piece.heard_s(1.75) == pytest.approx(0.25)
    assert piece.heard_s(to_t=0.5) == piece.heard_s(2.5) == 0.0


def test_only_audible_frames_count_as_audible() -> None:
    (piece,) = play_out([audio(1.0, 1.0, lead_silence_s=0.4)])
    assert piece.audible_s() == pytest.approx(0.6, abs=0.01)
    assert piece.audible_s(1.0, 1.4) == pytest.approx(0.0, abs=0.01)
    assert piece.audible_s(1.9) == pytest.approx(0.1, abs=0.001)
    (quiet,) = play_out([audio(1.0, 1.0, level_dbfs=-80)])
    assert quiet.heard_s() == pytest.approx(1.0)
    assert quiet.audible_s() == 0.0


def test_a_piece_that_was_cut_knows_its_whole() -> None:
    piece, _ = play_out(a_trace(a_turn("a", audio(1.0, 1.0), interrupted(1.25), audio(1.5, 0.1))).events)
    assert piece.audible_s() == pytest.approx(0.25, abs=0.001)
    assert piece.whole.audible_s() == pytest.approx(1.0, abs=0.001)
    assert len(tone(1.0)) == len(piece.chunk.pcm)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 40), st.booleans()), max_size=12))
def test_nothing_is_heard_early_or_twice_or_for_longer_than_it_lasts(
    story: list[tuple[int, int, bool]],
) -> None:
    events = [interrupted(t / 100) if flush else audio(t / 100, size / 100) for t, size, flush in sorted(story)]
    trace = a_trace(a_turn("a", *events))
    flushed, kept = play_out(trace.events), play_out(trace.events, tuple(range(len(events))))
    for piece in flushed:
        assert 0 <= piece.heard_s() <= piece.whole.heard_s() + 1e-9
        assert piece.heard_s() == 0 or piece.begins_t >= (piece.chunk.t or 0.0)
    for pieces in (flushed, kept):
        assert all(earlier.ends_t <= later.begins_t + 1e-9 for earlier, later in pairwise(pieces))
    assert sum(piece.heard_s() for piece in flushed) <= sum(piece.heard_s() for piece in kept) + 1e-9


@pytest.mark.parametrize("odd_ms", [0.5, 1.0, 5.0])
def test_the_odd_end_of_a_chunk_is_heard_with_what_comes_before_it(odd_ms: float) -> None:
    """Half a cycle of a square wave is constant: around its own mean it would be silence."""
    square = np.where(np.arange(round((20 + odd_ms) * 24)) // 120 % 2, 3000, -3000).astype(np.int16)
    (piece,) = play_out([replace(audio(1.0, 0.1), pcm=to_bytes(square))])
    assert piece.audible_s() * 1000 == pytest.approx(20 + odd_ms)


def test_less_than_a_frame_has_the_level_it_has() -> None:
    (loud,), (quiet,) = play_out([audio(1.0, 0.004)]), play_out([audio(1.0, 0.004, level_dbfs=-80)])
    assert loud.audible_s() == pytest.approx(0.004)
    assert quiet.audible_s() == 0.0
