"""Connections as they open and are set up; the setup takes 100 ms where nothing else is said."""

from collections.abc import Iterable

from evalkit.trace.events import Connected, Event, Reconnecting
from tests.scorers.known_answers import ABSENT, Answer, Case, unscored
from tests.traces import a_trace, a_turn, closed, go_away, said, set_up

__all__ = ["CASES"]

NAMES = ("setup_ms", "reconnect_setup_ms", "connect_ms", "reconnect_connect_ms")
UNTOLD = unscored("the recording does not say how long opening took")
NEVER = unscored("no setupComplete came")
ONE = unscored("no later connection stood")
NO_TIMES = unscored("the recording kept no times")
TURN = a_turn("a", said(2, "Grüezi"))


def case(
    what: str,
    before: Iterable[Event],
    *answers: Answer,
    after: Iterable[Event] = (),
    limited: bool = False,
    timed: bool = True,
) -> Case:
    """The answers in the order of `NAMES`; with limits even what there is not has a score."""
    return Case(
        what=what,
        trace=a_trace(TURN, before=before, after=after, timed=timed),
        answers=dict(zip(NAMES, answers, strict=True)),
        args={name: {"max": 500} for name in NAMES} if limited else {},
        turn=None,
    )


def opened(t: float, in_s: float, setup_s: float = 0.1) -> tuple[Event, ...]:
    """A connection whose opening was timed, and its setup."""
    return Connected(seq=0, t=t, opened_in_s=in_s), *set_up(t, setup_s)


def again(t: float, *events: Event) -> tuple[Event, ...]:
    """The connection ends, and these follow."""
    return closed(t), Reconnecting(seq=0, t=t, reason="closed"), *events


def refused(t: float, in_s: float) -> tuple[Event, ...]:
    """It opened, and its setup was answered with a close."""
    return *opened(t, in_s)[:2], closed(t + 0.3, 1011, by="remote")


CASES = (
    case("in memory nothing is opened", set_up(0.0), 100, ABSENT, ABSENT, ABSENT),
    case("in memory, where opening is expected to be known", set_up(0.0), 100, ONE, UNTOLD, ONE, limited=True),
    case("opened in 250 ms and set up in 100", opened(0, 0.25), 100, ABSENT, 250, ABSENT),
    case(
        "the second connection opens faster and is set up slower",
        opened(0.02, 0.25, 0.3),
        *(300, 700, 250, 120),
        after=again(30, *opened(31.12, 0.12, 0.7)),
    ),
    case(
        "the second after a goAway",
        opened(0, 0.4),
        *(100, 50, 400, 380),
        after=(go_away(20), *again(30, *opened(32, 0.38, 0.05))),
    ),
    case(
        "only the first connection's opening was timed",
        opened(0, 0.2),
        *(100, 150, 200, UNTOLD),
        after=again(30, *set_up(31, 0.15)),
        limited=True,
    ),
    case(
        "only the second connection's opening was timed",
        set_up(0.0, 0.2),
        *(200, 100, UNTOLD, 90),
        after=again(30, *opened(31, 0.09)),
        limited=True,
    ),
    case(
        "a refused connection at the start is not the one that stood",
        (*refused(-9, 0.5), *opened(0, 0.2, 0.15)),
        *(150, ABSENT, 200, ABSENT),
    ),
    case(
        "a refused try in between is not the one that stood",
        opened(0, 0.3),
        *(100, 450, 300, 110),
        after=again(30, *refused(31, 0.9), *opened(33, 0.11, 0.45)),
    ),
    case(
        "the opening of a refused try is not taken for that of the next, which was not timed",
        opened(0, 0.3),
        *(100, 250, 300, UNTOLD),
        after=again(30, *refused(31, 0.9), *set_up(33, 0.25)),
        limited=True,
    ),
    case("opened in no time at all", opened(0, 0.0, 0.0), 0, ABSENT, 0, ABSENT),
    case("set up while the user already spoke", opened(0, 0.05, 1.5), 1500, ONE, 50, ONE, limited=True),
    case("never set up", refused(0, 0.2), *(NEVER, ONE, NEVER, ONE), limited=True),
    case("nothing at all", (), *(NEVER, ONE, NEVER, ONE), limited=True),
    case(
        "without times the setup is not known; how long opening took was written down",
        opened(0, 0.2),
        *(NO_TIMES, NO_TIMES, 200, 300),
        after=again(30, *opened(31, 0.3)),
        timed=False,
    ),
    case(
        "lost and never back",
        opened(0, 0.2),
        *(100, ONE, 200, ONE),
        after=again(30, *refused(31, 0.9), *refused(33, 0.8)),
        limited=True,
    ),
)
