"""Which profile a model has, and that the data is sound."""

import re
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.errors import UsageError
from evalkit.profiles.known import ANY, PROFILES, backend_of, profile_named, profile_of
from evalkit.profiles.profile import Backend, Profile
from evalkit.profiles.refusal import Feature

VERTEX = "projects/p/locations/us-central1/publishers/google/models/"


@pytest.mark.parametrize(
    ("model", "backend", "name"),
    [
        ("gemini-2.0-flash-live-001", None, "dev-2.0"),
        ("gemini-2.0-flash-live-preview-04-09", None, "vertex-2.0"),
        ("gemini-live-2.5-flash", None, "vertex-2.5"),
        ("gemini-live-2.5-flash-preview", None, "dev-2.5-half-cascade"),
        ("gemini-live-2.5-flash-native-audio", None, "vertex-2.5-native"),
        ("gemini-live-2.5-flash-preview-native-audio-09-2025", None, "vertex-2.5-native"),
        ("gemini-2.5-flash-native-audio-preview-09-2025", None, "dev-2.5"),
        ("gemini-2.5-flash-native-audio-preview-12-2025", None, "dev-2.5"),
        ("gemini-2.5-flash-native-audio-latest", None, "dev-2.5"),
        ("gemini-3.1-flash-live-preview", None, "dev-3.1"),
        ("gemini-3.5-live-translate-preview", None, "dev-translate"),
        ("gemini-3.5-live-translate-preview", "vertex", "vertex-translate"),
        ("gemini-3.5-transcribe-live", None, "dev-transcribe"),
        ("gemini-3.5-transcribe-live-preview", None, "vertex-transcribe"),
        ("gemini-3.8-live", None, "dev-3.8"),
        ("gemini-3.8-live", "vertex", "vertex-3.8"),
        ("gemini-3.8-live-preview-08-2026", "gemini", "dev-3.8"),
        ("models/gemini-3.8-live", None, "dev-3.8"),
        (f"{VERTEX}gemini-3.8-live", None, "vertex-3.8"),
        ("publishers/google/models/gemini-3.8-live", None, "vertex-3.8"),
        (f" {VERTEX}gemini-3.8-live\n", None, "vertex-3.8"),
        ("gemini-3.8-live-extended-thinking", "gemini", "dev-extended-thinking"),
        ("gemini-3.8-live-extended-thinking", "vertex", "vertex-extended-thinking"),
        ("models/gemini-live-2.5-flash", None, "any"),
        ("gemini-live-2.5-flash-native-audio", "gemini", "any"),
        ("gemini-3.8-live-something", None, "any"),
        ("GEMINI-3.8-LIVE", None, "any"),
        ("", None, "any"),
        ("mock", None, "any"),
    ],
)
def test_profile_of(model: str, backend: Backend | None, name: str) -> None:
    assert profile_of(model, backend).name == name


@pytest.mark.parametrize("profile", [each for each in PROFILES if each.models], ids=lambda each: str(each.name))
def test_the_example_belongs_to_its_profile_alone(profile: Profile) -> None:
    assert profile_of(profile.example, profile.backend) is profile
    fitting = [
        each
        for each in PROFILES
        if each.backend == profile.backend and any(re.fullmatch(model, profile.example) for model in each.models)
    ]
    assert fitting == [profile]


@pytest.mark.parametrize("profile", PROFILES, ids=lambda each: str(each.name))
def test_the_data_is_sound(profile: Profile) -> None:
    assert profile_named(profile.name) is profile
    for claim in profile.unverified:
        group, _, field = claim.partition(".")
        known = get_args(Feature) if group == "refusals" else vars_of(getattr(profile, group))
        assert not field or field in known, claim
    assert set(profile.refusals) <= set(get_args(Feature))
    levels = profile.accepts.thinking_levels
    assert bool(levels) == (profile.accepts.thinking_level != "no")
    assert (profile.status.stage == "unknown") == (profile is ANY)


def vars_of(part: object) -> tuple[str, ...]:
    return tuple(getattr(part, "__slots__", ()))


def test_names_are_unique() -> None:
    assert len({profile.name for profile in PROFILES}) == len(PROFILES)


def test_an_unknown_profile_is_named_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"^there is no profile 'dev-3\.9'; did you mean 'dev-3\.[18]'\?$"):
        profile_named("dev-3.9")
    with pytest.raises(UsageError, match=r"^there is no profile 'zzz'; known: any, vertex-2\.0, "):
        profile_named("zzz")


def test_a_resource_name_says_its_backend() -> None:
    assert [backend_of(name) for name in ("models/a", f"{VERTEX}a", "a")] == ["gemini", "vertex", None]


@given(st.text(max_size=60))
def test_any_text_has_a_profile(model: str) -> None:
    assert profile_of(model) in PROFILES


def test_the_models_differ_where_the_reference_says_so() -> None:
    assert profile_named("dev-3.1").refusal("affective_dialog").code is None
    assert profile_named("dev-3.1").refusal("modality").code == 1011
    assert profile_named("dev-2.5").refusal("modality").reason.startswith("Cannot extract voices")
    assert profile_named("dev-3.8").refusal("media_chunks").reason.startswith("realtime_input.media_chunks is dep")
    assert [profile_named(f"{each}-3.8").habits.handles for each in ("dev", "vertex")] == ["once", "per_turn"]
    assert not profile_named("dev-3.1").accepts.client_content_after_start
