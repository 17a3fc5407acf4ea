"""μ-law, the code of telephone samples (ITU-T G.711): 8 bits for what needs 14."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from evalkit.media.pcm import Samples

__all__ = ["LOUDEST", "decode", "encode"]

LOUDEST = 32_124
"""The largest sample there is in the code."""

_BIAS = 33
_CLIP = 8158


def encode(samples: Samples) -> NDArray[np.uint8]:
    """Encodes 16-bit samples, of which G.711 sees the upper 14 bits; shape unchanged."""
    wide = samples.astype(np.int32) >> 2
    magnitude = np.minimum(np.abs(wide), _CLIP) + _BIAS
    # 33 to 8191 have 6 to 13 binary digits: their number is the segment, the next four digits the step in it.
    segment = np.frexp(magnitude.astype(np.float64))[1] - 6
    step = (magnitude >> (segment + 1)) & 15
    sign = np.where(wide < 0, 0, 0x80)
    return np.asarray((sign | 0x7F - (segment << 4 | step)).astype(np.uint8))


def decode(codes: NDArray[np.uint8]) -> Samples:
    """Decodes to 16-bit samples, up to 32,124 either way; shape unchanged."""
    return _DECODED[codes]


def _decoded() -> Samples:
    codes = ~np.arange(256, dtype=np.int32)
    segment, step = codes >> 4 & 7, codes & 15
    magnitude = (((step << 1) + _BIAS) << segment) - _BIAS << 2
    values: Samples = np.where(codes & 0x80, -magnitude, magnitude).astype(np.int16)
    values.setflags(write=False)
    return values


_DECODED = _decoded()
