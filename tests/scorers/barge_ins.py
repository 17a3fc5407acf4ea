"""Barge-ins with known answers, for the tests of what is measured of them.

Unless it says otherwise the story is: the user speaks until 1.0 s, 4 s of audio come in a burst of four chunks from
2.0 s on, the second turn starts at 3.0 s and its speech lasts from there to 4.0 s, `interrupted` comes at 3.3 s.
"""

from typing import Any

from evalkit.scorers.base import Score
from evalkit.scorers.interruption import interruption
from evalkit.trace.events import Event
from evalkit.trace.trace import Trace
from tests.traces import TurnDraft, a_trace, a_turn, audio, interrupted, said, turn_complete

__all__ = ["ANSWER", "BURST", "STOPPED", "WORDS", "cuts_in", "limited", "scores", "told", "values", "why"]

BURST = (audio(2.0, 1.0), audio(2.1, 1.0), audio(2.2, 1.0), audio(2.3, 1.0))
WORDS = said(2.2, "One two three four five six seven eight nine ten.")
ANSWER = (audio(5.0), turn_complete(5.5))


def told(*events: Event, finish: str = "barged_in") -> TurnDraft:
    """The first turn, and the answer that is to be cut into."""
    return a_turn("Tell me a story.", *events, finish=finish)


def cuts_in(*events: Event, started: float = 3.0, **changes: Any) -> TurnDraft:
    """A turn whose speech begins with it and lasts a second."""
    kept: dict[str, Any] = {"started": started, "speech_ended": started + 1.0, "input_ended": started + 1.0}
    return a_turn("Stop!", *events, **{**kept, **changes})


STOPPED = (told(*BURST, WORDS, interrupted(3.3), turn_complete(3.3)), cuts_in(*ANSWER))


def scores(trace: Trace, index: int = 1, **args: Any) -> dict[str, Score]:
    """The scores of one turn by metric."""
    return {score.metric: score for score in interruption(**args)(trace, trace.turns[index])}


def limited(trace: Trace, metric: str, index: int = 1) -> Score:
    """The score of one metric with a limit of 1 on it."""
    args: dict[str, Any] = {metric: {"max": 1}}
    return scores(trace, index, **args)[metric]


def values(*turns: TurnDraft, index: int = 1, **args: Any) -> dict[str, float | None]:
    """The values of one turn by metric."""
    return {name: score.value for name, score in scores(a_trace(*turns), index, **args).items()}


def why(*turns: TurnDraft, name: str = "stop_ms", index: int = 1, **changes: Any) -> str:
    """The reason why a metric has no value; an expectation of it must be unmet."""
    score = limited(a_trace(*turns, **changes), name, index)
    assert (score.value, score.passed) == (None, False)
    return score.explanation
