"""What is dear to make and good for all tests: made by the first worker that asks, waited for by the others."""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Workshop"]


@dataclass(frozen=True, slots=True)
class Workshop:
    """A folder that all workers of a test session share.

    Args:
        root: the folder; made when missing.
    """

    root: Path

    def made(self, name: str, make: Callable[[Path], object]) -> Path:
        """Returns the folder `name`, which `make(folder)` has filled once; nothing may be changed in it.

        Where `make` fails, the next worker tries again and fails the same way.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        folder, done = self.root / name, self.root / f"{name}.done"
        with (self.root / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                folder.mkdir(exist_ok=True)
                make(folder)
                done.touch()
        return folder
