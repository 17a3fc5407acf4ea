"""Whose what comes is, while it comes: that there may be two readings, and what settles which of them is right.

The stories of `tests/trace/test_attribution.py` say what each thing belongs to in the end.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.protocol.signs import (
    Aside,
    Called,
    Cancelled,
    Completed,
    Generated,
    InputOver,
    Interrupted,
    Progress,
    Replaced,
    Responded,
    Said,
    Sign,
    SpeechOver,
    Transcribed,
    TurnBegan,
    TurnOver,
)
from evalkit.protocol.turns import Credit, Turns

SAID, DONE, INTERRUPTED = Said(), Completed(), Interrupted()
INTO_ANSWER = (TurnBegan(0), InputOver(0), SAID, TurnOver(0), TurnBegan(1))
ONLY_OLD, ONLY_NEW, DOUBT = (0, 0), (1, 1), (1, 0)


def credits(*signs: Sign) -> list[Credit]:
    turns = Turns()
    return [turns.take(sign) for sign in signs]


def barged(*signs: Sign) -> list[tuple[int | None, int | None]]:
    """The newer and the older reading of each sign that comes after a turn began into the answer to turn 0."""
    return [(credit.newer, credit.older) for credit in credits(*INTO_ANSWER, *signs)[len(INTO_ANSWER) :]]


@pytest.mark.parametrize(
    ("what", "signs", "expected"),
    [
        ("while the user speaks the earlier answer goes on", (SAID,), [ONLY_OLD]),
        ("after that it may be either answer", (InputOver(1), SAID), [ONLY_NEW, DOUBT]),
        ("a first turnComplete may close either", (InputOver(1), SAID, DONE), [ONLY_NEW, DOUBT, DOUBT]),
        (
            "what follows it is new in either reading",
            (InputOver(1), SAID, DONE, SAID),
            [ONLY_NEW, DOUBT, DOUBT, ONLY_NEW],
        ),
        ("nothing said since the input ended, it closes the earlier", (InputOver(1), DONE), [ONLY_NEW, ONLY_OLD]),
        (
            "a late transcript may be either's",
            (INTERRUPTED, Transcribed(), DONE),
            [ONLY_OLD, DOUBT, ONLY_OLD],
        ),
        ("speech is not", (INTERRUPTED, Transcribed(), SAID), [ONLY_OLD, DOUBT, ONLY_NEW]),
        ("a connection made after the turn began is the turn's", (Replaced(), SAID), [(None, None), ONLY_NEW]),
    ],
)
def test_an_earlier_answer_that_is_still_open(
    what: str, signs: tuple[Sign, ...], expected: list[tuple[int | None, int | None]]
) -> None:
    assert barged(*signs) == expected, what


@pytest.mark.parametrize(
    ("what", "signs", "settled"),
    [
        ("content after the input: interrupted", (InputOver(1), SAID, INTERRUPTED), "older"),
        ("a second turnComplete", (InputOver(1), SAID, DONE, DONE), "older"),
        ("a turnComplete that a call explains", (InputOver(1), SAID, Called("f", None), DONE), "newer"),
        ("the end of the wait", (InputOver(1), SAID, DONE, TurnOver(1)), "newer"),
        ("the next turn", (InputOver(1), SAID, TurnBegan(2)), "newer"),
        ("another connection", (InputOver(1), SAID, Replaced()), "newer"),
        ("an interruption: its turnComplete", (INTERRUPTED, DONE), "older"),
        ("the end of the input", (INTERRUPTED, InputOver(1)), "newer"),
        ("a call", (INTERRUPTED, Called("f", "1")), "newer"),
        ("nothing, by one more transcript", (INTERRUPTED, Transcribed()), None),
    ],
)
def test_what_settles_it(what: str, signs: tuple[Sign, ...], settled: str | None) -> None:
    assert credits(*INTO_ANSWER, *signs)[-1].settles == settled, what


def test_the_end_of_a_turn_of_which_nothing_came() -> None:
    """Reference §4.5 b: it may be that of the utterance before, which was swallowed; content says that it was."""
    swallowed = (TurnBegan(0), InputOver(0), TurnOver(0), TurnBegan(1))
    assert credits(*swallowed, DONE)[-1] == Credit(None, 0, 0), "while the user speaks"
    assert credits(*swallowed, InputOver(1), DONE)[-1] == Credit(None, 1, 0)
    assert credits(*swallowed, InputOver(1), DONE, SAID)[-1] == Credit("older", 1, 1)
    assert credits(*swallowed, InputOver(1), DONE, TurnOver(1))[-1].settles == "newer"


def test_what_is_owed_after_a_call_is_closed_in_the_next_turn() -> None:
    """Turn 1's call was answered after its turnComplete and nothing came of it: the next turnComplete may be its own.

    Nothing came since turn 2's input ended, so it closes what was open.
    """
    first = (TurnBegan(0), InputOver(0), TurnOver(0))
    second = (TurnBegan(1), InputOver(1), Called("f", "1"), DONE, Responded("f", "1"), TurnOver(1))
    assert credits(*first, *second, TurnBegan(2), InputOver(2), DONE)[-1] == Credit(None, 1, 1)


_SIGNS: tuple[Sign, ...] = (
    SAID,
    SAID,
    Transcribed(),
    Called("f", None),
    Called("f", "1"),
    Responded("f", None),
    Responded("f", "1", silent=True),
    Cancelled(("1",)),
    Generated(),
    INTERRUPTED,
    DONE,
    DONE,
    Progress(goes_on=True),
    Progress(goes_on=False),
    Replaced(),
    Aside(),
)


@st.composite
def _conversations(draw: st.DrawFn) -> list[Sign]:
    signs: list[Sign] = []
    for turn in range(draw(st.integers(1, 4))):
        begins: list[Sign] = [TurnBegan(turn), SpeechOver(), InputOver(turn), TurnOver(turn)]
        for mark in begins[:: draw(st.sampled_from([1, 1, 1, 2]))]:
            signs.append(mark)
            signs += draw(st.lists(st.sampled_from(_SIGNS), max_size=3))
    return signs


@settings(max_examples=100)
@given(signs=_conversations())
def test_whoever_asks_as_it_goes_is_told_what_is_told_in_the_end(signs: list[Sign]) -> None:
    turns = Turns()
    given_turns: list[int | None] = []
    doubtful: list[tuple[int, int | None]] = []
    asked: dict[int, list[int | None]] = {}
    for sign in signs:
        credit = turns.take(sign)
        for place, older in doubtful if credit.settles == "older" else ():
            given_turns[place] = older
        doubtful = [] if credit.settles else doubtful
        if turns.in_doubt:
            doubtful.append((len(given_turns), credit.older))
        given_turns.append(credit.newer)
        if isinstance(sign, TurnOver) and sign.turn is not None:
            assert not turns.in_doubt
            asked[sign.turn] = list(given_turns)
    for said in asked.values():
        assert given_turns[: len(said)] == said


@settings(max_examples=100)
@given(signs=_conversations())
def test_without_doubt_there_is_one_reading(signs: list[Sign]) -> None:
    turns = Turns()
    for sign in signs:
        credit = turns.take(sign)
        assert turns.in_doubt or credit.newer == credit.older
        assert turns.in_doubt == (turns.newer is not turns.older)
