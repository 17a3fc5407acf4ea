"""A time as a page has it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

__all__ = ["moment", "moment_or_none", "moments"]

_A_SECOND = 10_000


def moment(t: float | None) -> float:
    """Returns seconds to a tenth of a millisecond; 0 for what has no time."""
    return 0.0 if t is None else round(t * _A_SECOND) / _A_SECOND


def moment_or_none(t: float | None) -> float | None:
    """Returns the same, and None for what has no time."""
    return None if t is None else moment(t)


def moments(times: Iterable[float | None]) -> tuple[float, ...]:
    """Returns the same of many at once."""
    seconds = np.array([0.0 if t is None else t for t in times])
    return tuple((np.rint(seconds * _A_SECOND) / _A_SECOND).tolist())
