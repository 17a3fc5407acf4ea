"""One message to its events: which, in what order, and what becomes of the rest."""

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.recording.model import Entry
from evalkit.trace.events import (
    ActivitySent,
    AudioReceived,
    AudioSent,
    ContextUpdated,
    ErrorReported,
    Event,
    FrameSent,
    GoAway,
    HistorySent,
    InputTranscript,
    InteractionStatusChanged,
    InterimTranscript,
    MediaReceived,
    MediaSent,
    OutputTranscript,
    ResumptionUpdated,
    SetupCompleted,
    SetupSent,
    TextReceived,
    TextSent,
    ToolCalled,
    ToolCancelled,
    ToolResponded,
    TurnComplete,
    Unknown,
    UsageReported,
    VoiceActivityReported,
)
from evalkit.trace.reading import read_events
from tests.trace.recordings import audio_part, content, received, sent


def names(events: tuple[Event, ...]) -> list[str]:
    return [type(event).__name__ for event in events]


def only(entry: Entry) -> Event:
    (event,) = read_events(entry)
    return event


def test_a_frame_of_everything_puts_content_before_its_end_and_usage_last() -> None:
    frame = {
        "usageMetadata": {"totalTokenCount": 5},
        "toolCall": {"functionCalls": [{"name": "a", "args": {}}, {"name": "b", "args": {}}]},
        "serverContent": {
            "turnComplete": True,
            "interrupted": True,
            "generationComplete": True,
            "outputTranscription": {"text": "12"},
            "modelTurn": {"parts": [{"text": "x"}, *audio_part()["parts"]]},
            "inputTranscription": {"text": "hi"},
        },
    }
    assert names(read_events(received(1.0, frame))) == [
        "InputTranscript",
        "TextReceived",
        "AudioReceived",
        "OutputTranscript",
        "ToolCalled",
        "ToolCalled",
        "GenerationComplete",
        "Interrupted",
        "TurnComplete",
        "UsageReported",
    ]


@pytest.mark.parametrize("frame", ["{}", '{"serverContent":{}}', '{"toolCall":{"functionCalls":[]}}', b"{}\n"])
def test_no_op_frames_mean_nothing(frame: str | bytes) -> None:
    assert read_events(received(1.0, frame)) == ()


@pytest.mark.parametrize(
    ("mime", "rate_hz"),
    [
        ("audio/pcm;rate=24000", 24_000),
        ("audio/pcm", 24_000),
        ("audio/pcm; rate=16000", 16_000),
        ("AUDIO/PCM;RATE=8000", 8_000),
        ("audio/l16;rate=44100;channels=1", 44_100),
        ("audio/pcm;rate=0", 24_000),
        ("audio/pcm;rate=fast", 24_000),
        ("audio/pcm;rate=99999999", 24_000),
    ],
)
def test_the_rate_of_model_audio_is_the_mime_types_else_24000(mime: str, rate_hz: int) -> None:
    event = only(content(1.0, modelTurn=audio_part(mime=mime)))
    assert isinstance(event, AudioReceived)
    assert event.rate_hz == rate_hz


@pytest.mark.parametrize("mime", ["image/png", "", "audio/mpeg"])
def test_media_of_the_model_that_are_no_pcm_are_kept_apart(mime: str) -> None:
    event = only(content(1.0, modelTurn=audio_part(samples=4, mime=mime)))
    assert event == MediaReceived(seq=0, t=1.0, mime_type=mime, data=b"\x10\x20" * 4)


@pytest.mark.parametrize(
    "data",
    ["", "nonsense", "[1]", b"\xff\xfe", '{"serverContent": 5}', '{"serverContent": {"modelTurn": {"parts": 1}}}'],
)
def test_what_does_not_decode_is_kept_with_the_reason(data: str | bytes) -> None:
    event = only(received(2.0, data))
    assert isinstance(event, Unknown)
    assert event.what
    assert (event.t, event.data) == (2.0, data)


@given(st.binary() | st.text())
def test_no_data_makes_it_raise(data: str | bytes) -> None:
    for entry in (sent(0.0, data), received(0.0, data)):
        assert all(event.t == 0.0 for event in read_events(entry))


_JSON: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["parts", "text", "x"]), inner),
    max_leaves=5,
)


@given(
    st.dictionaries(
        st.sampled_from(["serverContent", "toolCall", "usageMetadata", "goAway", "code", "sessionResumptionUpdate"]),
        st.dictionaries(st.sampled_from(["modelTurn", "turnComplete", "functionCalls", "timeLeft"]), _JSON) | _JSON,
    )
)
def test_no_server_frame_makes_it_raise(frame: dict[str, Any]) -> None:
    read_events(received(0.0, frame))


