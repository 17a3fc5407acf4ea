"""The official clients, as they are published, hold their conversations with the mock server."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest

from evalkit.media.pcm import Samples, resample
from evalkit.protocol.messages import Message, RealtimeInput, Setup, ToolResponse
from evalkit.serving.threaded import LiveServer
from tests.clients.seen import Seen
from tests.clients.speech import spoken
from tests.clients.task import BACKENDS, Backend, Play

pytestmark = pytest.mark.parametrize("backend", BACKENDS)


@pytest.fixture(params=["python", "javascript"])
def play(request: pytest.FixtureRequest) -> Play:
    player: Play = request.getfixturevalue(request.param)
    return player


M = TypeVar("M", bound=Message)


class Sent:
    """What the server has read since the test began."""

    def __init__(self, server: LiveServer) -> None:
        self._server, self._from = server, len(server.messages)

    def all(self, kind: type[M]) -> list[M]:
        return [message for message in self._server.messages[self._from :] if isinstance(message, kind)]


@pytest.fixture
def sent(server: LiveServer) -> Sent:
    return Sent(server)


def test_a_text_turn(play: Play, backend: Backend, server: LiveServer) -> None:
    (seen,) = play("text_turn", backend)
    request = server.requests[-1]
    assert (request.backend, request.credential) == {"dev": ("gemini", "api_key"), "vertex": ("vertex", "bearer")}[
        backend
    ]
    assert seen.text == "Yes, yes."
    assert len(seen.all("serverContent")) >= 3
    assert seen.turns == 1
    assert seen.all("usageMetadata")[-1]["totalTokenCount"] > 0


def test_a_streamed_audio_turn_with_both_transcripts(play: Play, backend: Backend, sent: Sent, speech: Path) -> None:
    (seen,) = play("audio_turn", backend)
    blobs = [message.audio for message in sent.all(RealtimeInput) if message.audio]
    assert b"".join(blob.data for blob in blobs) == speech.read_bytes()
    assert {blob.rate_hz for blob in blobs} == {16_000}
    assert seen.heard == "And in Paris?"
    assert seen.said == "Yes, I am here."
    assert_spoken(seen, "Yes, I am here.")
    assert seen.turns == 1


def test_a_tool_call_its_answer_and_the_spoken_answer(play: Play, backend: Backend, sent: Sent) -> None:
    (seen,) = play("tool_round_trip", backend)
    ((call,),) = [each["functionCalls"] for each in seen.all("toolCall")]
    assert (call["name"], call["args"]) == ("get_temperature", {"location": "Paris"})
    ((answer,),) = [message.function_responses for message in sent.all(ToolResponse)]
    assert (answer.id, answer.name, answer.response) == (call["id"], "get_temperature", {"celsius": 17})
    assert seen.said == "In Paris it is seventeen degrees."
    assert_spoken(seen, "In Paris it is seventeen degrees.")


def test_a_barge_in_stops_the_answer_and_gets_one_of_its_own(play: Play, backend: Backend) -> None:
    (seen,) = play("barge_in", backend)
    assert [content["interrupted"] for content in seen.content if content.get("interrupted")] == [True]
    after = seen.after("interrupted")
    assert 0 < len(seen.samples) - len(after.samples) < 10 * 24_000
    assert after.heard == "And in Paris?"
    assert after.said == "Yes, I am here."
    assert_spoken(after, "Yes, I am here.")
    assert after.turns == 2  # the one that was cut off, and the new one


def test_a_resumed_session_goes_on_where_it_was(play: Play, backend: Backend, sent: Sent) -> None:
    first, second = play("resumption", backend)
    opening, resuming = sent.all(Setup)
    handles = [update.get("newHandle") for update in first.all("sessionResumptionUpdate")]
    assert not (opening.session_resumption or {}).get("handle")
    assert (resuming.session_resumption or {})["handle"] in handles
    assert first.text == "I shall."
    assert second.text == "Seven."


def test_a_go_away_is_heard_before_the_connection_ends(play: Play, backend: Backend) -> None:
    (seen,) = play("go_away", backend)
    assert seen.text == "Good night."
    assert [notice["timeLeft"] for notice in seen.all("goAway")] == ["0.5s"]
    ends = {
        "dev": {"code": 1011, "reason": "Deadline expired before operation could complete."},
        "vertex": {"code": 1000, "reason": "The operation was cancelled."},
    }
    assert seen.closed == ends[backend]


def assert_spoken(seen: Seen, text: str) -> None:
    """The samples that arrived are the voice's, to the last one."""
    expected: Samples = resample(spoken(text), 16_000, 24_000)
    np.testing.assert_array_equal(seen.samples, expected)
