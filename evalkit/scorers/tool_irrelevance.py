"""In how many of the turns in which no call was allowed none was made."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.scorers.presence import CUT_OFF, is_over
from evalkit.trace.events import (
    AudioReceived,
    CodeRun,
    CodeWritten,
    GenerationComplete,
    Grounded,
    Interrupted,
    MediaReceived,
    OutputTranscript,
    TextReceived,
    ToolCalled,
    TurnComplete,
)
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["Irrelevance", "irrelevance"]

_OF_THE_MODEL = (
    *(AudioReceived, TextReceived, OutputTranscript, MediaReceived, CodeWritten, CodeRun, Grounded),
    *(GenerationComplete, Interrupted, TurnComplete),
)
_NOTHING = "nothing came from the model, so nobody knows whether it chose not to call"


@dataclass(frozen=True, slots=True)
class Irrelevance:
    """Turns without a call, of the turns that count."""

    part: int
    whole: int
    why_unscored: str


def irrelevance(trace: Trace, window: TurnWindow) -> Irrelevance:
    """Counts the turn of the window, or every turn of the session."""
    part, whole, reason = 0, 0, "there is no turn"
    for one in trace.turns if window.turn is None else (window,):
        if one.of(ToolCalled):
            whole += 1
        elif not is_over(trace, one):
            reason = CUT_OFF
        elif not one.of(*_OF_THE_MODEL):
            reason = _NOTHING
        else:
            part, whole = part + 1, whole + 1
    if window.turn is None and any(call.turn is None for call in window.of(ToolCalled)):
        whole += 1
    return Irrelevance(part, whole, reason)
