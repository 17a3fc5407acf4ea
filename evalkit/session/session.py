"""Drives one scenario, over one connection or several in turn, and records everything."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from evalkit.clock import Stopwatch
from evalkit.errors import EvalkitError, ProtocolError, TransportError
from evalkit.media.frames import Frame
from evalkit.media.user_audio import UserAudio
from evalkit.profiles.known import ANY
from evalkit.profiles.profile import Profile
from evalkit.protocol.codec import decode
from evalkit.protocol.messages import Message, ToolResponse
from evalkit.protocol.side import Side
from evalkit.recording.model import Data, Entry, Item, Mark
from evalkit.scenario.model import Scenario, Turn
from evalkit.session.answer import Answer
from evalkit.session.calls import Calls
from evalkit.session.connections import Connections, Reconnect
from evalkit.session.conversation import Conversation
from evalkit.session.failures import failure_mark
from evalkit.session.marks import Marks
from evalkit.session.patience import Finish, anchor_t, patience
from evalkit.session.setting_up import setup_message
from evalkit.session.turn_input import TurnInput
from evalkit.transport.base import Transport

__all__ = ["Session"]

_SETTLE_S = 0.3
"""How long stragglers are listened for after the last turn: transcripts keep no order (reference §3.2)."""


class Session:
    """One scenario played once.

    Servers end a connection after about ten minutes (reference §5.2). A scenario that may last longer than 9 min 30 s
    needs `session_resumption` in its setup, else it is cut off.

    Args:
        scenario: what to play.
        spoken: audio of each turn that is spoken, by turn index.
        model: the model's resource name, as the endpoint wants it in the setup.
        sink: takes each recorded item as it happens; must not block.
        profile: what is known of the model; its dialect is spoken.
        frames: pictures of each turn that shows some, by turn index: the turn's images first, all at 0 s, then its
            video's frames in order.
        reconnect: opens the connections after the first, which resume the session when the scenario asks for it, the
            server sends goAway, or a connection is lost (reference §4.7); None: the first connection's end is the end.
    """

    def __init__(
        self,
        scenario: Scenario,
        spoken: Mapping[int, UserAudio],
        model: str,
        sink: Callable[[Item], None],
        *,
        profile: Profile = ANY,
        frames: Mapping[int, Sequence[Frame]] | None = None,
        reconnect: Reconnect | None = None,
    ) -> None:
        self._scenario, self._spoken, self._model, self._sink = scenario, spoken, model, sink
        self._profile, self._frames, self._reconnect = profile, frames or {}, reconnect
        self._conversation = Conversation()

    async def run(self, transport: Transport) -> None:
        """Plays the scenario and closes the connection.

        What goes wrong on the way (the server closes, a message breaks the protocol) is recorded as a `session_failed`
        mark and not raised: what was recorded until then is worth scoring.

        Raises:
            Exception: a mistake of ours, in whatever task it was made; no EvalkitError, unless the sink raised it.
        """
        self._clock = Stopwatch()
        self._marks = Marks(self._note, self._clock)
        scenario, clock, marks = self._scenario, self._clock, self._marks
        self._line = Connections(
            scenario,
            transport,
            self._record,
            marks,
            clock,
            hear=self._take,
            renewed=self._renewed,
            gone=self._gone,
            reconnect=self._reconnect,
        )
        self._calls = Calls(scenario, self._profile, self._line, self._conversation, marks, clock)
        self._input = TurnInput(
            scenario, self._spoken, self._frames, self._profile.dialect, self._line, self._calls, marks, clock
        )
        try:
            await self._converse()
        except EvalkitError as error:
            self._failed(error)

    async def _converse(self) -> None:
        try:
            await self._line.open(setup_message(self._scenario, self._model))
            await self._play_turns()
            await self._settle()
        except EvalkitError as error:
            if self._marks.turn is not None:
                self._finished("closed")
            self._failed(error)
        finally:
            await self._calls.stop()
            await self._line.close()

    async def _play_turns(self) -> None:
        turns = self._scenario.turns
        finish: Finish = "turn_complete"
        for turn, following in zip(turns, (*turns[1:], None), strict=True):
            await self._renew_connection(turn, finish)
            self._marks.turn = turn
            answer = self._conversation.begin(turn.index)
            self._marks.now("turn_started")
            said_t = await self._give_input(turn, following, answer)
            self._marks.now("input_ended")
            self._conversation.input_ended()
            finish, start_t = await self._await_answer(turn, following, answer, said_t)
            self._finished(finish)
            await self._until(start_t)

    async def _renew_connection(self, turn: Turn, finish: Finish) -> None:
        """Between two turns is the time to leave a connection; an answer that is barged into is heard out."""
        if turn.start.reconnect:
            await self._line.renew("asked")
        elif self._line.going_away and finish != "barged_in":
            await self._line.renew("go_away")

    async def _give_input(self, turn: Turn, following: Turn | None, answer: Answer) -> float:
        def ends(said_t: float) -> float | None:
            return anchor_t(following, answer, said_t)

        return await self._input.give(turn, self._conversation.speech_over, ends)

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
            await self._line.up()
            wait = patience(turn, answer, input_ended_t, self._scenario.timeouts)
            # Nothing can be heard while there is no connection, so nothing is concluded from it either.
            if not await self._line.news.wait(wait.until_t - self._clock()) and self._line.is_up:
                finish = wait.finish

    def _over(self, finish: Finish, following: Turn | None, answer: Answer) -> tuple[Finish, float]:
        """The answer is over; the next turn starts after its audio has been played."""
        if following is None:
            return finish, self._clock()
        if following.start.after != "turn_complete":
            # What the next turn was to interrupt never came: it starts anyway, and scorers are told.
            self._marks.missed(following)
        return finish, max(self._clock(), answer.playback.end_t) + following.start.delay_ms / 1000

    def _finished(self, reason: Finish) -> None:
        problems = self._calls.problems()
        self._marks.now("turn_finished", reason=reason, **({"calls_without_answer": problems} if problems else {}))
        self._conversation.finished()

    async def _settle(self) -> None:
        """Listens on for stragglers; a server that closes now closed a finished conversation."""
        self._line.finish()
        until_t = self._clock() + _SETTLE_S
        while self._line.ended is None and await self._line.news.wait(until_t - self._clock()):
            pass
        if not isinstance(self._line.ended, TransportError | ProtocolError):
            self._line.check()

    async def _until(self, t: float) -> None:
        # The clock counts nanoseconds: less than half of one left is nothing left.
        while (left_s := round(t - self._clock(), 9)) > 0:
            self._line.check()
            await self._line.news.wait(left_s)

    def _note(self, mark: Item) -> None:
        self._sink(mark)
        if isinstance(mark, Mark) and mark.name == "speech_ended":
            self._conversation.last_word()

    def _record(self, item: Item) -> None:
        """Records what a connection carries; an answer to a call counts from the moment in which it is recorded."""
        self._sink(item)
        if isinstance(item, Entry) and item.direction == "sent" and _may_respond(item.data):
            for message in decode(item.data, Side.CLIENT):
                if isinstance(message, ToolResponse):
                    for response in message.function_responses:
                        self._conversation.responded(response)

    def _take(self, messages: Sequence[Message], t: float) -> None:
        self._conversation.take_frame(messages, t)
        self._calls.take(messages)

    def _renewed(self) -> None:
        self._conversation.renewed(self._clock())
        self._calls.renewed()

    def _gone(self) -> None:
        self._calls.give_up()

    def _failed(self, error: EvalkitError) -> None:
        self._sink(failure_mark(error, self._clock(), self._marks.turn))


def _may_respond(data: Data) -> bool:
    """True when a frame of our own may answer a call: nearly all are audio, and are not worth reading again."""
    return '"toolResponse"' in data if isinstance(data, str) else b'"toolResponse"' in data
