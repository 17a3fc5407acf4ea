"""A night: what one run measured, small enough to keep for ever and complete enough to be compared."""

from __future__ import annotations

import hashlib
import json
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from evalkit.outcome import Outcome
from evalkit.results import AttemptResult, AttemptStatus, RunResult
from evalkit.scorers.base import Score

__all__ = ["EXACT_ENDPOINTS", "FORMAT", "Night", "Played", "night_of", "series_key"]

FORMAT = 1
"""Format number of a night's file."""
EXACT_ENDPOINTS = frozenset({"replay", "mock"})
"""Where answers come from recordings or scripts in virtual time: the same code gives the same results."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """One attempt of a night."""

    scenario_id: str
    content: str
    """Digest of the scenario as it was played (`evalkit.scenario.content`); another one is another scenario."""
    attempt: int
    status: AttemptStatus
    arm: str = ""
    """`baseline` or `candidate` where a run played two configurations in turn; empty elsewhere."""
    quarantined: bool = False
    """True when its scenario was in quarantine: kept and shown, and no part of any verdict."""
    definitions: tuple[str, ...] = ()
    """`scorer.metric@version`, sorted, of all metrics that its scenario's passing rested on that night."""
    amounts: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """By `scorer.metric@version` the values of its turns, of metrics that are no share; unscored ones left out."""
    counts: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """By `scorer.metric@version` a part and a whole, summed over its turns: errors of words, yes of yes and no."""

    @property
    def measured(self) -> bool:
        """False when it says nothing about the model."""
        return self.status not in ("infra", "invalid")

    @property
    def passed(self) -> bool:
        """What failed as announced counts as passed, and what was announced to fail and passed: nothing got worse."""
        return self.measured and self.status != "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """One run as the history keeps it; a run that is judged is a night that is not accepted yet."""

    run_id: str
    key: str
    """The series it belongs to (`series_key`); nights of different keys are never compared."""
    endpoint: str
    model: str
    place: str = ""
    """Region on Vertex AI."""
    started_at: str = ""
    planned: int = 0
    played: tuple[Played, ...] = ()
    accepted_at: str = ""
    reason: str = ""
    """Why it was accepted, in the words of who did."""
    outcome: Outcome | None = None
    """What was said of it when it was played; None when it had not been judged."""
    why: str = ""
    """The reason for `outcome`, in words."""
    interrupted: bool = False
    format: int = FORMAT


def series_key(endpoint: str, model: str, place: str) -> str:
    """Returns 16 hexadecimal digits; what a scenario and a metric are, is compared one by one.

    A recording keeps the model it was made with, so the models of a replay only say which scenarios were selected:
    there the endpoint alone counts.
    """
    known = [endpoint] if endpoint in EXACT_ENDPOINTS else [endpoint, model, place]
    text = json.dumps(known, ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:16]


def night_of(run: RunResult) -> Night:
    """Returns what the history keeps of a run.

    Fresh repeats are left out, for they are made only of what looked worse. Of a run that played two configurations in
    turn its own is kept, as if it had been played alone.
    """
    place = run.settings.get("location")
    place = place if isinstance(place, str) else ""
    return Night(
        run_id=run.run_id,
        key=series_key(run.endpoint, run.model, place),
        endpoint=run.endpoint,
        model=run.model,
        place=place,
        started_at=run.started_at,
        planned=run.planned // 2 if any(attempt.arm for attempt in run.attempts) else run.planned,
        played=_with_definitions(run.sample),
        outcome=run.verdict.outcome if run.verdict else None,
        why=run.verdict.why if run.verdict else "",
        interrupted=run.interrupted,
    )


def _with_definitions(attempts: Sequence[AttemptResult]) -> tuple[Played, ...]:
    """Every attempt has those of its whole scenario: one that ended early has fewer scores, and is the same one."""
    names: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for each in attempts:
        names[each.scenario_id, each.content] |= {_name(score) for score in each.scores if score.passed is not None}
    known = {key: tuple(sorted(each)) for key, each in names.items()}
    return tuple(_played(each, known[each.scenario_id, each.content]) for each in attempts)


def _played(attempt: AttemptResult, definitions: tuple[str, ...]) -> Played:
    amounts: defaultdict[str, list[float]] = defaultdict(list)
    counts: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    of_turns = {_name(score) for score in attempt.scores if score.turn is not None and _value(score) is not None}
    for score in attempt.scores:
        value, name = _value(score), _name(score)
        # What a session sums up of its turns is the same words again.
        if value is None or (score.turn is None and name in of_turns):
            continue
        counted = _counted(score, value)
        if counted is None:
            amounts[name].append(value)
        else:
            counts[name].append(counted)
    return Played(
        scenario_id=attempt.scenario_id,
        content=attempt.content,
        attempt=attempt.attempt,
        status=attempt.status,
        quarantined=bool(attempt.quarantined),
        definitions=definitions,
        amounts={name: tuple(values) for name, values in sorted(amounts.items())},
        counts={name: _summed(pairs) for name, pairs in sorted(counts.items())},
    )


def _name(score: Score) -> str:
    return f"{score.scorer}.{score.metric}@{score.version}"


def _value(score: Score) -> float | None:
    return score.value if score.value is not None and math.isfinite(score.value) else None


def _counted(score: Score, value: float) -> tuple[float, float] | None:
    """Part and whole of a share or an error rate; None of an amount."""
    detail = score.detail
    errors = [detail.get(name) for name in ("substitutions", "deletions", "insertions", "hits")]
    if all(isinstance(count, int) for count in errors):
        substitutions, deletions, insertions, hits = (float(count or 0) for count in errors)
        return substitutions + deletions + insertions, hits + substitutions + deletions
    part, whole = detail.get("part"), detail.get("whole")
    if isinstance(part, int | float) and isinstance(whole, int | float) and whole > 0:
        return float(part), float(whole)
    return (value, 1.0) if score.yes_no else None


def _summed(pairs: list[tuple[float, float]]) -> tuple[float, float]:
    return math.fsum(part for part, _ in pairs), math.fsum(whole for _, whole in pairs)
