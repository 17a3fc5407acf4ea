"""The metrics of a run in words, one row each, as every report shows them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from evalkit.aggregate import MetricSummary, aggregate
from evalkit.reporters.plain import one_line, quantity
from evalkit.results import AttemptResult

__all__ = ["MetricRow", "overview"]


@dataclass(frozen=True, slots=True)
class MetricRow:
    """One metric of one version over all attempts that measured the model; a text is empty where there is no number."""

    name: str
    """`scorer.metric`, with ` v2` when another version of it stands in the same run."""
    unit: str
    p50: str
    p90: str
    mean: str
    pooled: bool
    """True when `mean` is an error rate pooled over all words, not the mean of rates."""
    values: tuple[float, ...]
    """Sorted; unscored ones are not among them."""
    unscored: int
    met: int
    """Expectations met, of `expected`."""
    expected: int

    @property
    def limits(self) -> str:
        """`5/6 met`, or empty when nothing was expected."""
        return f"{self.met}/{self.expected} met" if self.expected else ""


def overview(attempts: Iterable[AttemptResult]) -> tuple[MetricRow, ...]:
    """One row a metric as `evalkit.aggregate` groups them, those with expectations first."""
    known = tuple(attempts)
    summaries = aggregate(known)
    values = _values(known)
    names = [(each.scorer, each.metric) for each in summaries]
    rows = [_row(each, names.count((each.scorer, each.metric)) > 1, values) for each in summaries]
    return tuple(sorted(rows, key=lambda row: row.expected == 0))


_Key = tuple[str, str, int, str]


def _values(attempts: tuple[AttemptResult, ...]) -> dict[_Key, list[float]]:
    found: dict[_Key, list[float]] = {}
    for attempt in attempts:
        for score in attempt.scores if attempt.status not in ("infra", "invalid") else ():
            if score.value is not None and math.isfinite(score.value):
                found.setdefault((score.scorer, score.metric, score.version, score.unit), []).append(score.value)
    return found


def _row(summary: MetricSummary, versions: bool, values: dict[_Key, list[float]]) -> MetricRow:
    key = (summary.scorer, summary.metric, summary.version, summary.unit)
    return MetricRow(
        name=one_line(f"{summary.scorer}.{summary.metric}{f' v{summary.version}' if versions else ''}", 100),
        unit=summary.unit,
        p50=_shown(summary.p50, summary.unit),
        p90=_shown(summary.p90, summary.unit),
        mean=_shown(summary.mean, summary.unit),
        pooled=summary.pooled is not None,
        values=tuple(sorted(values.get(key, ()))),
        unscored=summary.unscored,
        met=summary.passed,
        expected=summary.expected,
    )


def _shown(value: float | None, unit: str) -> str:
    return "" if value is None else quantity(value, unit)
