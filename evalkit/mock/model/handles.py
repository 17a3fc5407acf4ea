"""When a mock server gives out resumption handles, and where they lead."""

from __future__ import annotations

import asyncio
import uuid

from evalkit.mock.model.server_end import ServerEnd
from evalkit.mock.model.sessions import Progress, Sessions
from evalkit.profiles.profile import Handles as Habit
from evalkit.protocol.messages import SessionResumptionUpdate, Setup

__all__ = ["Handles"]

_PERIOD_S = 0.9
"""Reference §4.7: models of 3.1 send an update about so often."""


class Handles:
    """The handles of one connection (reference §4.7).

    With `once` the one handle leads to wherever the session is when it is used; the others lead to where it was when
    they were given.

    Args:
        end: the connection.
        sessions: remembers where handles lead.
        progress: where the session is.
        habit: when handles come.
        setup: asks for handles, or does not.
    """

    def __init__(self, end: ServerEnd, sessions: Sessions, progress: Progress, habit: Habit, setup: Setup) -> None:
        self._end, self._sessions, self._progress, self._habit = end, sessions, progress, habit
        self._wanted = setup.session_resumption is not None
        self._transparent = (setup.session_resumption or {}).get("transparent") is True
        self._only = ""
        self.resumable = True
        """False while the model is at work, when no handle is given."""

    async def ready(self) -> None:
        """The session is set up."""
        if self._wanted and self._habit == "once":
            self._only = await self._give()

    async def turn_done(self) -> None:
        """A turn of the model's is complete."""
        if self._wanted and self._habit == "per_turn":
            await self._give()
        self.moved()

    def moved(self) -> None:
        """The session went on."""
        if self._only:
            self._sessions.save(self._only, self._progress)

    async def keep_giving(self) -> None:
        """Gives handles for ever, where that is the habit; run it as a task."""
        while self._wanted and self._habit == "periodic":
            await asyncio.sleep(_PERIOD_S)
            if self.resumable:
                await self._give()
            else:
                await self._end.send(SessionResumptionUpdate(resumable=False))

    async def _give(self) -> str:
        self._progress.handles += 1
        handle = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self._progress.name}@{self._progress.handles}"))
        consumed = self._end.received - 1 if self._transparent else None
        # Saved first: a client may use it in the very moment it comes.
        self._sessions.save(handle, self._progress)
        update = SessionResumptionUpdate(new_handle=handle, resumable=True, last_consumed_client_message_index=consumed)
        await self._end.send(update)
        return handle
