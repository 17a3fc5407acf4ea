"""Trials cut into jobs, their counts put together again, and the table of what was promised and what was found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from evalkit.selftest.promises import TRIALS, Counting
from evalkit.stats.intervals import Interval, clopper_pearson

__all__ = ["Counted", "Finding", "Job", "as_json", "count", "findings", "jobs", "table"]

_PART = 25
"""Nights of one job; of a quiet series four times as many, of one model."""
_QUIET_SHARE = 4
"""There are so many quiet nights for each night of another trial."""

Word = Literal["kept", "in doubt", "broken", ""]


@dataclass(frozen=True, slots=True)
class Job:
    """Some nights of one trial, by its place in `TRIALS`; small enough to be sent to another process."""

    trial: int
    part: int
    nights: int
    seed: int


@dataclass(frozen=True, slots=True)
class Counted:
    """What a job counted: for each of the trial's countings how many nights."""

    trial: int
    nights: int
    seen: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the table."""

    trial: str
    counting: Counting
    nights: int
    seen: int

    @property
    def rate(self) -> float:
        """Share of the nights."""
        return self.seen / self.nights

    @property
    def interval(self) -> Interval:
        """Of `rate`, exact, at 95 %."""
        return clopper_pearson(self.seen, self.nights)

    @property
    def word(self) -> Word:
        """`broken` where the whole interval lies beyond the promise, `in doubt` where the rate alone does."""
        bound, at_most = self.counting.bound, self.counting.kind == "at most"
        if bound is None:
            return ""
        nearest = self.interval.low if at_most else self.interval.high
        if nearest > bound if at_most else nearest < bound:
            return "broken"
        return "kept" if (self.rate <= bound if at_most else self.rate >= bound) else "in doubt"


def jobs(nights: int, seed: int) -> Iterator[Job]:
    """Returns all that is to be counted: so many quiet nights, and a quarter of them of each change."""
    for place, trial in enumerate(TRIALS):
        wanted = nights if trial.quiet else -(-nights // _QUIET_SHARE)
        size = _PART * _QUIET_SHARE if trial.quiet else _PART
        for part, start in enumerate(range(0, wanted, size)):
            yield Job(place, part, min(size, wanted - start), seed)


def count(job: Job) -> Counted:
    """Judges the nights of a job; the same job counts the same for ever, in whichever process."""
    trial = TRIALS[job.trial]
    judged = list(trial.nights(job.nights, (job.seed, job.trial, job.part), trial.setting))
    return Counted(job.trial, len(judged), tuple(sum(map(each.seen, judged)) for each in trial.countings))


def findings(counted: Iterable[Counted]) -> tuple[Finding, ...]:
    """Puts the jobs' counts together, in the order of the trials."""
    nights: defaultdict[int, int] = defaultdict(int)
    seen: defaultdict[tuple[int, int], int] = defaultdict(int)
    for each in counted:
        nights[each.trial] += each.nights
        for place, number in enumerate(each.seen):
            seen[each.trial, place] += number
    return tuple(
        Finding(trial.name, counting, nights[number], seen[number, place])
        for number, trial in enumerate(TRIALS)
        if nights[number]
        for place, counting in enumerate(trial.countings)
    )


def table(found: Iterable[Finding]) -> str:
    """Returns the findings as a Markdown table whose columns line up."""
    rows = [("on simulated nights", "promised", "found", "95 % interval", "nights", "")]
    rows += [_row(each) for each in found]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def as_json(found: Iterable[Finding]) -> list[dict[str, Any]]:
    """Returns the findings as JSON: shares from 0 to 1."""
    return [
        {
            "trial": each.trial,
            "what": each.counting.what,
            "promise": None if each.counting.bound is None else {each.counting.kind: each.counting.bound},
            "nights": each.nights,
            "seen": each.seen,
            "rate": each.rate,
            "interval": [each.interval.low, each.interval.high],
            "verdict": each.word,
        }
        for each in found
    ]


def _row(each: Finding) -> tuple[str, str, str, str, str, str]:
    bound, interval = each.counting.bound, each.interval
    promised = "" if bound is None else f"{each.counting.kind} {bound:.0%}".replace("%", " %")
    between = f"{100 * interval.low:.1f} to {100 * interval.high:.1f} %"
    return each.counting.what, promised, f"{100 * each.rate:.1f} %", between, f"{each.nights:,}", each.word
