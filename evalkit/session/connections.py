"""A session's connections, one after another: whoever sends or listens need not know which one it is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, suppress
from typing import Literal, TypeAlias

from evalkit.clock import Stopwatch
from evalkit.errors import ConnectError, ConnectionClosed, LocalProtocolError, ServerReportedError, SetupError
from evalkit.protocol.messages import (
    ClientContent,
    ClientMessage,
    Message,
    ServerContent,
    ServerError,
    Setup,
    ToolCall,
)
from evalkit.recording.model import Item
from evalkit.scenario.model import Scenario
from evalkit.session.line import Line
from evalkit.session.marks import Marks
from evalkit.session.news import News
from evalkit.session.resumption import Outbox, Resumption
from evalkit.session.setting_up import is_refusal, no_handle, not_resumed, refused, resuming
from evalkit.transport.base import Transport

__all__ = ["Connections", "Reason", "Reconnect"]

Reconnect: TypeAlias = Callable[[int], AbstractAsyncContextManager[Transport]]
"""Opens a session's connection of this number; the first is number 0."""

Reason = Literal["asked", "go_away", "closed"]
"""Why a connection gives way to the next: the scenario says so, the server asked us to leave, or it ended."""

_BACKOFF_S = (1.0, 2.0, 4.0)
"""Waited before the second, third and fourth try; 1011 keeps coming while the old connection lives (reference §4.7)."""
_HANDLE_S = 2.0
"""How long a handle is waited for that covers the turn that has just ended."""
_FAILURES = (ConnectionClosed, ServerReportedError, SetupError, ConnectError)


