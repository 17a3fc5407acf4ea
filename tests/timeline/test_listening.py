"""The listener's buffer, its underruns and what interruptions drop; page and score must say the same."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.recording.store import read_recording
from evalkit.scenario.document import scenario_from_document
from evalkit.scorers.arrival import play
from evalkit.scorers.delivery_readings import readings_of
from evalkit.scorers.playout import play_out
from evalkit.timeline.listening import underruns, waiting_audio
from evalkit.trace.build import build_trace
from evalkit.trace.events import Event
from tests.traces import a_trace, a_turn, audio, closed, generation_complete, interrupted, resumed, turn_complete

RECORDINGS = sorted(Path("scenarios/recordings").rglob("events.jsonl"))


def line(*events: Event) -> list[tuple[float, float]]:
    buffer, _ = waiting_audio(events)
    return list(zip(buffer.t, buffer.s, strict=True))


def dropped(*events: Event) -> list[tuple[float, float]]:
    return [(each.t, each.s) for each in waiting_audio(events)[1]]


def dry(*events: Event) -> tuple[tuple[float, float], ...]:
    return underruns(a_trace(a_turn("one", *events)))


def test_a_chunk_waits_and_is_heard() -> None:
    assert line(audio(2.0, 0.5)) == [(2.0, 0.0), (2.0, 0.5), (2.5, 0.0)]


def test_chunks_queue_up() -> None:
    assert line(audio(2.0, 0.5), audio(2.1, 0.5)) == [(2.0, 0.0), (2.0, 0.5), (2.1, 0.4), (2.1, 0.9), (3.0, 0.0)]


def test_between_two_answers_nothing_waits() -> None:
    told = line(audio(1.0, 0.2), audio(5.0, 0.2))
    assert told == [(1.0, 0.0), (1.0, 0.2), (1.2, 0.0), (5.0, 0.0), (5.0, 0.2), (5.2, 0.0)]


def test_an_interruption_empties_the_buffer_and_the_next_answer_begins_at_once() -> None:
    events = (audio(1.0, 3.0), interrupted(2.0), audio(2.5, 1.0))
    assert line(*events) == [(1.0, 0.0), (1.0, 3.0), (2.0, 2.0), (2.0, 0.0), (2.5, 0.0), (2.5, 1.0), (3.5, 0.0)]
    assert dropped(*events) == [(2.0, 2.0)]


def test_an_interruption_of_what_was_heard_leaves_nothing_over() -> None:
    assert dropped(audio(1.0, 0.5), interrupted(1.5), interrupted(4.0)) == []


def test_what_came_after_the_interruption_is_dropped_by_the_next() -> None:
    assert dropped(audio(1.0, 2.0), interrupted(2.0), audio(2.1, 1.0), interrupted(2.6)) == [(2.0, 1.0), (2.6, 0.5)]


def test_audio_without_a_time_or_a_sample_does_not_wait() -> None:
    assert line(audio(None, 1.0), audio(1.0, 0.0), interrupted(None)) == []


def test_without_times_there_is_no_buffer() -> None:
    trace = a_trace(a_turn("hi", audio(2.0), interrupted(2.1)), timed=False)
    assert waiting_audio(trace.events)[0].t == ()
    assert underruns(trace) == ()


def test_a_clock_that_goes_backwards_draws_no_line_that_does() -> None:
    told = line(audio(2.0, 1.0), audio(1.5, 1.0))
    assert told == [(2.0, 0.0), (2.0, 1.0), (2.0, 2.0), (4.0, 0.0)]


def test_a_stall_longer_than_the_prebuffer_is_an_underrun() -> None:
    """The first chunk is played from 1.1 s to 1.3 s, and the next one comes at 1.75 s."""
    assert dry(audio(1.0, 0.2), audio(1.75, 0.2)) == ((1.3, 1.75),)


def test_the_prebuffer_covers_a_short_stall() -> None:
    assert dry(audio(1.0, 0.2), audio(1.29, 0.2)) == ()


@pytest.mark.parametrize("pause", [generation_complete(1.4), turn_complete(1.4), interrupted(1.4), closed(1.4)])
def test_a_pause_of_the_answers_own_is_no_underrun(pause: Event) -> None:
    assert dry(audio(1.0, 0.2), pause, audio(2.0, 0.2)) == ()


def test_a_lost_connection_between_two_chunks_is_no_underrun() -> None:
    assert dry(audio(1.0, 0.2), *resumed(1.2), audio(2.5, 0.2)) == ()


def test_each_turn_has_its_own_underruns() -> None:
    first = a_turn("one", audio(1.0, 0.2), audio(2.0, 0.2), turn_complete(2.2))
    second = a_turn("two", audio(5.0, 0.2), audio(6.0, 0.2), turn_complete(6.2), speech_ended=4.0)
    assert underruns(a_trace(first, second)) == ((1.3, 2.0), (5.3, 6.0))


_EVENTS = st.lists(
    st.one_of(
        st.builds(audio, st.floats(0, 20), st.sampled_from([0.02, 0.1, 0.5, 3.0])),
        st.builds(interrupted, st.floats(0, 20)),
        st.builds(generation_complete, st.floats(0, 20)),
    ),
    max_size=12,
)


@given(_EVENTS)
def test_any_answer_has_the_underruns_that_are_scored(events: list[Event]) -> None:
    trace = a_trace(a_turn("one", *events))
    played = play(trace, trace.turns[0], 0.1)
    found = underruns(trace)
    assert len(found) == len(played.underruns)
    assert sum(to - from_ for from_, to in found) == pytest.approx(played.underrun_s, abs=2e-4 * (1 + len(found)))


@given(_EVENTS)
def test_any_interruption_drops_what_the_scorers_player_leaves_unheard(events: list[Event]) -> None:
    trace = a_trace(a_turn("one", *events))
    unheard_s = sum(piece.whole.ends_t - piece.ends_t for piece in play_out(trace.events))
    found = dropped(*trace.events)
    assert sum(seconds for _, seconds in found) == pytest.approx(unheard_s, abs=2e-4 * (1 + len(found)))


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.parent.name)
def test_underruns_are_those_of_the_score(path: Path) -> None:
    recording = read_recording(path.parent)
    trace = build_trace(recording, scenario_from_document(recording.header.scenario, "x", path))
    read = [each for window in trace.turns for each in readings_of(trace, window, 100.0)]
    counted = sum(each.value or 0 for each in read if each.name == "underruns")
    dry_ms = sum(each.value or 0 for each in read if each.name == "underrun_ms")
    found = underruns(trace) if trace.timed else ()
    assert len(found) == counted
    assert sum(end - start for start, end in found) * 1000 == pytest.approx(dry_ms, abs=0.2 * len(found) + 0.1)
