"""The rules of a session, as pure functions from what is known before a frame to what is known after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn, get_args

from evalkit.errors import ProtocolError
from evalkit.protocol.codec import key_of
from evalkit.protocol.configuration import canonical_mapping
from evalkit.protocol.messages import (
    ClientContent,
    ClientMessage,
    Message,
    RealtimeInput,
    ServerContent,
    ServerError,
    ServerMessage,
    Setup,
    SetupComplete,
    ToolCall,
    ToolCallCancellation,
    ToolResponse,
    UnknownMessage,
)
from evalkit.protocol.tool_calls import ToolCalls

__all__ = ["Facts", "after_client_frame", "after_server_frame"]

_CLIENT_MESSAGES = get_args(ClientMessage)
_SERVER_MESSAGES = get_args(ServerMessage)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the frames so far have established."""

    setup: Setup | None = None
    ready: bool = False
    """True once setupComplete crossed."""
    manual_activity: bool = False
    resumed: bool = False
    awaiting_history: bool = False
    activity_open: bool = False
    generating: bool = False
    interrupted: bool = False
    calls: ToolCalls = field(default_factory=ToolCalls)


def after_client_frame(facts: Facts, messages: Sequence[Message], *, patient: bool) -> Facts:
    """Returns the facts after a client's frame.

    Args:
        facts: the facts before it.
        messages: what the frame holds.
        patient: True to insist that the client waits for setupComplete and completes the history it announced; servers
            queue what comes too early, and do without a history.

    Raises:
        ProtocolError: when the client may not send this now.
    """
    message = _only_one(messages)
    if isinstance(message, Setup):
        return _after_setup(facts, message)
    # Reference §2.1 and §6.3: the first frame is the setup.
    if facts.setup is None:
        _refuse("setup as the first message", key_of(message))
    # Reference §4.1, SETUP_WAIT: nothing but the setup before setupComplete; recordings of 2025 show servers queueing.
    if patient and not facts.ready:
        _refuse("setupComplete to be awaited first", key_of(message))
    # Reference §2.1, historyConfig, and §4.1, HISTORY: only clientContent, until one completes the history. A server
    # takes anything else for the end of it: pipecat announces a history, sends none and begins to stream audio.
    if facts.awaiting_history and not isinstance(message, ClientContent):
        if patient:
            _refuse("only clientContent until one with turnComplete ends the initial history", key_of(message))
        facts = replace(facts, awaiting_history=False)
    match message:
        case ClientContent(turn_complete=True):
            return replace(facts, awaiting_history=False)
        case RealtimeInput():
            return _after_realtime_input(facts, message)
        case ToolResponse():
            return _after_tool_response(facts, message)
    return facts


def after_server_frame(facts: Facts, messages: Sequence[Message]) -> Facts:
    """Returns the facts after a server's frame, which may be empty and may hold several messages (reference §3.1).

    Once the session is set up, anything goes but a second setupComplete: real servers end turns twice, early, late or
    not at all, and interrupt what is over (reference §4.2, §4.3, §7).

    Raises:
        ProtocolError: when the server may not send this now.
    """
    if complete := next((message for message in messages if isinstance(message, SetupComplete)), None):
        facts = _after_setup_complete(facts, complete)
    for message in messages:
        if not isinstance(message, _SERVER_MESSAGES):
            _refuse("a server's message", key_of(message))
        # Reference §4.1, SETUP_WAIT: setupComplete, or close, or nothing. Errors come at any time, and of a message
        # this version does not know nobody can say that it came too early.
        if not facts.ready and not isinstance(message, (ServerError, UnknownMessage)):
            _refuse("setupComplete before anything else", key_of(message))
        facts = _after_server_message(facts, message)
    return facts


def _only_one(messages: Sequence[Message]) -> Message:
    for message in messages:
        if isinstance(message, UnknownMessage):
            # Reference §6.2: the text with which the real server closes, for an unknown name at the root.
            name = repr(message.key[:100])[1:-1]
            raise ProtocolError(f'Invalid JSON payload received. Unknown name "{name}": Cannot find field.')
        if not isinstance(message, _CLIENT_MESSAGES):
            _refuse("a client's message", key_of(message))
    # Reference §2, envelope: exactly one of the keys in a frame.
    if len(messages) != 1:
        found = " and ".join(key_of(message) for message in messages) or "none"
        raise ProtocolError(f"expected exactly one message in a client's frame, found {found}")
    return messages[0]


