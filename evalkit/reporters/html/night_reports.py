"""Where the report of a night lies, as seen from a page."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import quote

__all__ = ["night_reports"]


def night_reports(page: Path, folders: Sequence[Path]) -> Callable[[str], str]:
    """Returns what gives the address of a run's `report.html`, relative to the page; "" where there is none.

    Args:
        page: the page that links to it.
        folders: of runs, the likeliest first.
    """

    def found(run_id: str) -> str:
        if not run_id or run_id in (".", "..") or any(sign in run_id for sign in "/\\\0"):
            return ""
        return next((url for folder in folders if (url := _url(page, folder / run_id / "report.html"))), "")

    return found


def _url(page: Path, report: Path) -> str:
    try:
        if not report.is_file():
            return ""
        way = Path(os.path.relpath(report.resolve(), page.parent.resolve())).parts
    except (OSError, ValueError):
        # A name that no file can have, or another drive.
        return ""
    # Without the dot, a first segment with a colon would be a scheme (RFC 3986 §4.2).
    return "./" + "/".join(quote(part, safe="", errors="replace") for part in way)
