"""One metric over the nights, in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import click

from evalkit.cli.history_lines import chapter_title, day, styled_outcome
from evalkit.errors import HistoryError, nearest
from evalkit.history.night import Night
from evalkit.history.trend import metric_levels, metrics_of
from evalkit.reporters.plain import quantity

__all__ = ["metric_lines"]

_WIDTH = 30


def metric_lines(chapters: Sequence[Sequence[Night]], metric: str) -> Iterator[str]:
    """Yields a metric's level in every night of each chapter, newest first; a version has a block of its own.

    Args:
        chapters: the nights to show.
        metric: `scorer.metric`, with `@version` or without.

    Raises:
        HistoryError: no night has it.
    """
    by_chapter = [metric_levels(chapter, metric) for chapter in chapters]
    if not any(level for levels in by_chapter for level in levels):
        raise _unknown(metric, chapters)
    return _lines(chapters, by_chapter)


def _lines(chapters: Sequence[Sequence[Night]], by_chapter: Sequence[Sequence[Mapping[str, float]]]) -> Iterator[str]:
    for chapter, levels in zip(chapters, by_chapter, strict=True):
        for name in sorted({name for level in levels for name in level}, reverse=True):
            yield click.style(f"{name} on {chapter_title(chapter[-1])}", bold=True)
            most = max(abs(level[name]) for level in levels if name in level) or 1.0
            for night, level in reversed(list(zip(chapter, levels, strict=True))):
                if name in level:
                    yield f"{day(night)}  {styled_outcome(night)} {_shown(name, level[name], most)}"


def _shown(name: str, value: float, most: float) -> str:
    unit = "ms" if name.partition("@")[0].endswith("_ms") else ""
    return f"{quantity(value, unit):>12}  {'▇' * round(abs(value) / most * _WIDTH)}"


def _unknown(metric: str, chapters: Sequence[Sequence[Night]]) -> HistoryError:
    known = metrics_of(night for chapter in chapters for night in chapter)
    close = nearest(metric, known)
    hint = f"did you mean {close!r}?" if close else f"there are {', '.join(known[:8])}{' and more' * (len(known) > 8)}"
    return HistoryError(f"metric {metric!r}", "none of the nights shown has it", hint if known else "")
