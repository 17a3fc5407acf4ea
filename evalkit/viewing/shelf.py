"""The folder of runs as it is now: which are there, and what each holds."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from evalkit.results import RunResult
from evalkit.runner.run_folder import read_plan
from evalkit.viewing.paths import file_below
from evalkit.viewing.standing import Standing, standing
from evalkit.viewing.watching import RunReader, Stamp

__all__ = ["Shelf", "StoredRun"]

_KEPT = 4
"""Runs whose attempts stay in memory: those that somebody looks at."""


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A run as it was read just now."""

    folder: Path
    run: RunResult
    standing: Standing
    etag: str
    """Another one whenever something was added."""

    @property
    def shown(self) -> RunResult:
        """The run as its page should tell of it: one whose process died was interrupted, though it could not say so."""
        return replace(self.run, interrupted=True) if self.standing.state == "interrupted" else self.run


@dataclass(slots=True)
class _Kept:
    reader: RunReader
    lock: threading.Lock = field(default_factory=threading.Lock)


class Shelf:
    """May be used by several threads.

    Args:
        root: the folder of runs, resolved.
        now: the time, with its zone.
    """

    def __init__(self, root: Path, now: Callable[[], datetime]) -> None:
        self.root = root
        self._now = now
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._plans: dict[str, tuple[Stamp, RunResult]] = {}

    def has(self, name: str) -> bool:
        """Whether a run is there of that name, which is one name of `path_names`."""
        return file_below(self.root, (name, "run.json")) is not None

    def stored(self, name: str) -> StoredRun:
        """A run that `has` found.

        Raises:
            RecordingError: it is damaged.
            OSError: it cannot be read.
        """
        kept = self._reader(name)
        with kept.lock:
            run = kept.reader.read()
            stamps = kept.reader.stamps()
        stands = standing(run, self.root / name, self._now())
        etag = hashlib.sha256(repr((stamps, stands.state, len(run.attempts))).encode()).hexdigest()[:16]
        return StoredRun(self.root / name, run, stands, etag)

    def names(self) -> tuple[str, ...]:
        """The names of all runs, also of those that cannot be read."""
        return tuple(filter(self.has, sorted(path.parent.name for path in self.root.glob("*/run.json"))))

    def plan(self, name: str) -> RunResult:
        """What a run was to do and whether it has ended, without its attempts; raises as `stored`."""
        stamp = Stamp.of(self.root / name / "run.json")
        known = self._plans.get(name)
        if known is None or known[0] != stamp:
            known = self._plans[name] = (stamp, read_plan(self.root / name))
        return known[1]

    def _reader(self, name: str) -> _Kept:
        with self._lock:
            kept = self._kept.pop(name, None) or _Kept(RunReader(self.root / name))
            self._kept[name] = kept
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
            return kept
