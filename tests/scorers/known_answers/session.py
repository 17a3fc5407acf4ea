"""Sessions of one connection and of several, on hand-made traces; all but the cut ones end at 60 s."""

from collections.abc import Iterable

from evalkit.trace.events import Event, SetupSent
from tests.scorers.known_answers import ABSENT, Answer, Case, unscored
from tests.traces import a_trace, a_turn, closed, go_away, interrupted, resumed, said, set_up

__all__ = ["CASES"]

EXPECTED = {"connections": {"min": 1}, "reconnect_ms": {"max": 2_000}, "resumed": True, "go_away": True}
ONE = unscored("the session had one connection")
CUT_OFF = unscored("the recording ends before it could come")
TURN = a_turn("Grüß Gott", said(1, "Hi."))


def case(
    what: str,
    connections: Answer,
    reconnect_ms: Answer,
    resumed: Answer,
    go_away: Answer,
    *events: Event,
    before: Iterable[Event] = set_up(0),
    expected: bool = False,
    timed: bool = True,
    complete: bool = True,
) -> Case:
    """What comes after a first turn; with expectations also what else has no score."""
    return Case(
        what=what,
        trace=a_trace(TURN, before=before, after=events, timed=timed, complete=complete),
        answers={
            "connections": connections,
            "reconnect_ms": reconnect_ms,
            "resumed": resumed,
            "go_away": go_away,
        },
        args=EXPECTED if expected else {},
        turn=None,
    )


def refused(t: float) -> tuple[Event, ...]:
    """A setup that the server answers with a close."""
    return SetupSent(seq=0, t=t, setup={}), closed(t + 0.5, 1011, by="remote")


END = closed(60)

CASES = (
    case("one connection", 1, ABSENT, ONE, 0, END),
    case("one connection, where more was expected: there was none to resume", 1, ONE, 0, 0, END, expected=True),
    case("one connection that was announced to end", 1, ABSENT, ONE, 1, go_away(50), END),
    # Closed at 30 s; 1 s later the next setup is sent, 0.1 s later it stands.
    case("resumed after a goAway", 2, 1_100, 1, 1, go_away(20), *resumed(30), END),
    case("resumed after a loss that nobody announced", 2, 2_600, 1, 0, *resumed(30, wait_s=2.5), END),
    case("a second connection that knows nothing", 2, 1_100, 0, 0, *resumed(30, knows=False), END),
    case("expected and met", 2, 600, 1, 1, go_away(20), *resumed(30, wait_s=0.5), END, expected=True),
    case(
        "three connections; the first knew, the second did not",
        *(3, 3_100, 0, 1),
        *(go_away(20), *resumed(30, wait_s=3.0), *resumed(40, connection=3, knows=False, wait_s=3.0), END),
    ),
    case(
        # From the loss at 30.0 s, over a refusal at 31.5 s, to the setup that stood at 33.1 s.
        "a refused try belongs to the gap, and is no connection",
        *(2, 3_100, ONE, 0),
        *(closed(30), *refused(31), *set_up(33), END),
    ),
    case(
        "two refused tries before the first connection that stood are no gap",
        *(1, ABSENT, ONE, 0),
        END,
        before=(*refused(-9), *refused(-5), *set_up(0)),
    ),
    case("lost for good", 1, ABSENT, ONE, 1, go_away(20), closed(30, 1006, by="lost"), *refused(31), *refused(33)),
    case("two goAways are one fact", 2, 1_100, 1, 1, go_away(20), go_away(25, None), *resumed(30), END),
    case("an interruption is nothing to a session", 1, ABSENT, ONE, 0, interrupted(3), END),
    case("no setupComplete came", unscored("no setupComplete came"), ABSENT, ONE, 0, END, before=refused(0)),
    case(
        "without times the gap is not known, and the rest is",
        *(2, unscored("kept no times"), 1, 1),
        *(go_away(20), *resumed(30), END),
        timed=False,
    ),
    case("cut off in the first connection", 1, ABSENT, ONE, CUT_OFF, complete=False),
    case("cut off, expected: nothing is made up", 1, ONE, ONE, CUT_OFF, complete=False, expected=True),
    case("cut off after a goAway and a second connection", 2, 1_100, 1, 1, go_away(9), *resumed(30), complete=False),
    case(
        "closed, and closed again: the gap begins with the first",
        2,
        4_000,
        ONE,
        0,
        closed(30),
        closed(31),
        *set_up(33.9),
    ),
    case("the next setup stood in the moment of the close", 2, 0, 1, 0, closed(30), *resumed(30, wait_s=-0.1)[1:], END),
)
