from functools import partial
from typing import Any

import pytest

from evalkit.errors import LocalProtocolError
from evalkit.protocol.codec import encode
from evalkit.protocol.connection import State
from evalkit.protocol.messages import (
    Blob,
    ClientContent,
    Content,
    ContextUpdate,
    FunctionCall,
    GoAway,
    Message,
    RealtimeInput,
    ServerContent,
    ServerError,
    Setup,
    SetupComplete,
    ToolCall,
    ToolCallCancellation,
    ToolResponse,
    Transcription,
    UnknownMessage,
    UsageMetadata,
)

from .pair import (
    END,
    HISTORY,
    MANUAL,
    SETUP,
    SPEECH,
    START,
    STREAM_END,
    TURN,
    Pair,
    client_may_not,
    ready_pair,
    refuses,
    server_may_not,
)

# Setting up


@pytest.mark.parametrize(
    ("message", "key"),
    [
        (TURN, "clientContent"),
        (START, "realtimeInput"),
        (ToolResponse(), "toolResponse"),
        (ContextUpdate(), "contextUpdate"),
    ],
)
def test_the_first_message_is_the_setup(message: Message, key: str) -> None:
    client_may_not(Pair(), f"expected setup as the first message, found {key}", message)


def test_setup_comes_once() -> None:
    pair = Pair()
    pair.client_sends(SETUP)
    client_may_not(pair, "setup: expected it only once, found a second one", SETUP)
    pair.server_sends(SetupComplete())
    client_may_not(pair, "setup: expected it only once, found a second one", Setup(model="other"))


def test_the_client_waits_for_setup_complete_but_the_server_bears_with_one_that_does_not() -> None:
    pair = Pair()
    pair.client_sends(SETUP)
    problem = "expected setupComplete to be awaited first, found clientContent"
    refuses(lambda: pair.client.send(TURN), pair.client, LocalProtocolError, problem)
    assert pair.server.receive(encode(TURN)) == (TURN,)
    assert pair.server.state is State.AWAITING_SETUP_COMPLETE
    pair.server_sends(SetupComplete())


@pytest.mark.parametrize(
    ("message", "key"), [(SPEECH, "serverContent"), (GoAway(), "goAway"), (ToolCall(), "toolCall")]
)
def test_the_server_says_nothing_before_setup_complete(message: Message, key: str) -> None:
    pair = Pair()
    server_may_not(pair, f"expected setupComplete before anything else, found {key}", message)
    pair.client_sends(SETUP)
    server_may_not(pair, f"expected setupComplete before anything else, found {key}", message)


@pytest.mark.parametrize("messages", [(ServerError(code=13, message="no"),), (UnknownMessage(key="news"),), ()])
def test_errors_unknown_messages_and_empty_frames_may_come_before_setup_complete(messages: tuple[Message, ...]) -> None:
    pair = Pair()
    pair.server_sends(*messages)
    pair.client_sends(SETUP)
    pair.server_sends(*messages)
    assert pair.both("state") is State.AWAITING_SETUP_COMPLETE


def test_setup_complete_answers_one_setup() -> None:
    pair = Pair()
    server_may_not(pair, "expected setup as the first message, found setupComplete", SetupComplete())
    pair.client_sends(SETUP)
    pair.server_sends(SetupComplete())
    server_may_not(pair, "setupComplete: expected it only once, found a second one", SetupComplete())


def test_setup_complete_may_share_its_frame_in_any_order() -> None:
    pair = Pair()
    pair.client_sends(SETUP)
    pair.server_sends(UsageMetadata(), SetupComplete(), GoAway())
    assert pair.both("state") is State.READY


# Frames


def test_a_clients_frame_holds_exactly_one_message() -> None:
    client_may_not(Pair(), "expected exactly one message in a client's frame, found none")
    problem = "expected exactly one message in a client's frame, found setup and clientContent"
    client_may_not(Pair(), problem, SETUP, TURN)


def test_an_unknown_name_from_a_client_is_answered_in_the_real_servers_words() -> None:
    problem = 'Invalid JSON payload received. Unknown name "clientContents": Cannot find field.'
    client_may_not(ready_pair(), problem, UnknownMessage(key="clientContents", value={}))
    client_may_not(Pair(), problem, SETUP, UnknownMessage(key="clientContents"))


