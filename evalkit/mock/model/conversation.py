"""One connection of a mock server, from its first frame to its end."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from evalkit.errors import ConnectionClosed, RemoteProtocolError
from evalkit.mock.answers.base import Place
from evalkit.mock.faults.setup import forgets, setup_fault
from evalkit.mock.faults.wire import faulty_wire, spoiler
from evalkit.mock.model.house import House
from evalkit.mock.model.server_end import ServerEnd
from evalkit.mock.model.sessions import Progress
from evalkit.mock.model.setup_rules import (
    authored_setup,
    form_refusal,
    model_refusal,
    profile_refusal,
    resumption_refusal,
)
from evalkit.mock.model.talk import Talk
from evalkit.mock.model.wire import Wire, wire_of
from evalkit.profiles.known import ANY
from evalkit.profiles.profile import Profile
from evalkit.profiles.refusal import Refusal
from evalkit.protocol.messages import Setup
from evalkit.recording.model import Data
from evalkit.scenario.setup_check import field_of
from evalkit.transport.base import Transport

__all__ = ["Conversation"]


class Conversation:
    """Reads one client until the connection ends.

    Args:
        transport: the open connection.
        house: the server's rules.
        name: of the session, should it be a new one; session, call and handle ids are made of it.
        scenario: asked for by the path; empty: any.
        wire: frame habits; None: those of the model's profile.
    """

    def __init__(
        self, transport: Transport, house: House, name: str, scenario: str = "", wire: Wire | None = None
    ) -> None:
        self._house, self._wire = house, wire
        self._progress = Progress(name, Place(scenario=scenario))
        self._end = ServerEnd(transport, wire)
        self._talk: Talk | None = None
        self._refused = False
        """The setup was refused: whatever still comes is not read."""

    async def run(self) -> None:
        """Serves the connection; raises what went wrong on our side."""
        try:
            while True:
                await self._take(await self._end.next_frame())
        except RemoteProtocolError as error:
            await self._end.close(error.close_code, str(error))
        except ConnectionClosed:
            pass
        finally:
            await self._leave()
        if self._talk is not None and self._talk.failure is not None:
            raise self._talk.failure

    async def _take(self, data: Data) -> None:
        if self._refused:
            return
        if self._talk is None:
            await self._set_up(data)
            return
        history = self._end.awaiting_history
        for message in self._end.read(data):
            refusal = await self._talk.take(message, history=history)
            if refusal is not None:
                await self._refuse(refusal)

    async def _set_up(self, data: Data) -> None:
        authored = authored_setup(data) or {}
        profile = self._house.profile_of(str(field_of(authored, "model") or ""))
        refusal = self._judged(authored, profile) if self._house.strict and authored else None
        if refusal is not None:
            return await self._refuse(refusal)
        for message in self._end.read(data):
            assert isinstance(message, Setup), "the protocol lets nothing else come first"
            await self._begin(message, profile or ANY)

    def _judged(self, setup: Mapping[str, Any], profile: Profile | None) -> Refusal | None:
        backend, version = self._house.backend, self._house.version
        refusal = form_refusal(setup) or model_refusal(setup, backend, version, known=profile is not None)
        return refusal or profile_refusal(setup, profile or ANY, version)

    async def _begin(self, setup: Setup, profile: Profile) -> None:
        refusal = self._resume(setup)
        if refusal is not None:
            return await self._refuse(refusal)
        faults = self._house.faults
        self._end.wire = faulty_wire(self._wire or wire_of(profile.habits), faults)
        self._house.sessions.joined(self._progress.name)
        self._talk = Talk(self._end, self._house, profile, self._progress, setup)
        if faults:
            self._end.spoil = spoiler(faults, self._talk.strikes)
        await self._talk.begin()

    def _resume(self, setup: Setup) -> Refusal | None:
        """Goes on with the session that the setup's handle leads to; returns why that is not possible."""
        sessions, faults = self._house.sessions, self._house.faults
        handle = (setup.session_resumption or {}).get("handle")
        saved = sessions.find(str(handle)) if handle else None
        alone_s = sessions.alone_s(saved.name, asyncio.get_running_loop().time()) if saved else 0.0
        refusal = setup_fault(faults, resuming=bool(handle), alone_s=alone_s) or resumption_refusal(setup, saved)
        if refusal is None and saved is not None:
            if forgets(faults, saved):
                saved = Progress(saved.name, Place(scenario=self._progress.place.scenario), handles=saved.handles)
            self._progress = saved
            self._progress.connections += 1
        return refusal

    async def _refuse(self, refusal: Refusal) -> None:
        self._refused = True
        if refusal.code is not None:
            await self._end.close(refusal.code, refusal.reason)

    async def _leave(self) -> None:
        if self._talk is not None:
            await self._talk.leave()
            self._house.sessions.left(self._progress.name, asyncio.get_running_loop().time())
