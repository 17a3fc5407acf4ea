"""The metrics of a run in words, one row each, as every report shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evalkit.aggregate import MetricSummary, aggregate
from evalkit.reporters.number_words import share
from evalkit.reporters.plain import one_line, quantity
from evalkit.results import AttemptResult
from evalkit.stats.intervals import Interval

__all__ = ["MetricRow", "overview", "shown"]

_WEIGHTY = {
    name: place
    for place, name in enumerate(
        (
            "latency.first_audible_ms",
            "latency.voice_to_voice_ms",
            "latency.tool_turn_first_audible_ms",
            "wer.input_wer",
            "wer.output_wer",
            "tools.tools_ok",
            "silence.kept_silent",
            "interruption.stop_ms",
        )
    )
}
"""The metrics that a conversation stands and falls with, in order: the primaries, and how soon the model stops."""


@dataclass(frozen=True, slots=True)
class MetricRow:
    """One metric of one version over all attempts that measured the model; a text is empty where there is no number."""

    name: str
    """`scorer.metric`, with ` v2` when another version of it stands in the same run."""
    unit: str
    p50: str
    p90: str
    mean: str
    p50_range: str
    """Where the true median is at 95 % confidence, as `790 to 870 ms`; empty when there are too few values."""
    p90_range: str
    mean_range: str
    """The same of a share, where every score is yes or no."""
    pooled: bool
    """True when `mean` is a rate pooled over all that was counted, not the mean of rates."""
    values: tuple[float, ...]
    """Sorted; unscored ones are not among them."""
    unscored: int
    met: int
    """Expectations met, of `expected`."""
    expected: int
    announced: int = 0
    """Of those missed, the ones of scenarios that are announced to fail."""

    @property
    def missed(self) -> bool:
        """Whether one was missed of which nobody had said so."""
        return self.met + self.announced < self.expected

    @property
    def weight(self) -> int | None:
        """Its place among those a conversation stands and falls with; None of any other, and where nothing is known."""
        return _WEIGHTY.get(self.name) if self.values or self.expected else None

    @property
    def limits(self) -> str:
        """`5/6 met`, `5/6 met, 1 expected to fail`, or empty when nothing was expected."""
        if not self.expected:
            return ""
        return f"{self.met}/{self.expected} met" + (f", {self.announced} expected to fail" if self.announced else "")


def overview(attempts: Iterable[AttemptResult]) -> tuple[MetricRow, ...]:
    """One row a metric as `evalkit.aggregate` groups them.

    First those that missed what was expected, then those a conversation stands and falls with, then those with other
    expectations, then the rest.
    """
    summaries = aggregate(attempts)
    names = [(each.scorer, each.metric) for each in summaries]
    rows = [_row(each, names.count((each.scorer, each.metric)) > 1) for each in summaries]
    return tuple(sorted(rows, key=lambda row: (not row.missed, _rank(row), row.expected == 0)))


def _rank(row: MetricRow) -> int:
    return len(_WEIGHTY) if row.weight is None else row.weight


def _row(summary: MetricSummary, versions: bool) -> MetricRow:
    is_share = summary.yes_no or summary.pooled is not None
    unit = "%" if is_share else summary.unit
    return MetricRow(
        name=one_line(f"{summary.scorer}.{summary.metric}{f' v{summary.version}' if versions else ''}", 100),
        unit=unit,
        p50="" if summary.yes_no else shown(summary.p50, unit),
        p90="" if summary.yes_no else shown(summary.p90, unit),
        mean=shown(summary.mean, unit),
        p50_range="" if summary.yes_no else _range(summary.p50_interval, unit),
        p90_range="" if summary.yes_no else _range(summary.p90_interval, unit),
        mean_range=_range(summary.mean_interval, unit),
        pooled=summary.pooled is not None,
        values=summary.values,
        unscored=summary.unscored,
        met=summary.passed,
        expected=summary.expected,
        announced=summary.announced,
    )


def shown(value: float | None, unit: str) -> str:
    """Returns a value with its unit, a share in per cent; empty where there is none."""
    if value is None:
        return ""
    return share(value) if unit == "%" else quantity(value, unit)


def _range(interval: Interval | None, unit: str) -> str:
    if interval is None:
        return ""
    low, high = shown(interval.low, unit), shown(interval.high, unit)
    # Equal ends say nothing that the number itself does not.
    return "" if low == high else f"{low.removesuffix(f' {unit}')} to {high}"
