"""Whatever a reply is, it is a vote or says why it is none."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.judging.reply import read_reply
from tests.judging.judge_server import reply, votes_of

_KEYS = (
    *("candidates", "content", "parts", "text", "finishReason", "promptFeedback", "modelVersion"),
    *("kind", "score", "why", "thought"),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_KEYS), inner, max_size=4),
    max_leaves=8,
)


def read(document: Any) -> Any:
    return read_reply(json.dumps(document).encode(), ("kind",))


@given(JSON)
def test_no_document_is_too_strange(document: Any) -> None:
    found = read(document)
    assert bool(found.problem) != bool(found.votes)


@given(JSON)
def test_no_vote_is_too_strange(votes: Any) -> None:
    found = read(reply(json.dumps(votes)))
    assert bool(found.problem) != bool(found.votes)


@pytest.mark.parametrize(("score", "value"), [("0", 0.0), ("0.25", 0.25), (0.5, 0.5), (1, 1.0), ("1.0", 1.0)])
def test_a_score_is_read_as_text_or_number(score: Any, value: float) -> None:
    assert read(reply(votes_of(kind=score))).votes == {"kind": {"score": value, "why": "Why kind."}}


def test_thoughts_are_no_part_of_an_answer_and_pieces_are_joined() -> None:
    text = votes_of(kind="1")
    parts = [{"text": "Hm, 0.25?", "thought": True}, {"text": text[:5]}, {"text": text[5:]}]
    found = read(reply("", candidates=[{"content": {"parts": parts}, "finishReason": "STOP"}]))
    assert found.votes["kind"]["score"] == 1.0


def test_only_what_was_asked_is_read() -> None:
    assert set(read(reply(votes_of(kind="1", other="0"))).votes) == {"kind"}


@pytest.mark.parametrize("depth", [300, 100_000])
def test_a_reply_as_deep_as_a_well(depth: int) -> None:
    body = b"[" * depth + b"]" * depth
    assert read_reply(body, ("kind",)).problem in ("the reply is no object", "the reply is no JSON")
