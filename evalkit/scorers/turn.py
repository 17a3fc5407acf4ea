"""How the turn ended: did the model complete it, was it interrupted, and with what reason.

`completed` is 1 when a turnComplete ended the answer, and also when the user's next turn cut it short as the scenario
wants: what never got the chance to complete has not failed to. `interrupted` is 1 when the server said so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evalkit.errors import UsageError
from evalkit.scorers.base import Score, Scorer
from evalkit.scorers.limits import refuse_unknown
from evalkit.trace.answer import Answer, answer_of
from evalkit.trace.events import Closed, Interrupted, TurnComplete
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["turn"]

_VERSION = 1
_UNFINISHED = "the recording ends before the turn does"
_WHY_NOT: Mapping[str, str] = {
    "no_response": "no sign of an answer came (no_response)",
    "gap": "the answer stopped and never ended (gap)",
    "turn_timeout": "the answer took longer than the turn may take (turn_timeout)",
    "silence": "the model kept silent until the wait was over (silence)",
    "closed": "the connection closed during the turn (closed)",
}


def turn(**args: Any) -> Scorer:
    """Builds the scorer.

    Args:
        **args: `completed` and `interrupted`, true or false; `reason`, the turnCompleteReason that must come, or null
            for none. Each is expected only where it is given.

    Raises:
        UsageError: another argument, or a value of the wrong type.
    """
    refuse_unknown("turn", args, ("completed", "interrupted", "reason"))
    for name in ("completed", "interrupted"):
        if name in args and not isinstance(args[name], bool):
            raise UsageError(f"turn.{name}: expected true or false, found {args[name]!r}")
    if not isinstance(args.get("reason"), str | None):
        raise UsageError(f"turn.reason: expected a turnCompleteReason or null, found {args['reason']!r}")

    def score(trace: Trace, window: TurnWindow) -> tuple[Score, ...]:
        if window.turn is None:
            return (_session_completed(trace, args),) if "completed" in args else ()
        answer = answer_of(window)
        scores = [_completed(trace, window, answer, args), _interrupted(window, args)]
        if "reason" in args:
            scores.append(_reason(window, answer, args["reason"]))
        return tuple(scores)

    return score


def _completed(trace: Trace, window: TurnWindow, answer: Answer, args: Mapping[str, Any]) -> Score:
    value, explanation = _completion(trace, window, answer)
    end = answer.end
    return Score(
        scorer="turn",
        metric="completed",
        version=_VERSION,
        turn=window.index,
        value=value,
        better="higher",
        passed=_met(value, args, "completed"),
        expected=_expected(args, "completed"),
        explanation=explanation,
        evidence=() if end is None else (end.seq,),
        detail={"finish": window.finish, "reason": None if end is None else end.reason},
    )


def _completion(trace: Trace, window: TurnWindow, answer: Answer) -> tuple[float | None, str]:
    """What the session saw decides; a turnComplete that came after it had given up is too late to count."""
    reason = f"turnComplete: {answer.end.reason}" if answer.end is not None and answer.end.reason else ""
    if window.finish == "turn_complete" or (answer.completed and window.finish in ("", "barged_in", "silence")):
        return 1.0, reason
    if window.finish == "barged_in" or _cut_short(trace, window):
        return 1.0, "the user's next turn ended it, as the scenario wants"
    if not window.finish:
        return None, _UNFINISHED
    why = _WHY_NOT.get(window.finish, f"the turn ended without turnComplete ({window.finish})")
    return 0.0, why + _close(trace, window)


def _cut_short(trace: Trace, window: TurnWindow) -> bool:
    """True when the server interrupted this answer for a later turn that was meant to."""
    later = (other.turn for other in trace.turns if (other.index or 0) > (window.index or 0))
    following = next(later, None)
    return bool(window.of(Interrupted)) and following is not None and following.start.after != "turn_complete"


def _close(trace: Trace, window: TurnWindow) -> str:
    # A session may have had connections before; the last one took the turn with it.
    closed = next((event for event in reversed(trace.events) if isinstance(event, Closed)), None)
    if window.finish != "closed" or closed is None:
        return ""
    return f": {closed.code}{f' {closed.reason}' if closed.reason else ''}"


def _interrupted(window: TurnWindow, args: Mapping[str, Any]) -> Score:
    events = window.of(Interrupted)
    # That nothing was interrupted is known only of a turn that is over.
    known = bool(events) or bool(window.finish) or bool(window.of(TurnComplete))
    value = float(bool(events)) if known else None
    return Score(
        scorer="turn",
        metric="interrupted",
        version=_VERSION,
        turn=window.index,
        value=value,
        passed=_met(value, args, "interrupted"),
        expected=_expected(args, "interrupted"),
        explanation="" if known else _UNFINISHED,
        evidence=tuple(event.seq for event in events),
    )


def _reason(window: TurnWindow, answer: Answer, wanted: str | None) -> Score:
    end = answer.end
    value = None if end is None else float((end.reason or None) == wanted)
    found = "no turnComplete came" if end is None else f"the reason was {end.reason or 'none'}"
    return Score(
        scorer="turn",
        metric="reason",
        version=_VERSION,
        turn=window.index,
        value=value,
        better="higher",
        passed=value == 1.0,
        expected=f"reason {wanted}" if wanted else "no reason",
        explanation=found,
        evidence=() if end is None else (end.seq,),
    )


def _session_completed(trace: Trace, args: Mapping[str, Any]) -> Score:
    """The share of the scenario's turns that were completed; a turn that was never begun was not."""
    values = [_completion(trace, window, answer_of(window))[0] for window in trace.turns]
    planned = max(len(trace.scenario.turns), len(values))
    value = None if not planned or None in values else sum(each or 0.0 for each in values) / planned
    wanted = args["completed"]
    return Score(
        scorer="turn",
        metric="completed_share",
        version=_VERSION,
        turn=None,
        value=value,
        better="higher",
        passed=value is not None and (value == 1.0) == wanted,
        expected=f"completed in {'every turn' if wanted else 'not every turn'}",
        explanation=_UNFINISHED if value is None else f"{sum(each == 1.0 for each in values)} of {planned} turns",
    )


def _met(value: float | None, args: Mapping[str, Any], name: str) -> bool | None:
    return None if name not in args else value == float(args[name])


def _expected(args: Mapping[str, Any], name: str) -> str:
    return "" if name not in args else name if args[name] else f"not {name}"
