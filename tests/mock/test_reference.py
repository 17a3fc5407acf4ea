"""What a replay needs of a recording."""

from pathlib import Path

import numpy as np
import pytest

from evalkit.errors import RecordingError
from evalkit.mock.reference import acts_of, describe, read_reference
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
    tool_answer,
)

CHUNK = audio_chunk(noise(0.02))
DONE = ServerContent(turn_complete=True)


def test_frames_know_what_the_client_had_done_and_how_long_ago() -> None:
    items = (*set_up(0.25), mark(1, "turn_started", 0), sent(1.0, text("hi")), received(1.5, answer("yes")))
    audio = (mark(2, "turn_started", 1), sent(2.02, CHUNK), received(2.1, DONE), close(3))
    reference = read_reference(a_recording(*items, *audio))
    seen = [(f.acts, f.samples, f.follows_audio, round(f.lag_s, 6), f.turn) for f in reference.frames]
    assert seen == [(1, 0, False, 0.25, None), (2, 0, False, 0.5, 0), (2, 320, True, 0.08, 1)]
    assert [act.turn for act in reference.acts] == [None, 0]
    assert (reference.turn_at(0), reference.audio_turns) == (1, ((0, 1),))


def test_a_close_of_the_clients_is_no_frame_and_any_other_is() -> None:
    assert read_reference(a_recording(*set_up(), close(3))).frames[1:] == ()
    for by in ("remote", "lost"):
        (frame,) = read_reference(a_recording(*set_up(), close(3, 1011, by=by))).frames[1:]
        assert not frame.matters


def test_setup_complete_answers_the_setup_even_where_the_client_did_not_wait_for_it() -> None:
    hasty = a_recording(sent(0.5, setup()), sent(0.6, text("hi")), sent(0.62, CHUNK), received(1.0, SetupComplete()))
    (frame,) = read_reference(hasty).frames
    assert (frame.acts, frame.samples, frame.follows_audio, frame.lag_s) == (1, 0, False, 0.5)


def test_a_frame_in_the_moment_of_the_clients_next_deed_is_crowded() -> None:
    def crowded(t: float) -> bool:
        items = (*set_up(), sent(1.0, CHUNK), received(t, DONE), mark(1.02, "input_ended"), sent(1.02, CHUNK))
        return read_reference(a_recording(*items)).frames[1].crowded

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
    assert read_reference(a_recording(*set_up(), received(1, message))).frames[1].matters is matters


def test_a_server_frame_that_does_not_decode_is_played_all_the_same() -> None:
    assert read_reference(a_recording(*set_up(), Entry(1.0, "received", b"\xff"))).frames[1].matters


def test_a_client_message_that_does_not_decode_is_an_error_that_names_the_file() -> None:
    recording = a_recording(Entry(0.0, "sent", "not json"))
    with pytest.raises(RecordingError, match="a sent message does not decode"):
        read_reference(type(recording)(recording.header, recording.items, folder=Path("attempts/x")))


def test_without_a_client_there_is_no_audio() -> None:
    reference = read_reference(a_recording())
    assert (reference.acts, reference.frames, len(reference.audio), reference.turn_at(0)) == ((), (), 0, None)


def test_audio_is_audio_under_either_name() -> None:
    blob = Blob(mime_type="audio/pcm", data=b"\1\0\2\0")
    for message in (RealtimeInput(audio=blob), RealtimeInput(media_chunks=(blob,))):
        heard, acts = acts_of(message)
        assert heard is not None
        assert np.array_equal(heard, [1, 2])
        assert acts == ()


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (text("hello"), "text 'hello'"),
        (RealtimeInput(text="hello"), "text 'hello'"),
        (text("x" * 90), f"text '{'x' * 79}…'"),
        (tool_answer("f", {"n": 1}), 'tool answer f {"n":1}'),
        (RealtimeInput(activity_end=True), '{"realtimeInput":{"activityEnd":{}}}'),
    ],
)
def test_deeds_in_words(message: RealtimeInput, words: str) -> None:
    assert describe(message) == words
