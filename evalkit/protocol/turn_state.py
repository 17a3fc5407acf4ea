"""How far each turn's answer is under one reading of the conversation: the steps of `evalkit.protocol.turns`."""

from __future__ import annotations

from dataclasses import dataclass, field

from evalkit.protocol.open_calls import OpenCalls
from evalkit.protocol.signs import (
    Called,
    Cancelled,
    Completed,
    Generated,
    Held,
    InputOver,
    Interrupted,
    Progress,
    Replaced,
    Reported,
    Responded,
    Rested,
    Said,
    Sign,
    SpeechOver,
    Transcribed,
    TurnBegan,
    TurnOver,
)

__all__ = ["Reading", "Standing"]


@dataclass(slots=True)
class Standing:
    """How far the answer to one user turn is."""

    begun: bool = False
    completed: bool = False
    """A turnComplete closed it, and only transcripts came after that: they keep no order (reference §3.2)."""
    interrupted: bool = False
    cut: bool = False
    """Its connection was lost before its end, and nothing of it came since."""
    in_progress: bool = False
    """The server said that the interaction goes on after turnComplete (reference §4.2, extended thinking)."""

    @property
    def ended(self) -> bool:
        """True when its turnComplete was not taken back."""
        return self.completed and not self.in_progress


@dataclass(slots=True)
class Reading:
    """One reading of a conversation: what every answer's standing is if what is said so far means this."""

    standings: dict[int, Standing] = field(default_factory=dict)
    calls: OpenCalls = field(default_factory=OpenCalls)
    current: int | None = None
    previous: int | None = None
    owner: int | None = None
    """The turn that content belongs to: the current one, or an earlier one whose answer is still open."""
    last: int | None = None
    """The turn of the last content or ending."""
    input_over: bool = False

    @property
    def stale(self) -> bool:
        """True while an earlier turn's answer is open, and what comes is still part of it."""
        return self.owner is not None and self.owner != self.current

    def standing(self, turn: int | None) -> Standing:
        """Returns how far the answer to a turn is; that of no turn is nowhere."""
        return Standing() if turn is None else self.standings.setdefault(turn, Standing())

    def let_go(self) -> None:
        """From now on content belongs to the current turn; an answer that was cut has had its end then."""
        if self.stale and self.standing(self.owner).cut and self._open(self.owner):
            self.standing(self.owner).completed = True
        self.owner = self.current

    def may_close_previous(self, sign: Sign) -> bool:
        """True when an ending may be a late one of the turn before, as of a swallowed utterance (reference §4.5 b)."""
        if self.previous is None or self.owner is None or self.stale or self.standing(self.owner).begun:
            return False
        before = self.standing(self.previous)
        if before.ended or before.interrupted:
            return isinstance(sign, Interrupted) and not self.input_over
        return isinstance(sign, Generated | Interrupted | Completed)

    def take(self, sign: Sign, *, closes_previous: bool) -> int | None:
        """Takes in a sign and returns the turn it belongs to; None for what lies outside any turn.

        Args:
            sign: what came.
            closes_previous: where an ending may be the late one of the turn before, it is.
        """
        match sign:
            case Said() | Called() | Transcribed():
                return self._content(sign)
            case Generated() | Interrupted() | Completed():
                return self._ending(sign, closes_previous and self.may_close_previous(sign))
            case TurnBegan(turn=turn):
                self._begin(turn)
            case SpeechOver():
                self._spoken()
            case InputOver(turn=turn) | TurnOver(turn=turn):
                self._over(sign)
                return turn
            case Replaced():
                self._replaced()
                return None
            case Rested():
                return self.owner
            case Reported():
                return self._latest
            case Progress(goes_on=goes_on):
                self.standing(self._latest).in_progress = goes_on
                return self._latest
            case Cancelled(ids=ids):
                turn_of_call = self.calls.cancelled(ids)
                return self.last if turn_of_call is None else turn_of_call
            case Responded():
                return self._responded(sign)
            case Held(ids=ids):
                turns = (self.calls.turn_of(id, id) for id in ids)
                return next((held for held in turns if held is not None), self.current)
        return self.current

    @property
    def _latest(self) -> int | None:
        return self.current if self.last is None else self.last

    def _begin(self, turn: int) -> None:
        self.previous, self.current, self.input_over = self.current, turn, False
        if not self._open(self.owner):
            self.owner = turn

    def _over(self, sign: InputOver | TurnOver) -> None:
        if isinstance(sign, InputOver) and sign.turn == self.current:
            self._spoken()
            self.input_over = True

    def _spoken(self) -> None:
        """Whoever was cut off by a lost connection and did not go on before the user spoke will not now."""
        if self.stale and self.standing(self.owner).cut:
            self.let_go()

    def _replaced(self) -> None:
        """A new connection ends what is still open of an earlier turn, and cuts what is open of the current one."""
        self.calls.abandoned()
        self.owner = self.current
        self.standing(self.current).cut = True

    def _content(self, sign: Said | Called | Transcribed) -> int | None:
        self.last = self.owner
        standing = self.standing(self.owner)
        standing.begun, standing.cut = True, False
        if not isinstance(sign, Transcribed):
            standing.completed = standing.interrupted = standing.in_progress = False
        if isinstance(sign, Called) and self.owner is not None:
            self.calls.called(sign, self.owner)
        return self.owner

    def _ending(self, sign: Generated | Interrupted | Completed, late: bool) -> int | None:
        self.last = self.previous if late else self.owner
        standing = self.standing(self.last)
        if isinstance(sign, Interrupted):
            standing.interrupted, standing.cut = True, False
        elif isinstance(sign, Completed):
            standing.completed, standing.in_progress = True, False
        return self.last

    def _responded(self, sign: Responded) -> int | None:
        turn = self.calls.responded(sign)
        turn = self.current if turn is None else turn
        if turn is not None and turn == self.current and not sign.silent:
            # The model owes the rest of its turn again, unless it was told to keep quiet (reference §2.8).
            self.standing(turn).completed = False
        return turn

    def _open(self, turn: int | None) -> bool:
        """True while more of a turn's answer is to be expected.

        A call's turn may be completed before the answer to the call (reference §4.4): then more is to come.
        """
        if turn is None:
            return False
        standing = self.standing(turn)
        closed = standing.interrupted or (standing.ended and not self.calls.wait_in(turn))
        return standing.begun and not closed