@pytest.mark.parametrize(
    ("frame", "event"),
    [
        ({"setupComplete": {"sessionId": "7"}}, SetupCompleted(seq=0, t=1.0, session_id="7")),
        ({"setupComplete": {}}, SetupCompleted(seq=0, t=1.0)),
        ({"goAway": {"timeLeft": "50s"}}, GoAway(seq=0, t=1.0, time_left="50s")),
        (
            {"sessionResumptionUpdate": {"newHandle": "h", "resumable": True}},
            ResumptionUpdated(seq=0, t=1.0, handle="h", resumable=True),
        ),
        ({"voiceActivity": {"type": "ACTIVITY_START"}}, VoiceActivityReported(seq=0, t=1.0, kind="ACTIVITY_START")),
        (
            {"voiceActivityDetectionSignal": {"vadSignalType": "VAD_SIGNAL_TYPE_EOS"}},
            VoiceActivityReported(seq=0, t=1.0, kind="VAD_SIGNAL_TYPE_EOS"),
        ),
        ({"toolCallCancellation": {"ids": ["a", "b"]}}, ToolCancelled(seq=0, t=1.0, ids=("a", "b"))),
        (
            {"usageMetadata": {"totalTokenCount": 5, "trafficType": "ON_DEMAND"}},
            UsageReported(seq=0, t=1.0, usage={"totalTokenCount": 5, "trafficType": "ON_DEMAND"}),
        ),
        (
            {"toolCall": {"functionCalls": [{"name": "f", "args": {"a": 1}, "id": "7"}]}},
            ToolCalled(seq=0, t=1.0, name="f", args={"a": 1}, id="7"),
        ),
        (
            {
                "serverContent": {
                    "turnComplete": True,
                    "turnCompleteReason": "RESPONSE_REJECTED",
                    "waitingForInput": True,
                }
            },
            TurnComplete(seq=0, t=1.0, reason="RESPONSE_REJECTED", waiting_for_input=True),
        ),
        ({"inputTranscription": {"text": "root"}}, InputTranscript(seq=0, t=1.0, text="root")),
        (
            {"serverContent": {"modelTurn": {"parts": [{"text": "hm", "thought": True}]}}},
            TextReceived(seq=0, t=1.0, text="hm", thought=True),
        ),
        ({"outputTranscription": {"text": "root"}}, OutputTranscript(seq=0, t=1.0, text="root")),
        (
            {"serverContent": {"modelTurn": {"parts": [{"functionCall": {"name": "f", "args": {}}}]}}},
            ToolCalled(seq=0, t=1.0, name="f", args={}),
        ),
        (
            {"serverContent": {"interimInputTranscription": {"text": "he"}}},
            InterimTranscript(seq=0, t=1.0, text="he"),
        ),
        ({"interactionStatus": "IDLE"}, InteractionStatusChanged(seq=0, t=1.0, status="IDLE")),
        ({"brandNew": {"a": 1}}, Unknown(seq=0, t=1.0, what="brandNew", data={"a": 1})),
        ({"serverContent": {"newField": 3}}, Unknown(seq=0, t=1.0, what="serverContent.newField", data=3)),
        ({"code": 429, "message": "slow down"}, ErrorReported(seq=0, t=1.0, code=429, message="slow down")),
        (
            {"serverContent": {"interactionStatus": "IN_PROGRESS"}},
            InteractionStatusChanged(seq=0, t=1.0, status="IN_PROGRESS"),
        ),
        ({"serverContent": {"speechState": "SPEECH"}}, VoiceActivityReported(seq=0, t=1.0, kind="SPEECH")),
        (
            {"voiceActivity": {"type": "ACTIVITY_END", "audioOffset": "1.2s"}},
            VoiceActivityReported(seq=0, t=1.0, kind="ACTIVITY_END", offset_s=1.2),
        ),
        (
            {"sessionResumptionUpdate": {"newHandle": "h", "resumable": True, "lastConsumedClientMessageIndex": "7"}},
            ResumptionUpdated(seq=0, t=1.0, handle="h", resumable=True, last_consumed=7),
        ),
        (
            {"serverContent": {"inputTranscription": {"text": "ja", "languageCode": "de-DE", "speakerLabel": "1"}}},
            InputTranscript(seq=0, t=1.0, text="ja", language="de-DE", speaker="1"),
        ),
    ],
)
def test_each_server_message_has_its_event(frame: dict[str, Any], event: Event) -> None:
    assert only(received(1.0, frame)) == event


def user(text: str, role: str = "user") -> dict[str, Any]:
    return {"role": role, "parts": [{"text": text}]}


