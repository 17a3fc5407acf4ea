"""Runs of flags."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.media.runs import runs_of
from evalkit.media.span import Span


@pytest.mark.parametrize(
    ("flags", "runs"),
    [("", []), ("...", []), ("###", [Span(0, 3)]), ("#.##.", [Span(0, 1), Span(2, 4)]), (".#", [Span(1, 2)])],
)
def test_runs(flags: str, runs: list[Span]) -> None:
    assert runs_of(np.array([flag == "#" for flag in flags], bool)) == runs


@given(st.lists(st.booleans(), max_size=40))
def test_runs_hold_every_true_and_nothing_else(flags: list[bool]) -> None:
    again = [False] * len(flags)
    for run in runs_of(np.array(flags, bool)):
        again[run.start : run.end] = [True] * (run.end - run.start)
    assert again == flags