def test_a_long_or_strange_unknown_name_stays_short_and_on_one_line() -> None:
    problem = f'Invalid JSON payload received. Unknown name "a\\n{"b" * 98}": Cannot find field.'
    client_may_not(ready_pair(), problem, UnknownMessage(key="a\n" + "b" * 9999))


def test_each_side_sends_its_own_messages() -> None:
    pair = ready_pair()
    problem = "expected a client's message, found goAway"
    refuses(lambda: pair.client.send(GoAway()), pair.client, LocalProtocolError, problem)
    problem = "expected a server's message, found setup"
    refuses(lambda: pair.server.send(SETUP), pair.server, LocalProtocolError, problem)


def test_a_servers_frame_holds_any_number_of_messages() -> None:
    pair = ready_pair()
    pair.server_sends()
    pair.server_sends(SPEECH, UsageMetadata(total_token_count=1), UnknownMessage(key="news", value=1))


# History


def test_only_client_content_until_the_history_is_complete() -> None:
    pair = ready_pair(**HISTORY)
    assert pair.both("awaiting_history") is True
    pair.client_sends(ClientContent(turns=TURN.turns))
    problem = "expected only clientContent until one with turnComplete ends the initial history, found "
    for found, message in (
        ("realtimeInput", RealtimeInput(text="hi")),
        ("toolResponse", ToolResponse()),
        ("contextUpdate", ContextUpdate()),
    ):
        refuses(partial(pair.client.send, message), pair.client, LocalProtocolError, problem + found)
    assert pair.both("awaiting_history") is True
    pair.client_sends(ClientContent(turn_complete=True))
    assert pair.both("awaiting_history") is False
    assert pair.both("generating") is False
    pair.client_sends(RealtimeInput(text="hi"))


def test_a_server_takes_whatever_else_comes_for_the_end_of_the_history() -> None:
    pair = ready_pair(**HISTORY)
    assert pair.server.receive(encode(RealtimeInput(text="hi"))) == (RealtimeInput(text="hi"),)
    assert pair.server.awaiting_history is False


@pytest.mark.parametrize("config", [None, {}, {"initialHistoryInClientContent": False}, {"other": True}])
def test_without_announced_history_there_is_none_to_wait_for(config: Any) -> None:
    pair = ready_pair(history_config=config)
    assert pair.both("awaiting_history") is False
    pair.client_sends(RealtimeInput(text="hi"))


# Activity


def test_manual_activity_alternates() -> None:
    pair = ready_pair(**MANUAL)
    assert pair.both("manual_activity") is True
    client_may_not(pair, "realtimeInput.activityEnd: expected activityStart first, found an end without one", END)
    for _ in range(2):
        pair.client_sends(START)
        client_may_not(pair, "realtimeInput.activityStart: expected activityEnd first, found a second start", START)
        pair.client_sends(RealtimeInput(audio=Blob(data=b"\0")))
        pair.client_sends(END)
    client_may_not(pair, "realtimeInput.activityEnd: expected activityStart first, found an end without one", END)


def test_manual_activity_has_no_stream_end() -> None:
    problem = "expected activityEnd, as automaticActivityDetection.disabled is set, found audioStreamEnd"
    client_may_not(ready_pair(**MANUAL), f"realtimeInput.audioStreamEnd: {problem}", STREAM_END)
    ready_pair(**MANUAL).client_sends(RealtimeInput(audio_stream_end=False))


@pytest.mark.parametrize(
    "config", [None, {}, {"automaticActivityDetection": {"disabled": False}}, {"automaticActivityDetection": [1]}]
)
def test_activity_signals_need_manual_activity(config: Any) -> None:
    pair = ready_pair(realtime_input_config=config)
    assert pair.both("manual_activity") is False
    problem = "expected only with automaticActivityDetection.disabled in the setup, found it without"
    client_may_not(pair, f"realtimeInput.activityStart: {problem}", START)
    client_may_not(pair, f"realtimeInput.activityEnd: {problem}", END)
    pair.client_sends(STREAM_END)
    pair.client_sends(STREAM_END)


def test_the_setup_may_be_spelled_in_snake_case() -> None:
    pair = Pair()
    config = {"automatic_activity_detection": {"disabled": True}}
    pair.server.receive(pair.client.send(Setup(model="m", realtime_input_config=config)))
    assert pair.both("manual_activity") is True


