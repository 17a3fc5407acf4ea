"""What the endpoints on Google's servers have in common: checked first, then one connection for each attempt."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from evalkit.endpoints.credentials import Header
from evalkit.profiles.known import profile_of
from evalkit.profiles.profile import Backend as BackendKind
from evalkit.profiles.profile import Profile
from evalkit.recording.model import Provenance
from evalkit.scenario.model import Scenario
from evalkit.transport.base import Transport

__all__ = ["Backend", "LiveEndpoint", "Target"]


@dataclass(frozen=True, slots=True)
class Target:
    """What is connected to."""

    url: str
    model: str
    """Resource name, as the setup carries it."""


class Backend(Protocol):
    """One of Google's two ways to the Live API."""

    @property
    def name(self) -> str:
        """The endpoint's name."""

    @property
    def kind(self) -> BackendKind:
        """Which of the two."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every credential that `header` has returned."""

    def target(self) -> Target:
        """Works out the address and the model; may read credentials files.

        Raises:
            UsageError: something is missing or wrong in what the user set.
        """

    def header(self) -> Header:
        """Returns a credential that is valid now; may block, and is called from any thread.

        Raises:
            UsageError: there is none, or it is refused.
            ConnectError: whoever hands them out does not answer.
        """


class LiveEndpoint:
    """An endpoint over a backend; whatever the user must set right is found by `check`."""

    virtual_time = False

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self.name = backend.name

    @cached_property
    def _target(self) -> Target:
        return self._backend.target()

    def check(self, scenarios: Sequence[Scenario]) -> None:
        """Finds the model, the address and a valid credential; connects to nothing but the server that renews those.

        Raises:
            UsageError: one of them is missing or wrong.
            ConnectError: a credential could not be renewed.
        """
        _ = self._target
        self._backend.header()

    def model(self, scenario: Scenario) -> str:
        """The resource name of the model asked for."""
        return self._target.model

    def profile(self, scenario: Scenario) -> Profile:
        """That of the model's name."""
        return profile_of(self._target.model, self._backend.kind)

    def provenance(self, scenario: Scenario) -> Provenance:
        """A model answers."""
        return "recorded"

    def secrets(self) -> tuple[str, ...]:
        """The credentials that were used so far."""
        return self._backend.secrets

    @asynccontextmanager
    async def connect(self, scenario: Scenario, number: int = 0) -> AsyncIterator[Transport]:
        """Opens a connection with a credential that is valid now."""
        # Imported here: a run that is refused before it connects does not wait for the library.
        from evalkit.transport.websocket import open_websocket

        header = await asyncio.to_thread(self._backend.header)
        transport = await open_websocket(self._target.url, [header])
        try:
            yield transport
        finally:
            await transport.close()
