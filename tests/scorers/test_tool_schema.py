"""Arguments beside a function's declaration, fault by fault; the numbers stand among the known answers."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.scorers.tool_schema import argument_faults, declared_functions
from evalkit.trace.events import ContextUpdated, ToolCalled
from tests.scorers.tool_schema_cases import DECLARED
from tests.traces import a_trace, a_turn


def faults(schema: Any, value: Any) -> tuple[str, ...]:
    """The faults of one argument `x`."""
    declaration = {"name": "f", "parameters": {"type": "OBJECT", "properties": {"x": schema}}}
    return argument_faults(declaration, ToolCalled(seq=0, t=None, name="f", args={"x": value}))


def test_each_fault_has_its_place() -> None:
    args = {"seats": "two", "class": "third", "stops": ["Bern", 2], "who": {}, "smoking": True, "note": 3}
    assert argument_faults(DECLARED, ToolCalled(seq=0, t=None, name="book", args=args)) == (
        "book.place: required and missing",
        'book.seats: expected type integer, got string "two"',
        'book.class: expected one of ["first", "second"], got "third"',
        "book.stops.1: expected type string, got integer 2",
        "book.who.age: required and missing",
        "book.smoking: no declared parameter",
        "book.note: expected type string, got integer 3",
    )


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({}, object),
        (None, 1),
        ({"type": "TYPE_UNSPECIFIED"}, 1),
        ({"type": "string"}, ""),
        ({"type": ["string", "null"]}, None),
        ({"type": "STRING", "nullable": True}, None),
        ({"type": "NUMBER"}, 5),
        ({"type": "INTEGER"}, 5.0),
        ({"type": "BOOLEAN"}, False),
        ({"type": "INTEGER", "enum": ["5", "6"]}, 5),
        ({"enum": [1, 2]}, 2.0),
        ({"anyOf": [{"type": "STRING"}, {"type": "INTEGER"}]}, 5),
        ({"any_of": [{"type": "STRING"}, {"type": "INTEGER"}]}, "5"),
        ({"type": "OBJECT"}, {"anything": 1}),
        ({"type": "object", "properties": {"a": {}}, "additionalProperties": True}, {"b": 1}),
        ({"type": "ARRAY"}, [1, "a"]),
        ({"$ref": "#/$defs/x"}, 1),
    ],
)
def test_fits(schema: Any, value: Any) -> None:
    assert faults(schema, value) == ()


@pytest.mark.parametrize(
    ("schema", "value", "fault"),
    [
        ({"type": "STRING"}, None, "f.x: expected type string, got null null"),
        ({"type": "INTEGER"}, True, "f.x: expected type integer, got boolean true"),
        ({"type": "NUMBER"}, "1", 'f.x: expected type number, got string "1"'),
        ({"type": ["string", "null"]}, 1, "f.x: expected type string or null, got integer 1"),
        ({"enum": ["true"]}, "yes", 'f.x: expected one of ["true"], got "yes"'),
        ({"anyOf": [{"type": "STRING"}, {"enum": [1]}]}, 2, "f.x: fits none of anyOf, got 2"),
        ({"type": "ARRAY", "items": {"type": "ARRAY", "items": {"type": "STRING"}}}, [[1]], "f.x.0.0: expected type"),
    ],
)
def test_does_not_fit(schema: Any, value: Any, fault: str) -> None:
    found = faults(schema, value)
    assert len(found) == 1
    assert found[0].startswith(fault)


def test_a_json_schema_is_read_as_well() -> None:
    schema = {"type": "object", "properties": {"x": {"type": "integer"}}, "required": ["x"]}
    call = ToolCalled(seq=0, t=None, name="f", args={"y": 1})
    for key in ("parametersJsonSchema", "parameters_json_schema"):
        assert argument_faults({"name": "f", key: schema}, call) == (
            "f.x: required and missing",
            "f.y: no declared parameter",
        )


def test_a_later_declaration_wins() -> None:
    update = {"tools": {"tools": [{"functionDeclarations": [{"name": "a", "description": "new"}, {"name": "b"}]}]}}
    setup = {"tools": {"functionDeclarations": [{"name": "a", "description": "old"}, {"description": "no name"}, 3]}}
    trace = a_trace(a_turn("Go."), setup=setup, before=[ContextUpdated(seq=0, t=0.0, update=update)])
    declared = declared_functions(trace)
    assert declared is not None
    assert (sorted(declared), declared["a"]["description"]) == (["a", "b"], "new")
    assert declared_functions(a_trace(setup={})) is None


KEYS = ["type", "enum", "items", "properties", "required", "anyOf", "nullable", "x"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["STRING", "array", "x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(JSON, JSON)
def test_whatever_is_declared_can_be_compared(schema: Any, value: Any) -> None:
    call = ToolCalled(seq=0, t=None, name="f", args={"x": value})
    for found in (faults(schema, value), argument_faults({"parameters": schema}, call)):
        assert all(fault.startswith("f.") for fault in found)


def test_a_required_name_that_is_none_is_passed_over() -> None:
    assert faults({"required": [[], {}, 3, "a"]}, {"b": 1}) == ("f.x.a: required and missing",)
