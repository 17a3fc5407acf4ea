import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evalkit.errors import ScenarioError
from evalkit.scenario.yaml_nodes import MAX_BYTES, MAX_DEPTH, Mark, dotted, parse_yaml, shown

_FILE = Path("s.yaml")


def _value(text: str) -> Any:
    return parse_yaml(f"key: {text}", _FILE).data["key"]


@pytest.mark.parametrize("text", ["no", "yes", "on", "off", "y", "12:30", "1:30:00", "2026-11-22", "1_000", "=", "0b1"])
def test_what_yaml_1_1_turns_into_something_else_stays_a_string(text: str) -> None:
    assert _value(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e3", 1000.0),
        ("010", 10),
        ("0x1F", 31),
        ("0o17", 15),
        ("-7", -7),
        ("+7", 7),
        ("-.5", -0.5),
        ("9223372036854775807", 2**63 - 1),
        ("true", True),
        ("FALSE", False),
        ("null", None),
        ("~", None),
        ("", None),
        ('"12"', "12"),
        ("'true'", "true"),
        ("<<", "<<"),
    ],
)
def test_core_schema(text: str, value: Any) -> None:
    found = _value(text)
    assert found == value
    assert type(found) is type(value)


def test_marks_name_each_key_and_value() -> None:
    document = parse_yaml('é: {x: "😀", y: 1}\nlist:\n  - a\n  - b: c\n', _FILE)
    assert document.data == {"é": {"x": "😀", "y": 1}, "list": ["a", {"b": "c"}]}
    assert document.marks.keys == {
        ("é",): Mark(1, 1),
        ("é", "x"): Mark(1, 5),
        ("é", "y"): Mark(1, 13),
        ("list",): Mark(2, 1),
        ("list", 1, "b"): Mark(4, 5),
    }
    assert document.marks.values == {
        (): Mark(1, 1),
        ("é",): Mark(1, 4),
        ("é", "x"): Mark(1, 8),
        ("é", "y"): Mark(1, 16),
        ("list",): Mark(3, 3),
        ("list", 0): Mark(3, 5),
        ("list", 1): Mark(4, 5),
        ("list", 1, "b"): Mark(4, 8),
    }


def test_windows_line_ends_are_accepted() -> None:
    document = parse_yaml(b"a: 1\r\nb: |\r\n  x\r\n  y\r\n", _FILE)
    assert document.data == {"a": 1, "b": "x\ny\n"}
    assert document.marks.keys["b",] == Mark(2, 1)


def test_a_quoted_merge_key_is_a_key() -> None:
    assert parse_yaml('"<<": 1', _FILE).data == {"<<": 1}


def test_depth_up_to_the_limit_is_accepted() -> None:
    assert parse_yaml("[" * MAX_DEPTH + "]" * MAX_DEPTH, _FILE).data


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[" * (MAX_DEPTH + 1), "s.yaml:1:33: " + "0." * 31 + "0: the file nests deeper than 32 levels; flatten it"),
        ("[" * 500_000, "s.yaml:1:33: " + "0." * 31 + "0: the file nests deeper than 32 levels; flatten it"),
        ("x" * (MAX_BYTES + 1), "s.yaml: the file is larger than 1048576 bytes; split it into several"),
        ("é" * MAX_BYTES, "s.yaml: the file is larger than 1048576 bytes; split it into several"),
        (
            "- \n" * 60_000,
            "s.yaml:50000:2: 49999: the file holds more than 50000 keys and values; split it into several",
        ),
        ("a: " + "9" * 5000, f"s.yaml:1:4: a: the number {'9' * 20} is out of range; put it in quotes if it is text"),
        ("a: 'x\ud800'", "s.yaml:1:6: a lone surrogate is not a character; remove it"),
        ('a: "\\ud800"', "s.yaml:1:7: not valid YAML: found invalid Unicode character escape code"),
        ("a: !<x%0Ay> 1", "s.yaml:1:4: a: the tag 'x\\ny' is not supported; write the value without it"),
    ],
    ids=["depth", "brackets", "bytes", "bytes of two-byte letters", "nodes", "digits", "surrogate", "escape", "tag"],
)
def test_hostile_files_end_in_one_line(content: str, message: str) -> None:
    with pytest.raises(ScenarioError) as raised:
        parse_yaml(content, _FILE)
    assert str(raised.value) == message


def test_a_billion_laughs_stop_at_the_first_anchor() -> None:
    lines = ["a0: &a0 [lol]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12))]
    with pytest.raises(ScenarioError, match=r"s.yaml:1:5: a0: the anchor &a0 is not supported"):
        parse_yaml("\n".join(lines), _FILE)


def test_messages_quote_text_on_one_short_line() -> None:
    assert shown("a\nb") == r"'a\nb'"
    assert len(shown("x" * 1000)) == 42
    assert dotted(("turns", 0, "a\nb")) == r"turns.0.'a\nb'"


_YAML_CHARACTERS = st.text(alphabet="ab:-[]{}&*!<>|?#%@`'\"\\,. \t\n\r0189~=_\ufeff\x00\x85é\ud800", max_size=60)


@given(st.one_of(_YAML_CHARACTERS, st.text(max_size=60), st.binary(max_size=60)))
@example("%TAG ! x\n---\na: b")
@example("? ")
@example("a: !!binary x")
@example(b"\xff\xfea\x00")
def test_nothing_but_a_scenario_error_escapes(content: str | bytes) -> None:
    error = None
    try:
        parse_yaml(content, _FILE)
    except ScenarioError as raised:
        error = raised
    assert error is None or "\n" not in str(error)


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63) + 1, 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["C", "Zl", "Zp"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc <", max_size=4), inner, max_size=4),
    max_leaves=12,
)


@given(_JSON.filter(lambda value: value is not None))
def test_json_is_read_as_it_is_written(value: Any) -> None:
    assert parse_yaml(json.dumps(value, ensure_ascii=False), _FILE).data == value
