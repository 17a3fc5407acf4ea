import json
from typing import Any

import pytest

from evalkit.scenario.document import scenario_from_document
from evalkit.scenario.json_schema import json_schema

_EXAMPLES: list[dict[str, Any]] = [
    {"turns": [{"text": "hi"}]},
    {
        "description": "d",
        "tags": ["a"],
        "language": "en-US",
        "setup": {
            "system_instruction": "x",
            "generationConfig": {"responseModalities": ["AUDIO"], "top_p": 1},
            "tools": {"function_declarations": [{"name": "f", "parameters": {"type": "OBJECT"}}]},
        },
        "setup_unchecked": {"brandNew": {}},
        "tools": {"f": [{"when": {"a": "/x/i"}, "return": {"b": 1}, "after_ms": 3}, {"error": "no"}]},
        "turns": [
            {"audio": "a.wav", "transcript": "hi", "expect": {"wer": {"input": {"max": 0.1}}}},
            {"say": "a", "speaker": "B", "start": {"after": "model_speech", "delay_ms": 600}},
            {"silence_s": 2, "conditions": {"background": {"noise": "pink", "snr_db": 5, "seed": 3}}},
            {"video": {"file": "a.mp4", "fit": "crop"}, "transcript": "hi", "conditions": {"channel": "telephone"}},
            {"video": "a.mp4", "image": ["a.png", {"file": "b.png"}]},
            {"text": "hi", "video": "a.mp4", "image": "a.png"},
            {"say": "a", "image": {"file": "a.png"}, "conditions": {"background": None, "gain_db": -3}},
        ],
        "conditions": {"background": {"file": "a.wav", "snr_db": 5}, "second_speaker": {"say": "b", "snr_db": 5}},
        "expect": {"latency": {}},
        "timeouts": {"gap_s": 3},
        "audio": {"chunk_ms": 40, "tail_ms": 1, "end": "tail"},
        "expected_failure": "x",
        "mock": {
            "speed": 2,
            "setup": {"close": {"code": 1008, "reason": "x"}},
            "turns": [
                [{"hear": "a"}, {"say": "b", "gain_db": -80}, {"complete": {"reason": "X"}}],
                [{"call": {"f": {}}, "wait": False}, {"write": "t", "thought": True}, {"complete": False}],
                [],
                [{"send": {}}, {"disconnect": {}}],
                [],
                [],
                [],
            ],
        },
    },
    {
        "setup": {"tools": [{"functionDeclarations": [{"name": "f"}]}]},
        "tools": {"f": {"return": {}}},
        "turns": [{"say": "a"}],
        "mock": {"setup": "silent", "turns": [[]]},
    },
]


def _fits(value: Any, schema: dict[str, Any], defs: dict[str, Any]) -> bool:
    """True when every key of the value is a property of the schema and every required key is there."""
    if "$ref" in schema:
        return _fits(value, defs[schema["$ref"].removeprefix("#/$defs/")], defs)
    choices = schema.get("oneOf") or schema.get("anyOf")
    if choices:
        return any(_fits(value, choice, defs) for choice in choices)
    if isinstance(value, dict):
        return schema.get("type", "object") == "object" and _mapping_fits(value, schema, defs)
    if isinstance(value, list):
        return schema.get("type") == "array" and all(_fits(entry, schema["items"], defs) for entry in value)
    if "const" in schema:
        return bool(value == schema["const"])
    return schema.get("type") not in ("object", "array") and value in schema.get("enum", [value])


def _mapping_fits(value: dict[str, Any], schema: dict[str, Any], defs: dict[str, Any]) -> bool:
    others = schema.get("additionalProperties", True)
    properties = schema.get("properties", {})
    for key, inner in value.items():
        known = properties.get(key, others)
        if known is False or (isinstance(known, dict) and not _fits(inner, known, defs)):
            return False
    return value.keys() >= set(schema.get("required", ()))


@pytest.mark.parametrize("document", _EXAMPLES)
def test_what_loads_fits_the_schema(document: dict[str, Any]) -> None:
    schema = json_schema()
    assert scenario_from_document(document, "a").turns
    assert _fits(document, schema, schema["$defs"])


@pytest.mark.parametrize(
    "document",
    [
        {"turns": [{"text": "hi", "say": "ho"}]},
        {"turns": [{}]},
        {"turns": [{"say": "a", "noise": 1}]},
        {"turns": [{"image": "a.png"}]},
        {"turns": [{"say": "a", "video": {"fit": "crop"}}]},
        {"turns": [{"text": "a", "conditions": {}}]},
        {"turns": [{"say": "a", "conditions": {"background": {"snr_db": 5}}}]},
        {"turns": [{"say": "a", "conditions": {"background": {"snr_db": 5, "noise": "pink", "file": "a"}}}]},
        {"turns": [{"say": "a"}], "conditions": {"channel": "fm"}},
        {"turns": [{"say": "a"}], "setup": {"model": "m"}},
        {"turns": [{"say": "a"}], "setup": {"generation_config": {"input_audio_transcription": {}}}},
        {"turns": [{"say": "a"}], "mock": {"turns": [[{"write": "a", "gain_db": 1}]]}},
        {"turns": [{"say": "a"}], "mock": {}},
        {"description": "d"},
    ],
)
def test_what_does_not_load_does_not_fit(document: dict[str, Any]) -> None:
    schema = json_schema()
    assert not _fits(document, schema, schema["$defs"])


def test_it_is_stable_json_and_the_callers_own() -> None:
    first = json_schema()
    text = json.dumps(first)
    first["properties"].clear()
    assert json.dumps(json_schema()) == text


def test_its_head() -> None:
    schema = json_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"] == "evalkit scenario"
    assert schema["required"] == ["turns"]
    assert schema["additionalProperties"] is False
    assert "$id" not in schema


def test_every_key_is_described() -> None:
    schema = json_schema()
    models = {"file": schema, **schema["$defs"]}
    silent = [
        f"{name}.{key}"
        for name, model in models.items()
        for key, field in model["properties"].items()
        if not field.get("description")
    ]
    assert silent == []


def test_setup_is_spelled_both_ways() -> None:
    properties = json_schema()["properties"]["setup"]["properties"]
    assert properties["realtime_input_config"] == properties["realtimeInputConfig"]
    assert "model" not in properties
