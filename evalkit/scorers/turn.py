"""How the turn ended: did the model complete it, was it interrupted, and with what reason.

What the session saw decides, not the wire alone: a turnComplete that came after the session had given up was too late
for whoever waited. An answer that the user's next turn cut short, as the scenario wants, never got the chance to
complete and has not failed to.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evalkit.errors import UsageError
from evalkit.scorers.base import Score, Scorer
from evalkit.scorers.limits import refuse_unknown
from evalkit.scorers.metric import Metric
from evalkit.trace.answer import Answer, answer_of
from evalkit.trace.events import Closed, Interrupted, TurnComplete
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["METRICS", "turn"]

_COMPLETED = Metric(
    scorer="turn",
    name="completed",
    formula=(
        "1 when the session ended the turn with a turnComplete; when one follows all audio, text and calls of a turn "
        "that ended otherwise in order (the silence asked for was over, the next turn cut in, or an imported recording "
        "does not say); or when the user's next turn cut the answer short as the scenario wants, at its own moment or "
        "by an `interrupted`. Else 0: no sign of an answer in time (no_response), an answer that stopped (gap) or took "
        "too long (turn_timeout), silence without a turnComplete, or a connection that ended."
    ),
    eligible="each turn",
    unscored="the recording ends before the turn does",
    source=(
        "ours; the ways in which a turn ends or does not: reference §4.2. An empty turn with a turnComplete is "
        "completed; whether anything was heard, `heard` and `silence` tell"
    ),
    better="higher",
    yes_no=True,
)
_INTERRUPTED = Metric(
    scorer="turn",
    name="interrupted",
    formula="1 when an `interrupted` of the server belongs to the turn, else 0.",
    eligible="each turn",
    unscored="none came, and the recording ends before the turn does",
    source="reference §4.3; whether it was right to stop, `interruption` tells",
    yes_no=True,
)
_REASON = Metric(
    scorer="turn",
    name="reason",
    formula=(
        "1 when the turnCompleteReason of the turnComplete that ends the answer is the one expected (none and an empty "
        "one are the same), else 0."
    ),
    eligible="each turn of which a reason, or none, is expected",
    unscored="no turnComplete came",
    source="reference §4.5 on the reasons seen",
    better="higher",
    yes_no=True,
)
_COMPLETED_SHARE = Metric(
    scorer="turn",
    name="completed_share",
    formula=(
        "Turns that were completed / turns of the scenario; one that was never begun was not completed. Of an imported "
        "recording that holds more turns than its scenario: / turns of the recording."
    ),
    eligible="a session whose own `expect` names `completed`",
    unscored="of some turn `completed` is unscored, or there is no turn",
    source="ours",
    better="higher",
)
METRICS = (_COMPLETED, _INTERRUPTED, _REASON, _COMPLETED_SHARE)

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
    return _COMPLETED.score(
        window.index,
        value,
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
    return _INTERRUPTED.score(
        window.index,
        value,
        passed=_met(value, args, "interrupted"),
        expected=_expected(args, "interrupted"),
        explanation="" if known else _UNFINISHED,
        evidence=tuple(event.seq for event in events),
    )


def _reason(window: TurnWindow, answer: Answer, wanted: str | None) -> Score:
    end = answer.end
    value = None if end is None else float((end.reason or None) == wanted)
    found = "no turnComplete came" if end is None else f"the reason was {end.reason or 'none'}"
    return _REASON.score(
        window.index,
        value,
        passed=value == 1.0,
        expected=f"reason {wanted}" if wanted else "no reason",
        explanation=found,
        evidence=() if end is None else (end.seq,),
    )


def _session_completed(trace: Trace, args: Mapping[str, Any]) -> Score:
    """The share of the scenario's turns that were completed; a turn that was never begun was not."""
    values = [_completion(trace, window, answer_of(window))[0] for window in trace.turns]
    planned = max(len(trace.scenario.turns), len(values))
    done = sum(each == 1.0 for each in values)
    value = None if not planned or None in values else done / planned
    wanted = args["completed"]
    return _COMPLETED_SHARE.score(
        None,
        value,
        passed=value is not None and (value == 1.0) == wanted,
        expected=f"completed in {'every turn' if wanted else 'not every turn'}",
        explanation=_UNFINISHED if value is None else f"{done} of {planned} turns",
        detail={} if value is None else {"part": done, "whole": planned},
    )


def _met(value: float | None, args: Mapping[str, Any], name: str) -> bool | None:
    return None if name not in args else value == float(args[name])


def _expected(args: Mapping[str, Any], name: str) -> str:
    return "" if name not in args else name if args[name] else f"not {name}"
