"""The metrics of a set of attempts as one table: a row for each metric and each version of it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeGuard

import pandas as pd

from evalkit.errors import PoolingError
from evalkit.results import AttemptResult
from evalkit.scorers.base import Score
from evalkit.stats.intervals import Interval, clopper_pearson, quantile_interval, quantile_needs

__all__ = ["P50_NEEDS", "P90_NEEDS", "Counts", "ErrorCounts", "MetricSummary", "Share", "aggregate", "one_metric"]

P50_NEEDS = 3
"""Values below which a median would only repeat one of them; it has an interval from 6 on."""
P90_NEEDS = quantile_needs(0.9)
"""29: with fewer values the 90th percentile has no interval, for it may well lie above them all."""

_COUNTS = ("hits", "substitutions", "deletions", "insertions")


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorCounts:
    """What a word or character error rate was counted from, summed over utterances."""

    hits: int
    substitutions: int
    deletions: int
    insertions: int

    @property
    def reference(self) -> int:
        """Words of the references: H + S + D."""
        return self.hits + self.substitutions + self.deletions

    @property
    def rate(self) -> float | None:
        """(S + D + I) / (H + S + D), pooled as jiwer does; None when the references hold no word."""
        errors = self.substitutions + self.deletions + self.insertions
        return errors / self.reference if self.reference else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What a share was counted from, summed over its scores: `part` of `whole`."""

    part: float
    whole: float

    @property
    def rate(self) -> float | None:
        """`part` / `whole`; None of nothing."""
        return self.part / self.whole if self.whole else None


Counts: TypeAlias = ErrorCounts | Share


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricSummary:
    """One metric of one version over all its scores; a number is None when there are too few values for it."""

    scorer: str
    metric: str
    version: int
    unit: str
    better: str
    values: tuple[float, ...]
    """Sorted; the numbers below are theirs."""
    unscored: int
    mean: float | None
    """The arithmetic mean; of a metric whose scores all carry counts the pooled rate, for a mean of rates weighs a
    one-word utterance like a long one."""
    p50: float | None
    p90: float | None
    min: float | None
    max: float | None
    passed: int
    """Expectations met; the others of `expected` were missed, unscored ones among them."""
    expected: int
    announced: int = 0
    """Of those missed, the ones of attempts that were announced to fail, and did."""
    yes_no: bool = False
    """True when each value is 1 (yes) or 0 (no); percentiles then say nothing that the mean does not."""
    pooled: Counts | None = None
    """The counts `mean` was pooled from; None for a metric without counts."""

    @property
    def count(self) -> int:
        """Scores with a value."""
        return len(self.values)

    @property
    def mean_interval(self) -> Interval | None:
        """Where the true share is at 95 % confidence (Clopper-Pearson), of a metric that is yes or no.

        None of any other metric: the mean of a time has no interval that assumes nothing, and the words of a pooled
        rate are not independent of each other.
        """
        if not self.yes_no or self.pooled is not None or not self.values or not set(self.values) <= {0.0, 1.0}:
            return None
        return clopper_pearson(int(sum(self.values)), self.count)

    @property
    def p50_interval(self) -> Interval | None:
        """Where the true median is at 95 % confidence, were the values independent; None when there are too few."""
        return quantile_interval(self.values, 0.5)

    @property
    def p90_interval(self) -> Interval | None:
        """The same of the true 90th percentile."""
        return quantile_interval(self.values, 0.9)


def aggregate(attempts: Iterable[AttemptResult]) -> tuple[MetricSummary, ...]:
    """Returns a row for each metric and version, sorted by scorer, metric and version.

    Attempts that could not be measured (`infra`, `invalid`) do not count. Versions of a metric are never pooled, nor
    are units. Where an attempt has a metric for its turns and for the whole session, the session's is made of the same
    words or calls: its expectation counts, its value does not. Percentiles are linear between neighbours (Hyndman &
    Fan 1996, type 7).
    """
    rows = [row for attempt in attempts if attempt.status not in ("infra", "invalid") for row in _rows(attempt)]
    if not rows:
        return ()
    groups = pd.DataFrame(rows).groupby(["scorer", "metric", "version", "unit"], sort=True)
    return tuple(_summary(frame) for _, frame in groups)


