import base64
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.errors import RemoteProtocolError
from evalkit.protocol.codec import decode, encode, to_wire
from evalkit.protocol.configuration import snake_case
from evalkit.protocol.messages import (
    Blob,
    Message,
    RealtimeInput,
)
from evalkit.protocol.side import Side

from .strategies import CLIENT_MESSAGES, JSON, SERVER_MESSAGES

ANY = [
    *((Side.CLIENT, cls, strategy) for cls, strategy in CLIENT_MESSAGES.items()),
    *((Side.SERVER, cls, strategy) for cls, strategy in SERVER_MESSAGES.items()),
]
each_class = pytest.mark.parametrize(
    ("sender", "messages"),
    [pytest.param(sender, strategy, id=cls.__name__) for sender, cls, strategy in ANY],
)


few = settings(max_examples=25, deadline=None)


@each_class
@few
@given(data=st.data())
def test_a_message_survives_the_round_trip(
    sender: Side, messages: st.SearchStrategy[Message], data: st.DataObject
) -> None:
    message = data.draw(messages)
    frame = encode(message)
    assert decode(frame, sender) == decode(frame.encode(), sender) == decode(frame + "\n\n", sender) == (message,)
    assert encode(*decode(frame, sender)) == frame
    assert to_wire(message) == json.loads(frame)


@each_class
@few
@given(data=st.data())
def test_snake_case_and_mixtures_mean_the_same(
    sender: Side, messages: st.SearchStrategy[Message], data: st.DataObject
) -> None:
    message = data.draw(messages)
    chance = data.draw(st.randoms(use_true_random=False))

    def respell(value: Any, everywhere: bool) -> Any:
        if isinstance(value, list):
            return [respell(item, everywhere) for item in value]
        if not isinstance(value, dict):
            return value
        # Unknown names, the user's own included, begin with "x-" here, and their contents are nobody's to spell.
        return {
            snake_case(key) if key.isalnum() and (everywhere or chance.random() < 0.5) else key: item
            if key.startswith("x-") or key in ("args", "response", "labels", "alpha", "betaGamma")
            else respell(item, everywhere)
            for key, item in value.items()
        }

    for everywhere in (True, False):
        assert decode(json.dumps(respell(to_wire(message), everywhere)), sender) == (message,)


@given(st.binary(max_size=40))
def test_both_base64_alphabets_mean_the_same(data: bytes) -> None:
    expected = RealtimeInput(audio=Blob(mime_type="audio/pcm", data=data))
    for alphabet in (base64.b64encode, base64.urlsafe_b64encode):
        for text in (alphabet(data).decode(), alphabet(data).decode().rstrip("=")):
            document = {"realtimeInput": {"audio": {"mimeType": "audio/pcm", "data": text}}}
            assert decode(json.dumps(document), Side.CLIENT) == (expected,)


@given(st.binary(max_size=60) | st.text(max_size=60), st.sampled_from(Side))
def test_any_data_gives_messages_or_a_protocol_error(data: str | bytes, sender: Side) -> None:
    try:
        messages = decode(data, sender)
    except RemoteProtocolError:
        return
    assert isinstance(messages, tuple)


KNOWN_NAMES = st.sampled_from(
    [
        *("setup", "serverContent", "server_content", "toolCall", "usageMetadata", "realtimeInput", "clientContent"),
        *("toolResponse", "code", "model", "tools", "modelTurn", "parts", "text", "inlineData", "data", "mimeType"),
        *("functionCalls", "args", "id", "turns", "turnComplete", "turn_complete", "audio", "extra", "activityStart"),
        *("interactionStatus", "totalTokenCount", "functionResponses", "response", "generationConfig", "properties"),
        *("responseModalities", "functionDeclarations", "parameters", "labels", "type", "contextUpdate", "ids"),
    ]
)
PLAUSIBLE: st.SearchStrategy[Any] = st.recursive(
    JSON, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KNOWN_NAMES, inner, max_size=4), max_leaves=12
)


@settings(deadline=None)
@given(st.dictionaries(KNOWN_NAMES, PLAUSIBLE, max_size=4), st.sampled_from(Side))
def test_any_json_gives_messages_that_survive_or_a_protocol_error(document: dict[str, Any], sender: Side) -> None:
    try:
        messages = decode(json.dumps(document), sender)
    except RemoteProtocolError:
        return
    assert decode(encode(*messages), sender) == messages
