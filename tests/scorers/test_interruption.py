"""What a scenario may expect of a barge-in, in a turn and in the whole session."""

from typing import Any

import pytest

from evalkit.errors import UsageError
from evalkit.scorers.base import Score
from evalkit.scorers.interruption import interruption
from evalkit.trace.trace import Trace
from tests.scorers.barge_ins import BURST, STOPPED, cuts_in, scores, told
from tests.traces import (
    a_trace,
    audio,
    interrupted,
    turn_complete,
)


def test_a_stop_that_comes_too_late() -> None:
    trace = a_trace(told(*BURST, interrupted(5.5)), cuts_in(audio(6.0)))
    found = scores(trace, yielded=True, stop_ms={"max": 500})
    assert (found["yielded"].value, found["yielded"].passed) == (0.0, False)
    assert found["yielded"].explanation == "interrupted only 2500 ms after the user began"
    assert found["yielded"].expected == "yielded within 2000 ms"
    assert (found["stop_ms"].value, found["stop_ms"].passed, found["stop_ms"].expected) == (2500.0, False, "≤ 500 ms")
    assert scores(trace, yielded=True, within_ms=2500)["yielded"].passed is True


def test_a_session_keeps_a_limit_in_every_turn_that_cut_in() -> None:
    second = cuts_in(audio(4.5, 3.0), interrupted(6.8))
    turns = (told(*BURST, interrupted(3.3)), second, cuts_in(*(audio(8.0), turn_complete(8.5)), started=6.0))
    trace = a_trace(*turns)
    worst, rate = _of_session(trace, stop_ms={"max": 900}, yielded=True)[::-1]
    assert (worst.metric, worst.value, worst.passed, worst.turn) == ("worst_stop_ms", 800.0, True, None)
    assert (worst.explanation, rate.explanation) == ("of 2 turns", "of 2 turns")
    assert (rate.metric, rate.value, rate.passed) == ("yield_rate", 1.0, True)
    (missed,) = _of_session(trace, stop_ms={"max": 500})
    assert (missed.passed, missed.explanation) == (False, "missed in turn 3")
    (rate,) = _of_session(trace, yielded=True, within_ms=500)
    assert (rate.value, rate.passed, rate.detail) == (0.5, False, {"part": 1, "whole": 2})


def test_a_session_does_not_forgive_a_barge_in_that_was_never_heeded() -> None:
    (score,) = _of_session(a_trace(told(*BURST), cuts_in(audio(7.0))), stop_ms={"max": 500})
    assert (score.value, score.passed, score.explanation) == (None, False, "missed in turn 2")
    (nobody,) = _of_session(a_trace(told(*BURST)), stop_ms={"max": 500})
    assert (nobody.value, nobody.passed, nobody.explanation) == (None, False, "no turn cut in")
    labelled = cuts_in(audio(7.0), expect={"interruption": {"expected": False}})
    (left,) = _of_session(a_trace(told(*BURST), labelled), stop_ms={"max": 500})
    assert left.explanation == "no turn cut in"
    assert _of_session(a_trace(*STOPPED)) == ()


def _of_session(trace: Trace, **args: Any) -> tuple[Score, ...]:
    return interruption(**args)(trace, trace.session)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"stop": {"max": 1}}, "interruption: unknown argument 'stop'; did you mean 'stop_ms'?"),
        ({"stop_ms": 500}, "interruption.stop_ms: expected a limit, found 500; write stop_ms: {max: 500}"),
        ({"yielded": 1}, "interruption.yielded: expected true or false, found 1"),
        ({"within_ms": 0}, "interruption.within_ms: expected milliseconds from 0 to 60000, found 0"),
        ({"within_ms": True}, "interruption.within_ms: expected milliseconds from 0 to 60000, found True"),
        (
            {"expected": True},
            "interruption.expected: only false can be said here, found True; write `yielded: true` to expect one",
        ),
        (
            {"expected": False, "stop_ms": {"max": 1}},
            "interruption.stop_ms: `expected: false` leaves nothing to measure; remove one of them",
        ),
    ],
)
def test_arguments_that_make_no_sense(args: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as raised:
        interruption(**args)
    assert str(raised.value) == message
