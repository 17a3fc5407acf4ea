"""What answers rest on, code, and that nothing the API names is unknown."""

from typing import Any

import pytest

from evalkit.trace.events import CodeRun, CodeWritten, Event, Grounded, MediaReceived, ToolCalled, Unknown, UrlsRead
from evalkit.trace.reading import read_events
from tests.trace.recordings import audio_part, content, received, sent


def only(**fields: Any) -> Event:
    (event,) = read_events(content(1.0, **fields))
    return event


def test_search_is_read_with_its_queries_and_sources() -> None:
    metadata = {
        "webSearchQueries": ["uefa euro 2024 winner"],
        "groundingChunks": [
            {"web": {"uri": "https://a.example/1", "title": "a.example"}},
            {"web": {"uri": "https://b.example/2"}},
            {"retrievedContext": {"uri": "gs://bucket/file", "title": "a file"}},
        ],
        "groundingSupports": [{"segment": {"text": "Spain"}}, {}],
        "searchEntryPoint": {"renderedContent": "<b>never shown</b>"},
    }
    assert only(groundingMetadata=metadata) == Grounded(
        seq=0,
        t=1.0,
        queries=("uefa euro 2024 winner",),
        sources=(("a.example", "https://a.example/1"), ("", "https://b.example/2"), ("a file", "gs://bucket/file")),
        supports=2,
    )


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"webSearchQueries": "one", "groundingChunks": {"web": 1}, "groundingSupports": 7},
        {"webSearchQueries": [1, None], "groundingChunks": [7], "groundingSupports": [7]},
    ],
)
def test_search_that_says_nothing_readable_found_nothing(metadata: dict[str, Any]) -> None:
    assert only(groundingMetadata=metadata) == Grounded(seq=0, t=1.0)


def test_source_of_odd_types_is_a_source_without_words() -> None:
    event = only(groundingMetadata={"groundingChunks": [{"web": {"uri": 7, "title": ["x"]}}, {}, {"web": None}]})
    assert event == Grounded(seq=0, t=1.0, sources=(("", ""),) * 3)


def test_pages_read() -> None:
    urls = [{"retrievedUrl": "https://a.example", "urlRetrievalStatus": "URL_RETRIEVAL_STATUS_SUCCESS"}, {}]
    assert only(urlContextMetadata={"urlMetadata": urls}) == UrlsRead(
        seq=0, t=1.0, urls=(("https://a.example", "URL_RETRIEVAL_STATUS_SUCCESS"), ("", ""))
    )


def test_code_keeps_its_place_among_the_parts() -> None:
    parts = [
        {"text": "Let me see."},
        {"executableCode": {"language": "PYTHON", "code": "print(1)", "id": "c1"}},
        {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "1\n", "id": "c1"}},
        *audio_part()["parts"],
        {"fileData": {"mimeType": "image/png", "fileUri": "gs://a"}},
    ]
    events = read_events(content(1.0, modelTurn={"parts": parts}))
    assert [type(event).__name__ for event in events] == [
        "TextReceived",
        "CodeWritten",
        "CodeRun",
        "AudioReceived",
        "MediaReceived",
    ]
    assert events[1:3] == (
        CodeWritten(seq=0, t=1.0, code="print(1)", language="PYTHON", id="c1"),
        CodeRun(seq=0, t=1.0, outcome="OUTCOME_OK", output="1\n", id="c1"),
    )
    assert events[4] == MediaReceived(seq=0, t=1.0, mime_type="image/png", uri="gs://a")


def test_code_of_odd_types_is_empty() -> None:
    assert only(modelTurn={"parts": [{"executableCode": {"code": 7}}]}) == CodeWritten(seq=0, t=1.0, code="")
    assert only(modelTurn={"parts": [{"codeExecutionResult": {}}]}) == CodeRun(seq=0, t=1.0, outcome="")


def test_what_an_answer_rests_on_comes_before_its_end() -> None:
    frame = {
        "serverContent": {
            "turnComplete": True,
            "interactionStatus": "IDLE",
            "groundingMetadata": {},
            "urlContextMetadata": {},
            "modelTurn": {"parts": [{"text": "Spain"}]},
        },
        "usageMetadata": {"totalTokenCount": 1},
    }
    assert [type(event).__name__ for event in read_events(received(1.0, frame))] == [
        "TextReceived",
        "Grounded",
        "UrlsRead",
        "TurnComplete",
        "InteractionStatusChanged",
        "UsageReported",
    ]


