"""The answer a mock server is giving: steps in time, calls it waits for, and what stops it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from evalkit.errors import ConnectionClosed
from evalkit.mock.answers.base import Voice
from evalkit.mock.model.handles import Handles
from evalkit.mock.model.performance import Performer
from evalkit.mock.model.server_end import ServerEnd
from evalkit.mock.model.sessions import Owed, Progress
from evalkit.protocol.messages import (
    FunctionCall,
    FunctionResponse,
    GoAway,
    ServerContent,
    ToolCallCancellation,
)
from evalkit.scenario import script
from evalkit.scenario.script import Call, Cancel, Complete, RunCode, Say, Search, Step, Write

__all__ = ["Answering"]

_GENERATED = Say | Write | Search | RunCode
_DROP_S = 0.1
_URGENCY = ("SILENT", "WHEN_IDLE", "INTERRUPT")


class Answering:
    """Plays one answer at a time on one connection.

    Args:
        end: the connection.
        progress: where the session is.
        performer: plays single steps.
        handles: told when turns end.
        is_blocking: True for a call that the conversation waits for.
        time_is_up: close code and reason after goAway.
        faults: how the server misbehaves.
        scheduling: False for a model that does not look at the `scheduling` of an answer (reference §2.8).

    Attributes:
        begun: something of the answer was sent, so that speech interrupts it and does not just put it off.
        user_speaking: answers that wait for a quiet moment wait on.
        failure: a mistake of ours that ended the connection.
    """

    def __init__(
        self,
        end: ServerEnd,
        progress: Progress,
        performer: Performer,
        handles: Handles,
        is_blocking: Callable[[Call], bool],
        time_is_up: tuple[int, str],
        faults: frozenset[str],
        *,
        scheduling: bool = True,
    ) -> None:
        self._end, self._progress, self._performer, self._handles = end, progress, performer, handles
        self._is_blocking, self._time_is_up, self._faults = is_blocking, time_is_up, faults
        self._scheduling = scheduling
        self._clock = asyncio.get_running_loop().time
        self._task: asyncio.Task[None] | None = None
        self._others: set[asyncio.Task[None]] = set()
        self._due: list[Owed] = []
        self.begun = self.user_speaking = False
        self.failure: BaseException | None = None

    @property
    def busy(self) -> bool:
        """True while an answer is played, or waits for tools."""
        return self._task is not None or any(owed.blocking for owed in self._progress.owed)

    def start(self, steps: Sequence[Step], voice: Voice, t: float, *, begun: bool = False) -> None:
        """Begins an answer whose first step is counted from `t`."""
        self.begun, self._handles.resumable = begun, False
        self._task = asyncio.create_task(self._play(steps, voice, t), name="mock answer")

    async def stop(self) -> None:
        """Breaks off whatever is being answered, without a word to the client."""
        self._progress.owed = tuple(owed for owed in self._progress.owed if not owed.blocking)
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def interrupt(self) -> None:
        """Breaks off and says so, as after a barge-in (reference §4.3)."""
        ids = self._cancellable()
        await self.stop()
        late, alone = "interrupted-late" in self._faults, "interrupted-alone" in self._faults
        if not late:
            await self._end.send(ServerContent(interrupted=True))
        if ids:
            await self._end.send(ToolCallCancellation(ids=ids))
        if not alone:
            await self._performer.complete()
        if late:
            await self._end.send(ServerContent(interrupted=True))
        await self._turn_done()

    async def answered(self, responses: Sequence[FunctionResponse]) -> None:
        """Takes answers to calls, and goes on with what waited for them (reference §2.8, §4.4)."""
        for response in responses:
            owed = next((owed for owed in self._progress.owed if _called(owed, response) is not None), None)
            if owed is None or response.will_continue:
                continue
            call = _called(owed, response)
            wish = (response.scheduling if self._scheduling else None) or "WHEN_IDLE"
            urgency = max(owed.scheduling, wish, key=_urgency)
            left = replace(owed, calls=tuple(each for each in owed.calls if each is not call), scheduling=urgency)
            others = tuple(each for each in self._progress.owed if each is not owed)
            self._progress.owed = (*others, left) if left.calls else others
            if not left.calls and "tool-wedge" not in self._faults:
                await self._go_on(left)
        self._handles.moved()

    def idle(self) -> None:
        """Nothing is being answered: what waited for that begins."""
        if not self.busy and not self.user_speaking:
            self._handles.resumable = True
            if self._due:
                owed = self._due.pop(0)
                self.start(owed.steps, owed.voice, self._clock(), begun=True)

    def beside(self, work: Callable[[], Coroutine[Any, Any, None]], name: str) -> None:
        """Runs something beside the answers, until it ends or the connection does."""
        task = asyncio.create_task(self._guarded(work), name=name)
        self._others.add(task)
        task.add_done_callback(self._others.discard)

    async def leave(self) -> None:
        """Ends every task; the connection is over."""
        tasks = [task for task in (self._task, *self._others) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _go_on(self, owed: Owed) -> None:
        if owed.blocking:
            self.start(owed.steps, owed.voice, self._clock(), begun=True)
        elif owed.scheduling != "SILENT" and owed.steps:
            if owed.scheduling == "INTERRUPT" and self.busy and not self.user_speaking:
                await self.interrupt()
                self._due.insert(0, owed)
            else:
                self._due.append(owed)
            self.idle()

    async def _play(self, steps: Sequence[Step], voice: Voice, t: float) -> None:
        await self._guarded(partial(self._steps, steps, voice, t))
        if self._task is asyncio.current_task():
            self._task = None
            self.idle()

    async def _guarded(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            await work()
        except ConnectionClosed:
            return
        except Exception as error:
            self.failure = error
            await self._end.close(1011, str(error))

    async def _steps(self, steps: Sequence[Step], voice: Voice, t: float) -> None:
        position = 0
        while position < len(steps):
            step, rest = steps[position], tuple(steps[position + 1 :])
            t += step.after_ms / 1000
            await asyncio.sleep(t - self._clock())
            self.begun = True
            t, ends = max(t, self._clock()), bool(rest) and isinstance(rest[0], Complete) and rest[0].reason is None
            position += 1
            match step:
                case Call():
                    if await self._call(step, rest, voice):
                        return
                case Cancel():
                    await self._end.send(ToolCallCancellation(ids=self._cancellable()))
                    self._progress.owed = tuple(owed for owed in self._progress.owed if not owed.blocking)
                case script.GoAway(time_left_s):
                    await self.announce(time_left_s)
                case Say() if ends and self._performer.delivery.bundled:
                    t, position = await self._performer.speak_and_end(step, voice, t), position + 1
                    await self._turn_done()
                case _:
                    t = await self._performer.perform(step, voice, t)
                    if ends and isinstance(step, _GENERATED):
                        await self._performer.generated()
                    if isinstance(step, Complete):
                        await self._turn_done()

    async def _call(self, step: Call, rest: tuple[Step, ...], voice: Voice) -> bool:
        """Calls; True when the rest of the answer waits."""
        calls, blocking = self._performer.calls(step), self._is_blocking(step)
        if step.wait:
            # Noted first: an answer may come while the call is still being sent.
            waiting = (*self._free_calls(), *calls)
            steps = () if all(isinstance(each, Complete) for each in rest) and not blocking else rest
            self._progress.owed = (*self._progress.owed, Owed(waiting, steps, voice, blocking))
        goes_on = step.wait and not blocking
        await self._performer.call(calls, in_progress=goes_on)
        if self._progress.strikes("drop-while-calling", self._faults):
            self.beside(partial(self._end_in, _DROP_S, 1006, ""), "mock drop")
        self._handles.moved()
        if goes_on:
            await self._performer.complete(in_progress=True)
            await self._turn_done()
        return step.wait

    async def announce(self, time_left_s: float) -> None:
        """Says that the connection ends soon, and ends it then (reference §4.7)."""
        await self._end.send(GoAway(time_left=f"{time_left_s:g}s"))
        self.beside(partial(self._end_in, time_left_s, *self._time_is_up), "mock goAway")

    async def _end_in(self, seconds: float, code: int, reason: str) -> None:
        await asyncio.sleep(seconds)
        await self._end.close(code, reason)

    async def _turn_done(self) -> None:
        await self._handles.turn_done()

    def _free_calls(self) -> tuple[FunctionCall, ...]:
        """The pending calls that nothing waits for yet."""
        taken = [call for owed in self._progress.owed for call in owed.calls]
        return tuple(call for call in self._end.pending_calls if not any(call is other for other in taken))

    def _cancellable(self) -> tuple[str, ...]:
        """Ids of the pending calls that the running turn made; those of the background go on."""
        kept = {call.id for owed in self._progress.owed if not owed.blocking for call in owed.calls}
        return tuple(call.id for call in self._end.pending_calls if call.id is not None and call.id not in kept)


def _called(owed: Owed, response: FunctionResponse) -> FunctionCall | None:
    """The call that a response answers, by id, else by name."""
    if response.id is not None:
        return next((call for call in owed.calls if call.id == response.id), None)
    return next((call for call in owed.calls if call.id is None and response.name in ("", call.name)), None)


def _urgency(scheduling: str) -> int:
    return _URGENCY.index(scheduling) if scheduling in _URGENCY else 1
