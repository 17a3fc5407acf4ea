"""Anchors within a page and addresses of the files beside it, safe whatever the names hold."""

from __future__ import annotations

import re
from hashlib import sha256
from urllib.parse import quote

from evalkit.reporters.html.clips import Clip
from evalkit.results import AttemptResult

__all__ = ["attempt_anchor", "below", "clip", "file_url", "scenario_anchor"]

_LONGEST = 300
"""Letters of a name in an anchor."""
_LIKE_AN_ATTEMPT = re.compile(r"\d+(-fresh|-baseline)?", re.ASCII)


def scenario_anchor(scenario_id: str) -> str:
    """`tools/temperature`: an element's id, which as a link is `#` and the same letters; never also an attempt's."""
    before, slash, last = quote(_short(scenario_id), safe="/", errors="replace").rpartition("/")
    # `a/1` is the first attempt of `a`; the sign stands in no other anchor, for in names it is quoted.
    marked = f"={last}" if slash and _LIKE_AN_ATTEMPT.fullmatch(last) else last
    return f"{before}{slash}{marked}" or "unnamed"


def attempt_anchor(attempt: AttemptResult, *more: int) -> str:
    """`tools/temperature/1`, or that of one of its turns; the same number may stand in both arms of a run."""
    apart = "-fresh" if attempt.fresh else "-baseline" if attempt.arm == "baseline" else ""
    return "/".join((scenario_anchor(attempt.scenario_id), f"{attempt.attempt}{apart}", *map(str, more)))


def _short(part: str) -> str:
    """The part; of one that is very long a beginning with a digest, so that two of them never meet."""
    if len(part) <= _LONGEST:
        return part
    return f"{part[:_LONGEST]}-{sha256(part.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def file_url(folder: str, name: str) -> str | None:
    """The relative address of an attempt's file; None when `folder` leads anywhere but below the page."""
    # Without the dot, a first segment with a colon would be a scheme (RFC 3986 §4.2).
    found = below(folder, name)
    return None if found is None else f"./{found}"


def below(folder: str, name: str) -> str | None:
    """The same without the dot, as a part of the page is named; a colon in it stands as `%3A`."""
    parts = folder.replace("\\", "/").split("/")
    if not folder or folder.startswith("/") or any(part in ("", ".", "..") for part in parts):
        return None
    return "/".join(quote(part, safe="", errors="replace") for part in (*parts, name))


def clip(url: str | None, span: tuple[float, float] | None, label: str) -> Clip | None:
    """The part of a file that a turn takes; None without a file or without a stretch of time."""
    if url is None or span is None or not 0 <= span[0] < span[1] < 1e6:
        return None
    return Clip(f"{url}#t={span[0]:.3f},{span[1]:.3f}", label, f"{span[1] - span[0]:.1f} s")
