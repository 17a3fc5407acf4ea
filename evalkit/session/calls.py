"""Answers the model's function calls: together or one by one, at once or held, and never one that was taken back."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from typing import Any

from evalkit.clock import Stopwatch
from evalkit.errors import LocalProtocolError
from evalkit.profiles.profile import Profile
from evalkit.protocol.messages import (
    FunctionCall,
    FunctionResponse,
    InteractionStatus,
    Message,
    ServerContent,
    ToolCall,
    ToolCallCancellation,
    ToolResponse,
)
from evalkit.scenario.model import Scenario
from evalkit.session.connections import Connections
from evalkit.session.conversation import Conversation
from evalkit.session.marks import Marks
from evalkit.session.tool_stubs import answer_call, declared_behavior

__all__ = ["HOLD_S", "Calls"]

HOLD_S = 10.0
"""How long an answer is held for a turnComplete that may never come (reference §4.2)."""


class Calls:
    """The session's tools: answers each call from the scenario's stubs, in tasks of their own.

    The blocking calls of one frame are answered together, as the API's own examples do, once the slowest tool is done;
    NON_BLOCKING calls one by one. A call is what its declaration says, else what the model's profile says. A cancelled
    call is not answered, nor one whose id was used again. A call whose connection was replaced is answered on the next
    one by its id (reference §4.7); without an id it cannot be.

    Args:
        scenario: has the stubs and the declarations.
        profile: of the model.
        connections: answers leave through it.
        conversation: is told of every answer.
        marks: notes answers that are held.
        clock: the session's.
    """

    def __init__(
        self,
        scenario: Scenario,
        profile: Profile,
        connections: Connections,
        conversation: Conversation,
        marks: Marks,
        clock: Stopwatch,
    ) -> None:
        self._scenario, self._profile, self._connections = scenario, profile, connections
        self._conversation, self._marks, self._clock = conversation, marks, clock
        self._open: list[FunctionCall] = []
        self._unblocked, self._turn_over = asyncio.Event(), asyncio.Event()
        self._unblocked.set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._problems: list[str] = []
        self._in_progress = False
        """The server said that the interaction goes on beyond its turns (reference §4.2, extended thinking)."""

    @property
    def blocking(self) -> bool:
        """True while a blocking call waits for its answer."""
        return not self._unblocked.is_set()

    async def unblocked(self) -> None:
        """Waits until no blocking call waits for its answer, or no answer will ever leave."""
        await self._unblocked.wait()

    def problems(self) -> list[str]:
        """Returns, once, the calls that the scenario had no answer to, in words."""
        problems, self._problems = self._problems, []
        return problems

    def take(self, messages: Sequence[Message]) -> None:
        """Takes in the messages of one frame."""
        for message in messages:
            match message:
                case ServerContent(interaction_status=str(status)) | InteractionStatus(status=status):
                    self._in_progress = status == "IN_PROGRESS"
                case ServerContent(turn_complete=True):
                    self._in_progress = False
        for message in messages:
            match message:
                case ToolCall(function_calls=calls) if calls:
                    self._called(calls)
                case ToolCallCancellation(ids=ids):
                    self._close([call for call in self._open if call.id in ids])
        # A frame's keys have no order: a turnComplete beside a call closes the turn of that call.
        if any(isinstance(message, ServerContent) and message.turn_complete for message in messages):
            self._turn_over.set()
            self._turn_over = asyncio.Event()

    def renewed(self) -> None:
        """The connection was replaced: calls without ids cannot be answered any more."""
        lost = [call for call in self._open if call.id is None]
        self._close(lost)
        self._conversation.abandoned(lost)

    def give_up(self) -> None:
        """The last connection has ended: nothing will be answered any more."""
        self._unblocked.set()

    async def stop(self) -> None:
        """Answers nothing more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _called(self, calls: Sequence[FunctionCall]) -> None:
        ids = {call.id for call in calls if call.id is not None}
        self._close([call for call in self._open if call.id in ids])
        self._open += calls
        together = tuple(call for call in calls if self._blocks(call))
        if together:
            self._unblocked.clear()
            self._start(self._answer(together))
        for call in calls:
            if not self._blocks(call):
                self._start(self._answer_alone(call, self._turn_over))

    def _blocks(self, call: FunctionCall) -> bool:
        declared = declared_behavior(self._scenario.setup, call.name)
        return self._profile.habits.tools_block if declared is None else declared != "NON_BLOCKING"

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._guarded(work), name="tool stubs")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception as error:
            self._connections.fail(error)

    async def _answer(self, calls: Sequence[FunctionCall]) -> None:
        """Answers blocking calls; scheduling is for others (reference §2.8)."""
        responses = await self._tools_done(calls)
        await self._send(calls, [replace(response, scheduling=None) for response in responses])

    async def _answer_alone(self, call: FunctionCall, turn_over: asyncio.Event) -> None:
        """Answers a NON_BLOCKING call, after the turn it was made in where an earlier answer would be dropped."""
        # An interaction in progress has had its turnComplete before the call, and gets none until the answer.
        holds = self._profile.dialect.answer_after_turn and not self._in_progress
        responses = await self._tools_done([call])
        if holds and not turn_over.is_set() and self._still_open([call]):
            self._marks.now("call_answer_held", ids=[call.id or call.name])
            try:
                async with asyncio.timeout(HOLD_S):
                    await turn_over.wait()
            except TimeoutError:
                pass  # Better dropped by the server than never sent.
        await self._send([call], responses)

    async def _tools_done(self, calls: Sequence[FunctionCall]) -> list[FunctionResponse]:
        answers = [answer_call(self._scenario.tools, call) for call in calls]
        self._problems += [answer.problem for answer in answers if answer.problem]
        await asyncio.sleep(max(answer.after_ms for answer in answers) / 1000)
        return [answer.response for answer in answers]

    async def _send(self, calls: Sequence[FunctionCall], responses: Sequence[FunctionResponse]) -> None:
        await self._connections.up()
        waiting = self._still_open(calls)
        answers = [each for call, each in zip(calls, responses, strict=True) if any(call is other for other in waiting)]
        if not answers:
            return
        self._close(waiting)
        owed = any(answer.scheduling != "SILENT" for answer in answers)
        self._conversation.answered(waiting, self._clock(), owed=owed)
        await self._deliver(answers)
        self._connections.news.tell()

    async def _deliver(self, answers: Sequence[FunctionResponse]) -> None:
        number = self._connections.number
        try:
            await self._connections.send(ToolResponse(function_responses=tuple(answers)))
        except LocalProtocolError:
            if self._connections.number == number:
                raise
            # The connection was lost in this very moment: on the next one only an id names a call of it.
            named = [answer for answer in answers if answer.id is not None]
            if named:
                await self._connections.send(ToolResponse(function_responses=tuple(named)))

    def _still_open(self, calls: Sequence[FunctionCall]) -> list[FunctionCall]:
        """Of these very calls those that wait for an answer; a newer one of the same id is another call."""
        return [call for call in calls if any(call is other for other in self._open)]

    def _close(self, calls: Sequence[FunctionCall]) -> None:
        self._open = [call for call in self._open if not any(call is other for other in calls)]
        if not any(self._blocks(call) for call in self._open):
            self._unblocked.set()
