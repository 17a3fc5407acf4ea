"""The habits of the real server's frames."""

import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from evalkit.mock.model.wire import Wire, audio_chunks, audio_content, transcript_pieces
from evalkit.protocol.codec import decode
from evalkit.protocol.messages import ServerContent, UnknownMessage, UsageMetadata
from evalkit.protocol.side import Side

DONE = ServerContent(turn_complete=True)


def test_frames_are_binary_and_pretty_as_vertex_sends_them() -> None:
    assert Wire().frame(DONE) == b'{\n  "serverContent": {\n    "turnComplete": true\n  }\n}\n'


def test_frames_may_be_text_and_plain() -> None:
    assert Wire(binary=False, pretty=False).frame(DONE) == '{"serverContent":{"turnComplete":true}}'


def test_several_messages_share_a_frame_under_their_own_keys() -> None:
    frame = Wire().frame(DONE, UsageMetadata(total_token_count=3), UnknownMessage(key="new", value=[1]))
    assert json.loads(frame) == {
        "serverContent": {"turnComplete": True},
        "usageMetadata": {"totalTokenCount": 3},
        "new": [1],
    }


def test_nothing_is_an_empty_frame() -> None:
    assert json.loads(Wire().frame()) == {}


@given(length=st.integers(0, 40_000))
def test_audio_comes_in_200_ms_and_then_240_ms(length: int) -> None:
    samples = np.arange(length).astype(np.int16)
    chunks = list(audio_chunks(samples))
    assert [len(chunk) for _, chunk in chunks[:-1]] == [4800, *[5760] * (len(chunks) - 2)][: max(0, len(chunks) - 1)]
    starts = [0, *np.cumsum([len(chunk) for _, chunk in chunks])]
    assert [at_s for at_s, _ in chunks] == [start / 24_000 for start in starts[: len(chunks)]]
    assert np.array_equal(np.concatenate([np.zeros(0, np.int16), *(chunk for _, chunk in chunks)]), samples)


def test_audio_carries_its_rate_and_its_samples() -> None:
    samples = np.array([1, -2, 32767], np.int16)
    (message,) = decode(Wire().frame(audio_content(samples, Wire())), Side.SERVER)
    assert isinstance(message, ServerContent)
    assert message.model_turn is not None
    blob = message.model_turn.parts[0].inline_data
    assert blob is not None
    assert (message.model_turn.role, blob.mime_type, blob.data) == ("model", "audio/pcm;rate=24000", samples.tobytes())


@given(words=st.lists(st.text("abc,é", min_size=1), min_size=1), count=st.integers(1, 12))
def test_the_pieces_of_a_transcript_join_to_the_text(words: list[str], count: int) -> None:
    text = " ".join(words)
    pieces = transcript_pieces(text, count)
    texts = [each.output_transcription.text for each in pieces if each and each.output_transcription]
    assert len(pieces) == count
    assert "".join(texts) == text
    assert all(texts)


def test_there_are_no_pieces_without_audio_or_words() -> None:
    assert transcript_pieces("hello", 0) == []
    assert transcript_pieces("", 2) == [None, None]
