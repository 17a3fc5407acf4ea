from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.errors import LocalProtocolError, ProtocolError, RemoteProtocolError
from evalkit.protocol.configuration import camel_case, canonical_enum, canonical_mapping, snake_case

from .strategies import JSON


def canonical(mapping: Mapping[str, Any]) -> dict[str, Any]:
    return canonical_mapping(mapping, "setup", RemoteProtocolError)


@pytest.mark.parametrize(
    ("snake", "camel"),
    [("turn_complete", "turnComplete"), ("model", "model"), ("top_k", "topK"), ("part_2_x", "part2X")],
)
def test_snake_case_becomes_camel_case(snake: str, camel: str) -> None:
    assert camel_case(snake) == camel


@pytest.mark.parametrize("name", ["turnComplete", "_private", "x__y", "X_Y", "$ref", "a-b", "", "ends_", "é_x"])
def test_other_names_are_left_alone(name: str) -> None:
    assert camel_case(name) == name


def test_camel_case_becomes_snake_case() -> None:
    assert snake_case("voiceActivityDetectionSignal") == "voice_activity_detection_signal"


def test_keys_become_camel_case_at_every_level() -> None:
    mixed = {"speech_config": {"voiceConfig": {"prebuilt_voice_config": {"voice_name": "Kore"}}}, "top_k": [{"a_b": 1}]}
    assert canonical(mixed) == {
        "speechConfig": {"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": "Kore"}}},
        "topK": [{"aB": 1}],
    }


def test_what_the_user_named_is_left_alone() -> None:
    declaration = {
        "name": "set_light",
        "parameters": {
            "type": "object",
            "properties": {
                "room_name": {"type": "string", "min_length": 1, "example": {"a_b": 1}, "enum": ["a_b"]},
                "args": {"type": "array", "items": {"any_of": [{"type": "integer"}]}},
                "properties": {"type": "object", "properties": {"type": {"type": "string"}}},
            },
            "property_ordering": ["room_name"],
            "required": ["room_name"],
        },
        "response": {"type": "object", "properties": {"is_on": {"type": "boolean"}}},
    }
    assert canonical({"function_declarations": [declaration]}) == {
        "functionDeclarations": [
            {
                "name": "set_light",
                "parameters": {
                    "type": "OBJECT",
                    "properties": {
                        "room_name": {"type": "STRING", "minLength": 1, "example": {"a_b": 1}, "enum": ["a_b"]},
                        "args": {"type": "ARRAY", "items": {"anyOf": [{"type": "INTEGER"}]}},
                        "properties": {"type": "OBJECT", "properties": {"type": {"type": "STRING"}}},
                    },
                    "propertyOrdering": ["room_name"],
                    "required": ["room_name"],
                },
                "response": {"type": "OBJECT", "properties": {"is_on": {"type": "BOOLEAN"}}},
            }
        ]
    }


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("parameters_json_schema", "parametersJsonSchema"),
        ("responseJsonSchema", "responseJsonSchema"),
        ("args", "args"),
        ("labels", "labels"),
        ("headers", "headers"),
    ],
)
def test_contents_kept_verbatim(spelling: str, name: str) -> None:
    contents = {"any_of": [{"type": "object", "snake_key": 1}], "anyOf": 2, "response_modalities": "audio"}
    assert canonical({spelling: contents}) == {name: contents}


def test_enum_names_become_upper_case() -> None:
    config = {"response_modalities": ["audio", "Text"], "media_resolution": "media_resolution_low", "language": "en-us"}
    assert canonical(config) == {
        "responseModalities": ["AUDIO", "TEXT"],
        "mediaResolution": "MEDIA_RESOLUTION_LOW",
        "language": "en-us",
    }
    assert canonical_enum("silent") == "SILENT"
    assert canonical_enum("straße") == "straße"


@pytest.mark.parametrize("error", [RemoteProtocolError, LocalProtocolError])
def test_a_field_in_two_spellings_is_refused_with_its_place(error: type[ProtocolError]) -> None:
    with pytest.raises(error) as caught:
        canonical_mapping({"tools": [{"googleSearch": {}, "google_search": {}}]}, "setup", error)
    assert str(caught.value) == (
        "setup.tools.0.googleSearch: expected the field once, found it as 'googleSearch' and in snake_case"
    )


@given(st.dictionaries(st.text("ab_C", max_size=5), JSON, max_size=4))
def test_the_canonical_spelling_is_stable_and_the_input_untouched(mapping: dict[str, Any]) -> None:
    before = repr(mapping)
    try:
        once = canonical(mapping)
    except RemoteProtocolError:
        return
    assert canonical(once) == once
    assert repr(mapping) == before