def test_dev_2_5_announces_a_call_in_code() -> None:
    frame = {"serverContent": {"modelTurn": {"parts": [{"executableCode": {"code": "default_api.f()"}}]}}}
    call = {"toolCall": {"functionCalls": [{"id": "function-call-1", "name": "f", "args": {}}]}}
    events = [event for each in (frame, call) for event in read_events(received(1.0, each))]
    assert [type(event) for event in events] == [CodeWritten, ToolCalled]


SERVER_FRAMES: tuple[dict[str, Any], ...] = (
    {"setupComplete": {"sessionId": "7", "voiceConsentSignature": {"signature": "x"}}},
    {"goAway": {"timeLeft": "50s"}},
    {"sessionResumptionUpdate": {"newHandle": "", "resumable": False, "lastConsumedClientMessageIndex": "3"}},
    {"voiceActivity": {"type": "ACTIVITY_START", "audioOffset": "0.48s"}},
    {"voiceActivityDetectionSignal": {"vadSignalType": "VAD_SIGNAL_TYPE_SOS"}},
    {"interactionStatus": "REQUIRES_ACTION", "toolCall": {"functionCalls": [{"name": "f", "args": {}, "id": "1"}]}},
    {"toolCall": {"functionCalls": [{"name": "f", "args": {}, "partialArgs": [{}], "willContinue": True}]}},
    {"toolCallCancellation": {"ids": ["1"]}},
    {"code": 13, "message": "internal", "status": "INTERNAL"},
    {"inputTranscription": {"text": "a"}, "outputTranscription": {"text": "b"}},
    {"usageMetadata": {"promptTokenCount": 1, "candidatesTokensDetails": [{"modality": "TEXT", "tokenCount": 1}]}},
    {
        "serverContent": {
            "modelTurn": {
                "role": "model",
                "parts": [
                    {"text": "a", "thought": True, "thoughtSignature": "AAAA"},
                    {"inlineData": {"mimeType": "audio/pcm", "data": "AAA="}},
                    {"executableCode": {"language": "PYTHON", "code": "1", "id": "1"}},
                    {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "1", "id": "1"}},
                ],
            },
            "generationComplete": True,
            "turnComplete": True,
            "interrupted": True,
            "turnCompleteReason": "RESPONSE_REJECTED",
            "waitingForInput": True,
            "interactionStatus": "IN_PROGRESS",
            "inputTranscription": {"text": "a", "finished": True, "languageCode": "en", "words": [{"word": "a"}]},
            "outputTranscription": {"text": "a", "speakerLabel": "1"},
            "interimInputTranscription": {"text": "a"},
            "groundingMetadata": {"webSearchQueries": []},
            "urlContextMetadata": {"urlMetadata": []},
            "speechState": "NON_SPEECH",
        }
    },
)
CLIENT_FRAMES: tuple[dict[str, Any], ...] = (
    {"setup": {"model": "m", "brandNew": 1}},
    {"clientContent": {"turns": [{"role": "model", "parts": [{"text": "a"}]}, {"parts": [{"text": "b"}]}]}},
    {"realtimeInput": {"video": {"mimeType": "image/webp", "data": "AAAA"}}},
    {"realtimeInput": {"mediaChunks": [{"mimeType": "audio/wav", "data": "AAAA"}]}},
    {"toolResponse": {"functionResponses": [{"id": "1", "name": "f", "response": {}, "scheduling": "INTERRUPT"}]}},
    {"contextUpdate": {"tools": {"tools": []}}},
)


@pytest.mark.parametrize("frame", SERVER_FRAMES)
def test_nothing_a_server_sends_by_the_reference_is_unknown(frame: dict[str, Any]) -> None:
    events = read_events(received(1.0, frame))
    assert events
    assert not [event for event in events if isinstance(event, Unknown)]


@pytest.mark.parametrize("frame", CLIENT_FRAMES)
def test_nothing_a_client_sends_by_the_reference_is_unknown(frame: dict[str, Any]) -> None:
    events = read_events(sent(1.0, frame))
    assert events
    assert not [event for event in events if isinstance(event, Unknown)]
