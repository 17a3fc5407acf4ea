"""Runs of True in an array of flags."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from evalkit.media.span import Span

__all__ = ["runs_of"]


def runs_of(flags: NDArray[np.bool_]) -> list[Span]:
    """Returns each longest stretch of flags that are all True, in order."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    return [Span(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]
