"""Says whether the path of an audio turn may be read: inside the scenario root, and a file."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path, PurePosixPath, PureWindowsPath

from evalkit.errors import nearest
from evalkit.scenario.yaml_nodes import shown

__all__ = ["audio_file_problem", "audio_path_problem"]

_RELATIVE = "give it relative to the scenario file"
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISSOCK, "a socket"),
)


def audio_path_problem(path: str) -> tuple[str, str] | None:
    """Returns the problem and the hint of a path that no folder could make right, or None; reads no file."""
    if "\0" in path:
        return "an audio path holds no NUL character", "remove it"
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", path):
        return f"an audio path is not a URL, found {shown(path)}", "download the file beside the scenario"
    if path.startswith("~"):
        return f"an audio path does not start with '~', found {shown(path)}", _RELATIVE
    if PurePosixPath(path).is_absolute() or PureWindowsPath(path).root:
        return f"an audio path is not absolute, found {shown(path)}", _RELATIVE
    return None


def audio_file_problem(path: str, folder: Path, root: Path) -> tuple[str, str] | None:
    """Returns the problem and the hint of an audio file that cannot be used, or None.

    Args:
        path: as the scenario gives it, free of what `audio_path_problem` reports.
        folder: the scenario file's folder.
        root: the scenario root, which the file may not leave once symbolic links are followed.
    """
    try:
        resolved = (folder / path).resolve()
        if not resolved.is_relative_to(root.resolve()):
            return f"{shown(path)} lies outside the scenario root {root}", "keep audio inside the root"
        mode = resolved.stat().st_mode
    except FileNotFoundError:
        return f"there is no audio file {shown(path)}", _nearest_file(folder / path)
    except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: a loop of links, before Python 3.13
        reason = getattr(error, "strerror", None) or "it cannot be resolved"
        return f"the audio file {shown(path)} cannot be read: {reason.lower()}", "check the path"
    if not stat.S_ISREG(mode):
        kind = next((kind for is_kind, kind in _KINDS if is_kind(mode)), "something else")
        return f"{shown(path)} is {kind}, not an audio file", "name a file"
    return None


def _nearest_file(path: Path) -> str:
    try:
        close = nearest(path.name, os.listdir(path.parent))
    except OSError:
        close = None
    # A link that leads nowhere has the very name that was asked for.
    if close == path.name:
        return "it is a link to nothing: put the file there"
    return f"did you mean {shown(close)}?" if close else "audio paths are relative to the scenario file"
