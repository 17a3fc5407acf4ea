"""How long connections took, read from a trace: which messages it was taken from, and why there is nothing."""

import pytest

from evalkit.scorers.connection_readings import connection_readings, why_no_reading
from evalkit.trace.events import Connected
from tests.traces import a_trace, closed, resumed, set_up


def test_each_reading_names_what_it_was_taken_from() -> None:
    opened = Connected(seq=0, t=0.0, opened_in_s=0.0312345)
    trace = a_trace(before=(opened, *set_up(0.0, 0.2)), after=(*resumed(5.0), closed(9.0)))
    found = {
        name: [(each.value, each.evidence) for each in each_of] for name, each_of in connection_readings(trace).items()
    }
    assert found == {
        "setup_ms": [(200.0, (1, 2))],
        "reconnect_setup_ms": [(100.0, (5, 6))],
        "connect_ms": [(31.234, (0,))],
        "reconnect_connect_ms": [],
    }


def test_a_setup_that_is_answered_twice_stood_once() -> None:
    sent, ready = set_up(0.0)
    assert [each.value for each in connection_readings(a_trace(before=(sent, ready, ready)))["setup_ms"]] == [100.0]
    assert connection_readings(a_trace(before=(sent, ready, ready)))["reconnect_setup_ms"] == ()


@pytest.mark.parametrize(
    ("stood", "name", "why"),
    [
        (0, "setup_ms", "no setupComplete came"),
        (0, "connect_ms", "no setupComplete came"),
        (0, "reconnect_connect_ms", "no later connection stood"),
        (1, "connect_ms", "the recording does not say how long opening took"),
        (1, "reconnect_setup_ms", "no later connection stood"),
        (2, "reconnect_connect_ms", "the recording does not say how long opening took"),
    ],
)
def test_why_there_is_no_reading(stood: int, name: str, why: str) -> None:
    before = set_up(0.0) if stood else ()
    found = connection_readings(a_trace(before=before, after=resumed(5.0) if stood == 2 else ()))
    assert found[name] == ()
    assert why_no_reading(name, found) == why
