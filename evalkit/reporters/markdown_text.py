"""Any text and any table as GitHub's markdown shows them, so that nothing in them acts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from evalkit.reporters.plain import one_line

__all__ = ["escape", "table"]

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()~|!$^])")
# What GitHub makes of plain text: mentions, issue numbers, links, emoji codes, marks of lists and quotes.
_AUTOLINKS = re.compile(
    r"(?<=[@#])(?=\S)|(?<=:)(?=//|[\w+-]*[a-z_][\w+-]*:)|(?<=\bwww)(?=\.)|(?<=\bGH)(?=-\d)|(?<=^[-+>=])", re.IGNORECASE
)
_NUMBERED = re.compile(r"^(\d+)(?=[.)]\s)")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def escape(text: str, limit: int = 300) -> str:
    """Text that GitHub's markdown shows as it is, on one line, in a table cell or out of one.

    Marks are escaped with a backslash, HTML with entities; a zero-width space keeps names from being mentioned and
    addresses from becoming links.
    """
    shown = _NUMBERED.sub("\\1\u200b", _AUTOLINKS.sub("\u200b", one_line(text, limit)))
    return _MARKDOWN.sub(r"\\\1", shown.translate(_ENTITIES))


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], right_from: int = 99) -> Iterator[str]:
    """Yields the lines of a table; its cells are escaped already.

    Args:
        heads: of the columns.
        rows: as many cells each.
        right_from: the first column of numbers, which stand to the right.
    """
    yield f"| {' | '.join(heads)} |"
    yield f"|{'|'.join('--:' if place >= right_from else '---' for place in range(len(heads)))}|"
    yield from (f"| {' | '.join(row)} |" for row in rows)
