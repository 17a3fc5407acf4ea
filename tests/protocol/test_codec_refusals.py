import json
from typing import Any

import pytest

from evalkit.errors import LocalProtocolError, RemoteProtocolError
from evalkit.protocol.codec import decode, encode
from evalkit.protocol.messages import (
    Blob,
    ClientContent,
    FunctionCall,
    GoAway,
    InteractionStatus,
    Message,
    Part,
    RealtimeInput,
    ServerContent,
    ServerError,
    Setup,
    ToolCall,
    ToolCallCancellation,
    UnknownMessage,
    UsageMetadata,
)
from evalkit.protocol.side import Side


@pytest.mark.parametrize(
    ("sender", "document", "problem"),
    [
        (Side.CLIENT, {"setup": []}, "setup: expected an object, found an array"),
        (Side.CLIENT, {"setup": {}}, "setup.model: expected the required field, found nothing"),
        (Side.CLIENT, {"setup": {"model": 3}}, "setup.model: expected a string, found a number"),
        (Side.CLIENT, {"setup": {"model": "m", "tools": "t"}}, "setup.tools: expected an array, found a string"),
        (Side.CLIENT, {"setup": {"model": "m", "tools": [1]}}, "setup.tools.0: expected an object, found a number"),
        (
            Side.CLIENT,
            {"setup": {"model": "m", "system_instruction": "Be short."}},
            "setup.systemInstruction: expected an object, found a string",
        ),
        (
            Side.CLIENT,
            {"setup": {"model": "m", "generationConfig": {"topK": 1, "top_k": 1}}},
            "setup.generationConfig.topK: expected the field once, found it as 'topK' and in snake_case",
        ),
        (
            Side.CLIENT,
            {"client_content": {"turns": [{"parts": [{"text": 1}]}]}},
            "clientContent.turns.0.parts.0.text: expected a string, found a number",
        ),
        (
            Side.CLIENT,
            {"clientContent": {"turnComplete": True, "turn_complete": True}},
            "clientContent.turnComplete: expected the field once, found it as 'turnComplete' and 'turn_complete'",
        ),
        (
            Side.CLIENT,
            {"clientContent": {}, "client_content": {}},
            "clientContent: expected the field once, found it as 'clientContent' and 'client_content'",
        ),
        (
            Side.CLIENT,
            {"realtimeInput": {"audio": {"data": "!!!!"}}},
            "realtimeInput.audio.data: expected base64 text, found 4 characters that are not",
        ),
        (
            Side.CLIENT,
            {"realtimeInput": {"audio": {"data": 1}}},
            "realtimeInput.audio.data: expected base64 text, found a number",
        ),
        (
            Side.CLIENT,
            {"realtimeInput": {"activityStart": True}},
            "realtimeInput.activityStart: expected an empty object, found a boolean",
        ),
        (
            Side.CLIENT,
            {"realtimeInput": {"audioStreamEnd": "true"}},
            "realtimeInput.audioStreamEnd: expected a boolean, found a string",
        ),
        (
            Side.CLIENT,
            {"toolResponse": {"functionResponses": [{"response": []}]}},
            "toolResponse.functionResponses.0.response: expected an object, found an array",
        ),
        (
            Side.SERVER,
            {"usageMetadata": {"totalTokenCount": True}},
            "usageMetadata.totalTokenCount: expected a whole number of 64 bits, found a boolean",
        ),
        (
            Side.SERVER,
            {"usageMetadata": {"totalTokenCount": 1.5}},
            "usageMetadata.totalTokenCount: expected a whole number of 64 bits, found a number",
        ),
        (
            Side.SERVER,
            {"usageMetadata": {"totalTokenCount": "9223372036854775808"}},
            "usageMetadata.totalTokenCount: expected a whole number of 64 bits, found a string",
        ),
        (
            Side.SERVER,
            {"toolCallCancellation": {"ids": ["a", 1]}},
            "toolCallCancellation.ids.1: expected a string, found a number",
        ),
        (Side.SERVER, {"interactionStatus": {}}, "interactionStatus: expected an enum name, found an object"),
        (
            Side.SERVER,
            {"serverContent": {"turnCompleteReason": 4}},
            "serverContent.turnCompleteReason: expected an enum name, found a number",
        ),
        (Side.SERVER, {"code": "many"}, "code: expected a whole number of 64 bits, found a string"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(sender: Side, document: Any, problem: str) -> None:
    with pytest.raises(RemoteProtocolError) as caught:
        decode(json.dumps(document), sender)
    assert str(caught.value) == problem
    assert caught.value.close_code == 1007


@pytest.mark.parametrize(
    ("messages", "problem"),
    [
        (
            (GoAway(), GoAway(time_left="1s")),
            "goAway: expected the key once in a frame, found two messages with it",
        ),
        (
            (UnknownMessage(key="code", value=1), ServerError(code=2)),
            "code: expected the key once in a frame, found two messages with it",
        ),
        (
            (UnknownMessage(key="news", value=1), ServerError(code=2)),
            "news: expected an unknown name beside an error only in its extra",
        ),
        (
            (GoAway(extra={"time_left": "1s"}),),
            "goAway.time_left: expected only unknown fields in extra, found a known one",
        ),
        (
            (ServerError(code=1, extra={"goAway": {}}),),
            "goAway: expected only unknown fields in extra, found a known message",
        ),
        (
            (InteractionStatus(status="IDLE", extra={"a": 1}),),
            "interactionStatus: expected no extra, found some: there is no place for it on the wire",
        ),
        (
            (UnknownMessage(key="a", extra={"a": 1}),),
            "a: expected no extra, found some: there is no place for it on the wire",
        ),
        ((UnknownMessage(key="a", value={1}),), "a: expected a JSON value, found a Python set"),
        ((GoAway(extra={"a": float("nan")}),), "goAway.a: expected a finite number, found nan"),
        (
            (ToolCall(function_calls=(FunctionCall(name="f", args={"x": 2**70}),)),),
            "toolCall.functionCalls.0.args.x: expected a number of at most 64 bits, found a larger one",
        ),
        (
            (Setup(model="m", generation_config={"topK": 1, "top_k": 2}),),
            "setup.generationConfig.topK: expected the field once, found it as 'topK' and in snake_case",
        ),
    ],
)
def test_what_cannot_be_written_is_named_with_its_place(messages: tuple[Message, ...], problem: str) -> None:
    with pytest.raises(LocalProtocolError) as caught:
        encode(*messages)
    assert str(caught.value) == problem


WRONG: Any = object()


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (GoAway(time_left=WRONG), "goAway.timeLeft: expected a string"),
        (ServerContent(turn_complete=WRONG), "serverContent.turnComplete: expected a boolean"),
        (ServerContent(turn_complete_reason=WRONG), "serverContent.turnCompleteReason: expected an enum name"),
        (ServerContent(model_turn=WRONG), "serverContent.modelTurn: expected a Content"),
        (ServerContent(grounding_metadata=WRONG), "serverContent.groundingMetadata: expected a mapping"),
        (UsageMetadata(total_token_count=WRONG), "usageMetadata.totalTokenCount: expected a whole number of 64 bits"),
        (ToolCallCancellation(ids=WRONG), "toolCallCancellation.ids: expected a tuple"),
        (RealtimeInput(audio=Blob(data=WRONG)), "realtimeInput.audio.data: expected bytes"),
        (RealtimeInput(activity_start=WRONG), "realtimeInput.activityStart: expected a boolean"),
        (ClientContent(turns=(WRONG,)), "clientContent.turns.0: expected a Content"),
        (WRONG, "expected a message"),
        (Part(text="a part is no message"), "expected a message"),
    ],
)
def test_values_of_a_wrong_python_type_are_not_written(message: Any, expected: str) -> None:
    with pytest.raises(LocalProtocolError, match=f"^{expected}, found a Python "):
        encode(message)
