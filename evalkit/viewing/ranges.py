"""Which bytes of a file a request asks for (RFC 9110 §14), as a player of audio does to seek."""

from __future__ import annotations

import re

__all__ = ["Unsatisfiable", "wanted_range"]

_ONE = re.compile(r"bytes=[ \t]*([0-9]{0,18})-([0-9]{0,18})[ \t]*", re.ASCII | re.IGNORECASE)


class Unsatisfiable(Exception):
    """The range begins behind the end of the file: status 416."""


def wanted_range(header: str | None, size: int) -> tuple[int, int] | None:
    """The bytes from the first to before the second; None for the whole file.

    What is no valid range of bytes is ignored (§14.2: another unit must be, the rest may be), and so is a list of
    several ranges, which no player needs.

    Args:
        header: the value of `Range`; None without one.
        size: of the file, in bytes.

    Raises:
        Unsatisfiable: no byte of the file is in the range.
    """
    found = _ONE.fullmatch(header) if header is not None else None
    if found is None or found[1] == found[2] == "":
        return None
    if not found[1]:
        length = min(int(found[2]), size)
        if not length:
            raise Unsatisfiable
        return size - length, size
    first = int(found[1])
    last = int(found[2]) if found[2] else size - 1
    if found[2] and last < first:
        return None
    if first >= size:
        raise Unsatisfiable
    return first, min(last + 1, size)