class Connections:
    """Sends, receives and, when a connection ends that can be resumed, goes on over the next one.

    A task of its own is the only reader. It takes each message in the moment it arrives, so that nothing waits on a
    busy sender, and it keeps the deadline of a goAway even when the server sends nothing more. Call `open` first and
    `close` last.

    Args:
        scenario: its setup says whether sessions are resumed, its timeouts how long is waited.
        transport: the open first connection; closed by `close`, or sooner.
        sink: takes each recorded item.
        marks: of the same recording.
        clock: one for all connections.
        hear: takes the messages of each frame, and the moment they arrived.
        renewed: told when a connection was replaced, before anything is sent on the new one.
        gone: told when nothing more will be received.
        reconnect: opens the later ones; None: nothing is ever resumed.
    """

    def __init__(
        self,
        scenario: Scenario,
        transport: Transport,
        sink: Callable[[Item], None],
        marks: Marks,
        clock: Stopwatch,
        *,
        hear: Callable[[Sequence[Message], float], None],
        renewed: Callable[[], None],
        gone: Callable[[], None],
        reconnect: Reconnect | None,
    ) -> None:
        self._timeouts, self._sink, self._marks, self._clock = scenario.timeouts, sink, marks, clock
        self._hear, self._renewed, self._gone, self._reconnect = hear, renewed, gone, reconnect
        self._resumption, self._outbox = Resumption(scenario.setup), Outbox(scenario.setup)
        self._contexts = AsyncExitStack()
        self._number = 0
        self._tries = 0
        """Connections tried since something of the model's came."""
        self._asked: Reason | None = None
        """Why the connection is to be left at once."""
        self._finishing = False
        self._up = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None
        self.news = News()
        """Of messages, of new connections, and of the end."""
        self.ended: Exception | None = None
        """Why nothing more will be received: the last connection ended, the protocol was broken, or we failed."""
        self._line = Line(transport, sink, clock)
        marks.opened(transport)

    async def open(self, setup: Setup) -> None:
        """Sets the session up on the first connection.

        Raises:
            SetupError: the server refused, failed or kept silent.
            RemoteProtocolError: its answer breaks the protocol.
        """
        self._setup = setup
        try:
            await self._line.set_up(setup, self._timeouts.setup_s, self._take)
        except (ConnectionClosed, ServerReportedError) as error:
            raise refused(error) from error
        if self._line.awaiting_history:
            # A scenario has no history to give; until it is completed the server takes nothing else (reference §2.1).
            await self._send_on(self._line, ClientContent(turn_complete=True))
        self._up.set()
        self._keeper = asyncio.create_task(self._keep(), name="session reader")

    @property
    def manual_activity(self) -> bool:
        """True when the client, not the server, says when the user speaks."""
        return self._line.manual_activity

    @property
    def number(self) -> int:
        """Which connection of the session this is; the first is number 0."""
        return self._number

    @property
    def is_up(self) -> bool:
        """True while messages can be sent."""
        return self._up.is_set()

    @property
    def going_away(self) -> bool:
        """True once the server has asked us to leave and the session can go on elsewhere."""
        return self._resumption.leave_t is not None and self._reconnect is not None

    async def up(self) -> None:
        """Waits while there is no connection; raises why there will be none any more."""
        await self._up.wait()
        self.check()

    def check(self) -> None:
        """Raises why nothing more will be received, if so."""
        if self.ended is not None:
            raise self.ended

    async def send(self, message: ClientMessage) -> float:
        """Sends a message as soon as there is a connection.

        Returns:
            Seconds waited for a connection.

        Raises:
            ConnectionClosed: it ended and cannot be resumed.
            LocalProtocolError: the message is illegal now.
        """
        waited_s = 0.0
        while True:
            asked_t = self._clock()
            await self.up()
            waited_s += self._clock() - asked_t
            line = self._line
            try:
                await self._send_on(line, message)
            except ConnectionClosed as closed:
                if not self._resumable(closed):
                    raise
                if line is self._line:
                    self._up.clear()  # The reader is about to learn of it, too.
            else:
                return round(waited_s, 9)

    async def renew(self, reason: Reason) -> None:
        """Leaves the connection and resumes the session on the next one.

        Raises:
            SetupError: it cannot be resumed.
        """
        await self.up()
        number = self._number
        await self._await_handle()
        if self._resumption.handle is None or self._reconnect is None:
            raise no_handle(_HANDLE_S)
        if self._number == number and self.is_up:
            self._up.clear()
            self._asked = reason
            with suppress(RuntimeError):  # Its time has just run out by itself.
                self._limit.reschedule(asyncio.get_running_loop().time())
        await self.up()

    def fail(self, error: Exception) -> None:
        """Ends the conversation, so that nobody waits in vain; the first error counts."""
        self.ended = self.ended or error
        self._gone()
        self._up.set()
        self.news.tell()

    def finish(self) -> None:
        """Notes that everything was said: a connection that ends from now on is not replaced."""
        self._finishing = True

    async def close(self) -> None:
        """Closes what is open.

        Raises:
            ReplayMismatch: a later connection was to a replay, and the session did not do what the recording holds.
        """
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        await self._leave()

    async def _send_on(self, line: Line, message: ClientMessage) -> None:
        await line.send(message)
        self._outbox.sent(message)

    async def _keep(self) -> None:
        try:
            while True:
                await self._resume(await self._read())
        except Exception as error:
            self.fail(error)

    async def _read(self) -> Reason:
        """Takes messages until the connection is to be left, or has ended and can be resumed; returns which."""
        while True:
            try:
                async with asyncio.timeout(self._leave_in_s()) as self._limit:
                    messages = await self._line.receive()
            except TimeoutError:
                if self._finishing and self._asked is None:
                    continue  # The last turn ended in the moment at which the connection was to be left.
                return self._asked or "go_away"
            except ConnectionClosed as closed:
                if not self._resumable(closed):
                    raise
                return "closed"
            self._take(messages)

    def _leave_in_s(self) -> float | None:
        if self._asked:
            return 0.0
        leave_t = None if self._finishing or self._reconnect is None else self._resumption.leave_t
        return None if leave_t is None else leave_t - self._clock()

    def _take(self, messages: Sequence[Message]) -> None:
        now = self._clock()
        for message in messages:
            self._resumption.take(message, now)
            self._outbox.take(message)
            if isinstance(message, ServerContent | ToolCall):
                self._tries = 0
        error = next((message for message in messages if isinstance(message, ServerError)), None)
        self._hear([message for message in messages if not isinstance(message, ServerError)], now)
        if error is not None:
            raise ServerReportedError(error.code, error.message, error.status or "")
        self.news.tell()

    def _resumable(self, closed: ConnectionClosed) -> bool:
        """True when the session goes on; not after so many connections in a row that brought nothing."""
        possible = self._reconnect is not None and not self._finishing and self._tries <= len(_BACKOFF_S)
        return possible and self._resumption.survives(closed)

    async def _await_handle(self) -> None:
        """A handle that covers the last turn may come a moment after its end (reference §4.7)."""
        until_t = self._clock() + _HANDLE_S
        while self._resumption.handle is None or self._resumption.stale:
            self.check()
            if not await self.news.wait(until_t - self._clock()):
                return

    async def _resume(self, reason: Reason) -> None:
        self._up.clear()
        await self._leave()
        self._asked, left_t = None, self._clock()
        if reason != "closed":
            self._tries = 0
        await self._pause()
        if self._finishing:
            return  # The last turn ended in the moment in which its connection did.
        self._marks.at("reconnecting", left_t, {"reason": reason})
        while not await self._resumed():
            await self._leave()
            await self._pause()
        self._marks.now("reconnected", connection=self._number, resumed=True)
        self._renewed()
        self._up.set()
        self.news.tell()

    async def _pause(self) -> None:
        """Waits until it is time to try."""
        await asyncio.sleep(_BACKOFF_S[self._tries - 1] if self._tries else self._timeouts.reconnect_s)

    async def _resumed(self) -> bool:
        """Tries once; raises SetupError when it is of no use to try again."""
        self._tries += 1
        try:
            await self._open_next()
        except _FAILURES as error:
            if is_refusal(error) or self._tries > len(_BACKOFF_S):
                raise not_resumed(error, self._tries) from error
            return False
        return True

    async def _open_next(self) -> None:
        assert self._reconnect is not None
        assert self._resumption.handle is not None
        transport = await self._contexts.enter_async_context(self._reconnect(self._number + 1))
        self._line = Line(transport, self._sink, self._clock)
        self._marks.opened(transport)
        self._number += 1
        self._resumption.opened()
        setup = resuming(self._setup, self._resumption.handle)
        await self._line.set_up(setup, self._timeouts.setup_s, self._take)
        for message in self._outbox.reopened():
            with suppress(LocalProtocolError):  # An answer without an id names no call of an earlier connection.
                await self._send_on(self._line, message)

    async def _leave(self) -> None:
        """Always says close: a session whose old connection lives on cannot be resumed (reference §4.7)."""
        await self._line.close()
        contexts, self._contexts = self._contexts, AsyncExitStack()
        await contexts.aclose()