def one_metric(attempts: Iterable[AttemptResult], name: str) -> MetricSummary | None:
    """Returns the one row of `scorer.metric` over all attempts, of however many runs; None when nothing has it.

    Raises:
        PoolingError: there are several versions or units of it, so that there is no such row.
    """
    found = [row for row in aggregate(attempts) if f"{row.scorer}.{row.metric}" == name]
    if len(found) > 1:
        units = len({row.unit for row in found}) > 1
        raise PoolingError(name, tuple(f"version {row.version}{f' in {row.unit}' if units else ''}" for row in found))
    return found[0] if found else None


def _rows(attempt: AttemptResult) -> Iterator[dict[str, Any]]:
    of_turns = {_key(score) for score in attempt.scores if score.turn is not None and _measured(score)}
    for score in attempt.scores:
        again = score.turn is None and _key(score) in of_turns
        finite = _measured(score) and not again
        yield {
            "scorer": score.scorer,
            "metric": score.metric,
            "version": score.version,
            "unit": score.unit,
            "better": score.better,
            "yes_no": score.yes_no,
            "value": score.value if finite else math.nan,
            "unscored": not finite and not again,
            "expected": score.passed is not None,
            "passed": score.passed is True,
            "announced": score.passed is False and attempt.status == "expected_failure",
            "counts": _counts(score.detail) if finite else None,
        }


def _key(score: Score) -> tuple[str, str, int, str]:
    return score.scorer, score.metric, score.version, score.unit


def _measured(score: Score) -> bool:
    return score.value is not None and math.isfinite(score.value)


def _counts(detail: Mapping[str, Any]) -> Counts | None:
    """What a score says it was counted from: hits and errors, else a part and a whole."""
    errors = {name: detail.get(name) for name in _COUNTS}
    if all(isinstance(value, int) and not isinstance(value, bool) for value in errors.values()):
        return ErrorCounts(**{name: int(value or 0) for name, value in errors.items()})
    part, whole = detail.get("part"), detail.get("whole")
    return Share(part=part, whole=whole) if _is_amount(part) and _is_amount(whole) else None


def _is_amount(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value >= 0


def _summary(frame: pd.DataFrame) -> MetricSummary:
    values = frame["value"].dropna()
    pooled = _pooled([counts for counts, value in zip(frame["counts"], frame["value"], strict=True) if value == value])
    first = frame.iloc[0]
    return MetricSummary(
        scorer=str(first["scorer"]),
        metric=str(first["metric"]),
        version=int(first["version"]),
        unit=str(first["unit"]),
        better=str(first["better"]),
        values=tuple(sorted(map(float, values))),
        unscored=int(frame["unscored"].sum()),
        mean=_mean(values) if pooled is None else pooled.rate,
        p50=_quantile(values, 0.5, P50_NEEDS),
        p90=_quantile(values, 0.9, P90_NEEDS),
        min=_quantile(values, 0.0, 1),
        max=_quantile(values, 1.0, 1),
        passed=int(frame["passed"].sum()),
        expected=int(frame["expected"].sum()),
        announced=int(frame["announced"].sum()),
        yes_no=bool(frame["yes_no"].all()),
        pooled=pooled,
    )


def _mean(values: pd.Series[float]) -> float | None:
    # fsum: the same values in another order give the same mean to the last bit.
    return math.fsum(values) / len(values) if len(values) else None


def _quantile(values: pd.Series[float], share: float, needs: int) -> float | None:
    return float(values.quantile(share)) if len(values) >= needs else None


def _pooled(counts: list[Counts | None]) -> Counts | None:
    """The sum, where every score carries counts of the same kind."""
    errors = [each for each in counts if isinstance(each, ErrorCounts)]
    shares = [each for each in counts if isinstance(each, Share)]
    if errors and len(errors) == len(counts):
        return ErrorCounts(**{name: sum(getattr(each, name) for each in errors) for name in _COUNTS})
    if shares and len(shares) == len(counts):
        return Share(part=math.fsum(each.part for each in shares), whole=math.fsum(each.whole for each in shares))
    return None
