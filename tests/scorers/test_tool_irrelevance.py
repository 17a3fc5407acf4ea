"""Turns in which no call was allowed: which count, and which of them held none."""

from typing import Any

import pytest

from evalkit.scorers.tool_irrelevance import Irrelevance, irrelevance
from tests.traces import (
    TurnDraft,
    a_trace,
    a_turn,
    audio,
    called,
    code_written,
    grounded,
    heard,
    interrupted,
    said,
    text,
    turn_complete,
)

NOTHING = "nothing came from the model, so nobody knows whether it chose not to call"


def counted(*turns: TurnDraft, **more: Any) -> tuple[int, int]:
    trace = a_trace(*turns, **more)
    found = irrelevance(trace, trace.session)
    return found.part, found.whole


@pytest.mark.parametrize(
    "sign",
    [audio(2), text(2, "Yes."), said(2, "Yes."), code_written(2), grounded(2, "x"), interrupted(2), turn_complete(2)],
    ids=lambda sign: type(sign).__name__,
)
def test_any_sign_of_the_model_makes_a_turn_count(sign: Any) -> None:
    assert counted(a_turn("Go.", sign)) == (1, 1)


def test_what_was_heard_is_no_sign_of_the_model() -> None:
    trace = a_trace(a_turn("Go.", heard(2, "Go.")))
    assert irrelevance(trace, trace.turns[0]) == Irrelevance(0, 0, NOTHING)


def test_a_call_counts_even_where_the_recording_ends() -> None:
    turns = (a_turn("One.", turn_complete(2)), a_turn("Two.", called(9, "light"), finish=""))
    assert counted(*turns, complete=False) == (1, 2)


def test_a_turn_cut_off_by_the_end_of_the_recording_does_not_count() -> None:
    turns = (a_turn("One.", turn_complete(2)), a_turn("Two.", audio(9), finish=""))
    assert counted(*turns, complete=False) == (1, 1)


def test_calls_outside_any_turn_are_one_turn_more() -> None:
    calls = [called(7, "light"), called(8, "light")]
    assert counted(a_turn("One.", turn_complete(2)), after=calls) == (1, 2)
    trace = a_trace(a_turn("One.", turn_complete(2)), after=calls)
    assert irrelevance(trace, trace.turns[0]).whole == 1
