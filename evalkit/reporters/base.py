"""What a reporter is, and how its file gets written."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Protocol

from evalkit.results import RunResult

__all__ = ["Reporter", "write_whole"]


class Reporter(Protocol):
    """Writes one file about a run; a plugin is one object with these two members."""

    @property
    def name(self) -> str:
        """The name it is asked for by."""
        ...

    def write(self, run: RunResult, folder: Path) -> Path:
        """Writes the report of `run` into its folder and returns the file's path.

        The folder exists or can be made. Audio is beside it, as the attempts' `folder` says; it may be missing. Every
        text of the run may be hostile: whatever a model said, it must stay text.

        Raises:
            OSError: the file cannot be written; an older report is then still whole.
        """
        ...


def write_whole(path: Path, text: str) -> Path:
    """Writes UTF-8 text so that a reader sees the old file or the new one, never a part of either.

    Raises:
        OSError: the folder cannot be made or written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        # mkstemp makes the file private; a report is for whoever may read the folder.
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return path
