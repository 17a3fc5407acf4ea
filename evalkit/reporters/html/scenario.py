"""One scenario as the page shows it, and the attempts of a run grouped by theirs."""

from __future__ import annotations

from collections.abc import Sequence

from evalkit.reporters.counts import STATUS_WORDS, worst
from evalkit.reporters.html.address import scenario_anchor
from evalkit.reporters.html.model import Badge, ScenarioView
from evalkit.reporters.plain import one_line, plain
from evalkit.reporters.repeats import fresh_words, passed_of, rate_words, repeat_words
from evalkit.results import AttemptResult, RunResult

__all__ = ["Grouped", "grouped", "scenario_view", "some"]

Grouped = dict[str, tuple[AttemptResult, ...]]
"""Attempts by scenario id; of each the run's own first, then the fresh repeats, then the arm it is compared with."""

_PROVENANCES = {
    "recorded": Badge("recorded", "recorded", "answered by a recording of the real endpoint"),
    "imported": Badge("imported", "imported", "answered by a recording that another tool made"),
    "synthetic": Badge("synthetic", "synthetic", "answered by a made-up recording: says nothing about any model"),
    "script": Badge("synthetic", "script", "answered by a script of the scenario: says nothing about any model"),
}


def grouped(run: RunResult) -> Grouped:
    """Returns a run's attempts by scenario, both in the order of the run."""
    found: dict[str, list[AttemptResult]] = {}
    for attempt in run.attempts:
        found.setdefault(attempt.scenario_id, []).append(attempt)
    return {
        name: tuple(sorted(attempts, key=lambda each: (each.arm == "baseline", each.fresh)))
        for name, attempts in found.items()
    }


def scenario_view(name: str, attempts: Sequence[AttemptResult]) -> ScenarioView:
    """All that the page shows of one scenario but for its attempts; there is at least one."""
    sample = [attempt for attempt in attempts if not attempt.fresh and attempt.arm != "baseline"]
    first, status = attempts[0], worst(sample or attempts)
    durations = [attempt.duration_s for attempt in attempts if attempt.duration_s is not None]
    passed = (passed_of(sample), fresh_words(attempts)) if len(attempts) > 1 else ()
    return ScenarioView(
        anchor=scenario_anchor(name),
        name=one_line(name, 200) or "unnamed",
        status=status,
        words=STATUS_WORDS[status],
        passed=" · ".join(some(*passed)),
        repeats=" · ".join(some(rate_words(attempts), repeat_words(attempts))),
        quarantined=one_line(first.quarantined, 300),
        description=plain(first.description, 2_000),
        tags=tuple(one_line(tag, 60) for tag in first.tags),
        expected_failure=plain(first.expected_failure, 2_000),
        provenance=_provenance(first),
        duration_s=sum(durations) if durations else None,
    )


def some(*texts: str) -> tuple[str, ...]:
    """Returns the texts that say something."""
    return tuple(text for text in texts if text)


def _provenance(attempt: AttemptResult) -> Badge:
    """What answered, honestly; a recording that was itself made from a reference tells of the reference."""
    if not attempt.reference:
        if attempt.provenance in ("", "recorded"):
            return Badge("live", "live", "answered by the endpoint itself")
        return _named(attempt.provenance)
    return _named(attempt.reference)


def _named(provenance: str) -> Badge:
    unknown = one_line(provenance, 40)
    return _PROVENANCES.get(provenance, Badge("other", unknown, f"answered by: {unknown}"))
