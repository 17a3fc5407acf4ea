"""What a run amounts to by itself: counts, one sentence, and what went wrong, worst first.

What is said of it against a baseline is in `verdict_words`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from evalkit.reporters.number_words import share
from evalkit.reporters.plain import one_line, quantity
from evalkit.results import AttemptResult, AttemptStatus, RunResult
from evalkit.scorers.base import Score

__all__ = [
    "STATUS_WORDS",
    "Problem",
    "RunCounts",
    "Standing",
    "count",
    "elapsed",
    "failed_scores",
    "numbered",
    "problems",
    "reason",
    "reasons",
    "worst",
]

Standing = Literal["passed", "failed", "inconclusive", "empty"]

STATUS_WORDS: Mapping[AttemptStatus, str] = {
    "failed": "failed",
    "unexpected_pass": "unexpected pass",
    "invalid": "invalid",
    "infra": "infra",
    "expected_failure": "expected failure",
    "passed": "passed",
}
"""Every status in words, worst first."""

_RANK = {status: rank for rank, status in enumerate(STATUS_WORDS)}


@dataclass(frozen=True, slots=True)
class RunCounts:
    """What a run amounts to.

    `failed`: the model missed something, or passed what was announced to fail. `inconclusive`: it missed nothing, but
    not everything could be measured. `empty`: there is no attempt.
    """

    by_status: Mapping[AttemptStatus, int]
    """Attempts of each status, of the run's sample; every status is a key. Without what `quarantined` counts."""
    scenarios: int
    planned: int
    missing: int
    """Attempts planned that never finished."""
    fresh: int
    """Fresh repeats, which were made to confirm and are counted apart."""
    baseline_arm: int
    """Attempts of the arm it is compared with, counted apart too."""
    interrupted: bool
    stopped: str
    """Why the run gave up by itself; empty when it did not."""
    mixed: tuple[str, ...]
    """Metrics, as `scorer.metric`, of which the run holds several versions."""
    elapsed_s: float | None
    """From the run's start to its end on the wall clock; None when it is not known."""
    quarantined: int = 0
    """Attempts of scenarios in quarantine that did not pass, counted apart: they fail no run."""

    @property
    def attempts(self) -> int:
        """How many attempts finished."""
        return sum(self.by_status.values()) + self.quarantined

    @property
    def standing(self) -> Standing:
        """The run in one word."""
        if self.by_status["failed"] or self.by_status["unexpected_pass"]:
            return "failed"
        if self.unmeasured or self.missing or self.interrupted:
            return "inconclusive"
        return "passed" if self.attempts else "empty"

    @property
    def unmeasured(self) -> int:
        """Attempts that say nothing about the model: `infra` and `invalid`."""
        return self.by_status["infra"] + self.by_status["invalid"]

    @property
    def tally(self) -> str:
        """Attempts that measured the model: `14 passed · 1 expected failure · 0 failed`."""
        shown = [f"{self.by_status['passed']:,} passed"]
        if count := self.by_status["expected_failure"]:
            shown.append(f"{count:,} expected failure{'' if count == 1 else 's'}")
        if count := self.by_status["unexpected_pass"]:
            shown.append(f"{count:,} unexpected pass{'' if count == 1 else 'es'}")
        apart = [f"{self.quarantined:,} not passed in quarantine"] if self.quarantined else []
        return " · ".join([*shown, f"{self.by_status['failed']:,} failed", *apart])

    @property
    def sentence(self) -> str:
        """The tally and the time: `14 passed · 0 failed — 3.2 s`."""
        return self.tally if self.elapsed_s is None else f"{self.tally} — {elapsed(self.elapsed_s)}"

    @property
    def reservations(self) -> tuple[str, ...]:
        """What the tally does not say: what could not be measured, what never ran."""
        apart = [
            f"{count:,} {name}"
            for name, count in (("infra", self.by_status["infra"]), ("invalid", self.by_status["invalid"]))
            if count
        ]
        notes = [f"not measured: {' · '.join(apart)}"] if apart else []
        if self.missing:
            notes.append(f"{self.missing:,} of {self.planned:,} planned attempts never finished")
        if self.stopped:
            notes.append(f"the run stopped by itself: {self.stopped}")
        if self.interrupted:
            notes.append("the run was interrupted")
        if self.mixed:
            others = f" and {len(self.mixed) - 1:,} more" if len(self.mixed) > 1 else ""
            notes.append(
                f"scored by different versions, which are not pooled: {self.mixed[0]}{others}; evalkit score mends it"
            )
        return tuple(notes)

    @property
    def apart(self) -> str:
        """What the tally leaves out: fresh repeats and the other arm; empty where there is neither."""
        parts = [_many(self.fresh, "fresh repeat")] if self.fresh else []
        if self.baseline_arm:
            parts.append(f"{_many(self.baseline_arm, 'attempt')} of the baseline arm")
        return f"counted apart: {' · '.join(parts)}" if parts else ""

    @property
    def worst_case(self) -> str:
        """What passed if all that was not measured had failed; empty where everything was."""
        lacking = self.unmeasured + self.missing
        if not lacking:
            return ""
        passed, whole = self.by_status["passed"] + self.by_status["expected_failure"], self.attempts + self.missing
        return (
            f"at worst {passed:,} of {whole:,} passed ({share(passed / whole)}), had all failed that was not measured"
        )


