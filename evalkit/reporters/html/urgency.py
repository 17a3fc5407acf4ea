"""Which attempts a reader needs first: what failed, what moved, what is flaky."""

from __future__ import annotations

from collections import Counter

from evalkit.reporters.verdict_words import moved
from evalkit.results import AttemptResult, RunResult

__all__ = ["by_urgency"]

_WORSE = ("broke", "worse", "unconfirmed", "maybe_worse")


def by_urgency(run: RunResult) -> tuple[AttemptResult, ...]:
    """Returns a run's attempts, the most urgent first; of equal ones each scenario's first comes before any second."""
    worse = {each.scenario_id for each in moved(run.verdict) if each.kind in _WORSE} if run.verdict else set()
    flaky = {each.scenario_id for each in run.verdict.past if each.flaky} if run.verdict else set()
    seen: Counter[tuple[str, int]] = Counter()
    ranked = []
    for place, attempt in enumerate(run.attempts):
        rank = _rank(attempt, attempt.scenario_id in worse, attempt.scenario_id in flaky)
        ranked.append((rank, seen[attempt.scenario_id, rank], place, attempt))
        seen[attempt.scenario_id, rank] += 1
    return tuple(attempt for *_, attempt in sorted(ranked, key=lambda each: each[:3]))


def _rank(attempt: AttemptResult, worse: bool, flaky: bool) -> int:
    if attempt.arm == "baseline":
        return 5
    if attempt.status in ("failed", "unexpected_pass"):
        return 0
    if attempt.status in ("infra", "invalid"):
        return 3
    return 1 if worse else 2 if flaky else 4
