"""Makes the speech of different engines comparable: same peak, no long silence at the ends."""

from __future__ import annotations

import numpy as np

from evalkit.media.pcm import FULL_SCALE, Samples

__all__ = ["PEAK_DBFS", "SILENCE_DBFS", "even_out"]

PEAK_DBFS = -3.0
SILENCE_DBFS = -55.0
_MARGIN_S = 0.050
_PEAK = 10 ** (PEAK_DBFS / 20) * FULL_SCALE
_SILENCE = 10 ** (SILENCE_DBFS / 20) * FULL_SCALE


def even_out(samples: Samples, rate_hz: int) -> Samples:
    """Scales speech to a peak of -3 dBFS, then cuts silence (below -55 dBFS) at either end down to 50 ms.

    Returns:
        New samples; none at all when nothing in them is louder than silence.
    """
    peak = int(np.abs(samples.astype(np.int32)).max(initial=0))
    if peak < _SILENCE:
        return np.zeros(0, np.int16)
    scaled = np.rint(samples.astype(np.float64) * (_PEAK / peak))
    loud = np.flatnonzero(np.abs(scaled) >= _SILENCE)
    margin = round(_MARGIN_S * rate_hz)
    start, end = max(0, int(loud[0]) - margin), int(loud[-1]) + 1 + margin
    return scaled[start:end].astype(np.int16)
