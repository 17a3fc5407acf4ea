from typing import Any

import pytest

from evalkit.scenario.setup_check import camel_case, declared_functions, merged_setup, setup_mistakes, snake_case
from evalkit.scenario.setup_fields import SETUP, UNSUPPORTED, Fields, Many

_FULL: dict[str, Any] = {
    "systemInstruction": {"role": "user", "parts": [{"text": "Be brief."}]},
    "generation_config": {
        "responseModalities": ["audio"],
        "speech_config": {"voiceConfig": {"prebuilt_voice_config": {"voice_name": "Kore"}}, "language_code": "en-US"},
        "thinkingConfig": {"thinking_budget": -1, "includeThoughts": True, "thinkingLevel": "low"},
        "temperature": 1,
        "topP": 0.9,
        "top_k": 40,
        "mediaResolution": "MEDIA_RESOLUTION_LOW",
        "enable_affective_dialog": True,
    },
    "tools": {"google_search": {}, "functionDeclarations": [{"name": "f", "behavior": "non_blocking"}]},
    "realtimeInputConfig": {
        "automatic_activity_detection": {
            "disabled": False,
            "startOfSpeechSensitivity": "START_SENSITIVITY_LOW",
            "prefix_padding_ms": 20,
            "silence_duration_ms": "500",
        },
        "activityHandling": "NO_INTERRUPTION",
        "turn_coverage": "TURN_INCLUDES_ALL_INPUT",
    },
    "inputAudioTranscription": {"language_codes": ["en-US"]},
    "output_audio_transcription": {},
    "sessionResumption": {"handle": "h", "transparent": True},
    "context_window_compression": {"triggerTokens": "25600", "sliding_window": {"target_tokens": 12800}},
    "proactivity": {"proactiveAudio": True},
    "history_config": {"initial_history_in_client_content": True},
    "safetySettings": [{"category": "c", "threshold": "t"}],
    "labels": {"anyName": "x"},
}


def test_both_spellings_in_one_setup() -> None:
    assert list(setup_mistakes(_FULL)) == []


def _names(field: Any) -> set[str]:
    if isinstance(field, Many):
        return _names(field.entry)
    known = field.known if isinstance(field, Fields) else {}
    return {*known, *(name for inner in known.values() for name in _names(inner))}


@pytest.mark.parametrize("name", sorted(_names(SETUP) | UNSUPPORTED))
def test_each_field_has_two_spellings(name: str) -> None:
    assert camel_case(snake_case(name)) == name
    assert camel_case(name) == name
    assert snake_case(snake_case(name)) == snake_case(name)


def test_user_defined_names_are_not_looked_into() -> None:
    parameters = {"type": "OBJECT", "properties": {"some_thing": {"type": "STRING"}}}
    setup = {"tools": [{"functionDeclarations": [{"name": "f", "parameters": parameters}]}]}
    assert list(setup_mistakes(setup)) == []


def _one(setup: Any) -> str:
    (mistake,) = setup_mistakes(setup)
    return f"{mistake.problem}; {mistake.hint}"


@pytest.mark.parametrize(
    ("key", "suggestion"),
    [
        ("sessionResumptoin", "sessionResumption"),
        ("session_resumptoin", "session_resumption"),
        ("sessionresumption", "session_resumption"),
        ("contextWindowCompresion", "contextWindowCompression"),
        ("Tools", "tools"),
    ],
)
def test_the_nearest_key_is_named_in_the_same_spelling(key: str, suggestion: str) -> None:
    assert _one({key: {}}) == f"unknown key {key!r}; did you mean {suggestion!r}?"


def test_a_key_of_one_word_is_spelled_like_the_keys_beside_it() -> None:
    camel: dict[str, Any] = {"generationconfig": {}, "inputAudioTranscription": {}}
    assert _one(camel) == "unknown key 'generationconfig'; did you mean 'generationConfig'?"
    snake: dict[str, Any] = {"generationconfig": {}, "input_audio_transcription": {}}
    assert _one(snake) == "unknown key 'generationconfig'; did you mean 'generation_config'?"


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (3, "expected a string or a mapping, found 3; "),
        (["a"], "expected a string or a mapping, found a list; "),
        ({"parts": "a"}, "expected a list, found 'a'; "),
        (
            {"parts": [{"inline_data": {}}]},
            "unknown key 'inline_data'; a field newer than this version goes under ",
        ),
    ],
)
def test_the_system_instruction_is_text(value: Any, problem: str) -> None:
    assert _one({"system_instruction": value}).startswith(problem)


@pytest.mark.parametrize("value", [True, 1.5, "12ms", None, []])
def test_whole_numbers(value: Any) -> None:
    setup = {"realtime_input_config": {"automatic_activity_detection": {"silence_duration_ms": value}}}
    assert _one(setup).startswith("expected a whole number, found ")


def test_unchecked_fields_are_merged_over_the_setup_whatever_their_spelling() -> None:
    setup = {"generation_config": {"temperature": 1, "topP": 0.5}, "tools": [{"googleSearch": {}}]}
    unchecked = {"generationConfig": {"top_p": 0.9, "newField": True}, "tools": [], "brandNew": {"a": 1}}
    assert merged_setup(setup, unchecked) == {
        "generation_config": {"temperature": 1, "topP": 0.9, "newField": True},
        "tools": [],
        "brandNew": {"a": 1},
    }
    assert setup["generation_config"] == {"temperature": 1, "topP": 0.5}


@pytest.mark.parametrize(
    "setup",
    [
        {"tools": [{"function_declarations": [{"name": "f"}]}, {"functionDeclarations": [{"name": "g"}]}]},
        {"tools": {"functionDeclarations": [{"name": "f"}, {"name": "g"}, {"name": 3}, "x"]}},
    ],
)
def test_declared_functions(setup: Any) -> None:
    assert declared_functions(setup) == ("f", "g")


@pytest.mark.parametrize(
    "setup", [None, [], {"tools": None}, {"tools": ["x"]}, {"tools": [{"functionDeclarations": 3}]}]
)
def test_no_declared_function(setup: Any) -> None:
    assert declared_functions(setup) == ()
