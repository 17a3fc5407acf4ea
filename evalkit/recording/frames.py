"""The pictures of a recording: one file each below `frames/`, equal pictures sharing one."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from evalkit.errors import RecordingError
from evalkit.recording.lanes import sync_folder, write_all

__all__ = ["FRAMES", "FrameReader", "FrameWriter", "frame_digest"]

FRAMES = "frames"
"""The folder beside `events.jsonl`."""


def frame_digest(data: bytes) -> str:
    """What tells one picture from another: SHA-256, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


class FrameWriter:
    """Names pictures in the order in which they first come, and keeps each in a file of its own.

    The folder is made with the first picture; a recording without pictures has none.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FRAMES
        self._names: dict[tuple[str, str], str] = {}
        self._kept: set[str] = set()

    def name_of(self, data: bytes, ending: str) -> str:
        """Returns the name of a picture's file; the same picture gets the same name again."""
        return self._names.setdefault((frame_digest(data), ending), f"{len(self._names) + 1:04}.{ending}")

    def keep(self, name: str, data: bytes) -> None:
        """Writes a picture, unless it is there already; on return the system has it.

        Raises:
            OSError: it cannot be written; nothing is left of it.
        """
        if name in self._kept:
            return
        self._folder.mkdir(exist_ok=True)
        path = self._folder / name
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        try:
            write_all(file, data)
        except OSError:
            with suppress(OSError):
                path.unlink()
            raise
        finally:
            os.close(file)
        self._kept.add(name)

    def sync(self) -> None:
        """Returns when every picture has reached the disk."""
        for name in sorted(self._kept):
            file = os.open(self._folder / name, os.O_RDWR)
            try:
                os.fsync(file)
            finally:
                os.close(file)
        if self._kept:
            sync_folder(self._folder)


class FrameReader:
    """Reads pictures back, and remembers which file held which."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FRAMES
        self.files: dict[str, str] = {}
        """Digest of each picture read so far, and its file relative to the recording's folder, with `/`."""

    def __call__(self, name: str) -> bytes | None:
        """Returns the bytes of a frame's file, or None when there is none.

        Raises:
            RecordingError: it is there and cannot be read.
        """
        path = self._folder / name
        if not path.is_file():
            return None
        try:
            data = path.read_bytes()
        except OSError as error:
            raise RecordingError(path, 0, f"cannot be read: {error.strerror or error}") from error
        self.files.setdefault(frame_digest(data), f"{FRAMES}/{name}")
        return data
