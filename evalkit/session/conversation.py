"""What the model has done so far, kept per turn: the state a session decides by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.protocol import signs
from evalkit.protocol.messages import FunctionCall, FunctionResponse, Message
from evalkit.protocol.turn_state import Reading
from evalkit.protocol.turns import Settled, Turns
from evalkit.session.answer import Answer
from evalkit.session.hearing import Heard, heard

__all__ = ["Conversation"]


@dataclass(slots=True)
class _Call:
    """A call that was made, and the answer it is part of as far as is known."""

    call: FunctionCall
    answer: Answer
    newer: int | None
    """The turn it was made in unless an earlier answer goes on."""
    waits: bool = True


class Conversation:
    """Credits what the server sends to the turn it answers, as it comes.

    Who answers whom is `evalkit.protocol.turns`, which the trace of the recording follows as well. While two readings
    are possible, what comes is credited to the earlier answer, so that nothing is started on account of it; that it may
    be the current one's is noted, and is done to that answer too once it proves true.
    """

    def __init__(self) -> None:
        self.current = Answer(-1, ended=True)
        self._turns = Turns()
        self._answers = {self.current.turn: self.current}
        self._doubtful: list[tuple[int | None, Heard]] = []
        """What may belong to a newer turn than it was credited to, and that turn."""
        self._calls: list[_Call] = []
        self._speaking = self._giving_input = False
        self._unsure = False
        """The last turnComplete came of a turn in which nothing was said, at a moment that is not its own."""

    def begin(self, turn: int) -> Answer:
        """Starts the next turn; its answer is the current one from now on."""
        self._take(Heard(signs.TurnBegan(turn)))
        self.current = self._answers[turn] = Answer(turn)
        self._speaking = self._giving_input = True
        self._unsure = False
        return self.current

    def speech_over(self) -> None:
        """Notes that the user has said everything; silence may follow."""
        self._speaking = False

    def last_word(self) -> None:
        """Notes that the last word the user speaks was sent: whoever was cut off and did not go on will not now."""
        self._take(Heard(signs.SpeechOver()))

    def input_ended(self) -> None:
        """Notes that the turn's whole input was sent."""
        self._speaking = self._giving_input = False
        self._take(Heard(signs.InputOver(self.current.turn)))

    def finished(self) -> None:
        """Notes that nobody waits for the current answer any more."""
        self._take(Heard(signs.TurnOver(self.current.turn)))

    def take(self, message: Message, t: float) -> None:
        """Takes in one server message that arrived at `t`."""
        self.take_frame((message,), t)

    def take_frame(self, messages: Sequence[Message], t: float) -> None:
        """Takes in the messages of one frame that arrived at `t`."""
        for each in heard(messages, t):
            self._take(each, t)

    def answered(self, calls: Sequence[FunctionCall], t: float, *, owed: bool = True) -> None:
        """Notes that these calls were answered: the model owes the rest of their turn again, unless told to keep quiet.

        Args:
            calls: the very objects that were received.
            t: when.
            owed: False when every answer was SILENT (reference §2.8).
        """
        for made in self._close(calls):
            if owed and made.answer is self.current:
                self.current.answered(t)
            elif owed and self._turns.in_doubt and made.newer == self.current.turn:
                self._doubtful.append((made.newer, Heard(signs.Aside(), lambda answer: answer.answered(t))))

    def responded(self, response: FunctionResponse) -> None:
        """Notes that an answer to a call was handed to the connection."""
        more, silent = bool(response.will_continue), response.scheduling == "SILENT"
        self._take(Heard(signs.Responded(response.name, response.id, more=more, silent=silent)))

    def abandoned(self, calls: Sequence[FunctionCall]) -> None:
        """Notes that these calls cannot be answered any more."""
        self._close(calls)

    def renewed(self, t: float) -> None:
        """Notes that the connection was replaced: waiting begins anew, and no earlier answer goes on."""
        self._take(Heard(signs.Replaced()))
        self.current.held_up_t = t
        if self.current.last_t is not None:
            self.current.last_t = t

    def _take(self, each: Heard, t: float = 0.0) -> None:
        completes = isinstance(each.sign, signs.Completed)
        bare = self._bare() if completes else {}
        credit = self._turns.take(each.sign)
        if credit.settles:
            self._settle(credit.settles)
        answer = self._answer(credit.older)
        self._do(each, answer, credit.newer)
        if self._turns.in_doubt and credit.newer != credit.older:
            self._doubtful.append((credit.newer, each))
            self.current.maybe_begun = self.current.maybe_begun or each.shows
        if completes:
            self._unsure = bare[credit.settles or "newer"]
        self._hold_up(each, answer, t)
        self._judge()

    def _answer(self, turn: int | None) -> Answer:
        return self.current if turn is None else self._answers.get(turn, self.current)

    def _settle(self, reading: Settled) -> None:
        doubtful, self._doubtful = self._doubtful, []
        self.current.maybe_begun = False
        for turn, each in doubtful if reading == "newer" else ():
            self._do(each, self._answer(turn), turn)

    def _do(self, each: Heard, answer: Answer, newer: int | None) -> None:
        if each.does is not None:
            each.does(answer)
        if each.call is not None:
            self._called(each.call, answer, newer)
        elif isinstance(each.sign, signs.Cancelled):
            self._close([made.call for made in self._calls if made.call.id in each.sign.ids])

    def _called(self, call: FunctionCall, answer: Answer, newer: int | None) -> None:
        made = next((made for made in self._calls if made.call is call), None)
        if made is None:
            if call.id is not None:
                self._close([other.call for other in self._calls if other.call.id == call.id])
            self._calls.append(_Call(call, answer, newer))
            answer.open_calls += 1
        elif made.waits:
            made.answer.open_calls -= 1
            made.answer = answer
            answer.open_calls += 1

    def _close(self, calls: Sequence[FunctionCall]) -> list[_Call]:
        """Takes calls off the open ones, the very objects; returns those that were open."""
        closed = [made for made in self._calls if made.waits and any(made.call is call for call in calls)]
        for made in closed:
            made.waits = False
            made.answer.open_calls -= 1
        return closed

    def _bare(self) -> dict[Settled, bool]:
        """By reading: would a turnComplete now close a turn of which nothing came, so that it may be another's?

        It may be that of an utterance swallowed before (reference §4.5 b).
        """
        readings: dict[Settled, Reading] = {"newer": self._turns.newer, "older": self._turns.older}
        return {name: self._closes_nothing(reading) for name, reading in readings.items()}

    def _closes_nothing(self, reading: Reading) -> bool:
        before_ended = reading.previous is None or reading.standing(reading.previous).ended
        return not reading.standing(reading.current).begun and (self._speaking or not before_ended)

    def _hold_up(self, each: Heard, answer: Answer, t: float) -> None:
        """While an earlier answer goes on, or may, nobody can expect this one."""
        if answer is self.current or self._giving_input:
            return
        if each.shows:
            self.current.held_up_t = t
        elif isinstance(each.sign, signs.Completed) and self._turns.in_doubt:
            self.current.held_up_t = answer.quiet_since

    def _judge(self) -> None:
        """Says of the current answer what is certain, and what is true unless an earlier one goes on."""
        newer = self._turns.newer.standing(self.current.turn)
        older = self._turns.older.standing(self.current.turn)
        sure = newer.completed and older.completed and not self._unsure
        self.current.ended, self.current.maybe_ended = sure, newer.completed and not sure
        self.current.in_progress = newer.in_progress or older.in_progress
