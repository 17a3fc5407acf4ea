"""What scoring a run again changed: statuses that flipped and scores that are not what they were, worst first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from evalkit.results import AttemptResult, AttemptStatus
from evalkit.results_json import result_from_line, result_to_line
from evalkit.scorers.base import Score

__all__ = ["Changes", "ScoreChange", "ScoreChangeKind", "ScorePlace", "StatusChange", "changes"]

ScoreChangeKind: TypeAlias = Literal["missed", "lost", "value", "met", "released", "new", "limit", "words"]
"""What became of a score, worst first.

`missed`: its expectation is missed and was not. `lost`: it is not measured any more. `value`: another value, and the
same verdict. `met`: its expectation is met and was not. `released`: nothing is expected of it any more. `new`: it was
not measured. `limit`: something else is expected, with the same verdict. `words`: only what explains it.
"""

_WORST_FIRST: tuple[ScoreChangeKind, ...] = get_args(ScoreChangeKind)
_STATUS_WORST_FIRST: tuple[AttemptStatus, ...] = (
    "invalid",
    "infra",
    "failed",
    "unexpected_pass",
    "expected_failure",
    "passed",
)


@dataclass(frozen=True, slots=True)
class StatusChange:
    """Attempts that had one status and have another."""

    before: AttemptStatus
    after: AttemptStatus
    attempts: tuple[tuple[str, int], ...]
    """Scenario id and number of each."""


@dataclass(frozen=True, slots=True)
class ScorePlace:
    """One score of one attempt; `before` or `after` is None where there was none."""

    scenario_id: str
    attempt: int
    before: Score | None
    after: Score | None

    @property
    def score(self) -> Score:
        """The score as it is, or else as it was."""
        found = self.after or self.before
        assert found is not None, "a place has a score on one side at least"
        return found

    @property
    def distance(self) -> float:
        """How far the value moved; 0 where it has none on one side."""
        values = [each.value for each in (self.before, self.after) if each is not None and each.value is not None]
        return abs(values[0] - values[1]) if len(values) == 2 else 0.0


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """Scores of one metric to which the same happened; the place whose value moved most comes first."""

    kind: ScoreChangeKind
    metric: str
    """With its scorer: `latency.first_audio_ms`."""
    places: tuple[ScorePlace, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that differs between two results of the same attempts; all of it empty when nothing does."""

    statuses: tuple[StatusChange, ...] = ()
    scores: tuple[ScoreChange, ...] = ()
    other: tuple[tuple[str, int], ...] = ()
    """Other fields of a result, such as `notes`, and in how many attempts they differ."""
    came: int = 0
    """Attempts that had no result."""
    went: int = 0
    """Attempts that have no result any more."""

    def __bool__(self) -> bool:
        return bool(self.statuses or self.scores or self.other or self.came or self.went)


def changes(before: Sequence[AttemptResult], after: Sequence[AttemptResult]) -> Changes:
    """Compares results, attempt by attempt, as they stand in `results.jsonl`."""
    old, new = ({_name(result): result for result in results} for results in (before, after))
    pairs = [(old[name], _as_stored(result)) for name, result in new.items() if name in old]
    differing = [(one, other) for one, other in pairs if one != other]
    return Changes(
        statuses=tuple(_status_changes(differing)),
        scores=tuple(_score_changes(differing)),
        other=tuple(_other_changes(differing)),
        came=len(new.keys() - old.keys()),
        went=len(old.keys() - new.keys()),
    )


_Pairs: TypeAlias = Sequence[tuple[AttemptResult, AttemptResult]]


def _name(result: AttemptResult) -> tuple[str, int, str]:
    return result.scenario_id, result.attempt, result.folder


def _as_stored(result: AttemptResult) -> AttemptResult:
    """A result as it will be read: JSON has no tuples, and what it cannot hold was replaced."""
    return result_from_line(result_to_line(result), Path(result.folder))


def _status_changes(pairs: _Pairs) -> Iterator[StatusChange]:
    found: dict[tuple[AttemptStatus, AttemptStatus], list[tuple[str, int]]] = defaultdict(list)
    for before, after in pairs:
        if before.status != after.status:
            found[before.status, after.status].append((after.scenario_id, after.attempt))
    for was, now in sorted(found, key=lambda flip: (_STATUS_WORST_FIRST.index(flip[1]), -len(found[flip]), flip[0])):
        yield StatusChange(was, now, tuple(sorted(found[was, now])))


def _score_changes(pairs: _Pairs) -> Iterator[ScoreChange]:
    found: dict[tuple[ScoreChangeKind, str], list[ScorePlace]] = defaultdict(list)
    for before, after in pairs:
        for place in _changed_places(before, after):
            found[_kind(place), f"{place.score.scorer}.{place.score.metric}"].append(place)
    for kind, metric in sorted(found, key=lambda key: (_WORST_FIRST.index(key[0]), -len(found[key]), key[1])):
        places = sorted(found[kind, metric], key=lambda place: -place.distance)
        yield ScoreChange(kind, metric, tuple(places))


def _changed_places(before: AttemptResult, after: AttemptResult) -> Iterator[ScorePlace]:
    old, new = _keyed(before.scores), _keyed(after.scores)
    for key in dict.fromkeys((*old, *new)):
        if old.get(key) != new.get(key):
            yield ScorePlace(after.scenario_id, after.attempt, old.get(key), new.get(key))


def _keyed(scores: Iterable[Score]) -> Mapping[tuple[str, str, int | None, int], Score]:
    """Scores by what they measure; a plugin may measure one thing twice, so they are counted."""
    seen: Counter[tuple[str, str, int | None]] = Counter()
    keyed = {}
    for score in scores:
        what = (score.scorer, score.metric, score.turn)
        keyed[(*what, seen[what])] = score
        seen[what] += 1
    return keyed


def _kind(place: ScorePlace) -> ScoreChangeKind:
    before, after = place.before, place.after
    if after is not None and after.passed is False and (before is None or before.passed is not False):
        return "missed"
    if before is None or after is None:
        return "new" if before is None else "lost"
    if before.passed != after.passed:
        return "released" if after.passed is None else "met"
    if (before.value, before.version, before.unit) != (after.value, after.version, after.unit):
        return "value"
    return "limit" if before.expected != after.expected else "words"


def _other_changes(pairs: _Pairs) -> Iterator[tuple[str, int]]:
    for field in fields(AttemptResult):
        count = sum(getattr(before, field.name) != getattr(after, field.name) for before, after in pairs)
        if count and field.name not in ("status", "scores"):
            yield field.name, count