@dataclass(frozen=True, slots=True)
class Problem:
    """An attempt that did not go well, and why, each reason in words."""

    attempt: AttemptResult
    reasons: tuple[str, ...]

    @property
    def words(self) -> str:
        """Its status; of one in quarantine it says so, for that is no part of the verdict: `failed, quarantined`."""
        return f"{STATUS_WORDS[self.attempt.status]}{', quarantined' if self.attempt.quarantined else ''}"


def count(run: RunResult) -> RunCounts:
    """Counts a run: its sample, and what stands beside it."""
    apart = [each for each in run.sample if each.quarantined and each.status not in ("passed", "expected_failure")]
    seen = Counter(each.status for each in run.sample) - Counter(each.status for each in apart)
    fresh = sum(attempt.fresh for attempt in run.attempts)
    return RunCounts(
        by_status={status: seen[status] for status in STATUS_WORDS},
        scenarios=len({attempt.scenario_id for attempt in run.sample}),
        planned=run.planned,
        missing=max(0, run.planned - (len(run.attempts) - fresh)),
        fresh=fresh,
        baseline_arm=len(run.attempts) - fresh - len(run.sample),
        interrupted=run.interrupted,
        stopped=one_line(run.stopped, 300),
        mixed=tuple(_mixed(run.attempts)),
        elapsed_s=_between(run.started_at, run.finished_at),
        quarantined=len(apart),
    )


def _mixed(attempts: Iterable[AttemptResult]) -> Iterator[str]:
    """Error scores apart, a metric has one version in a run that was scored at one time."""
    versions: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for attempt in attempts:
        for score in attempt.scores:
            if score.value is not None:
                versions[score.scorer, score.metric].add(score.version)
    return (one_line(f"{scorer}.{metric}", 100) for (scorer, metric), found in versions.items() if len(found) > 1)


def problems(run: RunResult) -> tuple[Problem, ...]:
    """All but passes and expected failures: worst status first, then most expectations missed, then run order.

    What is in quarantine comes last. The arm a run is compared with is left out: what went wrong there, went wrong
    before.
    """
    ours = [attempt for attempt in run.attempts if attempt.arm != "baseline"]
    bad = [Problem(a, reasons(a)) for a in ours if a.status not in ("passed", "expected_failure")]
    return tuple(sorted(bad, key=_urgency))


def _urgency(problem: Problem) -> tuple[bool, int, int]:
    return bool(problem.attempt.quarantined), _RANK[problem.attempt.status], -len(problem.reasons)


def numbered(attempt: AttemptResult) -> str:
    """An attempt's number in words: `attempt 3`, `attempt 6 (fresh repeat)`, `attempt 3 (baseline arm)`."""
    what = "fresh repeat" if attempt.fresh else "baseline arm" if attempt.arm == "baseline" else ""
    return f"attempt {attempt.attempt}{f' ({what})' if what else ''}"


def worst(attempts: Iterable[AttemptResult]) -> AttemptStatus:
    """The status of a scenario: that of its worst attempt.

    Raises:
        ValueError: there is no attempt.
    """
    return min((attempt.status for attempt in attempts), key=_RANK.__getitem__)


def failed_scores(attempt: AttemptResult) -> tuple[Score, ...]:
    """The expectations an attempt missed."""
    return tuple(score for score in attempt.scores if score.passed is False)


def reason(score: Score) -> str:
    """One score in words: `turn 2: latency.first_audio_ms 3,120 ms, expected ≤ 2500 ms; two retries`."""
    where = "session" if score.turn is None else f"turn {score.turn + 1}"
    value = "unscored" if score.value is None else quantity(score.value, score.unit)
    expected = f", expected {one_line(score.expected, 200)}" if score.expected else ""
    why = f"; {one_line(score.explanation, 300)}" if score.explanation else ""
    return f"{where}: {one_line(f'{score.scorer}.{score.metric}', 100)} {value}{expected}{why}"


def elapsed(seconds: float) -> str:
    """A stretch of time as a person says it: `3.2 s`, `4 min 05 s`, `2 h 10 min`."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def reasons(attempt: AttemptResult) -> tuple[str, ...]:
    """Why an attempt that did not pass did not, in words; at least one."""
    if attempt.status == "unexpected_pass":
        announced = one_line(attempt.expected_failure, 300)
        return (f"passed, though announced to fail{f': {announced}' if announced else ''}",)
    missed = tuple(map(reason, failed_scores(attempt))) if attempt.status == "failed" else ()
    if attempt.failure is not None:
        missed += (one_line(attempt.failure.message) or one_line(attempt.failure.kind, 60),)
    return missed or (one_line(attempt.torn) or "no reason was recorded",)


def _between(start: str, end: str) -> float | None:
    try:
        seconds = (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()
    except (ValueError, TypeError):
        return None
    return seconds if seconds >= 0 else None
