"""When the absence of something in a window is a fact, and when nobody can know."""

from __future__ import annotations

from evalkit.trace.events import TurnComplete
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["CUT_OFF", "is_over"]

CUT_OFF = "the recording ends before it could come"
"""Why a count of nothing is unscored."""


def is_over(trace: Trace, window: TurnWindow) -> bool:
    """True when nothing more could come: the turn is over, or the session was recorded to its end."""
    if window.turn is None:
        return trace.complete
    return trace.complete or bool(window.finish) or bool(window.of(TurnComplete))
