"""One reading of a conversation: how far each answer is, and whose the next thing is."""

import pytest

from evalkit.protocol.signs import (
    Aside,
    Called,
    Cancelled,
    Completed,
    Generated,
    Held,
    InputOver,
    Interrupted,
    Progress,
    Replaced,
    Reported,
    Responded,
    Rested,
    Said,
    Sign,
    SpeechOver,
    Transcribed,
    TurnBegan,
)
from evalkit.protocol.turn_state import Reading

CALL, ANSWER = Called("f", "1"), Responded("f", "1")


def reading(*signs: Sign) -> Reading:
    """A first turn whose input is over, and these signs."""
    state = Reading()
    for sign in (TurnBegan(0), InputOver(0), *signs):
        state.take(sign, closes_previous=False)
    return state


@pytest.mark.parametrize(
    ("what", "signs", "begun", "ended"),
    [
        ("nothing", (), False, False),
        ("what was generated", (Said(), Generated()), True, False),
        ("a transcript after the end reopens nothing", (Said(), Completed(), Transcribed()), True, True),
        ("content does", (Said(), Completed(), Said()), True, False),
        ("an interaction in progress is not over", (Said(), Completed(), Progress(goes_on=True)), True, False),
        ("and once it is idle it is", (Completed(), Progress(goes_on=True), Progress(goes_on=False)), False, True),
        ("its own turnComplete ends it, too", (Completed(), Progress(goes_on=True), Completed()), False, True),
        ("after an answered call the rest is owed", (CALL, Completed(), ANSWER), True, False),
        ("unless it was silent", (CALL, Completed(), Responded("f", "1", silent=True)), True, True),
        ("what a search found is no content", (Rested(), Reported(), Aside()), False, False),
    ],
)
def test_how_far_an_answer_is(what: str, signs: tuple[Sign, ...], begun: bool, ended: bool) -> None:
    standing = reading(*signs).standing(0)
    assert (standing.begun, standing.ended) == (begun, ended), what


@pytest.mark.parametrize(
    ("what", "signs", "stale"),
    [
        ("an answer without an end goes on in the next turn", (Said(),), True),
        ("one that was never begun does not", (), False),
        ("nor one that ended", (Said(), Completed()), False),
        ("nor one that was interrupted", (Said(), Interrupted()), False),
        ("a call that waits keeps its turn open", (CALL, Completed()), True),
        ("one that was taken back does not", (CALL, Completed(), Cancelled(("1",))), False),
        ("an interaction in progress does", (Said(), Completed(), Progress(goes_on=True)), True),
        ("one that a lost connection cut does, at first", (Said(), Replaced()), True),
    ],
)
def test_what_is_still_open_when_the_next_turn_begins(what: str, signs: tuple[Sign, ...], stale: bool) -> None:
    assert reading(*signs, TurnBegan(1)).stale is stale, what


def test_what_was_cut_off_is_over_once_the_user_has_spoken() -> None:
    assert not reading(Said(), Replaced(), TurnBegan(1), SpeechOver()).stale
    assert not reading(Said(), Replaced(), TurnBegan(1), InputOver(1)).stale
    assert reading(Said(), Replaced(), TurnBegan(1), Said(), SpeechOver()).stale, "it went on in time"


def test_the_turn_of_what_is_no_content() -> None:
    state = reading(CALL, Completed(), TurnBegan(1))
    found = [state.take(sign, closes_previous=False) for sign in (ANSWER, Held(("1",)), Reported(), Rested(), Aside())]
    assert found == [0, 0, 0, 0, 1]
    assert state.take(Held(("nobody",)), closes_previous=False) == 1
    assert state.take(Cancelled(("nobody",)), closes_previous=False) == 0


def test_before_the_first_turn_nothing_belongs_to_any() -> None:
    signs = (Said(), Completed(), Interrupted(), Replaced(), Progress(goes_on=True), ANSWER, Reported())
    state = Reading()
    assert [state.take(sign, closes_previous=True) for sign in signs] == [None] * len(signs)
