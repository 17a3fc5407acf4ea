"""The metrics of a run in words, one row each, as every report shows them."""

from __future__ import annotations

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
    summaries = aggregate(attempts)
    names = [(each.scorer, each.metric) for each in summaries]
    rows = [_row(each, names.count((each.scorer, each.metric)) > 1) for each in summaries]
    return tuple(sorted(rows, key=lambda row: row.expected == 0))


def _row(summary: MetricSummary, versions: bool) -> MetricRow:
    return MetricRow(
        name=one_line(f"{summary.scorer}.{summary.metric}{f' v{summary.version}' if versions else ''}", 100),
        unit=summary.unit,
        p50=_shown(summary.p50, summary.unit),
        p90=_shown(summary.p90, summary.unit),
        mean=_shown(summary.mean, summary.unit),
        pooled=summary.pooled is not None,
        values=summary.values,
        unscored=summary.unscored,
        met=summary.passed,
        expected=summary.expected,
    )


def _shown(value: float | None, unit: str) -> str:
    return "" if value is None else quantity(value, unit)
