"""A time as a page has it."""

from __future__ import annotations

__all__ = ["moment", "moment_or_none"]


def moment(t: float | None) -> float:
    """Returns seconds to a tenth of a millisecond; 0 for what has no time."""
    return 0.0 if t is None else round(t, 4)


def moment_or_none(t: float | None) -> float | None:
    """Returns the same, and None for what has no time."""
    return None if t is None else round(t, 4)
