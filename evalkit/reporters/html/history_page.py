"""The page of a history, and the same nights as a part of the page of all runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evalkit.history.flaky import steadiness
from evalkit.history.night import Night
from evalkit.history.sections import sections
from evalkit.history.store import read_history
from evalkit.history.trend import PRIMARIES, Primaries
from evalkit.outcome import GateName
from evalkit.reporters.base import write_whole
from evalkit.reporters.html.history import Chapter, history_chapter
from evalkit.reporters.html.island import render_app, write_parts
from evalkit.reporters.html.night_reports import night_reports
from evalkit.reporters.html.trend_parts import INLINE_BYTES, trend_parts
from evalkit.reporters.html.trends import chapter_trends
from evalkit.reporters.number_words import gate_name
from evalkit.reporters.plain import one_line

__all__ = ["INDEX_NIGHTS", "History", "history_page", "history_view", "read_trends", "write_history_page"]

INDEX_NIGHTS = 90
"""Nights that the page of all runs draws, the newest: it is written after every run."""


@dataclass(frozen=True, slots=True)
class History:
    """Nights as a page has them."""

    chapters: tuple[Chapter, ...] = ()
    inline: Mapping[str, Any] = field(default_factory=dict)
    """By name what the page's script finds in the page."""
    files: Mapping[str, str] = field(default_factory=dict)
    """By name, relative to the page's folder, what it loads."""
    problem: str = ""
    """Why there is nothing to see."""
    most: int = INDEX_NIGHTS
    """How many nights the page of all runs draws."""


def history_view(
    chapters: Sequence[Sequence[Night]],
    all_nights: Sequence[Night],
    primaries: Primaries = PRIMARIES,
    report_url: Callable[[str], str] = lambda run_id: "",
    folder: str = "",
    inline_bytes: int = INLINE_BYTES,
) -> History:
    """Returns what a page shows.

    Args:
        chapters: the nights to show (`evalkit.history.sections`).
        all_nights: also those that are not shown; what is flaky is counted over them.
        primaries: what each gate is made of.
        report_url: the address of a run's report, "" where it does not lie beside the page.
        folder: for what is too much to stand in the page, relative to it; "" puts all of it there.
        inline_bytes: how much of single scenarios may stand there.
    """
    known = steadiness(all_nights)
    trends = [chapter_trends(nights, primaries) for nights in chapters]
    views = tuple(history_chapter(each, known) for each in trends)
    parts = trend_parts(trends, [(view.title, view.sentence) for view in views], report_url, folder, inline_bytes)
    return History(views, parts.inline, parts.files)


def history_page(
    chapters: Sequence[Sequence[Night]], all_nights: Sequence[Night], primaries: Primaries, place: str
) -> str:
    """Returns the page in one file: without requests, and its words whole without its script.

    Args:
        chapters: as `history_view`, like the next two.
        all_nights: likewise.
        primaries: likewise.
        place: where the nights are kept.
    """
    return _render(history_view(chapters, all_nights, primaries), place)


def write_history_page(
    page: Path,
    chapters: Sequence[Sequence[Night]],
    all_nights: Sequence[Night],
    place: str,
    inline_bytes: int = INLINE_BYTES,
) -> Path:
    """Writes the page, and beside it what is too much to stand in it; returns its path.

    A night links to its report where that lies beside the history or beside the page.

    Args:
        page: the file to write.
        chapters: as `history_view`, like the next.
        all_nights: likewise.
        place: where the nights are kept.
        inline_bytes: how much of single scenarios may stand in the page.

    Raises:
        OSError: a file cannot be written.
    """
    reports = night_reports(page, (Path(place).parent, page.parent))
    history = history_view(
        chapters, all_nights, report_url=reports, folder=f"{page.stem}.parts", inline_bytes=inline_bytes
    )
    write_parts(page, history.files)
    return write_whole(page, _render(history, place))


def read_trends(place: Path, page: Path) -> History | None:
    """Returns the newest nights of a folder for a page beside it; None when none was kept there.

    Raises:
        HistoryError: the folder cannot be read, or a night in it is damaged.
    """
    nights = read_history(place, INDEX_NIGHTS) if place.is_dir() else ()
    if not nights:
        return None
    reports = night_reports(page, (place.parent,))
    return history_view(sections(nights), nights, report_url=reports, folder=f"{page.stem}.parts")


def _render(history: History, place: str) -> str:
    gates = [gate_name(gate) for gate in GateName if gate is not GateName.PASSED]
    return render_app("history.html.j2", history.inline, history=history, place=one_line(place, 200), gates=gates)
