"""The noise that a stream of audio lies in, and which of its frames stand out of it."""

from __future__ import annotations

import math
from collections import deque

import numpy as np

__all__ = ["NoiseFloor"]

_HEARD = 200
_BELIEVED = 120
"""Frames of 10 ms that a stream must have lasted: speech mostly falls quiet sooner, in the closure of a stop."""
_EVERY = 10
_SMOOTHED = 5
"""Frames whose mean power is compared with the floor: single ones of a crowd swing by 10 dB."""
_QUIETEST_PERCENT = 5
_ABOVE_DB = 8.0


class NoiseFloor:
    """Follows the quietest of the last two seconds, frame of 10 ms by frame.

    Clean audio has no floor, because speech falls silent now and then; so a stream that was silent counts as clean
    until that is nearly two seconds ago.

    Args:
        silent_dbfs: a level below this one is silence. Without a floor, frames from this level on stand out.
    """

    def __init__(self, silent_dbfs: float) -> None:
        self._silent_dbfs = silent_dbfs
        self._levels: deque[float] = deque(maxlen=_HEARD)
        self._powers: deque[float] = deque(maxlen=_SMOOTHED)
        self._heard = 0
        self._floor_dbfs: float | None = None

    def stands_out(self, level_dbfs: float) -> bool:
        """Takes the level of the next frame; True when it is more than noise or silence."""
        self._powers.append(10 ** (level_dbfs / 10))
        smooth_dbfs = 10 * math.log10(sum(self._powers) / len(self._powers))
        self._levels.append(smooth_dbfs)
        self._heard += 1
        if self._heard % _EVERY == 0 and len(self._levels) >= _BELIEVED:
            quietest_dbfs = float(np.percentile(self._levels, _QUIETEST_PERCENT))
            self._floor_dbfs = quietest_dbfs if quietest_dbfs >= self._silent_dbfs - _ABOVE_DB / 2 else None
        if self._floor_dbfs is None:
            return level_dbfs >= self._silent_dbfs
        return smooth_dbfs >= max(self._silent_dbfs, self._floor_dbfs + _ABOVE_DB)
