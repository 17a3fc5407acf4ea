"""How the session lived on: its connections, what came between them, and how long that took."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from evalkit.errors import UsageError
from evalkit.scorers.base import Score, Scorer
from evalkit.scorers.limits import Limit, parse_limit, refuse_unknown
from evalkit.scorers.metric import Metric
from evalkit.scorers.presence import CUT_OFF
from evalkit.text.matchers import shown
from evalkit.trace.events import Closed, GoAway, Reconnected, SetupCompleted, SetupSent
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["METRICS", "session"]

_CONNECTIONS = Metric(
    scorer="session",
    name="connections",
    formula="How many connections stood: those on which setupComplete came. Refused tries do not count.",
    eligible="each session where the scorer is named under the scenario's own `expect`",
    unscored="no setupComplete came",
    source="ours",
    better="lower",
)
_RECONNECT = Metric(
    scorer="session",
    name="reconnect_ms",
    formula=(
        "How long the session was without a connection, one score for each connection that stood but the first: tries "
        "that were refused, waits between them, opening and setup included."
    ),
    starts="the last connection that stood ends, by its close frame or by the loss of it",
    ends="setupComplete of the next one arrives",
    eligible=(
        "each later connection of a session where the scorer is named under the scenario's own `expect`; without one "
        "there is no score unless one is expected"
    ),
    unscored="without times; the session had one connection",
    source=(
        "ours. The client's own wait before it tries lies within (1 s unless the scenario says otherwise, for a "
        "connection that is opened sooner is refused: reference §4.7)"
    ),
    unit="ms",
    better="lower",
)
_RESUMED = Metric(
    scorer="session",
    name="resumed",
    formula="1 when the server knew on every later connection what had been said before, else 0.",
    eligible="each session where the scorer is named under the scenario's own `expect`",
    unscored=(
        "the session had one connection: nothing to resume is no measurement. Only where an expectation stands on it, "
        "and the session was recorded to its end, is it 0"
    ),
    source="sessionResumption, reference §4.7",
    better="higher",
    yes_no=True,
)
_GO_AWAY = Metric(
    scorer="session",
    name="go_away",
    formula="1 when the server announced the end of a connection with goAway, else 0.",
    eligible="each session where the scorer is named under the scenario's own `expect`",
    unscored="none came, and the recording ends before the session does",
    source="reference §4.7: a connection may end without one",
    yes_no=True,
)
METRICS = (_CONNECTIONS, _RECONNECT, _RESUMED, _GO_AWAY)

_METRIC = {metric.name: metric for metric in METRICS}
_LIMITS = ("connections", "reconnect_ms")
_SWITCHES = ("resumed", "go_away")


@dataclass(frozen=True, slots=True)
class _Gap:
    """The time between two connections that stood."""

    closed: Closed
    ready: SetupCompleted
    tries: int
    """Setups sent in it; all but the last were refused."""

    @property
    def ms(self) -> float | None:
        if self.closed.t is None or self.ready.t is None:
            return None
        return (self.ready.t - self.closed.t) * 1000


def session(**args: Any) -> Scorer:
    """Builds the scorer; it stands under the scenario's own `expect`, for it looks at the whole session.

    Args:
        **args: `connections` and `reconnect_ms`, limits; `resumed` and `go_away`, true or false. Each is expected only
            where it is given.

    Raises:
        UsageError: another argument, or a value of the wrong type.
    """
    refuse_unknown("session", args, (*_LIMITS, *_SWITCHES))
    limits = {name: parse_limit("session", name, args[name], _METRIC[name].unit) for name in _LIMITS if name in args}
    for name in _SWITCHES:
        if name in args and not isinstance(args[name], bool):
            raise UsageError(f"session.{name}: expected true or false, found {shown(args[name])}")
    switches: dict[str, bool] = {name: args[name] for name in _SWITCHES if name in args}

    def score(trace: Trace, window: TurnWindow) -> tuple[Score, ...]:
        return tuple(_scores(trace, window, limits, switches))

    return score


def _scores(trace: Trace, window: TurnWindow, limits: dict[str, Limit], switches: dict[str, bool]) -> Iterator[Score]:
    if window.turn is not None:
        said = "it looks at the whole session: write it under the scenario's own expect"
        yield from (_limited(name, None, limit, said, window.index) for name, limit in limits.items())
        yield from (_switched(name, None, wanted, said, window.index) for name, wanted in switches.items())
        return
    yield _connections(trace, limits.get("connections"))
    yield from _reconnections(trace, limits.get("reconnect_ms"))
    yield _resumed(trace, switches.get("resumed"))
    yield _go_away(trace, switches.get("go_away"))


def _connections(trace: Trace, limit: Limit | None) -> Score:
    stood = trace.session.of(SetupCompleted)
    refused = len(trace.session.of(SetupSent)) - len(stood)
    if not stood:
        return _limited("connections", None, limit, "no setupComplete came", None)
    said = f"{refused} more {'was' if refused == 1 else 'were'} refused" if refused > 0 else ""
    return _limited("connections", float(len(stood)), limit, said, None, tuple(event.seq for event in stood))


def _reconnections(trace: Trace, limit: Limit | None) -> Iterator[Score]:
    gaps = tuple(_gaps(trace))
    if not gaps and limit is not None:
        yield _limited("reconnect_ms", None, limit, "the session had one connection", None)
    for gap in gaps:
        said = "the recording kept no times" if gap.ms is None else "" if gap.tries == 1 else f"{gap.tries} tries"
        yield _limited("reconnect_ms", gap.ms, limit, said, None, (gap.closed.seq, gap.ready.seq))


def _gaps(trace: Trace) -> Iterator[_Gap]:
    closed: Closed | None = None
    stands, tries = False, 0
    for event in trace.events:
        match event:
            case Closed() if stands:
                closed, stands, tries = event, False, 0
            case SetupSent():
                tries += 1
            case SetupCompleted():
                if closed is not None and not stands:
                    yield _Gap(closed, event, tries)
                stands = True


def _resumed(trace: Trace, wanted: bool | None) -> Score:
    later = trace.session.of(Reconnected)
    evidence = tuple(event.seq for event in later)
    if later:
        fresh = sum(not event.resumed for event in later)
        said = f"{fresh} of {len(later)} began anew" if fresh else ""
        return _switched("resumed", float(not fresh), wanted, said, None, evidence)
    # Nothing to resume is a fact that answers the expectation, but no measurement that others could be pooled with.
    value = 0.0 if wanted is not None and trace.complete else None
    return _switched("resumed", value, wanted, "the session had one connection", None)


def _go_away(trace: Trace, wanted: bool | None) -> Score:
    came = trace.session.of(GoAway)
    if not came and not trace.complete:
        return _switched("go_away", None, wanted, CUT_OFF, None)
    said = ", ".join(f"{event.time_left or 'no time'} left" for event in came)
    return _switched("go_away", float(bool(came)), wanted, said, None, tuple(event.seq for event in came))


def _limited(
    metric: str,
    value: float | None,
    limit: Limit | None,
    explanation: str,
    turn: int | None,
    evidence: tuple[int, ...] = (),
) -> Score:
    return _METRIC[metric].score(
        turn,
        value,
        passed=None if limit is None else limit.verdict(value),
        expected="" if limit is None else limit.text,
        explanation=explanation,
        evidence=evidence,
    )


def _switched(
    metric: str,
    value: float | None,
    wanted: bool | None,
    explanation: str,
    turn: int | None,
    evidence: tuple[int, ...] = (),
) -> Score:
    words = {"resumed": "resumed", "go_away": "a goAway"}[metric]
    return _METRIC[metric].score(
        turn,
        value,
        passed=None if wanted is None else value == float(wanted),
        expected="" if wanted is None else words if wanted else f"not {words}" if metric == "resumed" else "no goAway",
        explanation=explanation,
        evidence=evidence,
    )
