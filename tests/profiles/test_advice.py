"""What is said of a setup before each model."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.profiles.advice import Advice, refusal_of, setup_advice
from evalkit.profiles.known import ANY, PROFILES, profile_named
from evalkit.profiles.profile import Profile
from tests.profiles.saying import AUDIO, function, generation, said


@pytest.mark.parametrize(
    ("profile", "setup"),
    [
        ("vertex-2.5-native", {**generation(enable_affective_dialog=True), "proactivity": {"proactive_audio": True}}),
        ("vertex-2.5", {"generation_config": {"response_modalities": ["TEXT"]}}),
        ("vertex-3.8", {**AUDIO, "session_resumption": {"transparent": True}, "labels": {"a": "b"}}),
        ("vertex-3.8", {"generation_config": {"response_modalities": ["VIDEO"]}, "avatar_config": {}}),
        ("dev-3.8", {**AUDIO, "tools": [{"google_search": {}}, {"function_declarations": [{"name": "f"}]}]}),
        ("dev-3.8", function(behavior="NON_BLOCKING")),
        ("dev-extended-thinking", generation(thinking_config={"thinking_level": "low"})),
        ("dev-translate", generation(translation_config={"target_language_code": "fr"})),
        ("dev-3.8", {**AUDIO, "input_audio_transcription": {"diarization": True}}),
        ("vertex-2.5-native", generation(thinking_config={"thinking_budget": 0})),
    ],
)
def test_what_is_taken_is_passed_over(profile: str, setup: Mapping[str, Any]) -> None:
    assert said(profile, setup) == []


def test_a_known_version_makes_it_certain() -> None:
    setup = generation(enable_affective_dialog=True)
    [refused] = said("dev-2.5", setup, "v1beta")
    assert refused.startswith("error setup.generation_config.enable_affective_dialog: T takes it in API version v1")
    assert said("dev-2.5", setup, "v1alpha") == []


def test_nothing_is_said_of_an_unknown_model() -> None:
    assert setup_advice({"generation_config": {"response_modalities": ["SMELL"]}}, ANY) == ()


def refusal(profile: str, setup: Mapping[str, Any]) -> tuple[int | None, str]:
    known = profile_named(profile)
    found = refusal_of(setup_advice(setup, known)[0], known)
    assert found is not None
    return found.code, found.reason


def test_how_the_server_refuses() -> None:
    text = {"generation_config": {"response_modalities": ["TEXT"]}}
    assert refusal("dev-3.1", text) == (1011, "Internal error encountered.")
    assert refusal("dev-2.5", text) == (1007, "Cannot extract voices from a non-audio request.")
    assert refusal("dev-3.1", {**AUDIO, "proactivity": {}}) == (None, "")
    assert refusal("dev-3.8", {**AUDIO, "sessionResumption": {"transparent": True}}) == (
        1007,
        "Invalid JSON payload received. Unknown name \"transparent\" at 'setup.session_resumption': Cannot find field.",
    )
    retrieval = {**AUDIO, "tools": [{"retrieval": {}}]}
    assert refusal("dev-3.8", retrieval)[1].endswith(
        "Unknown name \"retrieval\" at 'setup.tools[0]': Cannot find field."
    )


def test_a_warning_is_not_refused() -> None:
    warning = Advice(("setup",), "it may be", "look", "warning", "scheduling")
    assert refusal_of(warning, profile_named("dev-3.8")) is None


_KEYS = ["tools", "functionDeclarations", "behavior", "generation_config", "responseModalities", "proactivity"]
_KEYS += ["thinkingConfig", "thinking_level", "translationConfig", "labels", "name", "codeExecution"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(_KEYS),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(["tools", "generationConfig", "proactivity", "labels"]), JSON), st.data())
def test_no_setup_breaks_it_and_every_error_names_what_is_refused(setup: dict[str, Any], data: st.DataObject) -> None:
    profile: Profile = data.draw(st.sampled_from(PROFILES))
    for each in setup_advice(setup, profile):
        assert (each.feature is not None) >= (each.severity == "error")
        assert (refusal_of(each, profile) is None) == (each.severity == "warning")
        assert each.path[0] == "setup"
        assert "" not in (each.problem, each.hint)
