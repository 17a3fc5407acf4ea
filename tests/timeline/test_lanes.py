"""Where audio lies on the session's clock: as it crossed the wire, as it was spoken, as it would be heard."""

from dataclasses import replace

import pytest

from evalkit.scorers.playout import play_out
from evalkit.timeline.lanes import model_lane, user_lane
from evalkit.timeline.model import Lane
from evalkit.trace.events import AudioReceived, AudioSent
from evalkit.trace.trace import Trace
from tests.traces import a_trace, a_turn, audio, interrupted, user_audio


def user_of(trace: Trace) -> Lane | None:
    return user_lane([event for event in trace.events if isinstance(event, AudioSent)], None)


def model_of(trace: Trace) -> Lane:
    chunks = [event for event in trace.events if isinstance(event, AudioReceived)]
    lane = model_lane(chunks, play_out(trace.events), None)
    assert lane is not None
    return lane


def test_a_chunk_of_the_user_was_spoken_before_it_left() -> None:
    lane = user_of(a_trace(a_turn("hi", *(user_audio(1 + 0.02 * n) for n in range(1, 6)))))
    assert lane is not None
    assert lane.played.t == (1.0,)
    assert (lane.played.offset_s, lane.played.length_s) == ((0.0,), (0.1,))
    assert lane.chunks.t == (1.02, 1.04, 1.06, 1.08, 1.1)
    assert lane.chunks.offset_s == (0.0, 0.02, 0.04, 0.06, 0.08)
    assert (lane.file, lane.rate_hz, lane.length_s) == ("user.flac", 16_000, 0.1)


def test_a_pause_in_sending_is_a_gap_and_jitter_is_none() -> None:
    lane = user_of(a_trace(a_turn("hi", *map(user_audio, (1.02, 1.07, 1.06, 3.0, 3.02)))))
    assert lane is not None
    # The second chunk is 30 ms late, as a busy machine makes it; two seconds are a pause.
    assert lane.played.t == (1.0, 2.98)
    assert lane.played.offset_s == (0.0, 0.06)
    assert lane.played.length_s == (0.06, 0.04)


def test_a_burst_is_shown_as_what_it_is() -> None:
    """A second of audio sent at once cannot have been spoken at once."""
    lane = user_of(a_trace(a_turn("hi", *(user_audio(1.0, 0.1) for _ in range(3)))))
    assert lane is not None
    assert lane.played.t == (0.9, 0.9, 0.9)


def test_audio_of_another_rate_is_not_in_the_lane() -> None:
    other = replace(user_audio(1.0), rate_hz=8_000)
    assert user_of(a_trace(a_turn("hi", other))) is None


def test_chunks_that_come_early_wait_their_turn() -> None:
    lane = model_of(a_trace(a_turn("hi", audio(2.0, 0.5), audio(2.1, 0.5), audio(2.2, 0.5))))
    assert lane.chunks.t == (2.0, 2.1, 2.2)
    assert (lane.played.t, lane.played.length_s) == ((2.0,), (1.5,))


def test_what_was_dropped_unheard_is_not_played() -> None:
    trace = a_trace(a_turn("hi", audio(2.0, 1.0), audio(2.1, 1.0), interrupted(2.5), audio(4.0, 0.2)))
    lane = model_of(trace)
    # Half a second of the first chunk was heard; the second never; the next answer begins 2 s into the file.
    assert lane.played.t == (2.0, 4.0)
    assert lane.played.offset_s == (0.0, 2.0)
    assert lane.played.length_s == (0.5, 0.2)
    assert lane.length_s == 2.2


def test_a_late_chunk_begins_a_stretch_of_its_own() -> None:
    lane = model_of(a_trace(a_turn("hi", audio(2.0, 0.2), audio(2.5, 0.2))))
    assert (lane.played.t, lane.played.offset_s) == ((2.0, 2.5), (0.0, 0.2))


def test_without_times_everything_is_at_the_beginning() -> None:
    trace = a_trace(a_turn("hi", user_audio(1.0), audio(2.0)), timed=False)
    assert model_of(trace).chunks.t == (0.0,)
    assert model_of(trace).played.t == ()
    lane = user_of(trace)
    assert lane is not None
    assert lane.length_s == pytest.approx(0.02)
