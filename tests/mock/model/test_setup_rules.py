"""Which setups are refused by their form, and that no setup at all is too strange to judge."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.errors import RemoteProtocolError
from evalkit.mock.answers.fitting import is_blocking
from evalkit.mock.model.setup_rules import authored_setup, form_refusal, model_refusal, profile_refusal
from evalkit.profiles.known import PROFILES, profile_named
from evalkit.profiles.profile import Backend
from evalkit.protocol.messages import Setup
from evalkit.scenario.script import Call
from tests.mock.phone import dial, live, says, words


@pytest.mark.parametrize(
    ("setup", "name", "place"),
    [
        ({"colour": 1}, "colour", "setup"),
        ({"generationConfig": {"speech_config": {"voiceConfig": {"x": 1}}}}, "x",
         "setup.generation_config.speech_config.voice_config"),
        ({"safetySettings": [{}, {"x": 1}]}, "x", "setup.safety_settings[1]"),
        ({"realtime_input_config": {"automaticActivityDetection": {"silenceMs": 1}}}, "silenceMs",
         "setup.realtime_input_config.automatic_activity_detection"),
    ],
)  # fmt: skip
def test_an_unknown_field_is_named_with_its_place(setup: dict[str, Any], name: str, place: str) -> None:
    refusal = form_refusal({"model": "m", **setup})
    assert refusal is not None
    assert refusal.reason == (
        f"Invalid JSON payload received. Unknown name \"{name}\" at '{place}': Cannot find field."
    )


@pytest.mark.parametrize(
    "setup",
    [
        {"labels": {"anything": "goes"}},
        {"tools": [{"functionDeclarations": [{"name": "f", "parameters": {"x-mine": {"y": 1}}}]}]},
        {"tools": {"google_search": {}}},
        {"contextWindowCompression": {"trigger_tokens": "16000", "slidingWindow": {"targetTokens": 8000}}},
        {"generationConfig": {"responseModalities": ["audio"], "mediaResolution": "media_resolution_low"}},
    ],
)
def test_what_is_the_user_s_own_or_spelled_otherwise_is_no_mistake(setup: dict[str, Any]) -> None:
    assert form_refusal({"model": "m", **setup}) is None


@pytest.mark.parametrize(
    ("model", "backend", "known", "code"),
    [
        ("models/x", "gemini", True, None),
        ("models/x", "gemini", False, 1008),
        ("x", "gemini", True, None),
        ("x", "vertex", True, 1007),
        ("projects/p/locations/l/publishers/google/models/x", "vertex", True, None),
        ("projects/p/locations/l/publishers/google/models/x", "gemini", True, 1007),
        ("anything", None, False, None),
        ("", None, True, 1008),
        (7, None, True, 1008),
    ],
)
def test_a_model_s_name_is_judged_by_the_backend(model: Any, backend: Backend | None, known: bool, code: int) -> None:
    refusal = model_refusal({"model": model}, backend, "", known=known)
    assert (None if refusal is None else refusal.code) == code


def test_the_profile_judges_by_its_own_data() -> None:
    text = {"model": "m", "generation_config": {"response_modalities": ["TEXT"]}}
    refusals = {profile.name: profile_refusal(text, profile, "v1beta") for profile in PROFILES}
    assert refusals["any"] is None
    assert refusals["dev-2.5-half-cascade"] is None
    assert refusals["dev-3.1"] == profile_named("dev-3.1").refusal("modality")


@pytest.mark.parametrize("data", ["[]", "nonsense", b"\xff"])
def test_a_first_frame_that_is_no_object_is_the_client_s_mistake(data: str | bytes) -> None:
    with pytest.raises(RemoteProtocolError):
        authored_setup(data)


_keys = st.sampled_from(
    ["model", "tools", "generationConfig", "generation_config", "sessionResumption", "handle", "proactivity", "x",
     "responseModalities", "functionDeclarations", "name", "realtimeInputConfig", "automaticActivityDetection",
     "silenceDurationMs", "historyConfig", "systemInstruction", "parts"]
)  # fmt: skip
_json = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_keys, inner, max_size=3),
    max_leaves=6,
)


@given(setup=_json, profile=st.sampled_from(["", "dev-3.1", "dev-3.8", "vertex-2.5-native"]))
def test_whatever_a_setup_holds_it_is_answered_refused_or_ignored(setup: Any, profile: str) -> None:
    document = orjson.loads(orjson.dumps({"setup": setup}))
    seen = words(dial(says(document), *live(profile=profile), listen_s=0.1))
    assert not seen or seen[0] == "setupComplete" or seen[0].startswith(("close 1007", "close 1008", "close 1011"))
    assert not any("Traceback" in word or "Error:" in word for word in seen)


def test_one_blocking_call_is_enough_to_wait_for() -> None:
    declared = ({"functionDeclarations": [{"name": "f", "behavior": "NON_BLOCKING"}, {"name": "g"}]},)
    setup = Setup(model="m", tools=declared)
    for names, by_default, blocks in ((("f",), True, False), (("g",), True, True), (("f", "g"), False, False)):
        step = Call(tuple((name, {}) for name in names))
        assert is_blocking(step, setup, by_default=by_default) is blocks
    assert is_blocking(Call((("f", {}), ("g", {}))), setup, by_default=True)
