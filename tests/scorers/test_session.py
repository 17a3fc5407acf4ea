"""Sessions of one and of several connections, on traces whose answer is known."""

from typing import Any

import pytest

from evalkit.errors import UsageError
from evalkit.scorers.base import Score
from evalkit.scorers.session import session
from evalkit.trace.events import Event, SetupSent
from evalkit.trace.trace import Trace
from tests.traces import a_trace, a_turn, closed, go_away, resumed, said, set_up


def a_session(*between: Event, timed: bool = True, complete: bool = True) -> Trace:
    turn = a_turn("Hello", said(1, "Hi."))
    return a_trace(turn, before=set_up(0), after=(*between, closed(60)), timed=timed, complete=complete)


def scores(trace: Trace, **args: Any) -> list[Score]:
    return list(session(**args)(trace, trace.session))


def score(trace: Trace, metric: str, **args: Any) -> Score:
    (found,) = [each for each in scores(trace, **args) if each.metric == metric]
    return found


TWICE = a_session(go_away(20), *resumed(30), *resumed(40, connection=3, wait_s=2.5))


def test_what_is_measured_without_any_expectation() -> None:
    assert [(each.metric, each.value, each.unit) for each in scores(TWICE)] == [
        ("connections", 3, ""),
        ("reconnect_ms", pytest.approx(1100), "ms"),
        ("reconnect_ms", pytest.approx(2600), "ms"),
        ("resumed", 1, ""),
        ("go_away", 1, ""),
    ]
    assert all(each.passed is None and each.turn is None for each in scores(TWICE))


def test_one_connection_is_enough_for_most() -> None:
    found = {each.metric: each for each in scores(a_session())}
    assert sorted(found) == ["connections", "go_away", "resumed"]
    assert (found["connections"].value, found["resumed"].value, found["go_away"].value) == (1, None, 0)
    assert found["resumed"].explanation == "the session had one connection"


@pytest.mark.parametrize(
    ("trace", "args", "metric", "passed"),
    [
        (TWICE, {"connections": {"max": 2}}, "connections", False),
        (TWICE, {"connections": {"min": 2, "max": 3}}, "connections", True),
        (TWICE, {"resumed": True}, "resumed", True),
        (TWICE, {"resumed": False}, "resumed", False),
        (TWICE, {"go_away": True}, "go_away", True),
        (TWICE, {"go_away": False}, "go_away", False),
        (a_session(), {"resumed": True}, "resumed", False),
        (a_session(), {"resumed": False}, "resumed", True),
        (a_session(), {"go_away": False}, "go_away", True),
        (a_session(*resumed(30, knows=False)), {"resumed": True}, "resumed", False),
        (a_session(complete=False), {"go_away": False}, "go_away", False),
        (a_session(complete=False), {"resumed": False}, "resumed", False),
        (a_session(), {"reconnect_ms": {"max": 1}}, "reconnect_ms", False),
    ],
)
def test_expectations(trace: Trace, args: dict[str, Any], metric: str, passed: bool) -> None:
    assert score(trace, metric, **args).passed is passed


def test_each_reconnection_is_held_to_the_limit() -> None:
    found = [each for each in scores(TWICE, reconnect_ms={"max": 2000}) if each.metric == "reconnect_ms"]
    assert [each.passed for each in found] == [True, False]
    assert found[0].expected == "≤ 2000 ms"


def test_refused_tries_belong_to_the_gap() -> None:
    refused = (closed(30), SetupSent(seq=0, t=31, setup={}), closed(31.5, 1011), SetupSent(seq=0, t=33, setup={}))
    trace = a_session(*refused, set_up(33)[1])
    found = score(trace, "reconnect_ms")
    assert found.value == pytest.approx(3100)
    assert found.explanation == "2 tries"
    assert score(trace, "connections").explanation == "1 more was refused"


def test_explanations() -> None:
    assert score(a_session(*resumed(30, knows=False)), "resumed").explanation == "1 of 1 began anew"
    assert score(TWICE, "go_away").explanation == "50s left"
    assert score(a_session(go_away(1, None)), "go_away").explanation == "no time left"
    assert score(TWICE, "resumed", resumed=False).expected == "not resumed"
    assert score(TWICE, "go_away", go_away=False).expected == "no goAway"


def test_without_times_the_gap_is_unscored() -> None:
    found = score(a_session(*resumed(30), timed=False), "reconnect_ms", reconnect_ms={"max": 1})
    assert (found.value, found.passed, found.explanation) == (None, False, "the recording kept no times")


def test_a_session_that_never_stood_has_no_connections() -> None:
    found = score(a_trace(before=(set_up(0)[0], closed(1, 1008))), "connections", connections={"max": 2})
    assert (found.value, found.passed, found.explanation) == (None, False, "no setupComplete came")


def test_under_a_turn_it_says_where_it_belongs() -> None:
    found = session(resumed=True, connections={"max": 2})(TWICE, TWICE.turns[0])
    assert [(each.metric, each.passed, each.turn) for each in found] == [
        ("connections", False, 0),
        ("resumed", False, 0),
    ]
    assert found[0].explanation == "it looks at the whole session: write it under the scenario's own expect"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"connection": 1}, "session: unknown argument 'connection'; did you mean 'connections'?"),
        ({"connections": 2}, "session.connections: expected a limit, found 2; write connections: {max: 2}"),
        ({"resumed": "yes"}, 'session.resumed: expected true or false, found "yes"'),
        ({"go_away": 1}, "session.go_away: expected true or false, found 1"),
    ],
)
def test_bad_arguments_are_named(args: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        session(**args)
    assert str(caught.value) == message
