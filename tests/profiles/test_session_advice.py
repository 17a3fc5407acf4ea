"""What is said of a scenario's turns and answers before each model."""

from collections.abc import Mapping
from typing import Any

import pytest

from evalkit.profiles.advice import advice
from evalkit.profiles.known import profile_named
from evalkit.scenario.document import scenario_from_document

AUDIO = {"generation_config": {"response_modalities": ["AUDIO"]}}
SAY = {"say": "Hello"}


def said(profile: str, spoken_s: Mapping[int, float] | None = None, **document: Any) -> list[str]:
    """Everything said of a scenario, as `path: problem; hint`, with the profile's title as T; all are warnings."""
    scenario = scenario_from_document({"setup": AUDIO, "turns": [SAY], **document}, "made")
    known = profile_named(profile)
    found = advice(scenario.setup, scenario, known, spoken_s=spoken_s)
    assert {each.severity for each in found} <= {"warning"}
    return [f"{'.'.join(map(str, each.path))}: {each.problem}; {each.hint}".replace(known.title, "T") for each in found]


def test_a_session_is_as_long_as_its_model_lets_it_be() -> None:
    compress = "add context_window_compression: {sliding_window: {}} to setup"
    resume = "add session_resumption: {} to setup"
    assert said("dev-3.8", {0: 599.0}) == []
    assert said("dev-3.8", {0: 601.0}) == [
        f"turns: the user alone takes 10 min 1 s, and a connection ends after 10 min; {resume}"
    ]
    assert said("dev-3.8", {0: 960.0}) == [
        f"turns: the user alone takes 16 min, and a session of T ends after 15 min without compression; {compress}",
        f"turns: the user alone takes 16 min, and a connection ends after 10 min; {resume}",
    ]
    setup = {**AUDIO, "contextWindowCompression": {"slidingWindow": {}}, "session_resumption": {}}
    assert said("dev-3.8", {0: 960.0}, setup=setup) == []


def test_a_session_with_video_is_shorter() -> None:
    shown: dict[str, Any] = {"turns": [{"say": "What is this?", "video": "dog.mp4"}]}
    assert said("dev-3.8", {0: 119.0}, **shown) == []
    [found] = said("dev-3.8", {0: 121.0}, **shown)
    assert found.startswith("turns: the user alone takes 2 min 1 s, and a session with video of T ends after 2 min wi")
    assert said("vertex-2.5-native", {0: 121.0}, **shown) == []


def test_waiting_counts_too() -> None:
    turns = [{"silence_s": 300}, {"silence_s": 290}, {"say": "Hello", "start": {"delay_ms": 60_000}}]
    [found] = said("dev-3.8", turns=turns)
    assert found.startswith("turns: the user alone takes 10 min 50 s, ")


def test_silence_asks_for_proactive_audio() -> None:
    quiet: dict[str, Any] = {"turns": [{**SAY, "expect": {"silence": {}}}, {"silence_s": 3}]}
    problem = "turns.0.expect.silence: without proactive audio T answers whatever it hears"
    assert said("dev-3.1", **quiet) == [f"{problem}; use gemini-3.8-live"]
    hint = "add proactivity: {proactive_audio: true} to setup"
    assert said("vertex-2.5-native", **quiet) == [f"{problem}; {hint}"]
    assert said("dev-3.8", **quiet) == []
    proactive = {**AUDIO, "proactivity": {"proactiveAudio": True}}
    assert said("vertex-2.5-native", setup=proactive, **quiet) == []


def test_the_end_of_speech() -> None:
    ended: dict[str, Any] = {"audio": {"end": "stream_end"}}
    assert said("dev-3.8", **ended) == ["audio.end: T ends no turn at audioStreamEnd; write tail, or remove it"]
    assert said("dev-3.1", **ended) == []
    assert said("vertex-2.5-native", **ended) == [], "nobody has confirmed what it does"


def test_a_typed_turn_to_a_model_that_listens() -> None:
    transcribe = {"generation_config": {"response_modalities": ["TEXT"]}}
    found = said("dev-transcribe", setup=transcribe, turns=[{"text": "Hello"}])
    assert found == ["turns.0.text: T listens, and a typed turn may get no answer; say it"]
    assert said("dev-3.1", turns=[{"text": "Hello"}]) == [], "the session speaks the model's dialect"


@pytest.mark.parametrize(
    ("profile", "problem"),
    [
        ("vertex-2.5", "the first typed turn becomes history and gets no answer"),
        ("dev-3.8", "the server waits for a history, and a scenario sends none"),
    ],
)
def test_a_history_that_a_scenario_does_not_send(profile: str, problem: str) -> None:
    setup = {**AUDIO, "history_config": {"initial_history_in_client_content": True}}
    assert said(profile, setup=setup) == [
        f"setup.history_config.initial_history_in_client_content: {problem}; remove history_config"
    ]


@pytest.mark.parametrize(
    ("profile", "behavior", "problem"),
    [
        ("dev-2.5", {}, "f blocks, and scheduling is for calls that do not; declare it with behavior: NON_BLOCKING"),
        ("dev-3.1", {}, "f blocks, and scheduling is for calls that do not; remove it"),
        ("dev-2.5", {"behavior": "NON_BLOCKING"}, ""),
        ("dev-3.8", {}, ""),
        ("vertex-2.5-native", {"behavior": "NON_BLOCKING"}, "T ignores scheduling; remove it"),
    ],
)
def test_scheduling(profile: str, behavior: Mapping[str, str], problem: str) -> None:
    setup = {**AUDIO, "tools": [{"function_declarations": [{"name": "f", **behavior}]}]}
    found = said(profile, setup=setup, tools={"f": [{"return": {}}, {"return": {}, "scheduling": "SILENT"}]})
    assert found == ([f"tools.f.1.scheduling: {problem}"] if problem else [])
