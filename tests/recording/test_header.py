import contextlib
import json
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.errors import FormatVersionError, RecordingError
from evalkit.recording.header import decode_header, encode_header
from evalkit.recording.lanes import RESTORE
from evalkit.recording.redact import Redactor
from tests.recording.samples import header

PATH = Path("run/events.jsonl")
DOCUMENT = json.loads(encode_header(header()))


def test_header_line_reads_well_and_comes_back() -> None:
    assert encode_header(header()).decode() == (
        '{"format":2,"scenario_id":"greeting","attempt":1,"endpoint":"mock","model":"models/a-live-model",'
        '"provenance":"recorded","started_at":"2026-03-01T02:03:04Z","timed":true,'
        '"scenario":{"turns":[{"text":"Hello"}]}}\n'
    )
    assert decode_header(encode_header(header()), PATH) == header()


@given(st.text(max_size=9), st.text(max_size=9), st.booleans(), st.sampled_from(["recorded", "imported", "synthetic"]))
def test_every_header_comes_back(text: str, other: str, timed: bool, provenance: Any) -> None:
    values = replace(header(text), endpoint=other, run_id=other, source=text, timed=timed, provenance=provenance)
    assert decode_header(encode_header(values), PATH) == values


def test_mappings_of_any_kind_and_keys_that_are_no_text_are_written() -> None:
    values = replace(header(), scenario=MappingProxyType({"a": MappingProxyType({1: (2, 3)})}))
    assert decode_header(encode_header(values), PATH).scenario == {"a": {"1": [2, 3]}}


@pytest.mark.parametrize("value", [object(), 2**70, "\ud83d"])
def test_scenario_that_is_not_json_is_a_value_error(value: object) -> None:
    with pytest.raises(ValueError, match=r"^the header cannot be written as JSON: "):
        encode_header(replace(header(), scenario={"a": value}))


def test_fields_of_a_later_version_are_passed_over() -> None:
    assert decode_header(json.dumps({**DOCUMENT, "mood": "good"}).encode(), PATH) == header()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"attempt": "1"}, 'header: `attempt` must be a whole number, not "1"'),
        ({"attempt": True}, "header: `attempt` must be a whole number, not true"),
        ({"timed": 1}, "header: `timed` must be true or false, not 1"),
        ({"scenario": [1]}, "header: `scenario` must be an object, not [1]"),
        ({"model": None}, "header: `model` must be a text, not null"),
        ({"run_id": 7}, "header: `run_id` must be a text, not 7"),
        ({"provenance": "found"}, 'header: `provenance` must be one of recorded, imported, synthetic, not "found"'),
        ({"format": "1"}, 'header: `format` must be a whole number, not "1"'),
        ({"endpoint": ["x" * 90]}, f'header: `endpoint` must be a text, not ["{"x" * 55}...'),
    ],
)
def test_field_of_the_wrong_type_is_named(change: dict[str, Any], problem: str) -> None:
    with pytest.raises(RecordingError) as caught:
        decode_header(json.dumps({**DOCUMENT, **change}).encode(), PATH)
    assert str(caught.value) == f"{PATH}:1: {problem}; {RESTORE}"


@pytest.mark.parametrize("name", ["scenario_id", "scenario", "attempt", "endpoint", "model", "provenance"])
def test_missing_field_is_named(name: str) -> None:
    document = {key: value for key, value in DOCUMENT.items() if key != name}
    with pytest.raises(RecordingError, match=rf"^run/events\.jsonl:1: header: `{name}` is missing; {RESTORE}$"):
        decode_header(json.dumps(document).encode(), PATH)


@pytest.mark.parametrize(
    ("writer", "hint"),
    [("9.1", "it was written by evalkit 9.1"), ("", "use a newer evalkit"), (3, "use a newer evalkit")],
)
def test_unknown_format_names_what_was_found_and_what_is_read(writer: object, hint: str) -> None:
    with pytest.raises(FormatVersionError) as caught:
        decode_header(json.dumps({"format": 3, "evalkit": writer, "all": "different"}).encode(), PATH)
    assert str(caught.value) == f"{PATH}:1: format 3 is unknown; this version reads formats 1 and 2; {hint}"


@pytest.mark.parametrize("line", [b'{"t":1,"sent":{}}', b"[]", b"3", b"null"])
def test_line_of_another_kind_is_no_header(line: bytes) -> None:
    with pytest.raises(
        RecordingError, match=r"1: not the header of a recording: no `format`; was the first line lost\?$"
    ):
        decode_header(line, PATH)


fields = st.dictionaries(st.sampled_from(sorted(DOCUMENT)), st.none() | st.integers() | st.text())


@given(st.binary(max_size=40) | fields.map(lambda value: json.dumps({**DOCUMENT, **value}).encode()))
def test_any_line_gives_a_header_or_a_recording_error(line: bytes) -> None:
    with contextlib.suppress(RecordingError):
        assert decode_header(line, PATH).format in (1, 2)


def test_older_format_is_read_and_never_written_again() -> None:
    old = decode_header(json.dumps({**DOCUMENT, "format": 1}).encode(), PATH)
    assert old == replace(header(), format=1)
    assert decode_header(encode_header(old), PATH) == header()


def test_secrets_in_the_header_are_replaced_but_its_own_words_are_not() -> None:
    values = replace(header(), endpoint="wss://h/?key=abcdefgh", scenario={"setup": {"x": "recorded"}}, attempt=123456)
    document = json.loads(encode_header(values, Redactor(["recorded", "123456"])))
    assert document["endpoint"] == "wss://h/?key=REDACTED"
    assert document["scenario"] == {"setup": {"x": "REDACTED"}}
    assert (document["provenance"], document["attempt"], document["redacted"]) == ("recorded", 123456, True)
    assert "redacted" not in json.loads(encode_header(header(), Redactor(["recorded"])))
