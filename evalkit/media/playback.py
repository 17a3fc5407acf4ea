"""How a listener hears audio that arrives in bursts: one chunk after the other, at the speed of sound."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Playback"]


@dataclass(slots=True)
class Playback:
    """A player without a pre-buffer: it starts as the first chunk arrives, and stalls when it runs dry.

    Times are seconds on whatever clock the caller uses.
    """

    rate_hz: int = 24_000
    end_t: float = 0.0
    """When the last sample queued so far has been heard; 0 before the first."""
    underruns: int = 0
    """How often the player ran dry and went on later."""
    _started: bool = False

    def feed(self, t: float, samples: int) -> float:
        """Queues a chunk that arrived at `t`; returns when its first sample is heard."""
        if self._started and t > self.end_t:
            self.underruns += 1
        heard_t = max(t, self.end_t) if self._started else t
        self._started = True
        self.end_t = heard_t + samples / self.rate_hz
        return heard_t

    def flush(self, t: float) -> float:
        """Drops what has not been heard at `t` (the answer was interrupted); returns how many seconds that were.

        The next chunk starts a new stretch, not an underrun.
        """
        dropped_s = max(0.0, self.end_t - t) if self._started else 0.0
        self.end_t = min(self.end_t, t)
        self._started = False
        return dropped_s
