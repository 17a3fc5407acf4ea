from __future__ import annotations

import re
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.outcome import Gate, GateName, Outcome
from evalkit.reporters.number_words import (
    amount,
    chance,
    change_of,
    detectable_of,
    detectable_size,
    gate_name,
    interval_of,
    is_worse,
    share,
)
from evalkit.stats.intervals import Interval


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1.0, "100 %"),
        (0.0, "0 %"),
        (0.972, "97.2 %"),
        (0.2, "20 %"),
        (0.9999, "> 99.9 %"),
        (0.0001, "< 0.1 %"),
        (12.5, "1,250 %"),
        (nan, "nan %"),
    ],
)
def test_a_share_is_told_in_per_cent_and_never_rounded_to_all_or_nothing(value: float, shown: str) -> None:
    assert share(value) == shown


@pytest.mark.parametrize(
    ("p", "shown"),
    [
        (1 / 19_800, "one chance in 20,000"),
        (1 / 10_001, "one chance in 10,000"),
        (0.012, "one chance in 83"),
        (0.001, "one chance in 1,000"),
        (1 / 146, "one chance in 150"),
        (0.5, "one chance in 2"),
        (0.51, "more than one chance in two"),
        (1.0, "more than one chance in two"),
        (1e-9, "one chance in 1,000,000,000"),
        (1e-30, "less than one chance in a billion"),
        (0.0, "less than one chance in a billion"),
        (nan, "more than one chance in two"),
    ],
)
def test_a_probability_is_told_as_a_chance(p: float, shown: str) -> None:
    assert chance(p) == shown


@given(st.floats(1e-9, 0.5))
def test_a_chance_is_right_to_two_digits(p: float) -> None:
    (number,) = re.findall(r"in ([\d,]+)$", chance(p))
    # Below 10 a whole number is all there is.
    assert int(number.replace(",", "")) == pytest.approx(1 / p, rel=0.051, abs=0.5)


@pytest.mark.parametrize(
    ("name", "old", "new", "shown"),
    [
        # 0.901 - 0.972 = -0.071; by 0.972 that is -7.3 %.
        (GateName.PASSED, 0.972, 0.901, "−7.1 points (−7.3 %)"),
        (GateName.TOOLS, 1.0, 0.0, "−100 points (−100 %)"),
        (GateName.SILENCE, 0.5, 0.5, "no change"),
        # From nothing there is no relative change.
        (GateName.WER, 0.0, 0.05, "+5 points"),
        (GateName.WER, 0.08, 0.061, "−1.9 points (−24 %)"),
        (GateName.PASSED, 0.9, 0.90004, "+0.004 points (+0.004 %)"),
        # What floats leave over of a mean is no change.
        (GateName.PASSED, 0.9, 0.9000000000000001, "no change"),
        (GateName.LATENCY, 1107.0, 1340.0, "+233 ms (+21 %)"),
        (GateName.LATENCY, 1000.0, 1000.4, "+0.4 ms (+0.04 %)"),
        (GateName.LATENCY, 1210.0, 3120.0, "+1,910 ms (+158 %)"),
        (GateName.LATENCY, None, 3120.0, ""),
        (GateName.LATENCY, 3120.0, None, ""),
    ],
)
def test_a_change_is_absolute_and_relative(name: GateName, old: float | None, new: float | None, shown: str) -> None:
    assert change_of(name, old, new) == shown


def gate(name: GateName, detectable: float | None = None, interval: Interval | None = None) -> Gate:
    return Gate(name=name, outcome=Outcome.PASS, why="", detectable=detectable, interval=interval)


def test_what_would_have_been_found_names_its_direction() -> None:
    assert detectable_of(gate(GateName.PASSED, 0.04)) == "a drop of 4 points"
    assert detectable_of(gate(GateName.WER, 0.0113)) == "a rise of 1.1 points"
    assert detectable_of(gate(GateName.LATENCY, 0.05)) == "a rise of 5 %"
    assert detectable_size(gate(GateName.LATENCY, 0.052)) == "5.2 %"
    assert detectable_of(gate(GateName.PASSED)) == detectable_of(gate(GateName.PASSED, inf)) == ""


def test_an_interval_has_its_unit() -> None:
    assert interval_of(gate(GateName.PASSED, interval=Interval(-0.102, 0.011))) == "−10.2 to +1.1 points"
    assert interval_of(gate(GateName.LATENCY, interval=Interval(0.148, 0.27))) == "+15 % to +27 %"
    assert interval_of(gate(GateName.LATENCY)) == ""


def test_values_have_their_units() -> None:
    assert amount(GateName.LATENCY, 1107.4) == "1,107 ms"
    assert amount(GateName.WER, 0.083) == "8.3 %"
    assert amount(GateName.WER, None) == ""
    assert len({gate_name(name) for name in GateName}) == 5


def test_worse_is_less_of_a_share_and_more_of_an_error_or_a_time() -> None:
    assert [name for name in GateName if is_worse(name, 1.0)] == [GateName.WER, GateName.LATENCY]
    assert [name for name in GateName if is_worse(name, -1.0)] == [GateName.PASSED, GateName.TOOLS, GateName.SILENCE]
    assert not any(is_worse(name, 0.0) for name in GateName)
