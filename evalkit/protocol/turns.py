"""Who answers whom: which user turn each thing a server sends belongs to, as it comes.

A turn may begin while the previous answer is still open (barge-in), and the server's endings come in every variant of
reference §4.2 and §4.3. What comes then belongs to the earlier answer, until

- `interrupted` comes: what follows is the new turn's, but for a `turnComplete` that follows before any new audio, text
  or call and before the new input ends: that closes the interrupted turn, with the late transcripts before it.
- `turnComplete` comes without `interrupted`, and nothing came since the new input ended.
- nothing ended it: then what came after the new input had ended was the new turn's, with a `turnComplete` that came
  after it. When a second one follows that no call explains, the first closed the earlier turn after all.
- its connection was lost: the model may say again what was cut off (reference §4.7), until the user has spoken. What
  comes later belongs to the next turn, and so does all that comes on a connection made after that turn had begun.

An ending of a turn of which nothing came may be the late one of a swallowed utterance before it (reference §4.5 b):
while the user speaks it is, and after that when content follows it.

So some things may be read in two ways until more has come. Then there are two readings, and both are followed: the one
that is right if nothing more comes, and the one in which the earlier answer goes on. What settles it is what comes
next, or that the turn is over (nobody waits any more), or that the next one begins: *nothing after that changes what
was said before*. That is why a session, which asks as it goes, and a trace, which asks in the end, are told the same.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Literal, NamedTuple, TypeAlias

from evalkit.protocol.signs import (
    Aside,
    Called,
    Completed,
    Generated,
    InputOver,
    Interrupted,
    Replaced,
    Said,
    Sign,
    Transcribed,
    TurnBegan,
    TurnOver,
)
from evalkit.protocol.turn_state import Reading

__all__ = ["Credit", "Settled", "Turns"]

_Doubt: TypeAlias = Literal["content", "interruption", "ending"]
"""What may be read in two ways.

`content` after the input, where nothing had ended the earlier answer; what follows the `interruption` of the earlier
answer; the `ending` of a turn of which nothing came.
"""
Settled: TypeAlias = Literal["newer", "older"]
"""Which reading turned out to be right: the newer turn's, or the one in which the earlier answer went on."""


class Credit(NamedTuple):
    """Whose a sign is, and what it settles of those before it."""

    settles: Settled | None
    """Which reading was right of all signs that were still in doubt; None when nothing was settled."""
    newer: int | None
    """The turn the sign belongs to when nothing more comes."""
    older: int | None
    """The turn it belongs to when the earlier answer goes on: the same, where there is no doubt."""


class Turns:
    """Follows a conversation; feed it every sign in its order.

    Attributes:
        newer: the reading that is right if nothing more comes.
        older: the reading in which the earlier answer goes on; the very same object where there is no doubt.
    """

    def __init__(self) -> None:
        self.newer = self.older = Reading()
        self._doubt: _Doubt | None = None
        self._called = self._completed = False
        """What came in the window of the current turn."""

    @property
    def in_doubt(self) -> bool:
        """True while what came lately may belong to either of two turns."""
        return self._doubt is not None

    def take(self, sign: Sign) -> Credit:
        """Takes in the next sign."""
        if isinstance(sign, Aside):
            return Credit(None, self.newer.current, self.newer.current)
        if isinstance(sign, TurnBegan):
            if sign.turn == self.newer.current:
                return Credit(None, sign.turn, sign.turn)
            self._called = self._completed = False
        settles = self._settled_by(sign)
        if settles:
            self._settle(settles)
        if self._doubt is None:
            self._doubt_before(sign)
        credit = Credit(settles, *self._both(sign))
        self._after(sign)
        return credit

    def _settled_by(self, sign: Sign) -> Settled | None:
        if self._doubt is None:
            return None
        if isinstance(sign, TurnBegan | TurnOver | Replaced):
            return "newer"
        if self._doubt == "ending":
            return "older" if isinstance(sign, Said | Called | Transcribed) else None
        if self._doubt == "interruption":
            if isinstance(sign, Said | Called | InputOver):
                return "newer"
            return "older" if isinstance(sign, Completed) else None
        return self._content_settled_by(sign)

    def _content_settled_by(self, sign: Sign) -> Settled | None:
        if isinstance(sign, Interrupted) and not self._completed:
            return "older"
        if not isinstance(sign, Completed):
            return None
        if self._completed:
            return "older"
        return "newer" if self._called else None

    def _settle(self, reading: Settled) -> None:
        self.newer = self.older = self.newer if reading == "newer" else self.older
        self._doubt = None

    def _doubt_before(self, sign: Sign) -> None:
        """Parts the readings where a sign may be of the earlier answer, or the first of the newer one."""
        reading = self.newer
        if reading.stale and reading.input_over and isinstance(sign, Said | Called | Transcribed):
            self._part("content")
            self.newer.let_go()
        elif isinstance(sign, Generated | Interrupted | Completed) and reading.may_close_previous(sign):
            before = reading.standing(reading.previous)
            if reading.input_over and not (before.ended or before.interrupted):
                self._part("ending")

    def _part(self, doubt: _Doubt) -> None:
        self._doubt, self.older = doubt, deepcopy(self.newer)

    def _both(self, sign: Sign) -> tuple[int | None, int | None]:
        newer = self.newer.take(sign, closes_previous=not self.newer.input_over)
        if self.older is self.newer:
            return newer, newer
        closes = self._doubt == "ending" or not self.older.input_over
        return newer, self.older.take(sign, closes_previous=closes)

    def _after(self, sign: Sign) -> None:
        """An ending of the earlier answer lets the current turn have what follows."""
        self._called = self._called or isinstance(sign, Called)
        if isinstance(sign, Completed):
            self._completed = True
            if self.older.stale:
                self.older.let_go()
        elif isinstance(sign, Interrupted) and self._doubt is None and self.newer.stale:
            self._part("interruption")
            self.newer.let_go()
