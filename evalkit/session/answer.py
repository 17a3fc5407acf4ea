"""The model's answer to one user turn as a session sees it: what decides how long it waits."""

from __future__ import annotations

from dataclasses import dataclass, field

from evalkit.media.activity import first_audible
from evalkit.media.pcm import to_samples
from evalkit.media.playback import Playback
from evalkit.protocol.messages import Blob

__all__ = ["Answer"]


@dataclass(slots=True)
class Answer:
    """The model's answer to one user turn, as far as it has come; times in seconds since the connection opened."""

    turn: int
    playback: Playback = field(default_factory=Playback)
    first_t: float | None = None
    """First sign of an answer."""
    last_t: float | None = None
    audible_t: float | None = None
    """When the first audible sample is heard by somebody who listens."""
    called_t: float | None = None
    """First tool call."""
    open_calls: int = 0
    ended: bool = False
    """A turnComplete closed it for certain, and no content came after that."""
    in_progress: bool = False
    """The server said that the interaction goes on after turnComplete (reference §4.2, extended thinking)."""
    owed: bool = False
    """A tool was answered and nothing came since: turnComplete may close the turn of the call only (reference §4.4)."""
    maybe_begun: bool = False
    """What came is this answer's unless an earlier one goes on."""
    maybe_ended: bool = False
    """A turnComplete came that closed this answer, unless it closed an earlier one."""
    held_up_t: float = 0.0
    """Until when an earlier answer kept the model from this one."""

    @property
    def complete(self) -> bool:
        """True when nothing more is to be expected."""
        return self.ended and not (self.open_calls or self.in_progress or self.owed)

    @property
    def quiet_since(self) -> float:
        """The last sign, or the end of the audio that is still being played, whichever is later."""
        return max(self.last_t or 0.0, self.playback.end_t)

    def shows(self, t: float) -> None:
        """Notes a sign of life, which nobody owes any more."""
        self.first_t = t if self.first_t is None else self.first_t
        self.last_t, self.owed = t, False

    def plays(self, blob: Blob, t: float) -> None:
        """Notes audio that came at `t`."""
        self.shows(t)
        samples = to_samples(blob.data)
        rate_hz = blob.rate_hz or self.playback.rate_hz
        heard_t = self.playback.feed(t, round(len(samples) * self.playback.rate_hz / rate_hz))
        if self.audible_t is None:
            at = first_audible(samples, rate_hz)
            self.audible_t = None if at is None else heard_t + at / rate_hz

    def calls(self, t: float) -> None:
        """Notes a call that came at `t`."""
        self.shows(t)
        self.called_t = t if self.called_t is None else self.called_t

    def answered(self, t: float) -> None:
        """Notes that a call of it was answered: the model owes the rest."""
        self.owed, self.last_t = True, t

    def thinks(self) -> None:
        """Notes a thought, which is no sign of an answer to anybody else."""
        self.owed = False

    def interrupted(self, t: float) -> None:
        """Notes that what was not yet played will not be."""
        if self.audible_t is not None and self.audible_t > t:
            self.audible_t = None
        self.playback.flush(t)