# What the server is doing


@pytest.mark.parametrize(
    "ending",
    [ServerContent(generation_complete=True), ServerContent(turn_complete=True), ServerContent(interrupted=True)],
)
def test_generating_from_the_first_content_to_an_ending(ending: ServerContent) -> None:
    pair = ready_pair()
    pair.client_sends(TURN)
    assert pair.both("generating") is False
    pair.server_sends(SPEECH)
    pair.server_sends(ServerContent())
    assert pair.both("generating") is True
    pair.server_sends(ending)
    assert pair.both("generating") is False


def test_a_tool_call_is_generating_until_its_turn_ends() -> None:
    pair = ready_pair()
    pair.server_sends(ToolCall(function_calls=(FunctionCall(name="f", id="a"),)))
    assert pair.both("generating") is True
    pair.server_sends(ServerContent(turn_complete=True))
    assert pair.both("generating") is False
    assert [call.id for call in pair.both("pending_calls")] == ["a"]


def test_transcripts_are_no_generation_and_do_not_end_an_interruption() -> None:
    pair = ready_pair()
    transcript = ServerContent(output_transcription=Transcription(text="a"), model_turn=Content())
    pair.server_sends(transcript)
    assert pair.both("generating") is False
    pair.server_sends(ServerContent(interrupted=True))
    pair.server_sends(transcript)
    assert pair.both("interrupted") is True


@pytest.mark.parametrize("end", [ServerContent(turn_complete=True), SPEECH, ToolCall(function_calls=(FunctionCall(),))])
def test_interrupted_until_the_turn_ends_or_the_model_goes_on(end: Message) -> None:
    pair = ready_pair()
    pair.server_sends(SPEECH)
    pair.server_sends(ServerContent(interrupted=True))
    assert (pair.both("interrupted"), pair.both("generating")) == (True, False)
    pair.server_sends(ServerContent(generation_complete=True))
    assert pair.both("interrupted") is True
    pair.server_sends(end)
    assert pair.both("interrupted") is False


@pytest.mark.parametrize(
    "frames",
    [
        pytest.param([ServerContent(turn_complete=True)] * 2, id="turnComplete twice, with no content (§4.2, §7)"),
        pytest.param([SPEECH, ServerContent(turn_complete=True), SPEECH], id="content after turnComplete (§4.2)"),
        pytest.param(
            [SPEECH, ServerContent(turn_complete=True), ServerContent(interrupted=True)],
            id="interrupted after turnComplete (§4.3)",
        ),
        pytest.param(
            [ServerContent(interrupted=True), ServerContent(interrupted=True)], id="interrupted before audio (§4.3)"
        ),
        pytest.param([ServerContent(), ServerContent()], id="empty serverContent (§1.4)"),
        pytest.param([SPEECH, ServerContent(turn_complete=True)], id="no generationComplete"),
        pytest.param([ServerContent(generation_complete=True), SPEECH], id="content after generationComplete (§4.4)"),
        pytest.param([ToolCallCancellation(ids=("x",))], id="cancellation of an unknown call"),
        pytest.param([ToolCall(function_calls=(FunctionCall(id="a"),))] * 2, id="the same call twice"),
        pytest.param([UsageMetadata(total_token_count=1)] * 2, id="usage repeated (§3.5)"),
        pytest.param([GoAway(), GoAway(), SPEECH], id="goAway twice and content after it (§4.7)"),
    ],
)
def test_servers_are_allowed_every_oddity(frames: list[Message]) -> None:
    pair = ready_pair()
    for frame in frames:
        pair.server_sends(frame)
        pair.server_sends()
    assert pair.both("state") is State.READY
    pair.client_sends(TURN)


def test_one_frame_may_hold_a_whole_turn() -> None:
    pair = ready_pair()
    pair.server_sends(ServerContent(model_turn=SPEECH.model_turn, interrupted=True, turn_complete=True))
    assert (pair.both("generating"), pair.both("interrupted")) == (False, False)
    pair.server_sends(ServerContent(model_turn=SPEECH.model_turn, interrupted=True))
    assert (pair.both("generating"), pair.both("interrupted")) == (False, True)
