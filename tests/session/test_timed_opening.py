"""How long a connection took to open is marked by the session, kept in the recording, and scored."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from evalkit.mock.server import serve_in_process
from evalkit.recording.model import Data, Item, Mark
from evalkit.scorers.delivery import delivery
from evalkit.session.session import Session
from evalkit.trace.build import build_trace
from evalkit.trace.events import Connected, SetupSent
from evalkit.transport.base import Transport
from tests.conversations import marks, played
from tests.recordings import a_recording
from tests.session.servers import Peer, answers, resuming
from tests.session.turns import TYPED
from tests.virtual import in_virtual_time

AGAIN = {**TYPED, "start": {"reconnect": True}}
SCENARIO = resuming(TYPED, AGAIN)


class Opened:
    """A connection in memory that says how long it took to open, as one on a network does."""

    def __init__(self, inner: Transport, opened_in_s: float | None) -> None:
        self._inner = inner
        self.opened_in_s = opened_in_s

    async def send(self, data: Data) -> None:
        await self._inner.send(data)

    async def receive(self) -> Data:
        return await self._inner.receive()

    async def close(self, code: int = 1000, reason: str = "") -> None:
        await self._inner.close(code, reason)


def conversation(*took_s: float | None) -> list[Item]:
    """Two connections that took so long to open."""
    items: list[Item] = []
    peers = (Peer(answers(name="h1")), Peer(answers(name="h2")))

    @asynccontextmanager
    async def connect(number: int) -> AsyncIterator[Transport]:
        async with serve_in_process(peers[number]) as transport:
            yield Opened(transport, took_s[number])

    async def both() -> None:
        async with connect(0) as transport:
            await Session(SCENARIO, {}, "models/mock", items.append, reconnect=connect).run(transport)

    in_virtual_time(both())
    return items


def scores(items: list[Item]) -> dict[str, float | None]:
    trace = build_trace(a_recording(*items, scenario=SCENARIO.document), SCENARIO)
    found = {score.metric: score.value for score in delivery()(trace, trace.session)}
    return {name: value for name, value in found.items() if name.endswith("connect_ms")}


def test_each_connection_is_marked_before_its_first_message_and_scored() -> None:
    items = conversation(0.25, 0.125)
    assert isinstance(items[0], Mark)
    assert (items[0].name, items[0].detail) == ("connected", {"opened_in_s": 0.25})
    recording = a_recording(*items, scenario=SCENARIO.document)
    assert [mark.detail["opened_in_s"] for mark in marks(recording, "connected")] == [0.25, 0.125]
    events = [event for event in build_trace(recording, SCENARIO).events if isinstance(event, Connected | SetupSent)]
    assert [type(event) for event in events] == [Connected, SetupSent] * 2
    assert [event.turn for event in events] == [None] * 4
    assert scores(items) == {"connect_ms": 250.0, "reconnect_connect_ms": 125.0}


def test_only_what_was_timed_is_marked() -> None:
    assert scores(conversation(None, 0.5)) == {"reconnect_connect_ms": 500.0}
    recording = played(SCENARIO, {}, Peer(answers(name="h1")), Peer(answers(name="h2")))
    assert marks(recording, "connected") == []


@pytest.mark.parametrize("odd", [True, "0.2", None, -1, [0.2], float("nan"), float("inf")])
def test_a_mark_that_says_no_time_is_no_event(odd: object) -> None:
    mark = Mark(0.0, "connected", None, {"opened_in_s": odd})
    assert build_trace(a_recording(mark, scenario=SCENARIO.document), SCENARIO).events == ()
