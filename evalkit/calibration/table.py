"""Error bars as a table: for a terminal of 120 columns, for Markdown, and as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from evalkit.calibration.trial import P95_NEEDS, YES_OR_NO, Bars

__all__ = ["NOTE", "as_data", "markdown", "plain"]

NOTE = (
    "bias: median of found less true. median, p95: of the error's size; p95 from "
    f"{P95_NEEDS} errors on. worst: with its sign. Shares: 95 % intervals (Clopper-Pearson)."
)
_HEADS = ("instrument", "material", "n", "bias", "median", "p95", "worst", "missed", "false alarms")
_WIDTHS = (21, 34, 3, 6, 6, 6, 6, 15, 15)


def plain(bars: Sequence[Bars]) -> str:
    """Returns a heading, a line for each row, and what the columns mean; 120 columns wide at the most."""
    lines = [_line(_HEADS), _line(tuple("-" * width for width in _WIDTHS))]
    return "\n".join([*lines, *(_line(_cells(each)) for each in bars), "", *_folded(NOTE)])


def markdown(bars: Sequence[Bars]) -> str:
    """Returns the same rows as a Markdown table."""
    rows = [_HEADS, ("---", "---", *["---:"] * 7), *(_cells(each) for each in bars)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"


def as_data(bars: Sequence[Bars]) -> list[dict[str, Any]]:
    """Returns the same rows as JSON: numbers in the row's unit, None where there is none."""
    return [
        {
            "instrument": each.instrument,
            "material": each.material,
            "unit": each.unit,
            "n": len(each.errors),
            "bias": each.bias,
            "median": each.median,
            "p95": each.p95,
            "worst": each.worst,
            "missed": _share(each.misses, each.present, each.missed.low, each.missed.high),
            "false_alarms": _share(each.alarms, each.absent, each.alarmed.low, each.alarmed.high),
        }
        for each in bars
    ]


def _share(part: int, whole: int, low: float, high: float) -> dict[str, Any] | None:
    return {"part": part, "whole": whole, "low": low, "high": high} if whole else None


def _cells(bars: Bars) -> tuple[str, ...]:
    unit = "" if bars.unit in ("", YES_OR_NO) or bars.instrument.endswith(f"_{bars.unit}") else f" ({bars.unit})"
    numbers = (
        _number(None if bars.unit == YES_OR_NO else value) for value in (bars.bias, bars.median, bars.p95, bars.worst)
    )
    missed = _counted(bars.misses, bars.present, bars.missed.low, bars.missed.high)
    alarmed = _counted(bars.alarms, bars.absent, bars.alarmed.low, bars.alarmed.high)
    return (bars.instrument + unit, bars.material, str(len(bars.errors)), *numbers, missed, alarmed)


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    # A negative zero is a zero.
    return f"{round(value, 1) + 0.0:g}" if abs(value) >= 10 else f"{round(value, 2) + 0.0:g}"


def _counted(part: int, whole: int, low: float, high: float) -> str:
    return f"{part}/{whole} {100 * low:.0f}–{100 * high:.0f} %" if whole else "–"


def _line(cells: Sequence[str]) -> str:
    placed = (
        _fitted(cell, width).ljust(width) if place < 2 else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(cells, _WIDTHS, strict=True))
    )
    return " ".join(placed).rstrip()


def _fitted(cell: str, width: int) -> str:
    """The cell; of one that is too long the end of its first part is left out: the voice's name, and not its noise."""
    if len(cell) <= width:
        return cell
    name, comma, noise = cell.partition(",")
    return f"{name[: max(0, width - len(comma + noise) - 1)]}…{comma}{noise}"[:width]


def _folded(text: str, width: int = 120) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
