from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.recording.imported_turns import imported_turns

AUDIO = {"realtimeInput": {"audio": {"data": "AAAA", "mimeType": "audio/pcm"}}}
CHUNKS = {"realtime_input": {"media_chunks": [{"data": "AAAA", "mime_type": "audio/pcm;rate=16000"}]}}
IMAGE = {"realtimeInput": {"video": {"data": "AAAA", "mimeType": "image/jpeg"}}}
START: dict[str, Any] = {"realtimeInput": {"activityStart": {}}}
END: dict[str, Any] = {"realtimeInput": {"activityEnd": {}}}
STREAM_END = {"realtimeInput": {"audioStreamEnd": True}}
TOOL: dict[str, Any] = {"toolResponse": {"functionResponses": []}}


def typed(*texts: str, done: bool = True, role: str = "user") -> dict[str, Any]:
    content = {"turns": [{"role": role, "parts": [{"text": text} for text in texts]}]}
    return {"clientContent": {**content, "turnComplete": done}}


def spoken(text: str) -> dict[str, Any]:
    return {"realtimeInput": {"text": text}}


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ([], []),
        ([{"setup": {}}, TOOL], []),
        ([typed("Hi", "there")], [(0, 0, {"text": "Hi there"})]),
        ([typed("A", done=False), typed("B")], [(0, 1, {"text": "A B"})]),
        ([typed("A", done=False)], [(0, 0, {"text": "A"})]),
        ([typed("A"), typed("B")], [(0, 0, {"text": "A"}), (1, 1, {"text": "B"})]),
        ([{"client_content": {"turns": {"parts": {"text": "A"}}, "turn_complete": True}}], [(0, 0, {"text": "A"})]),
        ([{"clientContent": {"turnComplete": True}}], [(0, 0, {"silence_s": 1.0})]),
        ([spoken("A"), spoken("B")], [(0, 0, {"text": "A"}), (1, 1, {"text": "B"})]),
        ([spoken("")], []),
        ([AUDIO, AUDIO, STREAM_END], [(0, 2, {"audio": "user.flac"})]),
        ([CHUNKS, TOOL, IMAGE, CHUNKS], [(0, 3, {"audio": "user.flac"})]),
        ([AUDIO, STREAM_END, AUDIO], [(0, 1, {"audio": "user.flac"}), (2, 2, {"audio": "user.flac"})]),
        ([AUDIO, spoken("A"), AUDIO],
         [(0, 0, {"audio": "user.flac"}), (1, 1, {"text": "A"}), (2, 2, {"audio": "user.flac"})]),
        ([AUDIO, typed("A")], [(0, 0, {"audio": "user.flac"}), (1, 1, {"text": "A"})]),
        ([START, AUDIO, AUDIO, END], [(0, 3, {"audio": "user.flac"})]),
        ([START, AUDIO, STREAM_END, AUDIO, END, STREAM_END], [(0, 4, {"audio": "user.flac"})]),
        ([START, spoken("A"), spoken("B"), END], [(0, 3, {"text": "A B"})]),
        ([START, END], [(0, 1, {"silence_s": 1.0})]),
        ([START, AUDIO, END, START, AUDIO, END], [(0, 2, {"audio": "user.flac"}), (3, 5, {"audio": "user.flac"})]),
        ([AUDIO, START, AUDIO], [(0, 0, {"audio": "user.flac"}), (1, 2, {"audio": "user.flac"})]),
        ([END, STREAM_END, IMAGE], []),
    ],
)  # fmt: skip
def test_turns_of_a_client(sent: list[Any], expected: list[Any]) -> None:
    turns = imported_turns(enumerate(sent))
    assert [(turn.first, turn.last, turn.document) for turn in turns] == expected


def test_history_given_with_the_question_is_not_the_users_words() -> None:
    contents = [{"role": "user", "parts": [{"text": "old"}]}, {"role": "model", "parts": [{"text": "answer"}]}]
    message = {"clientContent": {"turns": [*contents, {"parts": [{"text": "new"}]}], "turnComplete": True}}
    assert [turn.document for turn in imported_turns([(0, message)])] == [{"text": "new"}]


KEYS = (
    *("clientContent", "realtimeInput", "turns", "parts", "text", "role", "turnComplete", "audio", "mediaChunks"),
    *("activityStart", "activityEnd", "audioStreamEnd", "mimeType", "data", "setup"),
)
anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=4,
        )
    ),
    max_leaves=15,
)


@given(
    st.lists(anything | st.sampled_from([AUDIO, START, END, STREAM_END, IMAGE, typed("A"), spoken("B")]), max_size=8)
)
def test_any_messages_give_turns_in_order(sent: list[Any]) -> None:
    turns = imported_turns(enumerate(sent))
    for before, after in pairwise(turns):
        assert before.last <= after.first
    assert all(turn.first <= turn.last for turn in turns)
