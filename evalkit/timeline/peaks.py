"""How loud a lane is, drawn from its own samples: the lowest and the highest of each fiftieth of a second."""

from __future__ import annotations

import base64

import numpy as np

from evalkit.media.pcm import to_samples

__all__ = ["PEAKS_PER_S", "peaks"]

PEAKS_PER_S = 50
"""So that a quarter of an hour is 90 kB, and a pixel at the widest zoom is still a whole peak."""


def peaks(pcm: bytes, rate_hz: int) -> str:
    """Returns the peaks of PCM16 as base64 of int8 pairs (lowest, highest); 127 is full scale, and silence is 0, 0.

    What is left over at the end is a peak too. Whatever is not silence is at least 1 high: a page must not draw a
    faint voice as none.
    """
    samples = to_samples(pcm)
    size = max(1, rate_hz // PEAKS_PER_S)
    padded = np.pad(samples, (0, -len(samples) % size), mode="edge" if len(samples) else "constant")
    blocks = padded.reshape(-1, size).astype(np.int32)
    pairs = np.stack((np.minimum(blocks.min(axis=1), 0), np.maximum(blocks.max(axis=1), 0)), axis=1)
    scaled = np.sign(pairs) * -(-np.abs(pairs) * 127 // 32768)
    return base64.b64encode(np.clip(scaled, -127, 127).astype(np.int8).tobytes()).decode("ascii")
