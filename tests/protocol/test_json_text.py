from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given

from evalkit.errors import LocalProtocolError, RemoteProtocolError
from evalkit.protocol.json_text import MAX_DEPTH, check_json, dump_object, parse_object

from .strategies import OBJECT


def nested(depth: int) -> str:
    """An object with arrays in it, `depth` levels in all."""
    return '{"x":' + "[" * (depth - 1) + "]" * (depth - 1) + "}"


@pytest.mark.parametrize(
    "frame", ['{"a": [1, "b"]}', b'{"a": [1, "b"]}', '{\n  "a": [1, "b"]\n}\n\n', b' {"a":[1,"b"]}\r\n']
)
def test_text_and_binary_frames_with_white_space_around_them(frame: str | bytes) -> None:
    assert parse_object(frame) == {"a": [1, "b"]}


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "{",
        b"\xff",
        b'{"a": "\xed\xa0\x80"}',
        '{"a": "\ud800"}',
        '{"a": "\\ud800"}',
        '{"a": NaN}',
        '{"a": Infinity}',
        '{"a": 1e999}',
        "{'a': 1}",
        '{"a": 1} {"b": 2}',
        b"\xef\xbb\xbf{}",
        "{" * 5000,
        nested(100_000),
    ],
)
def test_what_is_not_strict_json_is_refused(frame: str | bytes) -> None:
    with pytest.raises(
        RemoteProtocolError,
        match=r"^expected a JSON object, found (no valid JSON: [^\n]+|an empty frame|text that is not valid UTF-8)$",
    ) as caught:
        parse_object(frame)
    assert caught.value.close_code == 1007


@pytest.mark.parametrize(
    ("frame", "found"),
    [
        ("[1]", "an array"),
        ('"x"', "a string"),
        ("1", "a number"),
        ("1.5", "a number"),
        ("true", "a boolean"),
        ("null", "null"),
    ],
)
def test_what_is_not_an_object_is_refused(frame: str, found: str) -> None:
    with pytest.raises(RemoteProtocolError) as caught:
        parse_object(frame)
    assert str(caught.value) == f"expected a JSON object, found {found}"


@pytest.mark.parametrize("encode", [str, str.encode])
def test_the_deepest_nesting_allowed(encode: Any) -> None:
    assert parse_object(encode(nested(MAX_DEPTH)))
    with pytest.raises(RemoteProtocolError) as caught:
        parse_object(encode(nested(MAX_DEPTH + 1)))
    assert str(caught.value) == "expected at most 64 levels of nesting, found more"


def test_many_brackets_side_by_side_or_in_strings_are_not_deep() -> None:
    assert len(parse_object('{"x": [' + ",".join(["[]"] * 500) + "]}")["x"]) == 500
    assert parse_object('{"x": "' + "[{" * 500 + '"}')


@given(OBJECT)
def test_objects_survive_the_round_trip(document: dict[str, Any]) -> None:
    check_json(document, "")
    text = dump_object(document)
    assert parse_object(text) == parse_object(text.encode()) == document


def test_what_is_written_is_compact_and_keeps_its_order() -> None:
    assert dump_object({"b": MappingProxyType({"é": (1, 2.5)}), "a": None}) == '{"b":{"é":[1,2.5]},"a":null}'


def test_what_is_written_is_not_too_deep_either() -> None:
    inner: dict[str, Any] = {}
    for _ in range(MAX_DEPTH - 1):
        inner = {"x": inner}
    assert parse_object(dump_object(inner)) == inner
    with pytest.raises(LocalProtocolError, match=r"^expected at most 64 levels of nesting, found more$"):
        dump_object({"x": inner})


def test_what_json_cannot_carry_is_not_written() -> None:
    with pytest.raises(LocalProtocolError, match=r"^expected values that JSON can carry: str is not valid UTF-8"):
        dump_object({"a": "\ud800"})
    with pytest.raises(LocalProtocolError, match=r"^expected values that JSON can carry: "):
        dump_object({"a": object()})


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ({"a": [1, float("nan")]}, "args.a.1: expected a finite number, found nan"),
        ({"a": float("-inf")}, "args.a: expected a finite number, found -inf"),
        ({"a": 2**64}, "args.a: expected a number of at most 64 bits, found a larger one"),
        ({"a": {1: 2}}, "args.a: expected only strings as keys, found a number"),
        ({"a": b"x"}, "args.a: expected a JSON value, found a Python bytes"),
        ({"a": {1, 2}}, "args.a: expected a JSON value, found a Python set"),
    ],
)
def test_a_value_json_does_not_have_is_named_with_its_place(value: object, problem: str) -> None:
    with pytest.raises(LocalProtocolError) as caught:
        check_json(value, "args")
    assert str(caught.value) == problem


def test_a_value_that_contains_itself_is_too_deep() -> None:
    value: list[Any] = []
    value.append(value)
    with pytest.raises(LocalProtocolError, match=r"^args: expected at most 64 levels of nesting, found more$"):
        check_json(value, "args")
