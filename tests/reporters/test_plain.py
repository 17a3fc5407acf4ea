from __future__ import annotations

from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.reporters.plain import moment, one_line, plain, plain_json, quantity


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mb", "a␛[31mb"),
        ("nul\x00", "nul␀"),
        ("del\x7f", "del␡"),
        ("\x9b", "⟨U+009B⟩"),
        ("\u202e", "⟨U+202E⟩"),
        ("\ud800", "⟨U+D800⟩"),
        ("a\tb\nc\r\nd", "a\tb\nc\nd"),
        ("क्‍ष ‌ é", "क्‍ष ‌ é"),
    ],
)
def test_what_is_hidden_is_shown(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_a_long_text_is_cut_with_the_number_of_what_is_missing() -> None:
    assert plain("x" * 1_500, limit=100) == "x" * 100 + " … (1,400 more characters in the recording)"


@pytest.mark.parametrize(("text", "shown"), [("a \n b", "a b"), ("abcdef", "abcde…"), ("abcde", "abcde"), ("  ", "")])
def test_one_line(text: str, shown: str) -> None:
    assert one_line(text, 5) == shown


@given(st.text(st.characters(codec=None)))
def test_plain_text_always_encodes_and_is_stable(text: str) -> None:
    plain(text).encode()
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ({"b": 1, "a": "é"}, '{"b": 1, "a": "é"}'),
        (MappingProxyType({"a": MappingProxyType({})}), '{"a": {}}'),
        ({"a": b"x"}, '{"a": "b\'x\'"}'),
        ({(1, 2): 3}, "not JSON: TypeError"),
        (float("nan"), "NaN"),
    ],
)
def test_json_of_anything(value: object, shown: str) -> None:
    assert plain_json(value) == shown


def test_json_that_holds_itself_is_no_crash() -> None:
    loop: dict[str, object] = {}
    loop["a"] = loop
    assert plain_json(loop) == "not JSON: ValueError"


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (3120.4, "ms", "3,120 ms"),
        (1.234, "s", "1.23 s"),
        (0.08333, "", "0.0833"),
        (1.0, "", "1"),
        (12345.6, "", "12,346"),
        (float("nan"), "ms", "nan ms"),
        (float("inf"), "", "inf"),
    ],
)
def test_quantities(value: float, unit: str, shown: str) -> None:
    assert quantity(value, unit) == shown


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("2026-11-22T14:58:54.108+00:00", "2026-11-22 14:58:54 UTC"),
        ("2026-11-22T15:58:54+01:00", "2026-11-22 14:58:54 UTC"),
        ("2026-11-22T14:58:54", "2026-11-22T14:58:54"),
        ("", ""),
        ("yesterday\x1b[2J", "yesterday␛[2J"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+14:00"),
    ],
)
def test_a_stored_time_is_shown_in_utc(stored: str, shown: str) -> None:
    assert moment(stored) == shown
