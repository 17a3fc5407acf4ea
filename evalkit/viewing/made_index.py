"""The page of all runs, made anew each time it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

from evalkit.errors import HistoryError
from evalkit.reporters.html.history_page import History, read_trends
from evalkit.reporters.html.index import index_page, index_rows
from evalkit.reporters.html.island import sidecar
from evalkit.reporters.plain import one_line
from evalkit.viewing.paths import file_below
from evalkit.viewing.run_rows import run_rows
from evalkit.viewing.shelf import Shelf

__all__ = ["made_index"]


def made_index(shelf: Shelf) -> tuple[str, Mapping[str, str]]:
    """Returns the page, and by their names the files that it loads."""
    try:
        history = read_trends(shelf.root / "history", shelf.root / "index.html")
    except HistoryError as error:
        # The runs are there all the same.
        history = History(problem=one_line(str(error), 500))
    files = {} if history is None else {name: sidecar(text) for name, text in history.files.items()}
    return index_page(index_rows(run_rows(shelf)), tuple(_others(shelf.root)), history), files


def _others(root: Path) -> Iterator[tuple[str, str]]:
    """Name and address of pages that lie beside the runs, as comparisons."""
    for name in sorted(path.name for path in root.glob("*.html")):
        # A name that is no UTF-8 has no address here.
        if name != "index.html" and name.isprintable() and file_below(root, (name,)):
            yield one_line(name, 120), f"./{quote(name, safe='')}"
