"""Hypothesis strategies: JSON values, and every message class in its canonical form."""

from typing import Any

from hypothesis import strategies as st

from evalkit.protocol.messages import (
    Blob,
    ClientContent,
    Content,
    ContextUpdate,
    FunctionCall,
    FunctionResponse,
    GoAway,
    InputTranscription,
    InteractionStatus,
    Message,
    OutputTranscription,
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
    VoiceActivityDetectionSignal,
)

INT64 = st.integers(-(2**63), 2**63 - 1)
TEXT = st.text(max_size=8)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | INT64 | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
OBJECT = st.dictionaries(TEXT, JSON, max_size=3)
EXTRA = st.dictionaries(TEXT.map(lambda name: f"x-{name}"), JSON, max_size=2)
"""Names that no field has."""
NAME = st.from_regex(r"[A-Z][A-Z_]{0,8}", fullmatch=True)
CONFIGURATION = st.dictionaries(st.sampled_from(["alpha", "betaGamma", "delta2"]), JSON.map(repr) | INT64, max_size=3)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def several(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(strategy, max_size=2).map(tuple)


def made(cls: type[Any], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(cls, extra=EXTRA, **fields)


TRANSCRIPTION_FIELDS = {
    "text": TEXT,
    "finished": st.booleans(),
    "language_code": maybe(TEXT),
    "speaker_label": maybe(TEXT),
    "words": several(CONFIGURATION),
}
BLOB = made(Blob, mime_type=TEXT, data=st.binary(max_size=20))
CALL = made(
    FunctionCall,
    name=TEXT,
    args=OBJECT,
    id=maybe(TEXT),
    partial_args=several(CONFIGURATION),
    will_continue=st.booleans(),
)
RESPONSE = made(
    FunctionResponse,
    id=maybe(TEXT),
    name=TEXT,
    response=OBJECT,
    scheduling=maybe(NAME),
    will_continue=st.booleans(),
    parts=several(made(Part, inline_data=maybe(BLOB))),
)
PART = made(
    Part,
    text=maybe(TEXT),
    thought=st.booleans(),
    thought_signature=maybe(st.binary(max_size=9)),
    inline_data=maybe(BLOB),
    file_data=maybe(CONFIGURATION),
    function_call=maybe(CALL),
    function_response=maybe(RESPONSE),
    executable_code=maybe(CONFIGURATION),
    code_execution_result=maybe(CONFIGURATION),
)
CONTENT = made(Content, role=maybe(TEXT), parts=several(PART))
TRANSCRIPTION = made(Transcription, **TRANSCRIPTION_FIELDS)
DETAILS = several(CONFIGURATION)

CLIENT_MESSAGES: dict[type[Any], st.SearchStrategy[Message]] = {
    Setup: made(
        Setup,
        model=TEXT,
        generation_config=maybe(CONFIGURATION),
        system_instruction=maybe(CONTENT),
        tools=maybe(several(CONFIGURATION)),
        realtime_input_config=maybe(CONFIGURATION),
        input_audio_transcription=maybe(CONFIGURATION),
        output_audio_transcription=maybe(CONFIGURATION),
        session_resumption=maybe(CONFIGURATION),
        context_window_compression=maybe(CONFIGURATION),
        proactivity=maybe(CONFIGURATION),
        history_config=maybe(CONFIGURATION),
        explicit_vad_signal=st.booleans(),
        avatar_config=maybe(CONFIGURATION),
        safety_settings=maybe(several(CONFIGURATION)),
        labels=maybe(st.dictionaries(TEXT, TEXT, max_size=2)),
    ),
    ClientContent: made(ClientContent, turns=several(CONTENT), turn_complete=st.booleans()),
    RealtimeInput: made(
        RealtimeInput,
        audio=maybe(BLOB),
        video=maybe(BLOB),
        text=maybe(TEXT),
        activity_start=st.booleans(),
        activity_end=st.booleans(),
        audio_stream_end=maybe(st.booleans()),
        media_chunks=several(BLOB),
    ),
    ToolResponse: made(ToolResponse, function_responses=several(RESPONSE)),
    ContextUpdate: made(
        ContextUpdate,
        system_instruction=maybe(CONTENT),
        tools=maybe(made(ToolSet, tools=several(CONFIGURATION))),
    ),
}
SERVER_MESSAGES: dict[type[Any], st.SearchStrategy[Message]] = {
    SetupComplete: made(SetupComplete, session_id=maybe(TEXT), voice_consent_signature=maybe(CONFIGURATION)),
    ServerContent: made(
        ServerContent,
        model_turn=maybe(CONTENT),
        generation_complete=st.booleans(),
        turn_complete=st.booleans(),
        interrupted=st.booleans(),
        turn_complete_reason=maybe(NAME),
        waiting_for_input=st.booleans(),
        interaction_status=maybe(NAME),
        input_transcription=maybe(TRANSCRIPTION),
        output_transcription=maybe(TRANSCRIPTION),
        interim_input_transcription=maybe(TRANSCRIPTION),
        grounding_metadata=maybe(CONFIGURATION),
        url_context_metadata=maybe(CONFIGURATION),
        speech_state=maybe(NAME),
    ),
    ToolCall: made(ToolCall, function_calls=several(CALL)),
    ToolCallCancellation: made(ToolCallCancellation, ids=several(TEXT)),
    UsageMetadata: made(
        UsageMetadata,
        prompt_token_count=maybe(INT64),
        response_token_count=maybe(INT64),
        candidates_token_count=maybe(INT64),
        thoughts_token_count=maybe(INT64),
        tool_use_prompt_token_count=maybe(INT64),
        cached_content_token_count=maybe(INT64),
        total_token_count=maybe(INT64),
        prompt_tokens_details=DETAILS,
        response_tokens_details=DETAILS,
        candidates_tokens_details=DETAILS,
        tool_use_prompt_tokens_details=DETAILS,
        cache_tokens_details=DETAILS,
        service_tier=maybe(NAME),
        traffic_type=maybe(NAME),
    ),
    GoAway: made(GoAway, time_left=maybe(TEXT)),
    SessionResumptionUpdate: made(
        SessionResumptionUpdate,
        new_handle=maybe(TEXT),
        resumable=st.booleans(),
        last_consumed_client_message_index=maybe(INT64),
    ),
    VoiceActivity: made(VoiceActivity, type=maybe(NAME), audio_offset=maybe(TEXT)),
    VoiceActivityDetectionSignal: made(VoiceActivityDetectionSignal, vad_signal_type=maybe(NAME)),
    InteractionStatus: st.builds(InteractionStatus, status=NAME),
    InputTranscription: made(InputTranscription, **TRANSCRIPTION_FIELDS),
    OutputTranscription: made(OutputTranscription, **TRANSCRIPTION_FIELDS),
    ServerError: made(ServerError, code=INT64, message=TEXT, status=maybe(TEXT)),
    UnknownMessage: st.builds(UnknownMessage, key=TEXT.map(lambda name: f"x-{name}"), value=JSON),
}
