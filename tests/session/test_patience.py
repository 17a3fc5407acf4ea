"""How long is waited, and what the end of the wait is called."""

from typing import Any

import pytest

from evalkit.scenario.model import ScorerSpec, SilenceInput, Start, TextInput, Timeouts, Turn
from evalkit.session.answer import Answer
from evalkit.session.patience import Wait, anchor_t, patience

LIMITS = Timeouts(first_response_s=4, gap_s=3, turn_s=20, silence_s=5)
TYPED = Turn(0, TextInput("hello"))


def waits(turn: Turn = TYPED, **answer: Any) -> Wait:
    return patience(turn, Answer(0, **answer), 10.0, LIMITS)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({}, Wait(14, "no_response")),
        ({"maybe_ended": True}, Wait(14, "turn_complete")),
        ({"ended": True, "in_progress": True}, Wait(14, "turn_complete")),
        ({"maybe_begun": True, "held_up_t": 12.0}, Wait(16, "gap")),
        ({"held_up_t": 29.0}, Wait(30, "turn_timeout")),
        ({"last_t": 12.0}, Wait(15, "gap")),
        ({"last_t": 12.0, "maybe_ended": True}, Wait(15, "turn_complete")),
        ({"last_t": 29.0}, Wait(30, "turn_timeout")),
        ({"last_t": 12.0, "open_calls": 1}, Wait(30, "turn_timeout")),
        ({"last_t": 12.0, "owed": True}, Wait(15, "gap")),
        ({"last_t": 12.0, "owed": True, "ended": True}, Wait(15, "turn_complete")),
    ],
)
def test_each_phase_has_its_limit(answer: dict[str, Any], expected: Wait) -> None:
    assert waits(**answer) == expected


@pytest.mark.parametrize(
    ("args", "until_t"), [({}, 15.0), ({"for_s": 2}, 12.0), ({"for_s": 0}, 10.0), ({"for_s": None}, 15.0)]
)
def test_silence_is_waited_for_as_long_as_was_asked(args: dict[str, object], until_t: float) -> None:
    turn = Turn(0, TextInput("hello"), expect=(ScorerSpec("silence", args),))
    assert waits(turn) == Wait(until_t, "silence")
    assert waits(turn, last_t=11.0) == Wait(until_t, "silence"), "what nobody hears breaks no silence"
    assert waits(turn, last_t=11.0, audible_t=11.0) == Wait(14.0, "gap")


@pytest.mark.parametrize(("for_s", "until_t"), [(None, 10.0), (1.0, 10.0), (6.0, 13.0)])
def test_a_turn_of_silence_is_itself_the_window(for_s: float | None, until_t: float) -> None:
    expect = () if for_s is None else (ScorerSpec("silence", {"for_s": for_s}),)
    assert waits(Turn(0, SilenceInput(3.0), expect=expect)) == Wait(until_t, "silence")


def test_the_next_turns_moment() -> None:
    answer = Answer(0, audible_t=12.0, called_t=11.0)

    def moment(start: Start, of: Answer = answer) -> float | None:
        return anchor_t(Turn(1, TextInput("and"), start), of, 10.0)

    assert anchor_t(None, answer, 10.0) is None
    assert moment(Start()) is None
    assert moment(Start("model_speech", 600)) == pytest.approx(12.6)
    assert moment(Start("tool_call", 100)) == pytest.approx(11.1)
    assert moment(Start("input_end", 0)) == 10.0
    assert moment(Start("model_speech"), Answer(0)) is None
    assert moment(Start("tool_call"), Answer(0)) is None
