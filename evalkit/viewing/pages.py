"""The pages that are made when they are asked for, and how long they are kept."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping

from evalkit.viewing.made_compare import made_compare
from evalkit.viewing.made_index import made_index
from evalkit.viewing.made_run import MadeRun
from evalkit.viewing.shelf import Shelf, StoredRun

__all__ = ["Pages"]

_KEPT = 6
"""States of runs: a page that was sent a moment ago still finds its parts when the run has grown meanwhile."""


class Pages:
    """May be used by several threads; makes one thing at a time, for who asks next often wants the same."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._lock = threading.Lock()
        self._runs: deque[MadeRun] = deque(maxlen=_KEPT)
        self._trends: Mapping[str, str] = {}

    def index(self) -> str:
        """The page of all runs."""
        with self._lock:
            page, self._trends = made_index(self._shelf)
            return page

    def compared(self, a: str, b: str, *, anyway: bool) -> str:
        """The page of two runs; raises as `made_compare`."""
        with self._lock:
            return made_compare(self._shelf, a, b, anyway=anyway)

    def beside_index(self, name: str) -> str | None:
        """What the page of all runs loads by that name; None when it named no such thing."""
        with self._lock:
            return self._trends.get(name)

    def of_run(self, stored: StoredRun, name: str) -> str | None:
        """The page of a run (`report.html`), its `summary`, or a file of details; None when it has none such."""
        with self._lock:
            made = self._made(stored)
            if name == "report.html":
                return made.page
            if name == "summary":
                return made.summary
            states = (each for each in reversed(self._runs) if each.stored.folder == stored.folder)
            return next((text for each in states if (text := each.details(name)) is not None), None)

    def _made(self, stored: StoredRun) -> MadeRun:
        for made in self._runs:
            if (made.stored.folder, made.stored.etag) == (stored.folder, stored.etag):
                return made
        made = MadeRun(stored)
        self._runs.append(made)
        return made
