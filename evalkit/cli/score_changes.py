"""What scoring a run again changed, in lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evalkit.reporters.plain import one_line, quantity
from evalkit.runner.judgement import Judgement
from evalkit.runner.rescoring import Rescoring
from evalkit.runner.score_changes import ScoreChange, ScoreChangeKind, ScorePlace, StatusChange, changes
from evalkit.scorers.base import Score

__all__ = ["change_lines"]

_SHOWN = 12
"""Groups of changed scores, worst first."""
_NAMED = 3
"""Attempts of a group."""

_WORDS: dict[ScoreChangeKind, str] = {
    "missed": "missed now",
    "lost": "not measured now",
    "value": "another value",
    "met": "met now",
    "released": "not expected now",
    "new": "measured now",
    "limit": "another limit",
    "words": "other words",
}


_FIELDS = {"content": "the scenario as it was judged", "duration_s": "the length"}


def change_lines(found: Rescoring) -> Iterator[str]:
    """Gives by what the run was judged, where that is not as it was, and what came of it; worst first."""
    yield from _judgement_lines(found.judgement, found.judged_before)
    if found.reused:
        whole = f"{found.reused:,} of {_count(len(found.after.attempts), 'result')}"
        yield f"{whole} taken as stored: nothing they follow from has changed"
    if not found.before.attempts:
        yield "there are no results from before to compare with"
        return
    changed = changes(found.before.attempts, found.after.attempts)
    if not changed:
        yield "nothing changed"
        return
    yield "changed:"
    yield from (f"  {_status_line(each)}" for each in changed.statuses)
    yield from (f"  {_score_line(each)}" for each in changed.scores[:_SHOWN])
    if len(changed.scores) > _SHOWN:
        yield f"  … and {len(changed.scores) - _SHOWN:,} more metrics"
    for count, words in ((changed.came, "had no result before"), (changed.went, "have no result any more")):
        if count:
            yield f"  {_count(count, 'attempt')} {words}"
    for name, count in changed.other:
        yield f"  {_FIELDS.get(name, name)}: another in {_count(count, 'attempt')}"


def _judgement_lines(now: Judgement, before: Judgement) -> Iterator[str]:
    if now.paths:
        differing = _count(len(now.expectations), "scenario")
        yield f"judged by {_paths(now)}: {differing} expected something else when the run was played"
        yield from (one_line(f"  not judged by it: {why}") for why in now.refused.values())
    elif before.paths:
        yield f"judged by what was expected when the run was played; the results before were judged by {_paths(before)}"


def _paths(judgement: Judgement) -> str:
    return one_line(" ".join(judgement.paths), 200)


def _status_line(change: StatusChange) -> str:
    names = [f"{one_line(scenario, 60)} #{number}" for scenario, number in change.attempts]
    return f"{change.before} -> {change.after}: {_count(len(names), 'attempt')} ({_listed(names)})"


def _score_line(change: ScoreChange) -> str:
    place = change.places[0]
    many = "" if len(change.places) == 1 else f"{len(change.places):,} scores, most of all "
    said = f"{_said(place.before)} -> {_said(place.after)}"
    return f"{change.metric} {_WORDS[change.kind]}: {many}{_where(place)}: {said}"


def _where(place: ScorePlace) -> str:
    turn = "" if place.score.turn is None else f" turn {place.score.turn + 1}"
    return f"{one_line(place.scenario_id, 60)} #{place.attempt}{turn}"


def _said(score: Score | None) -> str:
    if score is None:
        return "no score"
    value = "unscored" if score.value is None else quantity(score.value, score.unit)
    verdict = {True: "met", False: "missed", None: ""}[score.passed]
    expected = " ".join(part for part in (one_line(score.expected, 80), verdict) if part)
    return f"{value} ({expected})" if expected else value


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
