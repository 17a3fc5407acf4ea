"""Metrics of two runs in words, worst first, each with its drawing."""

from __future__ import annotations

import math
from collections.abc import Sequence

from evalkit.reporters.html.baseline import unbroken
from evalkit.reporters.html.compare_metrics import MetricChange
from evalkit.reporters.html.compare_model import MetricChangeView
from evalkit.reporters.html.verdict_model import GateDrawing
from evalkit.reporters.number_words import share
from evalkit.reporters.plain import one_line, quantity
from evalkit.reporters.verdict_words import KINDS

__all__ = ["metric_rows"]

_ORDER = ("worse", "maybe_worse", "better", "maybe_better", "moved", "other", "same")
_WORDS: dict[str, str] = {**dict(KINDS.items()), "moved": "moved", "other": "nothing sure", "same": "no change"}
_HALF = 46.0
"""Percent of the width from the middle of a drawing to its ends."""


def metric_rows(
    changes: Sequence[MetricChange], *, exact: bool
) -> tuple[tuple[MetricChangeView, ...], tuple[MetricChangeView, ...]]:
    """Returns the metrics that moved, worst first, and those of which nothing or nothing sure did.

    Args:
        changes: of one version each.
        exact: whether nothing is random: what moved is then simply worse or better, else perhaps.
    """
    rows = [_row(each, exact) for each in changes]
    rows.sort(key=lambda row: (_ORDER.index(row.kind), row.name))
    moved = tuple(row for row in rows if row.kind not in ("other", "same"))
    return moved, tuple(row for row in rows if row.kind in ("other", "same"))


def _row(change: MetricChange, exact: bool) -> MetricChangeView:
    kind = _kind(change, exact)
    name, _, version = change.name.partition("@")
    return MetricChangeView(
        name=one_line(name if version == "1" else f"{name} v{version}", 100),
        kind=kind,
        words=_WORDS[kind],
        before=_value(change, change.old),
        now=_value(change, change.new),
        change=_difference(change),
        interval=_interval(change),
        scenarios=change.scenarios,
        drawing=_drawing(change),
    )


def _kind(change: MetricChange, exact: bool) -> str:
    if not change.difference:
        return "same"
    # Without an interval nothing is known of chance; where there is none, nothing needs to be.
    if not exact and (change.interval is None or not change.is_sure):
        return "other"
    if change.is_worse is None:
        return "moved"
    way = "worse" if change.is_worse else "better"
    return way if exact else f"maybe_{way}"


def _value(change: MetricChange, value: float) -> str:
    return unbroken(share(value)) if change.is_share else quantity(value, change.unit.unit)


def _difference(change: MetricChange) -> str:
    found = change.difference
    if not found:
        return "no change"
    said = _signed(change, found)
    relative = found / abs(change.old) if change.old else math.inf
    if not math.isfinite(relative) or abs(relative) >= 100:
        return said
    return unbroken(f"{said} ({'+' if relative > 0 else '−'}{_digits(abs(100 * relative))} %)")


def _interval(change: MetricChange) -> str:
    if change.interval is None or not change.difference:
        return ""
    low, high = _signed(change, change.interval.low), _signed(change, change.interval.high)
    unit = " points" if change.is_share else f" {one_line(change.unit.unit, 20)}" if change.unit.unit else ""
    return f"{low.removesuffix(unit)} to {high}"


def _signed(change: MetricChange, value: float) -> str:
    sign = "−" if value < 0 else "+" if value else ""
    if change.is_share:
        return f"{sign}{_digits(100 * abs(value))} points"
    return f"{sign}{quantity(abs(value), change.unit.unit)}"


def _digits(value: float) -> str:
    """One place below ten; one that would round to nothing keeps its first digit."""
    if 0 < value < 0.05:
        return f"{value:.1g}"
    return f"{value:,.0f}" if value >= 9.95 else f"{value:.1f}".removesuffix(".0")


def _drawing(change: MetricChange) -> GateDrawing | None:
    if change.is_worse is None:
        return None
    way = -1.0 if change.unit.better == "lower" else 1.0
    found = change.interval
    ends = () if found is None else tuple(sorted((way * found.low, way * found.high)))
    reach = max(abs(each) for each in (change.difference, *ends))
    if not math.isfinite(reach):
        return None
    scale = _HALF / reach
    return GateDrawing(
        dot=f"{50 + scale * way * change.difference:.1f}",
        low=f"{50 + scale * ends[0]:.1f}" if ends else "",
        width=f"{scale * (ends[1] - ends[0]):.1f}" if ends else "",
        unseen_from="",
        unseen="",
        words=f"{_difference(change)}{f', 95 % interval {_interval(change)}' if found else ''}",
    )
