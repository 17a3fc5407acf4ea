"""What happened to the connection, in words, between the turns where it happened."""

from __future__ import annotations

from evalkit.reporters.html.attempt_model import NoticeView
from evalkit.reporters.plain import one_line
from evalkit.results import AttemptResult, GoAwayNotice, Reconnection

__all__ = ["notices"]

Notices = tuple[NoticeView, ...]


def notices(attempt: AttemptResult) -> tuple[tuple[Notices, ...], Notices]:
    """What to say before each turn, and after the last; what happened during a turn stands after it.

    Without times everything stands after the last turn.
    """
    before: list[list[NoticeView]] = [[] for _ in range(len(attempt.turns) + 1)]
    timed = [(notice.t, _going(notice)) for notice in attempt.go_away]
    timed += [(gap.closed_t, _reconnected(gap)) for gap in attempt.reconnections]
    for t, view in sorted(timed, key=lambda each: float("inf") if each[0] is None else each[0]):
        before[_place(attempt, t)].append(view)
    *turns, after = (tuple(views) for views in before)
    return tuple(turns), after


def _place(attempt: AttemptResult, t: float | None) -> int:
    for place, turn in enumerate(attempt.turns):
        if t is not None and turn.started_t is not None and turn.started_t > t:
            return place
    return len(attempt.turns)


def _going(notice: GoAwayNotice) -> NoticeView:
    left = one_line(notice.time_left, 40)
    return NoticeView("going", f"goAway{_at(notice.t)}: the server will close{f' in {left}' if left else ''}")


def _reconnected(gap: Reconnection) -> NoticeView:
    because = one_line(gap.reason, 200)
    ended = f"connection {gap.connection - 1} ended{_at(gap.closed_t)}{f' ({because})' if because else ''}"
    if gap.ready_t is None:
        return NoticeView("lost", f"{ended}; no other came to stand")
    waited = "" if gap.closed_t is None else f" after {gap.ready_t - gap.closed_t:.2f} s"
    how = "resumed the session" if gap.resumed else "began anew"
    return NoticeView("resumed" if gap.resumed else "anew", f"{ended}; connection {gap.connection} {how}{waited}")


def _at(t: float | None) -> str:
    return "" if t is None else f" at {t:.2f} s"
