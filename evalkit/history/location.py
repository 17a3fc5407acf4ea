"""Where nights are kept: a folder, a bucket, or a web address that can only be read."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from evalkit.errors import HistoryError

__all__ = ["Folder", "Location", "location_of"]

_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]+)://")
_BUCKETS = ("gs", "s3", "az", "https", "http")
"""What is read through the extra `bucket`."""


class Location(Protocol):
    """A flat set of small files; every method raises HistoryError where the place refuses."""

    shown: str
    """The place in messages, without credentials."""

    def names(self) -> Sequence[str]:
        """Returns the names of the files that are there, sorted; none where nothing was kept yet."""

    def read(self, names: Sequence[str]) -> list[bytes | None]:
        """Returns the files in the order of their names; None for one that is not there."""

    def write(self, name: str, data: bytes) -> None:
        """Writes a file, whole or not at all."""


def location_of(place: str | Path) -> Location:
    """Returns the place a user named: `gs://bucket/path`, `s3://…`, `https://…`, else a folder.

    Nothing is read yet.

    Raises:
        HistoryError: the address is of an unknown kind, or the extra `bucket` is not installed.
    """
    text = str(place)
    found = _SCHEME.match(text)
    if found is None:
        return Folder(Path(text))
    if found[1].lower() not in _BUCKETS:
        known = ", ".join(f"{scheme}://" for scheme in _BUCKETS[:-1])
        raise HistoryError(f"{found[1]}://", "nights are not kept there", f"give a folder or one of {known}")
    from evalkit.history.bucket import bucket

    return bucket(text)


class Folder:
    """A folder of this machine; it is made when the first night is kept."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.shown = str(path)

    def names(self) -> Sequence[str]:
        """Returns the names of its files, sorted."""
        try:
            with os.scandir(self.path) as found:
                return sorted(each.name for each in found if _is_file(each))
        except FileNotFoundError:
            return []
        except NotADirectoryError:
            raise HistoryError(self.shown, "a file, not a folder of nights", "give the folder it is in") from None
        except OSError as error:
            raise HistoryError(self.shown, f"cannot be read: {error.strerror or error}", "check the path") from error

    def read(self, names: Sequence[str]) -> list[bytes | None]:
        """Returns the files in the order of their names."""
        return [self._read(self.path / name) for name in names]

    def write(self, name: str, data: bytes) -> None:
        """Writes a file beside its place, syncs it and moves it there."""
        target = self.path / name
        partial = self.path / f".{name}.{secrets.token_hex(4)}.partial"
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            _write_synced(partial, data)
            partial.replace(target)
        except OSError as error:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
            hint = "the run itself is kept: evalkit accept adds it once there is room"
            raise HistoryError(str(target), f"cannot be written: {error.strerror or error}", hint) from error

    def _read(self, path: Path) -> bytes | None:
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            hint = "check its permissions"
            raise HistoryError(str(path), f"cannot be read: {error.strerror or error}", hint) from error


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Whether it is a file; a link that leads nowhere is left to whoever reads it, which then names it."""
    try:
        return entry.is_file()
    except OSError:
        return entry.name.endswith(".json")


def _write_synced(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
