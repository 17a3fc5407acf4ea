"""The arguments of the delivery scorer, its limits, and what it says of a whole session."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.errors import UsageError
from evalkit.scorers.base import Score
from evalkit.scorers.delivery import delivery
from evalkit.trace.events import Event
from evalkit.trace.trace import Trace
from tests.traces import (
    a_trace,
    a_turn,
    audio,
    called,
    cancelled,
    closed,
    held,
    interrupted,
    responded,
    resumed,
    set_up,
    turn_complete,
)


def scores(trace: Trace, index: int = 0, **args: Any) -> dict[str, Score]:
    return {score.metric: score for score in delivery(**args)(trace, trace.turns[index])}


def explained(score: Score) -> str:
    assert score.value is None
    return score.explanation


def test_limits() -> None:
    trace = a_trace(a_turn("a", audio(1.5), audio(2.0), turn_complete(3.0)))
    found = scores(trace, underruns={"max": 0}, real_time_factor={"max": 3}, audio_s={"min": 1})
    judged = {name: (score.passed, score.expected) for name, score in found.items() if score.passed is not None}
    assert judged == {"underruns": (False, "≤ 0"), "real_time_factor": (True, "≤ 3"), "audio_s": (False, "≥ 1 s")}
    assert (found["audio_s"].better, found["underruns"].better, found["max_gap_ms"].unit) == ("neither", "lower", "ms")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"underrun": {"max": 0}}, "delivery: unknown argument 'underrun'; did you mean 'underruns'?"),
        ({"prebufer_ms": 3}, "delivery: unknown argument 'prebufer_ms'; did you mean 'prebuffer_ms'?"),
        ({"underruns": 0}, "delivery.underruns: expected a limit, found 0; write underruns: {max: 0}"),
        ({"prebuffer_ms": -1}, "delivery.prebuffer_ms: expected milliseconds from 0 to 10000, found -1"),
        ({"prebuffer_ms": True}, "delivery.prebuffer_ms: expected milliseconds from 0 to 10000, found true"),
        (
            {"prebuffer_ms": {"max": 1}},
            'delivery.prebuffer_ms: expected milliseconds from 0 to 10000, found {"max": 1}',
        ),
    ],
)
def test_arguments_that_are_refused(args: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as raised:
        delivery(**args)
    assert str(raised.value) == message


def session(trace: Trace, **args: Any) -> list[tuple[str, float | None, bool | None, str]]:
    found = delivery(**args)(trace, trace.session)
    assert all(score.turn is None for score in found)
    return [(score.metric, score.value, score.passed, score.explanation) for score in found]


def test_a_session_is_as_bad_as_its_worst_turn() -> None:
    good = a_turn("a", audio(1.5), audio(1.6), turn_complete(2.0))
    bad = a_turn("b", audio(6.5), audio(7.5), turn_complete(8.0), started=5.0, speech_ended=6.0)
    trace = a_trace(good, bad)
    assert session(trace, underruns={"max": 0}, audio_s={"min": 0.4}) == [
        ("worst_underruns", 1.0, False, "missed in turn 2"),
        ("worst_audio_s", 0.4, True, "the worst of 2 turns is turn 1"),
    ]
    assert session(trace, jitter_ms={"max": 5}) == [("worst_jitter_ms", None, False, "no turn has a value")]
    assert session(trace) == []


def test_setup_is_timed_on_each_connection_apart() -> None:
    turn = a_turn("a", audio(1.5), turn_complete(2.0))
    trace = a_trace(turn, before=set_up(0.02, 0.3), after=(*resumed(3.0), *resumed(9.0, connection=3), closed(12.0)))
    assert session(trace, setup_ms={"max": 250}) == [
        ("setup_ms", 300.0, False, ""),
        ("reconnect_setup_ms", 100.0, None, ""),
        ("reconnect_setup_ms", 100.0, None, ""),
    ]


def test_a_refused_setup_is_not_the_one_that_stood() -> None:
    refused = (set_up(0.1)[0], closed(0.4, 1011, by="remote"))
    trace = a_trace(before=(*refused, *set_up(5.0, 0.2)))
    assert session(trace) == [("setup_ms", 200.0, None, "")]


def test_setups_that_are_not_there() -> None:
    limits: dict[str, Any] = {"setup_ms": {"max": 1}, "reconnect_setup_ms": {"max": 1}}
    assert session(a_trace(), **limits) == [
        ("setup_ms", None, False, "no setupComplete came"),
        ("reconnect_setup_ms", None, False, "no later connection stood"),
    ]
    assert session(a_trace(before=set_up(0.0), timed=False)) == [
        ("setup_ms", None, None, "the recording kept no times")
    ]
    found = scores(a_trace(a_turn("a", audio(1.5)), before=set_up(0.0)), **limits)["setup_ms"]
    assert explained(found) == "it looks at the whole session: write it under the scenario's own expect"
    assert found.passed is False


def test_opening_that_nobody_timed_is_missed_only_where_it_is_expected() -> None:
    limits: dict[str, Any] = {"connect_ms": {"max": 1}, "reconnect_connect_ms": {"max": 1}}
    trace = a_trace(before=set_up(0.0), after=resumed(3.0))
    assert {name for name, *_ in session(trace)} == {"setup_ms", "reconnect_setup_ms"}
    untold = (None, False, "the recording does not say how long opening took")
    found = {name: rest for name, *rest in session(trace, **limits)}
    assert (tuple(found["connect_ms"]), tuple(found["reconnect_connect_ms"])) == (untold, untold)


def test_another_pre_buffer_is_in_the_name_and_changes_nothing_else_of_the_definition() -> None:
    trace = a_trace(a_turn("a", audio(1.5), audio(2.0), turn_complete(3.0)))
    found = scores(trace, prebuffer_ms=200)
    assert {name for name in found if "prebuffer" in name} == {
        *("prebuffer_200_first_played_ms", "prebuffer_200_underruns"),
        *("prebuffer_200_underrun_ms", "prebuffer_200_longest_underrun_ms"),
    }
    assert (found["prebuffer_200_underruns"].version, found["prebuffer_200_underrun_ms"].unit) == (1, "ms")
    (worst,) = delivery(prebuffer_ms=0.5, underruns={"max": 0})(trace, trace.session)
    assert (worst.metric, worst.value) == ("worst_prebuffer_0.5_underruns", 1.0)


TIMES = st.none() | st.integers(0, 50).map(lambda tenths: tenths / 10)
EVENTS = st.one_of(
    TIMES.map(lambda t: audio(t, 0.05)),
    TIMES.map(interrupted),
    TIMES.map(turn_complete),
    TIMES.map(lambda t: called(t, "f", id="1")),
    TIMES.map(lambda t: cancelled(t, "1")),
    TIMES.map(lambda t: responded(t, "f", id="1")),
    TIMES.map(lambda t: held(t, "1")),
)


@given(st.lists(EVENTS, max_size=8))
def test_whatever_comes_is_a_number_or_has_a_reason(events: list[Event]) -> None:
    trace = a_trace(a_turn("a", *events, finish=""), before=set_up(None))
    for score in (*delivery()(trace, trace.turns[0]), *delivery(tool_ms={"max": 1})(trace, trace.session)):
        assert score.explanation if score.value is None else math.isfinite(score.value)
