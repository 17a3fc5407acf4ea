from __future__ import annotations

from dataclasses import replace

import pytest

from evalkit.reporters.html.run_line import run_line
from evalkit.reporters.html.run_primaries import Primary, primaries_of
from tests.reporters.sample import sample_run


def test_a_run_has_the_levels_of_its_night() -> None:
    levels = run_line(sample_run(), "r").levels
    assert levels["passed"] == pytest.approx(10 / 12, abs=0.2)
    assert set(levels) <= {"passed", "tools", "silence", "wer", "latency"}


def test_a_run_that_measured_nothing_has_none() -> None:
    line = run_line(replace(sample_run(), attempts=()), "r")
    assert (line.levels, line.sentence, line.outcome) == ({}, "no attempt finished", "inconclusive")


def test_shares_are_drawn_of_the_whole_and_the_rest_against_the_largest() -> None:
    found = primaries_of({"latency": 600.0, "passed": 0.5, "wer": 0.1}, {"latency": 1200.0, "passed": 0.9, "wer": 0.1})
    assert found == (
        Primary(0, "pass rate", "50 %", 0.5, 0.5, False),
        Primary(3, "word error rate", "10 %", 0.1, 1.0, True),
        Primary(4, "first audible audio", "600 ms", 600.0, 0.5, True),
    )


@pytest.mark.parametrize(("wer", "most", "bar"), [(0.003, 0.003, 0.03), (0.2, 0.4, 0.5), (1.5, 1.5, 1.0)])
def test_few_errors_are_a_short_bar_even_where_no_run_has_more(wer: float, most: float, bar: float) -> None:
    (one,) = primaries_of({"wer": wer}, {"wer": most})
    assert one.bar == bar


def test_nothing_against_nothing_is_an_empty_bar() -> None:
    (one,) = primaries_of({"wer": 0.0}, {"wer": 0.0})
    assert (one.bar, one.words) == (0.0, "0 %")
