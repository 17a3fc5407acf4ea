"""From the path of a request to a file of the folder that is served, and to nothing outside of it."""

from __future__ import annotations

import stat
from pathlib import Path
from urllib.parse import unquote_to_bytes

__all__ = ["file_below", "path_names"]

_LONGEST = 4096
"""Bytes of a path; no file system here takes more."""


def path_names(raw: bytes) -> tuple[str, ...] | None:
    """The names a path is made of, decoded; the last is "" where it ends in `/`.

    None where a name could mean anything but a visible file or folder right there: empty, with a leading dot (which is
    `.`, `..` and what is hidden), with a separator, a control character, or no UTF-8. Each name is decoded once and by
    itself, so `%2F` is part of a name, which no name may hold, and `%252e` is `%2e`.

    Args:
        raw: the path as it was sent, beginning with `/`, without a query.
    """
    if not raw.startswith(b"/") or len(raw) > _LONGEST:
        return None
    try:
        names = tuple(unquote_to_bytes(part).decode() for part in raw[1:].split(b"/"))
    except UnicodeDecodeError:
        return None
    whole = names[:-1] if not names[-1] else names
    return names if all(map(_is_plain, whole)) else None


def file_below(root: Path, names: tuple[str, ...]) -> Path | None:
    """The regular file of that name below `root`, links followed; None when there is none or a link leads out.

    A path with a slash at its end names no file: what a page there asked for would be looked for below it.

    Args:
        root: a folder, resolved.
        names: as `path_names` gives them.
    """
    if not names or not names[-1]:
        return None
    try:
        path = root.joinpath(*names).resolve(strict=True)
        is_file = stat.S_ISREG(path.stat().st_mode)
    except (OSError, ValueError, RuntimeError):
        # Not there, too long, or links in a circle (a RuntimeError before Python 3.13).
        return None
    if not is_file or not path.is_relative_to(root):
        return None
    # A link may lead to what is hidden, though itself it is not.
    return path if all(map(_is_plain, path.relative_to(root).parts)) else None


def _is_plain(name: str) -> bool:
    return bool(name) and not name.startswith(".") and not any(char in "/\\" or ord(char) < 32 for char in name)
