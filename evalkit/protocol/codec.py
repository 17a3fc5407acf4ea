"""Frames to messages and back: `decode` takes every spelling the wire allows, `encode` writes the canonical one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evalkit.errors import LocalProtocolError, RemoteProtocolError
from evalkit.protocol.configuration import snake_case
from evalkit.protocol.fields import read_object, write_object
from evalkit.protocol.forms import read_enum, write_enum
from evalkit.protocol.json_text import check_json, dump_object, parse_object
from evalkit.protocol.messages import (
    ClientContent,
    ContextUpdate,
    GoAway,
    InputTranscription,
    InteractionStatus,
    Message,
    OutputTranscription,
    RealtimeInput,
    ServerContent,
    ServerError,
    SessionResumptionUpdate,
    Setup,
    SetupComplete,
    ToolCall,
    ToolCallCancellation,
    ToolResponse,
    UnknownMessage,
    UsageMetadata,
    VoiceActivity,
    VoiceActivityDetectionSignal,
)
from evalkit.protocol.side import Side
from evalkit.protocol.wire_forms import Extensible

__all__ = ["decode", "encode", "key_of", "to_wire"]

_KEYS: Mapping[Side, Mapping[str, type[Any]]] = {
    # Reference §2, envelope.
    Side.CLIENT: {
        "setup": Setup,
        "clientContent": ClientContent,
        "realtimeInput": RealtimeInput,
        "toolResponse": ToolResponse,
        "contextUpdate": ContextUpdate,
    },
    # Reference §3.1.
    Side.SERVER: {
        "setupComplete": SetupComplete,
        "serverContent": ServerContent,
        "toolCall": ToolCall,
        "toolCallCancellation": ToolCallCancellation,
        "usageMetadata": UsageMetadata,
        "goAway": GoAway,
        "sessionResumptionUpdate": SessionResumptionUpdate,
        "voiceActivity": VoiceActivity,
        "voiceActivityDetectionSignal": VoiceActivityDetectionSignal,
        "interactionStatus": InteractionStatus,
        "inputTranscription": InputTranscription,
        "outputTranscription": OutputTranscription,
    },
}

_SPELLINGS: Mapping[Side, Mapping[str, str]] = {
    side: {spelling: key for key in keys for spelling in (key, snake_case(key))} for side, keys in _KEYS.items()
}

_KEY_OF: Mapping[type[Any], str] = {cls: key for keys in _KEYS.values() for key, cls in keys.items()}


def decode(data: str | bytes, sender: Side) -> tuple[Message, ...]:
    """Reads one frame, text or binary, that ``sender`` sent.

    A frame of several keys gives several messages, in the order of its keys; `{}` gives none, and a key whose value is
    null counts as absent. A key the sender's messages do not include becomes an `UnknownMessage`, unless the server's
    frame has a `code`: then all such keys are one `ServerError`, in the place of `code`. Names may be snake_case or
    camelCase at every level (reference §1.4). Of one key written twice in the same spelling the last counts.

    Raises:
        RemoteProtocolError: and nothing else, whatever the data; says where, what was expected and what was found.
    """
    document = parse_object(data)
    keys, classes = _SPELLINGS[sender], _KEYS[sender]
    unnamed = {key: item for key, item in document.items() if key not in keys}
    is_error = sender is Side.SERVER and unnamed.get("code") is not None
    messages: list[Message] = []
    seen: set[str] = set()
    for spelling, item in document.items():
        key = keys.get(spelling)
        if key is None:
            if not is_error:
                messages.append(UnknownMessage(key=spelling, value=item))
            elif spelling == "code":
                messages.append(read_object(ServerError, unnamed, ""))
        elif item is not None:
            if key in seen:
                spellings = f"{key!r} and {snake_case(key)!r}"
                raise RemoteProtocolError(f"expected the field once, found it as {spellings}", key)
            seen.add(key)
            messages.append(_read_message(classes[key], item, key))
    return tuple(messages)


def encode(*messages: Message) -> str:
    """Writes messages as one frame: compact JSON, camelCase names, enum names in upper case, standard base64.

    No message at all gives `{}`. Bytes of a text frame are these characters in UTF-8.

    Raises:
        LocalProtocolError: when a key would appear twice, or a value is not what the wire can hold in its place.
    """
    document: dict[str, Any] = {}
    for message in messages:
        for key, item in to_wire(message).items():
            if key in document:
                raise LocalProtocolError("expected the key once in a frame, found two messages with it", key)
            document[key] = item
    # Read again, an error takes every unknown name of its frame, so such a name cannot be a message beside it.
    unknown = next((message for message in messages if isinstance(message, UnknownMessage)), None)
    if unknown and any(isinstance(message, ServerError) for message in messages):
        raise LocalProtocolError("expected an unknown name beside an error only in its extra", unknown.key)
    return dump_object(document)


def to_wire(message: Message) -> dict[str, Any]:
    """Returns a message as the JSON object of a frame, its key included, in the canonical spelling.

    Raises:
        LocalProtocolError: as `encode`.
    """
    match message:
        case UnknownMessage(key=key, value=value):
            check_json({key: value}, "")
            _refuse_extra(message, key)
            return {key: value}
        case ServerError():
            document = write_object(message, "")
            if claimed := next((key for key in document if key in _SPELLINGS[Side.SERVER]), None):
                raise LocalProtocolError("expected only unknown fields in extra, found a known message", claimed)
            return document
        case InteractionStatus(status=status):
            _refuse_extra(message, key_of(message))
            return {key_of(message): write_enum(status, key_of(message))}
        case Extensible() if type(message) in _KEY_OF:
            return {key_of(message): write_object(message, key_of(message))}
    raise LocalProtocolError(f"expected a message, found a Python {type(message).__name__}")


def key_of(message: Message) -> str:
    """Returns the key of a frame that holds the message: `serverContent`; `code` for a `ServerError`."""
    match message:
        case UnknownMessage(key=key):
            return key
        case ServerError():
            return "code"
    return _KEY_OF[type(message)]


def _read_message(cls: type[Any], value: object, key: str) -> Message:
    if cls is InteractionStatus:
        return InteractionStatus(status=read_enum(value, key))
    message: Message = read_object(cls, value, key)
    return message


def _refuse_extra(message: Extensible, key: str) -> None:
    if message.extra:
        raise LocalProtocolError("expected no extra, found some: there is no place for it on the wire", key)
