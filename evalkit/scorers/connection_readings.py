"""How long the connections of a session took to open and to be set up."""

from __future__ import annotations

from collections.abc import Mapping

from evalkit.scorers.delivery_metrics import CONNECTIONS
from evalkit.scorers.delivery_readings import Reading
from evalkit.trace.events import Closed, Connected, SetupCompleted, SetupSent
from evalkit.trace.trace import Trace

__all__ = ["connection_readings", "why_no_reading"]

_UNTOLD = "the recording does not say how long opening took"


def connection_readings(trace: Trace) -> Mapping[str, tuple[Reading, ...]]:
    """Returns each metric of a session's connections, with a reading for each connection that stood.

    The first of them is `setup_ms` and `connect_ms`, the later ones are `reconnect_…`. A connection whose opening
    nobody timed, as one in memory, has no reading of it.
    """
    setups: list[Reading] = []
    opened: list[Reading] = []
    connected: Connected | None = None
    sent: SetupSent | None = None
    for event in trace.events:
        match event:
            case Connected():
                connected = event
            case SetupSent():
                sent = event
            case Closed():
                connected = sent = None
            case SetupCompleted() if sent is not None:
                prefix = "reconnect_" if setups else ""
                setups.append(_setup(f"{prefix}setup_ms", sent, event))
                if connected is not None:
                    opened.append(_opened(f"{prefix}connect_ms", connected))
                connected = sent = None
    found = (*setups, *opened)
    return {name: tuple(each for each in found if each.name == name) for name in CONNECTIONS}


def why_no_reading(name: str, found: Mapping[str, tuple[Reading, ...]]) -> str:
    """Says why a metric of connections has no reading at all."""
    if name.startswith("reconnect_"):
        return _UNTOLD if found["reconnect_setup_ms"] else "no later connection stood"
    return _UNTOLD if found["setup_ms"] else "no setupComplete came"


def _setup(name: str, sent: SetupSent, ready: SetupCompleted) -> Reading:
    evidence = (sent.seq, ready.seq)
    if sent.t is None or ready.t is None:
        return Reading(name, why="the recording kept no times", evidence=evidence)
    return Reading(name, round((ready.t - sent.t) * 1000, 3), evidence=evidence)


def _opened(name: str, connected: Connected) -> Reading:
    return Reading(name, round(connected.opened_in_s * 1000, 3), evidence=(connected.seq,))
