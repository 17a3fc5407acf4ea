"""Limits: what is read, what is refused, and what they say."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.errors import UsageError
from evalkit.scorers.limits import Limit, parse_limit, parse_limits, refuse_unknown

UNITS = {"first_audio_ms": "ms", "turn_ms": "ms", "rate": ""}


@pytest.mark.parametrize(
    ("limit", "text"),
    [
        (Limit(max=2500, unit="ms"), "≤ 2500 ms"),
        (Limit(min=0.5), "≥ 0.5"),
        (Limit(min=0, unit="ms"), "≥ 0 ms"),
        (Limit(min=100, max=2500, unit="ms"), "100 to 2500 ms"),
        (Limit(max=0.1), "≤ 0.1"),
        (Limit(max=-20.25, unit="ms"), "≤ -20.25 ms"),
    ],
)
def test_limit_says_itself_in_words(limit: Limit, text: str) -> None:
    assert limit.text == text


@pytest.mark.parametrize(
    ("value", "met"), [(99.999, False), (100, True), (150, True), (200, True), (200.001, False), (None, False)]
)
def test_both_ends_are_allowed_and_no_data_is_not(value: float | None, met: bool) -> None:
    assert Limit(min=100, max=200).verdict(value) is met


def test_limits_are_read_with_their_units() -> None:
    read = parse_limits("latency", {"first_audio_ms": {"max": 900}, "rate": {"min": 0.5, "max": 1}}, UNITS)
    assert read == {"first_audio_ms": Limit(max=900.0, unit="ms"), "rate": Limit(max=1.0, min=0.5)}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            {"first_adio_ms": {"max": 1}},
            "latency: unknown argument 'first_adio_ms'; did you mean 'first_audio_ms'?",
        ),
        ({"zzz": {"max": 1}}, "latency: unknown argument 'zzz'; known: first_audio_ms, turn_ms, rate"),
        ({7: {"max": 1}}, "latency: unknown argument '7'; known: first_audio_ms, turn_ms, rate"),
        (
            {"turn_ms": 2500},
            "latency.turn_ms: expected a limit, found 2500; write turn_ms: {max: 2500}",
        ),
        ({"turn_ms": {}}, "latency.turn_ms: expected a limit, found {}; write {max: …}, {min: …} or both"),
        ({"turn_ms": None}, "latency.turn_ms: expected a limit, found None; write {max: …}, {min: …} or both"),
        ({"turn_ms": {"mx": 1}}, "latency.turn_ms: unknown argument 'mx'; did you mean 'max'?"),
        ({"turn_ms": {"max": "2 s"}}, "latency.turn_ms.max: expected a finite number, found '2 s'"),
        ({"turn_ms": {"max": True}}, "latency.turn_ms.max: expected a finite number, found True"),
        ({"turn_ms": {"max": None}}, "latency.turn_ms.max: expected a finite number, found None"),
        ({"turn_ms": {"min": float("nan")}}, "latency.turn_ms.min: expected a finite number, found nan"),
        ({"turn_ms": {"max": 10**400}}, f"latency.turn_ms.max: expected a finite number, found 1{'0' * 56}…"),
        ({"turn_ms": {"max": 1, "min": 2}}, "latency.turn_ms: min 2 is above max 1; swap them"),
    ],
)
def test_what_is_no_limit_is_refused_by_name(args: dict[Any, Any], message: str) -> None:
    with pytest.raises(UsageError) as raised:
        parse_limits("latency", args, UNITS)
    assert str(raised.value) == message


def test_known_arguments_pass() -> None:
    refuse_unknown("silence", {"for_s": 1}, ("for_s",))


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda x: st.lists(x)))
def test_anything_else_is_a_usage_error(value: Any) -> None:
    with pytest.raises(UsageError):
        parse_limit("latency", "turn_ms", value)


@given(st.dictionaries(st.sampled_from(["min", "max"]), st.integers() | st.floats(), min_size=1))
def test_a_limit_that_is_read_allows_its_own_ends(value: dict[str, float]) -> None:
    try:
        limit = parse_limit("latency", "turn_ms", value)
    except UsageError:
        return
    assert all(limit.allows(float(end)) for end in value.values())
