"""What a replay needs of a recording."""

from pathlib import Path

import pytest

from evalkit.errors import RecordingError
from evalkit.mock.replay.reference import read_references
from evalkit.protocol.messages import Blob, GoAway, RealtimeInput, ServerContent, SetupComplete, Transcription
from evalkit.recording.model import Entry
from tests.recordings import (
    a_recording,
    answer,
    audio_chunk,
    close,
    mark,
    noise,
    received,
    sent,
    set_up,
    setup,
    text,
)

CHUNK = audio_chunk(noise(0.02))
DONE = ServerContent(turn_complete=True)


def test_frames_know_what_the_client_had_done_and_how_long_ago() -> None:
    items = (*set_up(0.25), mark(1, "turn_started", 0), sent(1.0, text("hi")), received(1.5, answer("yes")))
    audio = (mark(2, "turn_started", 1), sent(2.02, CHUNK), received(2.1, DONE), close(3))
    reference = read_references(a_recording(*items, *audio))[0]
    seen = [(f.acts, f.samples, f.follows_audio, round(f.lag_s, 6), f.turn) for f in reference.frames]
    assert seen == [(1, 0, False, 0.25, None), (2, 0, False, 0.5, 0), (2, 320, True, 0.08, 1)]
    assert [act.turn for act in reference.acts] == [None, 0]
    assert (reference.turn_at(0), reference.audio_turns) == (1, ((0, 1),))


def test_a_close_of_the_clients_is_no_frame_and_any_other_is() -> None:
    assert read_references(a_recording(*set_up(), close(3)))[0].frames[1:] == ()
    for by in ("remote", "lost"):
        (frame,) = read_references(a_recording(*set_up(), close(3, 1011, by=by)))[0].frames[1:]
        assert not frame.matters


def test_setup_complete_answers_the_setup_even_where_the_client_did_not_wait_for_it() -> None:
    hasty = a_recording(sent(0.5, setup()), sent(0.6, text("hi")), sent(0.62, CHUNK), received(1.0, SetupComplete()))
    (frame,) = read_references(hasty)[0].frames
    assert (frame.acts, frame.samples, frame.follows_audio, frame.lag_s) == (1, 0, False, 0.5)


def test_a_frame_in_the_moment_of_the_clients_next_deed_is_crowded() -> None:
    def crowded(t: float) -> bool:
        items = (*set_up(), sent(1.0, CHUNK), received(t, DONE), mark(1.02, "input_ended"), sent(1.02, CHUNK))
        return read_references(a_recording(*items))[0].frames[1].crowded

    assert crowded(1.02)
    assert not crowded(1.01)
    assert not crowded(1.0), "it came right after the deed before, so nothing can come between"


@pytest.mark.parametrize(
    ("message", "matters"),
    [
        (answer("yes"), True),
        (DONE, True),
        (GoAway(time_left="50s"), False),
        (ServerContent(), False),
        (ServerContent(output_transcription=Transcription()), False),
    ],
)
def test_news_that_a_session_may_miss_does_not_matter(message: ServerContent, matters: bool) -> None:
    assert read_references(a_recording(*set_up(), received(1, message)))[0].frames[1].matters is matters


def test_a_server_frame_that_does_not_decode_is_played_all_the_same() -> None:
    assert read_references(a_recording(*set_up(), Entry(1.0, "received", b"\xff")))[0].frames[1].matters


def test_a_client_message_that_does_not_decode_is_an_error_that_names_the_file() -> None:
    recording = a_recording(Entry(0.0, "sent", "not json"))
    with pytest.raises(RecordingError, match="a sent message does not decode"):
        read_references(type(recording)(recording.header, recording.items, folder=Path("attempts/x")))[0]


def test_without_a_client_there_is_no_audio() -> None:
    reference = read_references(a_recording())[0]
    assert (reference.acts, reference.frames, len(reference.audio), reference.turn_at(0)) == ((), (), 0, None)


def test_each_connection_is_a_reference_of_its_own() -> None:
    first = (*set_up(0.25), mark(1, "turn_started", 0), sent(1.0, text("hi")), received(1.5, answer("yes")))
    again = (mark(2, "reconnecting"), sent(3.0, setup()), received(3.5, SetupComplete()), mark(3.5, "reconnected"))
    asked = (sent(4.0, CHUNK), received(4.1, DONE))
    one, two = read_references(a_recording(*first, close(2), *again, *asked, close(5, 1011, by="remote")))
    assert [len(one.acts), len(one.frames), len(one.audio)] == [2, 2, 0]
    assert [len(two.acts), len(two.frames), len(two.audio)] == [1, 3, 320]
    assert [round(frame.lag_s, 6) for frame in two.frames] == [0.5, 0.1, 1.0]
    assert [frame.turn for frame in two.frames] == [0, 0, 0], "the turn goes on"
    assert two.turn_at(0) == 0


def test_a_picture_says_less_of_how_far_the_client_is_than_the_audio_around_it() -> None:
    shown = RealtimeInput(video=Blob(mime_type="image/jpeg", data=b"picture"))

    def frame(t: float) -> tuple[int, int, bool, float]:
        items = (*set_up(), sent(1.0, CHUNK), sent(1.01, shown), received(t, DONE), sent(1.02, CHUNK))
        found = read_references(a_recording(*items))[0].frames[1]
        return found.acts, found.samples, found.follows_audio, round(found.lag_s, 6)

    assert frame(1.015) == (2, 320, True, 0.015)
    late = (*set_up(), sent(1.0, CHUNK), sent(2.0, shown), received(2.5, DONE))
    found = read_references(a_recording(*late))[0].frames[1]
    assert (found.follows_audio, round(found.lag_s, 6)) == (False, 0.5), "the microphone is closed"


def test_where_the_turn_of_a_sample_began() -> None:
    turns = (mark(1, "turn_started", 0), sent(1, CHUNK), mark(2, "turn_started", 1), sent(2, CHUNK))
    (reference,) = read_references(a_recording(*set_up(), *turns))
    assert [reference.turn_start(samples) for samples in (0, 1, 320, 321, 640)] == [-1, 0, 0, 320, 320]


def test_where_a_stretch_of_audio_began() -> None:
    chunks = [sent(t, CHUNK) for t in (1.0, 1.02, 2.5, 2.52)]
    (reference,) = read_references(a_recording(*set_up(), mark(1, "turn_started", 0), *chunks))
    assert [reference.stretch_start(samples) for samples in (0, 320, 640, 641, 1280)] == [-1, 0, 0, 640, 640]
