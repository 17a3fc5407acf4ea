"""How a listener hears audio that arrives in bursts: one chunk after the other, at the speed of sound."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Playback"]


@dataclass(slots=True)
class Playback:
    """A player that starts `prebuffer_s` after the first chunk arrives, and stalls when it runs dry.

    After a stall it goes on with the next chunk at once; only a new stretch waits for the pre-buffer again. Times are
    seconds on whatever clock the caller uses.
    """

    rate_hz: int = 24_000
    end_t: float = 0.0
    """When the last sample queued so far has been heard; 0 before the first."""
    underruns: int = 0
    """How often the player ran dry and went on later."""
    prebuffer_s: float = 0.0
    underrun_s: float = 0.0
    """How long it was dry, all underruns together."""
    _started: bool = False

    def feed(self, t: float, samples: int) -> float:
        """Queues a chunk that arrived at `t`; returns when its first sample is heard."""
        if self.end_t > t:
            heard_t = self.end_t
        elif self._started:
            heard_t = t
            # Less than a sample is what floats lose, and nothing that could be heard.
            if (dry_s := t - self.end_t) * self.rate_hz >= 1:
                self.underruns += 1
                self.underrun_s += dry_s
        else:
            heard_t = t + self.prebuffer_s
        self._started = True
        self.end_t = heard_t + samples / self.rate_hz
        return heard_t

    def pause(self) -> None:
        """No more is due for now: if what is queued runs out, the next chunk starts a new stretch, not an underrun."""
        self._started = False

    def flush(self, t: float) -> float:
        """Drops what has not been heard at `t` (the answer was interrupted); returns how many seconds that were.

        The next chunk starts a new stretch, not an underrun.
        """
        dropped_s = max(0.0, self.end_t - t)
        self.end_t = min(self.end_t, t)
        self._started = False
        return dropped_s
