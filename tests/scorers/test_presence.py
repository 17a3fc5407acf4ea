import pytest

from evalkit.scorers.presence import is_over
from tests.traces import TurnDraft, a_trace, a_turn, said, turn_complete


@pytest.mark.parametrize(
    ("draft", "complete", "over"),
    [
        (a_turn("a", said(2, "b")), False, True),
        (a_turn("a", said(2, "b"), finish=""), False, False),
        (a_turn("a", turn_complete(2), finish=""), False, True),
        (a_turn("a", said(2, "b"), finish=""), True, True),
        (a_turn("a", finish="no_response"), False, True),
    ],
)
def test_a_turn_is_over_when_nothing_more_could_come(draft: TurnDraft, complete: bool, over: bool) -> None:
    trace = a_trace(draft, complete=complete)
    assert is_over(trace, trace.turns[0]) is over


@pytest.mark.parametrize("complete", [True, False])
def test_a_session_is_over_when_it_was_recorded_to_its_end(complete: bool) -> None:
    trace = a_trace(a_turn("a"), complete=complete)
    assert is_over(trace, trace.session) is complete
