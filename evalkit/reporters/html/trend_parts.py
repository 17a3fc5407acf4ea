"""The trends of a page as its script loads them: what all scenarios came to in the page, each scenario apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from evalkit.reporters.html.island import packed
from evalkit.reporters.html.trends import ChapterTrends, part_data, trends_data

__all__ = ["INLINE_BYTES", "TrendParts", "trend_parts"]

INLINE_BYTES = 1_500_000
"""What the single scenarios may weigh together, packed, to stand in the page; else they lie beside it."""


@dataclass(frozen=True, slots=True)
class TrendParts:
    """What stands in the page, and what lies beside it."""

    inline: Mapping[str, Any] = field(default_factory=dict)
    """Documents and packed data, by the address that the page's script asks for."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Packed data by name relative to the page's folder."""


def trend_parts(
    chapters: Sequence[ChapterTrends],
    titles: Sequence[tuple[str, str]],
    report_url: Callable[[str], str],
    folder: str,
    inline_bytes: int,
) -> TrendParts:
    """Returns the data of a page.

    Args:
        chapters: newest first.
        titles: of each its title and its sentence.
        report_url: the address of a run's report, "" where it does not lie beside the page.
        folder: relative to the page, for what does not stand in it, as `history.parts`; "" puts everything in the page.
        inline_bytes: how much of single scenarios may stand in the page where there is a folder.
    """
    found: dict[str, str] = {}
    for number, chapter in enumerate(chapters):
        for place, scenario in enumerate(chapter.scenarios):
            found[_name(folder, number, place)] = packed(part_data(chapter, scenario))
    addresses = [
        [quote(_name(folder, number, place)) for place in range(len(chapter.scenarios))]
        for number, chapter in enumerate(chapters)
    ]
    trends = {"trends": trends_data(chapters, titles, report_url, addresses)}
    if folder and sum(map(len, found.values())) > inline_bytes:
        return TrendParts(trends, found)
    return TrendParts(trends | {quote(name): text for name, text in found.items()})


def _name(folder: str, chapter: int, scenario: int) -> str:
    return f"{folder or 'trends'}/{chapter:02}-{scenario:04}.js"
