"""Drives one scenario over one transport, and records everything."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from typing import Any, cast

from evalkit.clock import Stopwatch
from evalkit.errors import (
    ConnectError,
    ConnectionClosed,
    EvalkitError,
    ExitCode,
    ProtocolError,
    RemoteProtocolError,
    ServerReportedError,
    SetupError,
    TransportError,
)
from evalkit.media.user_audio import UserAudio
from evalkit.protocol.connection import Connection, Side, State
from evalkit.protocol.messages import (
    Blob,
    ClientContent,
    ClientMessage,
    Content,
    FunctionCall,
    Part,
    RealtimeInput,
    ServerError,
    ToolCall,
    ToolResponse,
)
from evalkit.recording.model import Item, Mark, MarkName
from evalkit.scenario.model import Scenario, SilenceInput, TextInput, Turn
from evalkit.session.conversation import Answer, Conversation
from evalkit.session.microphone import RATE_HZ, Microphone, tail_ms
from evalkit.session.patience import Finish, anchor_t, patience
from evalkit.session.setting_up import REFUSALS, refused, setup_message, unanswered
from evalkit.session.tool_stubs import answer_call, still_waiting
from evalkit.transport.base import Transport
from evalkit.transport.record import RecordingTransport

__all__ = ["Session", "failure_mark"]

_SETTLE_S = 0.3
"""How long stragglers are listened for after the last turn: transcripts keep no order (reference §3.2)."""


class Session:
    """One scenario played once over one open connection.

    Args:
        scenario: what to play.
        spoken: audio of each turn that is spoken, by turn index.
        model: the model's resource name, as the endpoint wants it in the setup.
        sink: takes each recorded item as it happens; must not block.
    """

    def __init__(
        self, scenario: Scenario, spoken: Mapping[int, UserAudio], model: str, sink: Callable[[Item], None]
    ) -> None:
        self._scenario, self._spoken, self._model, self._sink = scenario, spoken, model, sink
        self._connection = Connection(Side.CLIENT)
        self._conversation = Conversation()
        self._changed = asyncio.Event()
        self._ended: Exception | None = None
        """Why nothing more will be received: the server closed, broke the protocol, or we failed."""
        self._turn: Turn | None = None
        self._tools: set[asyncio.Task[None]] = set()

    async def run(self, transport: Transport) -> None:
        """Plays the scenario and closes the connection.

        What goes wrong on the way (the server closes, a message breaks the protocol) is recorded as a `session_failed`
        mark and not raised: what was recorded until then is worth scoring.

        Raises:
            Exception: a mistake of ours, in whatever task it was made; no EvalkitError, unless the sink raised it.
        """
        self._clock = Stopwatch()
        self._transport = RecordingTransport(transport, self._sink, self._clock)
        reading = self._start(self._read, "session reader")
        try:
            await self._set_up()
            await self._play_turns()
            await self._settle()
        except EvalkitError as error:
            if self._turn is not None:
                self._mark("turn_finished", reason="closed")
            self._sink(failure_mark(error, self._clock(), self._turn))
        finally:
            for task in (*self._tools, reading):
                task.cancel()
            await asyncio.gather(*self._tools, reading, return_exceptions=True)
            await self._transport.close()

    async def _set_up(self) -> None:
        await self._send(setup_message(self._scenario, self._model))
        limit_s = self._scenario.timeouts.setup_s
        until_t = self._clock() + limit_s
        while self._connection.state is not State.READY:
            if self._ended is not None:
                raise refused(self._ended)
            if not await self._wait(until_t - self._clock()):
                raise unanswered(limit_s)

    async def _play_turns(self) -> None:
        turns = self._scenario.turns
        for turn, following in zip(turns, (*turns[1:], None), strict=True):
            self._turn = turn
            answer = self._conversation.begin(turn.index)
            self._mark("turn_started")
            said_t = await self._give_input(turn, following, answer)
            self._mark("input_ended")
            self._conversation.input_ended()
            finish, start_t = await self._await_answer(turn, following, answer, said_t)
            self._mark("turn_finished", reason=finish)
            await self._until(start_t)

    async def _give_input(self, turn: Turn, following: Turn | None, answer: Answer) -> float:
        """Gives the turn's input; returns when it ended, the silence that follows speech left out.

        That silence is cut short when the next turn's moment comes in it.
        """
        microphone = Microphone(self._send_audio, self._mark_at, self._clock, self._scenario.chunk_ms)
        manual = self._connection.manual_activity
        match turn.user:
            case TextInput(text):
                content = Content(role="user", parts=(Part(text=text),))
                await self._send(ClientContent(turns=(content,), turn_complete=True))
            case SilenceInput(duration_s):
                await microphone.silence(duration_s)
            case _ if manual:
                await self._send(RealtimeInput(activity_start=True))
                await microphone.speak(self._spoken[turn.index])
                await self._send(RealtimeInput(activity_end=True))
            case _:
                await microphone.speak(self._spoken[turn.index])
                self._conversation.speech_over()
                said_t = self._clock()

                def in_time(t: float) -> bool:
                    moment = anchor_t(following, answer, said_t)
                    return moment is None or t <= moment

                await microphone.silence(tail_ms(self._scenario) / 1000, in_time)
                return said_t
        return self._clock()

    async def _await_answer(
        self, turn: Turn, following: Turn | None, answer: Answer, said_t: float
    ) -> tuple[Finish, float]:
        """Waits until the answer is over or the next turn's moment has come; returns why, and when the next starts."""
        finish: Finish | None = None
        input_ended_t = self._clock()
        while True:
            moment = anchor_t(following, answer, said_t)
            if moment is not None:
                await self._until(moment)
                return ("turn_complete" if answer.complete else finish or "barged_in"), moment
            # An empty turn is no promise: silence is listened to for as long as it was asked for.
            silent = turn.expects_silence and answer.audible_t is None
            if finish or (answer.complete and not silent):
                return self._over(finish or "turn_complete", following, answer)
            self._check_connection()
            wait = patience(turn, answer, input_ended_t, self._scenario.timeouts)
            if not await self._wait(wait.until_t - self._clock()):
                finish = wait.finish

    def _over(self, finish: Finish, following: Turn | None, answer: Answer) -> tuple[Finish, float]:
        """The answer is over; the next turn starts after its audio has been played."""
        if following is None:
            return finish, self._clock()
        if following.start.after != "turn_complete":
            # What the next turn was to interrupt never came: it starts anyway, and scorers are told.
            self._sink(Mark(self._clock(), "anchor_missed", following.index, {"after": following.start.after}))
        return finish, max(self._clock(), answer.playback.end_t) + following.start.delay_ms / 1000

    async def _settle(self) -> None:
        """Listens on for stragglers; a server that closes now closed a finished conversation."""
        until_t = self._clock() + _SETTLE_S
        while self._ended is None and await self._wait(until_t - self._clock()):
            pass
        if not isinstance(self._ended, TransportError | ProtocolError):
            self._check_connection()

    async def _until(self, t: float) -> None:
        # The clock counts nanoseconds: less than half of one left is nothing left.
        while (left_s := round(t - self._clock(), 9)) > 0:
            self._check_connection()
            await self._wait(left_s)

    def _check_connection(self) -> None:
        if self._ended is not None:
            raise self._ended

    async def _wait(self, limit_s: float) -> bool:
        """Waits for news of the server; False when none came in time."""
        try:
            async with asyncio.timeout(max(0.0, limit_s)):
                await self._changed.wait()
        except TimeoutError:
            return False
        self._changed.clear()
        return True

    def _start(self, work: Callable[[], Coroutine[Any, Any, None]], name: str) -> asyncio.Task[None]:
        return asyncio.create_task(self._guarded(work), name=name)

    async def _guarded(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Runs the work of a task of its own; what it raises ends the conversation, so that nobody waits in vain."""
        try:
            await work()
        except Exception as error:
            self._ended = self._ended or error
            self._changed.set()

    async def _read(self) -> None:
        """The only reader: takes each message in the moment it arrives, so that nothing waits on a busy sender."""
        while True:
            data = await self._transport.receive()
            now = self._clock()
            for message in self._connection.receive(data):
                if isinstance(message, ServerError):
                    raise ServerReportedError(message.code, message.message, message.status or "")
                self._conversation.take(message, now)
                if isinstance(message, ToolCall) and message.function_calls:
                    task = self._start(partial(self._answer_calls, message.function_calls), "tool stubs")
                    self._tools.add(task)
                    task.add_done_callback(self._tools.discard)
            self._changed.set()

    async def _answer_calls(self, calls: tuple[FunctionCall, ...]) -> None:
        """Answers the calls of one frame together, as the API's own examples do, once the slowest tool is done."""
        answers = [(call, *answer_call(self._scenario.tools, call)) for call in calls]
        await asyncio.sleep(max(after_ms for _, _, after_ms in answers) / 1000)
        waiting = still_waiting(calls, self._connection.pending_calls)
        responses = tuple(response for call, response, _ in answers if any(call is other for other in waiting))
        if not responses:
            return
        self._conversation.answered(waiting, self._clock())
        await self._send(ToolResponse(function_responses=responses))
        self._changed.set()

    async def _send(self, message: ClientMessage) -> None:
        await self._transport.send(self._connection.send(message))

    async def _send_audio(self, pcm: bytes) -> None:
        self._check_connection()
        await self._send(RealtimeInput(audio=Blob(mime_type=f"audio/pcm;rate={RATE_HZ}", data=pcm)))

    def _mark(self, name: MarkName, **detail: Any) -> None:
        self._mark_at(name, self._clock(), detail)

    def _mark_at(self, name: str, t: float, detail: Mapping[str, Any]) -> None:
        self._sink(Mark(t, cast(MarkName, name), self._turn.index if self._turn else None, detail))


def failure_mark(error: EvalkitError, t: float, turn: Turn | None) -> Mark:
    """Returns the mark that says why an attempt could not be measured.

    Its `status` is "invalid" when no retry will mend it (our configuration, scenario or recording), else "infra".
    """
    if isinstance(error, SetupError | ConnectError):
        configuration = error.configuration
    else:
        configuration = error.exit_code is ExitCode.INVALID
    detail = {
        "kind": type(error).__name__,
        "message": _in_words(error),
        "status": "invalid" if configuration else "infra",
    }
    return Mark(t, "session_failed", turn.index if turn else None, detail)


def _in_words(error: EvalkitError) -> str:
    """The error as a sentence of its own: who did it, and what to do next."""
    match error:
        case RemoteProtocolError():
            return f"the server broke the protocol: {error}; see its last message in events.jsonl"
        case ConnectionClosed(code=code) if code in REFUSALS:
            return f"{error}; the server refused what was sent before: see its reason and events.jsonl"
        case ConnectionClosed() | ServerReportedError():
            return f"{error}; try again later"
    return str(error)
