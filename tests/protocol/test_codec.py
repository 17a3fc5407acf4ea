import json
from typing import Any

import pytest

from evalkit.protocol.codec import decode, encode, key_of
from evalkit.protocol.configuration import snake_case
from evalkit.protocol.messages import (
    Content,
    ContextUpdate,
    FunctionCall,
    FunctionResponse,
    GoAway,
    InputTranscription,
    InteractionStatus,
    Message,
    Part,
    RealtimeInput,
    ServerContent,
    ServerError,
    SessionResumptionUpdate,
    Setup,
    SetupComplete,
    ToolCall,
    ToolCallCancellation,
    ToolResponse,
    ToolSet,
    Transcription,
    UnknownMessage,
    UsageMetadata,
    VoiceActivity,
)
from evalkit.protocol.side import Side


def decode_one(document: Any, sender: Side = Side.SERVER) -> Message:
    (message,) = decode(json.dumps(document), sender)
    return message


def test_an_empty_frame_holds_no_message() -> None:
    assert decode("{}", Side.SERVER) == decode(b" {}\n", Side.CLIENT) == ()
    assert encode() == "{}"


def test_several_keys_give_several_messages_in_the_order_of_the_frame() -> None:
    frame = '{"usageMetadata":{"totalTokenCount":3},"news":1,"serverContent":{"turnComplete":true},"toolCall":{}}'
    assert decode(frame, Side.SERVER) == (
        UsageMetadata(total_token_count=3),
        UnknownMessage(key="news", value=1),
        ServerContent(turn_complete=True),
        ToolCall(),
    )


def test_several_messages_merge_into_one_frame() -> None:
    frame = encode(
        ServerContent(turn_complete=True), UsageMetadata(total_token_count=3), InteractionStatus(status="idle")
    )
    assert (
        frame
        == '{"serverContent":{"turnComplete":true},"usageMetadata":{"totalTokenCount":3},"interactionStatus":"IDLE"}'
    )


def test_null_counts_as_absent() -> None:
    assert decode('{"serverContent": null}', Side.SERVER) == ()
    assert decode_one({"serverContent": {"modelTurn": None, "turnComplete": None}}) == ServerContent()


def test_each_senders_keys_are_unknown_from_the_other() -> None:
    assert decode_one({"setup": {"model": "m"}}, Side.SERVER) == UnknownMessage(key="setup", value={"model": "m"})
    assert decode_one({"goAway": {}}, Side.CLIENT) == UnknownMessage(key="goAway", value={})
    assert decode_one({"code": 3}, Side.CLIENT) == UnknownMessage(key="code", value=3)


def test_a_code_at_the_root_is_an_error_with_the_rest_of_the_frame() -> None:
    frame = '{"message":"quota","goAway":{},"code":"8","details":[1],"status":"RESOURCE_EXHAUSTED"}'
    error = ServerError(code=8, message="quota", status="RESOURCE_EXHAUSTED", extra={"details": [1]})
    assert decode(frame, Side.SERVER) == (GoAway(), error)
    assert encode(error) == '{"code":8,"message":"quota","status":"RESOURCE_EXHAUSTED","details":[1]}'


def test_a_message_without_a_code_is_no_error() -> None:
    assert decode_one({"message": "hello"}) == UnknownMessage(key="message", value="hello")


def test_unknown_fields_are_kept_verbatim_in_order_at_every_level() -> None:
    parts = '[{"text":"a","z_9":null,"b":{"snake_key":1.5}}]'
    frame = f'{{"serverContent":{{"modelTurn":{{"parts":{parts},"later":[]}},"z":1,"y":2}}}}'
    (message,) = decode(frame, Side.SERVER)
    assert isinstance(message, ServerContent)
    assert list(message.extra.items()) == [("z", 1), ("y", 2)]
    assert message.model_turn == Content(
        parts=(Part(text="a", extra={"z_9": None, "b": {"snake_key": 1.5}}),), extra={"later": []}
    )
    assert encode(message) == frame


def test_the_seeds_setup_is_understood() -> None:
    document = {
        "setup": {
            "model": "m",
            "generation_config": {"response_modalities": ["audio"], "enable_affective_dialog": True},
            "system_instruction": {"parts": [{"text": "Be short."}]},
            "tools": {"function_declarations": [{"name": "f", "parameters": {"type": "object"}}]},
            "input_audio_transcription": {},
            "labels": {"cost_center": "x_y"},
        }
    }
    assert decode_one(document, Side.CLIENT) == Setup(
        model="m",
        generation_config={"responseModalities": ["AUDIO"], "enableAffectiveDialog": True},
        system_instruction=Content(parts=(Part(text="Be short."),)),
        tools=({"functionDeclarations": [{"name": "f", "parameters": {"type": "OBJECT"}}]},),
        input_audio_transcription={},
        labels={"cost_center": "x_y"},
    )


