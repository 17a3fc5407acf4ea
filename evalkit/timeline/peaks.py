"""How loud a lane is, drawn from its own samples: the lowest and the highest of each fiftieth of a second."""

from __future__ import annotations

import base64

import numpy as np

from evalkit.media.activity import AUDIBLE_DBFS
from evalkit.media.pcm import FULL_SCALE, to_samples

__all__ = ["PEAKS_PER_S", "peaks"]

PEAKS_PER_S = 50
"""So that a quarter of an hour is 90 kB, and a pixel at the widest zoom is still a whole peak."""

_HEARD = FULL_SCALE * 10 ** (AUDIBLE_DBFS / 20)


def peaks(pcm: bytes, rate_hz: int) -> str:
    """Returns the peaks of PCM16 as base64 of int8 pairs (lowest, highest); 127 is full scale, and silence is 0, 0.

    What is left over at the end is a peak too. Silence is what nobody hears, below -60 dBFS, as dither is; whatever is
    louder is at least 1 high, for a page must not draw a faint voice as silence.
    """
    samples = to_samples(pcm)
    if not len(samples):
        return ""
    starts = np.arange(0, len(samples), max(1, rate_hz // PEAKS_PER_S))
    lowest = np.minimum(np.minimum.reduceat(samples, starts), 0)
    highest = np.maximum(np.maximum.reduceat(samples, starts), 0)
    pairs = np.stack((lowest, highest), axis=1).astype(np.int32)
    heights = -(-np.abs(pairs) * 127 // round(FULL_SCALE))
    scaled = np.where(np.abs(pairs) < _HEARD, 0, np.sign(pairs) * heights)
    return base64.b64encode(scaled.astype(np.int8).tobytes()).decode("ascii")