def _after_setup(facts: Facts, setup: Setup) -> Facts:
    # Reference §2.1: exactly once; a second one closes with 1007.
    if facts.setup is not None:
        raise ProtocolError("expected it only once, found a second one", "setup")
    return replace(
        facts,
        setup=setup,
        manual_activity=_setting(setup.realtime_input_config, "automaticActivityDetection", "disabled") is True,
        awaiting_history=_setting(setup.history_config, "initialHistoryInClientContent") is True,
        resumed=bool(_setting(setup.session_resumption, "handle")),
    )


def _after_realtime_input(facts: Facts, message: RealtimeInput) -> Facts:
    signal = message.activity_start or message.activity_end
    # Reference §2.7 and §4.6: activity signals close with 1007 while the server detects activity itself.
    if signal and not facts.manual_activity:
        name = "activityStart" if message.activity_start else "activityEnd"
        problem = "expected only with automaticActivityDetection.disabled in the setup, found it without"
        raise ProtocolError(problem, f"realtimeInput.{name}")
    # Reference §4.6: audioStreamEnd is not allowed with manual activity.
    if message.audio_stream_end and facts.manual_activity:
        problem = "expected activityEnd, as automaticActivityDetection.disabled is set, found audioStreamEnd"
        raise ProtocolError(problem, "realtimeInput.audioStreamEnd")
    return _after_activity(facts, message) if signal else facts


def _after_activity(facts: Facts, message: RealtimeInput) -> Facts:
    # Reference §4.6: the client marks windows, activityStart … activityEnd, so the two alternate.
    if message.activity_start and facts.activity_open:
        raise ProtocolError("expected activityEnd first, found a second start", "realtimeInput.activityStart")
    if message.activity_end and not (facts.activity_open or message.activity_start):
        raise ProtocolError("expected activityStart first, found an end without one", "realtimeInput.activityEnd")
    return replace(facts, activity_open=not message.activity_end)


def _after_tool_response(facts: Facts, message: ToolResponse) -> Facts:
    # Reference §2.8 and §4.4: an answer names its call by id; a cancelled call is not answered.
    calls = facts.calls
    for index, response in enumerate(message.function_responses):
        where = f"toolResponse.functionResponses.{index}"
        calls = calls.answered_by(response, where, inherited=facts.resumed)
    return replace(facts, calls=calls)


def _after_setup_complete(facts: Facts, message: SetupComplete) -> Facts:
    # Reference §4.1: it answers the one setup.
    if facts.setup is None:
        _refuse("setup as the first message", key_of(message))
    if facts.ready:
        raise ProtocolError("expected it only once, found a second one", key_of(message))
    return replace(facts, ready=True)


def _after_server_message(facts: Facts, message: Message) -> Facts:
    match message:
        case ServerContent():
            return _after_server_content(facts, message)
        case ToolCall(function_calls=calls) if calls:
            return replace(facts, calls=facts.calls.called(calls), generating=True, interrupted=False)
        case ToolCallCancellation(ids=ids):
            return replace(facts, calls=facts.calls.taken_back(ids))
    return facts


def _after_server_content(facts: Facts, content: ServerContent) -> Facts:
    # Transcripts decide nothing: they have no order against other content (reference §3.2) and trail an interruption.
    spoke = content.model_turn is not None and bool(content.model_turn.parts)
    generating = facts.generating or spoke
    interrupted = facts.interrupted and not spoke
    if content.interrupted or content.generation_complete or content.turn_complete:
        generating = False
    # Reference §4.3: turnComplete ends an interrupted turn, and may share its frame.
    if content.interrupted or content.turn_complete:
        interrupted = not content.turn_complete
    if (generating, interrupted) == (facts.generating, facts.interrupted):
        return facts
    return replace(facts, generating=generating, interrupted=interrupted)


def _setting(configuration: Mapping[str, Any] | None, *path: str) -> object:
    value: Any = canonical_mapping(configuration or {}, "setup", ProtocolError)
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _refuse(expected: str, found: str) -> NoReturn:
    raise ProtocolError(f"expected {expected}, found {found}")