def test_tools_absent_and_tools_empty_are_two_things() -> None:
    assert decode_one({"setup": {"model": "m"}}, Side.CLIENT) == Setup(model="m", tools=None)
    assert decode_one({"setup": {"model": "m", "tools": []}}, Side.CLIENT) == Setup(model="m", tools=())
    assert encode(Setup(model="m", tools=())) == '{"setup":{"model":"m","tools":[]}}'
    assert encode(ContextUpdate(tools=ToolSet())) == '{"contextUpdate":{"tools":{"tools":[]}}}'


def test_activity_signals_are_empty_objects() -> None:
    for name, message in {
        "activityStart": RealtimeInput(activity_start=True),
        "activityEnd": RealtimeInput(activity_end=True),
    }.items():
        assert encode(message) == f'{{"realtimeInput":{{"{name}":{{}}}}}}'
        assert decode_one({"realtimeInput": {snake_case(name): {}}}, Side.CLIENT) == message


def test_an_empty_text_is_not_an_absent_one() -> None:
    assert decode_one({"realtimeInput": {"text": ""}}, Side.CLIENT) == RealtimeInput(text="")
    assert encode(RealtimeInput(text="")) == '{"realtimeInput":{"text":""}}'


@pytest.mark.parametrize("number", [7, "7", 7.0, "-0", "9223372036854775807"])
def test_whole_numbers_come_as_strings_or_numbers(number: Any) -> None:
    assert decode_one({"usageMetadata": {"promptTokenCount": number}}) == UsageMetadata(prompt_token_count=int(number))
    update = decode_one({"sessionResumptionUpdate": {"last_consumed_client_message_index": number}})
    assert update == SessionResumptionUpdate(last_consumed_client_message_index=int(number))


def test_int64_is_written_as_a_string_and_counts_as_numbers() -> None:
    update = SessionResumptionUpdate(last_consumed_client_message_index=12)
    assert encode(update) == '{"sessionResumptionUpdate":{"lastConsumedClientMessageIndex":"12"}}'
    assert encode(UsageMetadata(total_token_count=1)) == '{"usageMetadata":{"totalTokenCount":1}}'


def test_enum_names_come_in_any_case() -> None:
    assert decode_one({"voiceActivity": {"type": "activity_start"}}) == VoiceActivity(type="ACTIVITY_START")
    answer = ToolResponse(function_responses=(FunctionResponse(name="f", scheduling="silent"),))
    assert '"scheduling":"SILENT"' in encode(answer)


def test_what_the_user_says_is_not_respelled() -> None:
    response = {"snake_key": {"inner_key": 1}, "snakeKey": 2}
    answer = {"toolResponse": {"function_responses": [{"id": "1", "name": "f", "response": response}]}}
    assert decode_one(answer, Side.CLIENT) == ToolResponse(
        function_responses=(FunctionResponse(id="1", name="f", response=response),)
    )
    call = {"toolCall": {"functionCalls": [{"name": "f", "args": response}]}}
    assert decode_one(call) == ToolCall(function_calls=(FunctionCall(name="f", args=response),))


def test_fields_peers_read_without_asking_are_written_when_empty() -> None:
    assert encode(ToolCall(function_calls=(FunctionCall(name="f"),))) == (
        '{"toolCall":{"functionCalls":[{"name":"f","args":{}}]}}'
    )
    assert encode(ToolCallCancellation()) == '{"toolCallCancellation":{"ids":[]}}'


def test_configuration_is_written_in_its_canonical_spelling() -> None:
    setup = Setup(model="m", generation_config={"response_modalities": ("audio",)})
    assert encode(setup) == '{"setup":{"model":"m","generationConfig":{"responseModalities":["AUDIO"]}}}'


def test_transcriptions_at_the_root_are_messages_of_their_own() -> None:
    message = decode_one({"inputTranscription": {"text": "hi"}})
    assert message == InputTranscription(text="hi") != Transcription(text="hi")


def test_the_key_of_each_message() -> None:
    assert key_of(SetupComplete()) == "setupComplete"
    assert key_of(ServerError(code=1)) == "code"
    assert key_of(UnknownMessage(key="news")) == "news"
