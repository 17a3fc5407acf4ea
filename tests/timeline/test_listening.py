"""The listener's buffer, its underruns and what interruptions drop; page and score must say the same."""

from pathlib import Path

import pytest

from evalkit.recording.store import read_recording
from evalkit.scenario.document import scenario_from_document
from evalkit.scorers.delivery_readings import readings_of
from evalkit.timeline.listening import underruns, waiting_audio
from evalkit.timeline.model import Overhang
from evalkit.trace.build import build_trace
from tests.traces import a_trace, a_turn, audio, interrupted

RECORDINGS = sorted(Path("scenarios/recordings").rglob("events.jsonl"))


def test_each_chunk_adds_and_time_takes_away() -> None:
    buffer, overhangs = waiting_audio(a_trace(a_turn("hi", audio(2.0, 1.0), audio(2.4, 1.0))))
    # 1 s at 2.0; 0.6 s are left at 2.4, and 1.6 s with the next; at 4.0 all is heard.
    assert buffer.t == (2.0, 2.0, 2.4, 2.4, 4.0)
    assert buffer.s == (0.0, 1.0, 0.6, 1.6, 0.0)
    assert overhangs == ()


def test_between_two_answers_nothing_waits() -> None:
    buffer, _ = waiting_audio(a_trace(a_turn("hi", audio(2.0, 0.5), audio(4.0, 0.5))))
    assert buffer.t == (2.0, 2.0, 2.5, 4.0, 4.0, 4.5)
    assert buffer.s == (0.0, 0.5, 0.0, 0.0, 0.5, 0.0)


def test_an_interruption_drops_what_is_left_and_says_how_much() -> None:
    buffer, overhangs = waiting_audio(a_trace(a_turn("hi", audio(2.0, 3.0), interrupted(3.0), audio(5.0, 0.5))))
    assert overhangs == (Overhang(3.0, 2.0),)
    assert buffer.t == (2.0, 2.0, 3.0, 3.0, 5.0, 5.0, 5.5)
    assert buffer.s == (0.0, 3.0, 2.0, 0.0, 0.0, 0.5, 0.0)


def test_an_interruption_of_nothing_drops_nothing() -> None:
    assert waiting_audio(a_trace(a_turn("hi", interrupted(1.0), audio(2.0, 0.5), interrupted(9.0))))[1] == ()


def test_without_times_there_is_no_buffer() -> None:
    trace = a_trace(a_turn("hi", audio(2.0), interrupted(2.1)), timed=False)
    assert waiting_audio(trace)[0].t == ()
    assert underruns(trace) == ()


def test_an_underrun_lasts_from_the_last_sample_to_the_next() -> None:
    # With 100 ms of pre-buffer the first chunk is heard from 2.1 to 2.3, the next arrives at 2.75.
    assert underruns(a_trace(a_turn("hi", audio(2.0, 0.2), audio(2.75, 0.2)))) == ((2.3, 2.75),)
    assert underruns(a_trace(a_turn("hi", audio(2.0, 0.2), audio(2.29, 0.2)))) == ()


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
