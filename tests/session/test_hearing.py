"""What a frame means to a session, and in which order: to the trace of the same frame it means the same."""

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.protocol.codec import decode, encode
from evalkit.protocol.messages import (
    FunctionCall,
    InteractionStatus,
    Message,
    OutputTranscription,
    ServerContent,
    ToolCall,
    ToolCallCancellation,
)
from evalkit.protocol.side import Side
from evalkit.protocol.signs import (
    Aside,
    Called,
    Cancelled,
    Completed,
    Generated,
    Interrupted,
    Progress,
    Reported,
    Rested,
    Said,
    Sign,
    Transcribed,
)
from evalkit.recording.model import Entry
from evalkit.session.answer import Answer
from evalkit.session.hearing import heard
from evalkit.trace.attribution import sign_of
from evalkit.trace.reading import read_events
from tests.protocol.strategies import SERVER_MESSAGES

CONTENT = {
    "modelTurn": {"parts": [{"text": "well"}, {"executableCode": {"code": "1"}}, {"text": "hm", "thought": True}]},
    "outputTranscription": {"text": "well"},
    "generationComplete": True,
    "interrupted": True,
    "turnComplete": True,
    "interactionStatus": "IN_PROGRESS",
}
SPEAKING = (ServerContent, OutputTranscription, ToolCall, ToolCallCancellation, InteractionStatus)


def in_session(frame: str) -> list[Sign]:
    return [each.sign for each in heard(decode(frame, Side.SERVER), 1.0)]


def in_trace(frame: str) -> list[Sign]:
    """The same, without what decides nothing."""
    signs = [sign_of(event) for event in read_events(Entry(1.0, "received", frame))]
    return [sign for sign in signs if not isinstance(sign, Aside | Rested | Reported)]


def test_content_comes_before_calls_and_both_before_the_end() -> None:
    call = {"functionCalls": [{"name": "f", "args": {}, "id": "1"}, {"name": "g", "args": {}}]}
    keys = {"interactionStatus": "IDLE", "toolCallCancellation": {"ids": ["0"]}, "toolCall": call}
    frame = orjson.dumps({**keys, "serverContent": CONTENT}).decode()
    content = [Said(), Said(), Said(), Transcribed(), Called("f", "1"), Called("g", None), Cancelled(("0",))]
    assert in_session(frame)[:-2] == [*content, Generated(), Interrupted(), Completed()]
    assert set(in_session(frame)[-2:]) == {Progress(goes_on=True), Progress(goes_on=False)}
    assert in_trace(frame) == in_session(frame)


@settings(max_examples=60)
@given(message=st.one_of([SERVER_MESSAGES[kind] for kind in SPEAKING]))
def test_the_trace_of_a_frame_is_told_the_same(message: Message) -> None:
    frame = encode(message)
    assert in_trace(frame) == in_session(frame)


@pytest.mark.parametrize(
    ("frame", "shows"),
    [
        ('{"serverContent": {"modelTurn": {"parts": [{"text": "well"}]}}}', [True]),
        ('{"serverContent": {"modelTurn": {"parts": [{"text": "hm", "thought": true}]}}}', [False]),
        ('{"serverContent": {"modelTurn": {"parts": [{"executableCode": {"code": "1"}}]}}}', [False]),
        ('{"serverContent": {"outputTranscription": {"text": ""}}}', []),
        ('{"serverContent": {"outputTranscription": {"text": "é"}, "turnComplete": true}}', [True, False]),
        ('{"toolCall": {"functionCalls": []}}', []),
        ("{}", []),
    ],
)
def test_what_shows_that_an_answer_is_coming(frame: str, shows: list[bool]) -> None:
    assert [each.shows for each in heard(decode(frame, Side.SERVER), 1.0)] == shows


def test_what_it_does_to_an_answer_bears_the_moment_of_the_frame() -> None:
    answer = Answer(0)
    call, text = ToolCall(function_calls=(FunctionCall(name="f"),)), OutputTranscription(text="well")
    for each in [*heard([call], 2.0), *heard([text], 3.0)]:
        assert each.does is not None
        each.does(answer)
    assert (answer.first_t, answer.called_t, answer.last_t, answer.audible_t) == (2.0, 2.0, 3.0, None)


def test_a_thought_is_what_was_owed_and_no_sign_of_an_answer() -> None:
    answer = Answer(0)
    answer.answered(4.0)
    assert (answer.owed, answer.last_t, answer.first_t) == (True, 4.0, None)
    answer.thinks()
    assert (answer.owed, answer.last_t, answer.first_t) == (False, 4.0, None)
