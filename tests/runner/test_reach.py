"""Opening a session and closing it: what is said of servers that answer, refuse, keep silent and are not there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import orjson
import pytest

from evalkit.errors import ConnectError, ConnectionClosed
from evalkit.profiles.known import ANY
from evalkit.profiles.profile import Accepts, Profile
from evalkit.recording.model import Data
from evalkit.runner.health import Finding
from evalkit.runner.reach import reach
from evalkit.scenario.model import Scenario
from evalkit.transport.base import Transport
from evalkit.transport.memory import MemoryTransport, memory_transport_pair
from tests.runner.small import StubEndpoint
from tests.virtual import in_virtual_time

Server = Callable[[MemoryTransport], Awaitable[None]]


class Reachable(StubEndpoint):
    """Somebody who answers as told, 120 ms after being connected to."""

    def __init__(self, server: Server, profile: Profile = ANY) -> None:
        super().__init__(virtual_time=False)
        self._server, self._profile = server, profile
        self.heard: list[Data] = []

    def profile(self, scenario: Scenario) -> Profile:
        return self._profile

    @asynccontextmanager
    async def connect(self, scenario: Scenario, number: int = 0) -> AsyncIterator[Transport]:
        await asyncio.sleep(0.12)
        client, server = memory_transport_pair()

        async def serve() -> None:
            self.heard.append(await server.receive())
            await self._server(server)

        serving = asyncio.create_task(serve())
        try:
            yield client
        finally:
            await client.close()
            await asyncio.gather(serving, return_exceptions=True)


@pytest.fixture(autouse=True)
def virtual_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evalkit.runner.reach.asyncio.run", in_virtual_time)


async def welcome(server: MemoryTransport) -> None:
    await asyncio.sleep(0.08)
    await server.send('{"setupComplete": {}}')
    with pytest.raises(ConnectionClosed) as closed:
        await server.receive()
    assert closed.value.code == 1000


def test_a_server_that_answers() -> None:
    endpoint = Reachable(welcome)
    detail = "connected in 120 ms, setupComplete 80 ms later"
    assert reach(endpoint) == Finding("connection", "ok", detail)
    (setup,) = map(orjson.loads, endpoint.heard)
    assert setup == {"setup": {"model": "models/stub", "generationConfig": {"responseModalities": ["AUDIO"]}}}


def test_the_least_that_a_model_accepts_is_asked_for() -> None:
    accepts = Accepts(modalities=frozenset({"TEXT"}), thinking_level="required")
    endpoint = Reachable(welcome, replace(ANY, accepts=accepts))
    assert reach(endpoint).state == "ok"
    (setup,) = map(orjson.loads, endpoint.heard)
    assert setup["setup"]["generationConfig"] == {
        "responseModalities": ["TEXT"],
        "thinkingConfig": {"thinkingLevel": "LOW"},
    }


def test_a_server_that_refuses() -> None:
    found = reach(Reachable(lambda server: server.close(1008, "models/x is not found")))
    assert (found.name, found.state) == ("connection", "problem")
    assert "connection closed by the server: 1008 'models/x is not found'" in found.detail


def test_a_server_that_keeps_silent() -> None:
    async def silent(server: MemoryTransport) -> None:
        await server.receive()

    found = reach(Reachable(silent))
    assert found.state == "problem"
    assert "no setupComplete within 10 s" in found.detail


def test_nobody_is_there() -> None:
    error = ConnectError("wss://h", "connection refused", "check host and port")
    assert reach(StubEndpoint({"doctor": error})) == Finding(
        "connection", "problem", "cannot connect to wss://h: connection refused", "check host and port"
    )


def test_a_server_that_repeats_the_credential() -> None:
    class WithKey(Reachable):
        def secrets(self) -> tuple[str, ...]:
            return ("k-not-a-real-key",)

    found = reach(WithKey(lambda server: server.close(1007, "key k-not-a-real-key is not valid")))
    assert found.state == "problem"
    assert "1007 'key REDACTED is not valid'" in found.detail
    assert "real" not in str(found)
