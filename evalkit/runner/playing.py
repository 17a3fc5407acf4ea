"""A mark in a run's folder that holds as long as the process that plays the run lives, however it ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# On Windows nobody can tell: whoever asks has to judge by what was written when.
if sys.platform != "win32":
    import fcntl

__all__ = ["is_played", "playing"]

_MARK = ".playing"


@contextmanager
def playing(folder: Path) -> Iterator[None]:
    """Marks a run as being played until the block is left.

    The mark is a lock on a file, which the system gives up when the process ends: unlike the number of a process it
    cannot outlive it, mean another one, or mean nothing in another container. Where there are no locks there is no
    mark, and the run is played all the same.
    """
    path = folder / _MARK
    descriptor = _locked(path)
    try:
        yield
    finally:
        if descriptor is not None:
            with suppress(OSError):
                path.unlink()
            os.close(descriptor)


def is_played(folder: Path) -> bool | None:
    """Whether a process plays this run right now; None when nothing in its folder tells."""
    if sys.platform == "win32":
        return None
    try:
        descriptor = os.open(folder / _MARK, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return None
    else:
        return False
    finally:
        os.close(descriptor)


def _locked(path: Path) -> int | None:
    if sys.platform == "win32":
        return None
    descriptor = None
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    except OSError:
        if descriptor is not None:
            with suppress(OSError):
                path.unlink()
            os.close(descriptor)
        return None
    return descriptor
