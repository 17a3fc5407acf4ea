"""The metrics of a set of attempts as one table: a row for each metric and each version of it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from evalkit.results import AttemptResult

__all__ = ["P50_NEEDS", "P90_NEEDS", "ErrorCounts", "MetricSummary", "aggregate"]

P50_NEEDS = 3
"""Values below which a median would only repeat one of them."""
P90_NEEDS = 10
"""Values below which the 90th percentile is all but the largest."""

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
class MetricSummary:
    """One metric of one version over all its scores; a number is None when there are too few values for it."""

    scorer: str
    metric: str
    version: int
    unit: str
    better: str
    count: int
    """Scores with a value; the numbers below are theirs."""
    unscored: int
    mean: float | None
    """The arithmetic mean; of a metric that carries counts the pooled rate, for a mean of rates weighs a one-word
    utterance like a long one."""
    p50: float | None
    p90: float | None
    min: float | None
    max: float | None
    passed: int
    """Expectations met; the others of `expected` were missed, unscored ones among them."""
    expected: int
    pooled: ErrorCounts | None = None
    """The counts `mean` was pooled from; None for a metric without counts."""


def aggregate(attempts: Iterable[AttemptResult]) -> tuple[MetricSummary, ...]:
    """Returns a row for each metric and version, sorted by scorer, metric and version.

    Attempts that could not be measured (`infra`, `invalid`) do not count. Versions of a metric are never pooled, nor
    are units. Percentiles are linear between neighbours (Hyndman & Fan 1996, type 7).
    """
    rows = [row for attempt in attempts if attempt.status not in ("infra", "invalid") for row in _rows(attempt)]
    if not rows:
        return ()
    groups = pd.DataFrame(rows).groupby(["scorer", "metric", "version", "unit"], sort=True)
    return tuple(_summary(frame) for _, frame in groups)


def _rows(attempt: AttemptResult) -> Iterator[dict[str, Any]]:
    for score in attempt.scores:
        finite = score.value is not None and math.isfinite(score.value)
        yield {
            "scorer": score.scorer,
            "metric": score.metric,
            "version": score.version,
            "unit": score.unit,
            "better": score.better,
            "value": score.value if finite else math.nan,
            "expected": score.passed is not None,
            "passed": score.passed is True,
            "counts": _counts(score.detail) if finite else None,
        }


def _counts(detail: Mapping[str, Any]) -> ErrorCounts | None:
    found = {name: detail.get(name) for name in _COUNTS}
    if not all(isinstance(value, int) and not isinstance(value, bool) for value in found.values()):
        return None
    return ErrorCounts(**{name: int(value or 0) for name, value in found.items()})


def _summary(frame: pd.DataFrame) -> MetricSummary:
    values = frame["value"].dropna()
    pooled = _pooled([counts for counts in frame["counts"] if counts is not None])
    first = frame.iloc[0]
    return MetricSummary(
        scorer=str(first["scorer"]),
        metric=str(first["metric"]),
        version=int(first["version"]),
        unit=str(first["unit"]),
        better=str(first["better"]),
        count=len(values),
        unscored=len(frame) - len(values),
        mean=_mean(values) if pooled is None else pooled.rate,
        p50=_quantile(values, 0.5, P50_NEEDS),
        p90=_quantile(values, 0.9, P90_NEEDS),
        min=_quantile(values, 0.0, 1),
        max=_quantile(values, 1.0, 1),
        passed=int(frame["passed"].sum()),
        expected=int(frame["expected"].sum()),
        pooled=pooled,
    )


def _mean(values: pd.Series[float]) -> float | None:
    # fsum: the same values in another order give the same mean to the last bit.
    return math.fsum(values) / len(values) if len(values) else None


def _quantile(values: pd.Series[float], share: float, needs: int) -> float | None:
    return float(values.quantile(share)) if len(values) >= needs else None


def _pooled(counts: Sequence[ErrorCounts]) -> ErrorCounts | None:
    if not counts:
        return None
    return ErrorCounts(**{name: sum(getattr(each, name) for each in counts) for name in _COUNTS})