@pytest.mark.parametrize(
    ("frame", "events"),
    [
        ({"setup": {"model": "m"}}, [SetupSent(seq=0, t=1.0, setup={"model": "m"})]),
        (
            {"clientContent": {"turns": [user("a"), user("b")], "turnComplete": True}},
            [TextSent(seq=0, t=1.0, text="a", complete=False), TextSent(seq=0, t=1.0, text="b")],
        ),
        ({"clientContent": {"turns": [user("a")]}}, [TextSent(seq=0, t=1.0, text="a", complete=False)]),
        ({"clientContent": {"turnComplete": True}}, [TextSent(seq=0, t=1.0, text="")]),
        (
            {"clientContent": {"turns": [user("old", "model")], "turnComplete": True}},
            [
                HistorySent(seq=0, t=1.0, text="old"),
                TextSent(seq=0, t=1.0, text=""),
            ],
        ),
        (
            {
                "clientContent": {
                    "turns": [
                        {
                            "role": "user",
                            "parts": [
                                {"inlineData": {"mimeType": "audio/pcm", "data": "AAA="}},
                                {"inlineData": {"mimeType": "image/png", "data": "AAAA"}},
                                {"functionResponse": {"name": "f", "response": {"a": 1}}},
                            ],
                        }
                    ],
                    "turnComplete": True,
                }
            },
            [
                AudioSent(seq=0, t=1.0, pcm=b"\0\0", rate_hz=16_000, offset=0),
                FrameSent(seq=0, t=1.0, mime_type="image/png", data=b"\0\0\0"),
                ToolResponded(seq=0, t=1.0, name="f", response={"a": 1}),
                TextSent(seq=0, t=1.0, text=""),
            ],
        ),
        (
            {"contextUpdate": {"systemInstruction": {"parts": [{"text": "be brief"}]}}},
            [
                ContextUpdated(seq=0, t=1.0, update={"systemInstruction": {"parts": [{"text": "be brief"}]}}),
            ],
        ),
        (
            {"realtimeInput": {"newField": 1}},
            [Unknown(seq=0, t=1.0, what="realtimeInput.newField", data=1)],
        ),
        ({"realtimeInput": {"text": "typed"}}, [TextSent(seq=0, t=1.0, text="typed")]),
        ({"realtimeInput": {"activityStart": {}}}, [ActivitySent(seq=0, t=1.0, kind="activity_start")]),
        ({"realtimeInput": {"activityEnd": {}}}, [ActivitySent(seq=0, t=1.0, kind="activity_end")]),
        ({"realtimeInput": {"audioStreamEnd": True}}, [ActivitySent(seq=0, t=1.0, kind="audio_stream_end")]),
        (
            {"realtimeInput": {"audio": {"mimeType": "audio/pcm", "data": "AAA="}}},
            [AudioSent(seq=0, t=1.0, pcm=b"\0\0", rate_hz=16_000, offset=0)],
        ),
        (
            {"realtimeInput": {"mediaChunks": [{"mimeType": "audio/pcm;rate=16000", "data": "AAA="}]}},
            [AudioSent(seq=0, t=1.0, pcm=b"\0\0", rate_hz=16_000, offset=0)],
        ),
        (
            {"realtimeInput": {"video": {"mimeType": "image/jpeg", "data": "AAAA"}}},
            [FrameSent(seq=0, t=1.0, mime_type="image/jpeg", data=b"\0\0\0")],
        ),
        (
            {"toolResponse": {"functionResponses": [{"id": "7", "name": "f", "response": {"a": 1}}]}},
            [ToolResponded(seq=0, t=1.0, name="f", response={"a": 1}, id="7")],
        ),
        (
            {"toolResponse": {"functionResponses": [{"id": "7", "name": "f", "response": {}, "scheduling": "SILENT"}]}},
            [ToolResponded(seq=0, t=1.0, name="f", response={}, id="7", scheduling="SILENT")],
        ),
        (
            {"toolResponse": {"functionResponses": [{"id": "7", "name": "f", "response": {}, "willContinue": True}]}},
            [ToolResponded(seq=0, t=1.0, name="f", response={}, id="7", will_continue=True)],
        ),
        (
            {"realtimeInput": {"mediaChunks": [{"mimeType": "video/mp4", "data": "AAAA"}]}},
            [MediaSent(seq=0, t=1.0, mime_type="video/mp4", data=b"\0\0\0")],
        ),
        (
            {"clientContent": {"turns": [{"parts": [{"fileData": {"mimeType": "image/png", "fileUri": "gs://a"}}]}]}},
            [MediaSent(seq=0, t=1.0, mime_type="image/png", uri="gs://a")],
        ),
    ],
)
def test_each_client_message_has_its_events(frame: dict[str, Any], events: list[Event]) -> None:
    assert list(read_events(sent(1.0, frame))) == events


MICROPHONE = '{"realtimeInput":{"audio":{"mimeType":"audio/pcm;rate=16000","data":"%s"}}}'


@given(
    st.binary(max_size=9).map(lambda pcm: base64.b64encode(pcm).decode())
    | st.text('AQgw+/-_= \\"}', max_size=9)
    | st.sampled_from(('AAAA"},"text":"x","audio":{"data":"', 'AAAA","mimeType":"audio/pcm;rate=8000'))
)
def test_a_chunk_of_the_microphone_means_what_it_would_in_any_other_spelling(text: str) -> None:
    found = read_events(Entry(1.5, "sent", MICROPHONE % text))
    spelled = read_events(Entry(1.5, "sent", f" {MICROPHONE % text}"))
    if isinstance(found[0], Unknown) and isinstance(spelled[0], Unknown):
        # Where in the text a mistake stands, and the text itself, differ by the space.
        assert found[0].what.partition("(")[0] == spelled[0].what.partition("(")[0]
    else:
        assert found == spelled


def test_what_a_server_sends_is_never_the_microphones() -> None:
    [event] = read_events(Entry(1.5, "received", MICROPHONE % "AAAA"))
    assert isinstance(event, Unknown)
