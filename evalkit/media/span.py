"""A stretch of samples."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Span"]


class Span(NamedTuple):
    """Samples from `start` up to but without `end`."""

    start: int
    end: int
