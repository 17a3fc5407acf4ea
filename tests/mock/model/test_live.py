"""A mock model as its clients meet it: what it refuses and how, and whose habits its frames have."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
import pytest

from evalkit.errors import UsageError
from evalkit.mock.answers.echo import echo
from evalkit.mock.faults.known import FAULTS
from evalkit.mock.model.live import LiveModel
from evalkit.mock.network.request import LiveRequest
from evalkit.scenario.script import Call, Complete, Hear, Say, Write
from tests.mock.phone import HELLO, SETUP, SPOKEN, Phone, dial, live, says, words

VERTEX, DEV = LiveRequest("vertex", "v1"), LiveRequest("gemini", "v1beta")
PATH = "projects/p/locations/us-central1/publishers/google/models/"
YES = (Say("yes", after_ms=100), Complete())
SPEAKS = ["setupComplete", "modelTurn", "generationComplete", "turnComplete"]
ALL = {"setup": {"model": "models/mock", "inputAudioTranscription": {}, "outputAudioTranscription": {}}}


def setup(model: str = "models/mock", **more: Any) -> dict[str, Any]:
    return {"setup": {"model": model, **more}}


def audio(key: str = "audio") -> dict[str, Any]:
    blob = {"mimeType": "audio/pcm;rate=16000", "data": base64.b64encode(bytes(640)).decode()}
    return {"realtimeInput": {key: [blob] if key == "mediaChunks" else blob}}


@pytest.mark.parametrize(
    ("request_", "document", "close"),
    [
        (
            DEV,
            setup("models/gemini-9"),
            "1008 models/gemini-9 is not found for API version v1beta, or is not",
        ),
        (DEV, setup(""), "1008 models/ is not found for API version v1beta, or is not supported for bidiGenerate"),
        (DEV, {"setup": {"generationConfig": {}}}, "1008 models/ is not found for API version v1beta, or is not"),
        (DEV, setup(f"{PATH}gemini-3.8-live"), f"1007 Invalid resource field value in the request: {PATH}gemini-3.8"),
        (VERTEX, setup("gemini-3.8-live"), "1007 Invalid resource field value in the request: gemini-3.8-live"),
        (VERTEX, setup(f"{PATH}gemini-9"), f"1008 Publisher Model `{PATH}gemini-9` was not found or your project"),
        (VERTEX, setup(f"{PATH}gemini-2.5-flash-native-audio-latest"), "1008 Publisher Model `projects/p/locations"),
        (
            DEV,
            setup(topP=1),
            "1007 Invalid JSON payload received. Unknown name \"topP\" at 'setup': Cannot find field.",
        ),
        (
            DEV,
            setup(tools=[{"functionDeclarations": [{"name": "f", "colour": 1}]}]),
            "1007 Invalid JSON payload received. Unknown name \"colour\" at 'setup.tools[0].function_declarations[0]'",
        ),
        (
            DEV,
            setup(tools={"functionDeclarations": {"name": "f", "colour": 1}}),
            "1007 Invalid JSON payload received. Unknown name \"colour\" at 'setup.tools.function_declarations'",
        ),
        (
            DEV,
            setup(generation_config={"a_b": {}}),
            "1007 Invalid JSON payload received. Unknown name \"a_b\" at 'setup.generation_config': Cannot find field.",
        ),
        (DEV, setup(generationConfig={"temperature": "hot"}), "1007 Request contains an invalid argument."),
        (DEV, setup(generationConfig={"stopSequences": ["x"]}), "1007 Request contains an invalid argument."),
        (DEV, HELLO, "1007 expected setup as the first message, found clientContent"),
        (DEV, {"setup": 3}, "1007 setup: expected an object, found a number"),
    ],
)
def test_a_setup_is_refused_as_the_real_server_does(request_: LiveRequest, document: Any, close: str) -> None:
    [word] = words(dial(says(document), *live(YES, request=request_)))
    assert word.startswith(f"close {close}")


@pytest.mark.parametrize("model", ["models/gemini-3.8-live", "models/mock", "models/mock-2"])
def test_models_of_the_backend_and_mock_names_are_served(model: str) -> None:
    assert words(dial(says(setup(model)), *live(YES, request=DEV)))[0] == "setupComplete"


def test_a_gateway_serves_whatever_it_is_asked_for() -> None:
    assert words(dial(says(setup("my/own-model"), HELLO), *live(YES))) == SPEAKS


def test_both_spellings_single_tools_and_lower_case_enums_are_one_setup() -> None:
    mixed = {
        "setup": {
            "model": "models/mock",
            "generation_config": {"response_modalities": ["audio"], "speechConfig": {"language_code": "en-US"}},
            "tools": {"function_declarations": [{"name": "f", "parameters": {"type": "object"}}]},
        }
    }
    assert words(dial(says(mixed), *live(YES, request=DEV))) == ["setupComplete"]


TEXT = {"responseModalities": ["TEXT"]}


@pytest.mark.parametrize(
    ("profile", "more", "seen"),
    [
        ("dev-2.5", {"generationConfig": TEXT}, ["close 1007 Cannot extract voices from a non-audio request."]),
        ("vertex-2.5-native", {"generationConfig": TEXT}, ["close 1007 Request contains an invalid argument."]),
        ("dev-3.1", {"generationConfig": TEXT}, ["close 1011 Internal error encountered."]),
        ("dev-3.1", {"generationConfig": {"enableAffectiveDialog": True}}, []),
        ("dev-3.1", {"proactivity": {"proactiveAudio": True}}, []),
        ("vertex-2.5-native", {"proactivity": {"proactiveAudio": True}}, ["setupComplete"]),
        ("dev-3.8", {"proactivity": {"proactiveAudio": False}}, ["close 1007 Request contains an invalid argument."]),
        (
            "dev-3.8",
            {"sessionResumption": {"transparent": True}},
            ["close 1007 Invalid JSON payload received. Unknown name \"transparent\" at 'setup.session_resumption': "
             "Cannot find field."],
        ),
    ],
)  # fmt: skip
def test_each_profile_refuses_in_its_own_way(profile: str, more: dict[str, Any], seen: list[str]) -> None:
    assert words(dial(says(setup(**more)), *live(YES, profile=profile), listen_s=60)) == seen


def test_a_refused_setup_that_is_met_with_silence_stays_silent_whatever_comes() -> None:
    proactive = setup(proactivity={"proactiveAudio": True})
    assert words(dial(says(proactive, HELLO, SETUP), *live(YES, profile="dev-3.1"))) == []


@pytest.mark.parametrize(
    ("profile", "session", "role", "mime_type", "counts"),
    [
        ("vertex-2.0", True, "model", "audio/pcm", "candidatesTokenCount"),
        ("vertex-2.5-native", True, "model", "audio/pcm;rate=24000", "candidatesTokenCount"),
        ("dev-2.5", False, None, "audio/pcm;rate=24000", "responseTokenCount"),
        ("dev-3.8", False, None, "audio/pcm;rate=24000", "responseTokenCount"),
        ("vertex-3.8", False, "model", "audio/pcm;rate=24000", "candidatesTokenCount"),
    ],
)
def test_frames_have_the_habits_of_the_profile(
    profile: str, session: bool, role: str | None, mime_type: str, counts: str
) -> None:
    ready, spoken, _, done = dial(says(SETUP, HELLO), *live(YES, profile=profile)).frames
    turn = spoken["serverContent"]["modelTurn"]
    assert ("sessionId" in ready["setupComplete"]) is session
    assert (turn.get("role"), turn["parts"][0]["inlineData"]["mimeType"]) == (role, mime_type)
    assert counts in done["usageMetadata"]


def test_without_a_profile_the_model_named_decides() -> None:
    phones = [dial(says(setup(model)), *live(request=DEV)) for model in ("models/gemini-3.8-live", "models/mock")]
    assert [phone.frames for phone in phones] == [[{"setupComplete": {}}]] * 2
    [ready] = dial(says(setup(f"{PATH}mock")), *live(request=VERTEX)).frames
    assert "sessionId" in ready["setupComplete"]


@pytest.mark.parametrize(
    ("profile", "messages", "last"),
    [
        ("dev-3.1", [audio("mediaChunks")],
         "close 1007 realtime_input.media_chunks is deprecated. Use audio, video, or text instead."),
        ("dev-2.5", [audio("mediaChunks")], "setupComplete"),
        ("dev-3.1", [SPOKEN, HELLO], "close 1007 Request contains an invalid argument."),
        ("dev-2.5", [{"realtimeInput": {"activityStart": {}}}],
         "close 1007 realtimeInput.activityStart: expected only with automaticActivityDetection.disabled in the setup, "
         "found it without"),
        ("dev-2.5", [SETUP], "close 1007 setup: expected it only once, found a second one"),
        ("dev-2.5", [{"nonsense": {}}],
         'close 1007 Invalid JSON payload received. Unknown name "nonsense": Cannot find field.'),
        ("dev-2.5", [{"realtimeInput": {}, "clientContent": {}}],
         "close 1007 expected exactly one message in a client's frame, found realtimeInput and clientContent"),
    ],
)  # fmt: skip
def test_input_that_the_model_does_not_take_closes(profile: str, messages: list[Any], last: str) -> None:
    assert words(dial(says(SETUP, *messages), *live(YES, profile=profile), listen_s=0.5))[-1] == last


def test_client_content_may_come_first_where_it_may_not_come_later() -> None:
    assert words(dial(says(SETUP, HELLO), *live(YES, profile="dev-3.1"))) == SPEAKS


def test_binary_frames_and_the_url_safe_alphabet_are_read() -> None:
    data = base64.urlsafe_b64encode(np.full(16_000, -5, "<i2").tobytes()).decode()
    assert "_" in data or "-" in data

    async def client(phone: Phone) -> None:
        await phone.transport.send(json.dumps(SETUP).encode())
        await phone.send({"realtime_input": {"audio": {"mime_type": "audio/pcm;rate=16000", "data": data}}})

    assert words(dial(client, *live(YES))) == ["setupComplete"]


@pytest.mark.parametrize(("profile", "answers_at"), [("dev-3.1", 1.1), ("dev-3.8", None)])
def test_audio_stream_end_ends_the_turn_where_the_model_says_so(profile: str, answers_at: float | None) -> None:
    async def client(phone: Phone) -> None:
        await phone.send(SETUP)
        await phone.speak(1.0)
        await phone.send({"realtimeInput": {"audioStreamEnd": True}})

    phone = dial(client, *live(YES, profile=profile))
    assert next((t for t, word in phone.seen if word == "modelTurn"), None) == answers_at


def test_transcriptions_come_only_when_asked_for_and_only_of_speech() -> None:
    answer = (Hear("hello", after_ms=100), Say("yes", after_ms=50), Complete())

    def client(document: Any) -> Any:
        async def speaks(phone: Phone) -> None:
            await phone.send(document)
            await phone.speak(0.5, 0.6)

        return speaks

    asked = words(dial(client(ALL), *live(answer)))
    assert asked == ["setupComplete", "inputTranscription", "outputTranscription", *SPEAKS[1:]]
    assert words(dial(client(SETUP), *live(answer))) == SPEAKS
    assert words(dial(says(ALL, HELLO), *live(answer)))[1] == "outputTranscription"
    assert dial(says(SETUP, HELLO), *live(answer)).seen[1] == (0.15, "modelTurn"), "the pause before it remains"


def test_in_text_mode_the_words_are_written() -> None:
    phone = dial(says(setup(generationConfig=TEXT), HELLO), *live(YES))
    assert phone.frames[1]["serverContent"]["modelTurn"]["parts"] == [{"text": "yes"}]


def test_usage_counts_grow_and_pictures_count_by_their_resolution() -> None:
    picture = {"realtimeInput": {"video": {"mimeType": "image/jpeg", "data": "AAAA"}}}

    def prompt(**generation: Any) -> int:
        document = setup(generationConfig=generation) if generation else SETUP
        counts = dial(says(document, picture, picture, HELLO), *live(YES)).frames[-1]["usageMetadata"]
        images = [each["tokenCount"] for each in counts["promptTokensDetails"] if each["modality"] == "IMAGE"]
        assert counts["totalTokenCount"] == counts["promptTokenCount"] + counts["candidatesTokenCount"]
        return int(images[0])

    assert prompt() == 2 * 258
    assert prompt(mediaResolution="MEDIA_RESOLUTION_LOW") == 2 * 64
    assert prompt(mediaResolution="media_resolution_medium") == 2 * 256


def test_voice_activity_is_told_where_it_is_asked_for() -> None:
    async def client(phone: Phone) -> None:
        await phone.send(setup(explicitVadSignal=True))
        await phone.speak(0.5, 0.6)

    phone = dial(client, *live((Write("yes", after_ms=500), Complete())))
    assert words(phone)[1:5] == ["voiceActivityDetectionSignal", "voiceActivity"] * 2
    told = [frame["voiceActivity"] for frame in phone.frames if "voiceActivity" in frame]
    assert told == [
        {"type": "ACTIVITY_START", "audioOffset": "0.000s"},
        {"type": "ACTIVITY_END", "audioOffset": "0.500s"},
    ]


@pytest.mark.parametrize(
    ("profile", "form"),
    [("dev-2.5", "function-call-"), ("dev-3.8", "call_1"), ("vertex-2.5-native", "-5")],
)
def test_call_ids_have_the_form_of_the_profile(profile: str, form: str) -> None:
    phone = dial(says(SETUP, HELLO), *live((Call((("f", {}),), after_ms=100),), profile=profile))
    [call] = [frame["toolCall"]["functionCalls"][0] for frame in phone.frames if "toolCall" in frame]
    assert form in call["id"]


def test_faults_that_exclude_one_another_are_refused_at_once() -> None:
    with pytest.raises(UsageError, match="'burst' and 'paced' exclude one another"):
        LiveModel(echo(), faults=[FAULTS["burst"], FAULTS["paced"]])


def test_each_new_session_has_ids_of_its_own() -> None:
    handles = setup(sessionResumption={})
    phone = dial(says(handles), *live(profile="dev-3.8", connections=2), listen_s=0.1)
    found = [each["sessionResumptionUpdate"]["newHandle"] for each in phone.frames if "sessionResumptionUpdate" in each]
    assert len(set(found)) == 2
