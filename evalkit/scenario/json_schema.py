"""The JSON Schema of a scenario file, from which editors complete and check."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from evalkit.scenario.schema import ScenarioFile
from evalkit.scenario.setup_check import snake_case
from evalkit.scenario.setup_fields import SETUP, Choice, Field, Fields, Many

__all__ = ["json_schema"]


def json_schema() -> dict[str, Any]:
    """Returns the schema, draft 2020-12, without `$id`; equal at every call and free to change.

    It says what single keys may hold. The rules that span several keys are left to `evalkit check`.
    """
    schema = ScenarioFile.model_json_schema(by_alias=True)
    schema["properties"]["setup"] |= _field(SETUP)
    return {"$schema": GenerateJsonSchema.schema_dialect, **schema, "title": "evalkit scenario"}


def _field(field: Field) -> dict[str, Any]:
    match field:
        case Fields(known, text):
            return _either({"type": "string"}, _mapping(known)) if text else _mapping(known)
        case Many(entry, single):
            listed = {"type": "array", "items": _field(entry)}
            return _either(_field(entry), listed) if single else listed
        case Choice(values):
            return {"type": "string", "enum": [*values, *(value.lower() for value in values)]}
        case "any":
            return {}
        case "whole":
            return _either({"type": "integer"}, {"type": "string", "pattern": "^-?[0-9]+$"})
    return {"type": {"bool": "boolean", "mapping": "object", "number": "number", "text": "string"}[field]}


def _mapping(known: Any) -> dict[str, Any]:
    properties = {}
    for name, field in known.items():
        properties[snake_case(name)] = properties[name] = _field(field)
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _either(*schemas: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": list(schemas)}
