"""Says whether the path of an audio, video or image file may be read: inside the scenario root, and a file."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Literal, TypeAlias

from evalkit.errors import nearest
from evalkit.scenario.yaml_nodes import shown

__all__ = ["MediaKind", "media_file_problem", "media_path_problem"]

MediaKind: TypeAlias = Literal["audio", "video", "image"]

_RELATIVE = "give it relative to the scenario file"
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISSOCK, "a socket"),
)


def media_path_problem(path: str, kind: MediaKind = "audio") -> tuple[str, str] | None:
    """Returns the problem and the hint of a path that no folder could make right, or None; reads no file."""
    a_path = f"{_named(kind)} path"
    if "\0" in path:
        return f"{a_path} holds no NUL character", "remove it"
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", path):
        return f"{a_path} is not a URL, found {shown(path)}", "download the file beside the scenario"
    if path.startswith("~"):
        return f"{a_path} does not start with '~', found {shown(path)}", _RELATIVE
    if PurePosixPath(path).is_absolute() or PureWindowsPath(path).root:
        return f"{a_path} is not absolute, found {shown(path)}", _RELATIVE
    return None


def media_file_problem(path: str, folder: Path, root: Path, kind: MediaKind = "audio") -> tuple[str, str] | None:
    """Returns the problem and the hint of a file that cannot be used, or None.

    Args:
        path: as the scenario gives it, free of what `media_path_problem` reports.
        folder: the scenario file's folder.
        root: the scenario root, which the file may not leave once symbolic links are followed.
        kind: what the file is to hold.
    """
    try:
        resolved = (folder / path).resolve()
        if not resolved.is_relative_to(root.resolve()):
            return f"{shown(path)} lies outside the scenario root {root}", f"keep {_many(kind)} inside the root"
        mode = resolved.stat().st_mode
    except FileNotFoundError:
        return f"there is no {kind} file {shown(path)}", _nearest_file(folder / path, kind)
    except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: a loop of links, before Python 3.13
        reason = getattr(error, "strerror", None) or "it cannot be resolved"
        return f"the {kind} file {shown(path)} cannot be read: {reason.lower()}", "check the path"
    if not stat.S_ISREG(mode):
        found = next((what for is_what, what in _KINDS if is_what(mode)), "something else")
        return f"{shown(path)} is {found}, not {_named(kind)} file", "name a file"
    return None


def _nearest_file(path: Path, kind: MediaKind) -> str:
    try:
        close = nearest(path.name, os.listdir(path.parent))
    except OSError:
        close = None
    # A link that leads nowhere has the very name that was asked for.
    if close == path.name:
        return "it is a link to nothing: put the file there"
    return f"did you mean {shown(close)}?" if close else f"{kind} paths are relative to the scenario file"


def _named(kind: MediaKind) -> str:
    return f"{'a' if kind == 'video' else 'an'} {kind}"


def _many(kind: MediaKind) -> str:
    return kind if kind == "audio" else f"{kind}s"
