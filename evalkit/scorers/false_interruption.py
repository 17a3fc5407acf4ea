"""Was the model interrupted in a turn in which nobody cut in."""

from __future__ import annotations

from evalkit.scorers.barge_in import next_started_t
from evalkit.scorers.base import Score
from evalkit.scorers.interruption_metrics import FALSE_INTERRUPTION
from evalkit.scorers.playout import play_out
from evalkit.scorers.presence import CUT_OFF, is_over
from evalkit.trace.events import Interrupted, TextReceived
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["false_interruption"]

_NO_TIMES = "the recording kept no times"


def false_interruption(trace: Trace, window: TurnWindow) -> Score:
    """Returns the score of a turn, or of a session, in which nobody cuts in; an interruption misses it."""
    begun_t, until_t = _span(trace, window)
    found = tuple(event for event in trace.session.of(Interrupted) if _within(event.t, begun_t, until_t))
    why = "" if found else _unknown(trace, window, begun_t, until_t)
    if not trace.timed or begun_t is None:
        why = "the recording does not say when the turn began" if trace.timed else _NO_TIMES
    return FALSE_INTERRUPTION.score(
        window.index,
        None if why else float(bool(found)),
        passed=not why and not found,
        expected="no interruption",
        explanation=why or _how(found, window, begun_t),
        evidence=() if why else tuple(event.seq for event in found),
        detail={} if why else {"interruptions": len(found)},
    )


def _span(trace: Trace, window: TurnWindow) -> tuple[float | None, float]:
    if window.turn is None:
        return 0.0, float("inf")
    return window.started_t, next_started_t(trace, window)


def _within(t: float | None, begun_t: float | None, until_t: float) -> bool:
    return t is not None and begun_t is not None and begun_t <= t < until_t


def _unknown(trace: Trace, window: TurnWindow, begun_t: float | None, until_t: float) -> str:
    """Why the lack of an interruption says nothing; empty when it says something."""
    if not is_over(trace, window):
        return CUT_OFF
    heard = any(piece.heard_s(begun_t or 0.0, until_t) > 0 for piece in play_out(trace.events))
    written = any(_within(event.t, begun_t, until_t) for event in trace.session.of(TextReceived) if not event.thought)
    return "" if heard or written else "the model said nothing that could have been interrupted"


def _how(found: tuple[Interrupted, ...], window: TurnWindow, begun_t: float | None) -> str:
    if not found:
        return ""
    after_ms = round(((found[0].t or 0.0) - (begun_t or 0.0)) * 1000)
    when = f", {after_ms} ms after the turn began" if window.turn is not None else ""
    return f"interrupted{when}, though nobody cut in"
