"""The policy that goes with each answer: a page's own, and none at all for what is no page of evalkit's."""

from __future__ import annotations

import re
from functools import cache
from html import unescape

from evalkit.reporters.html.page import policy, static

__all__ = ["INERT", "is_of_another_version", "page_policy"]

INERT = (
    "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
)
"""For files that a person may open but that must do nothing: no script, no request, no form, no origin."""

_META = re.compile(r'<meta\s+http-equiv="Content-Security-Policy"\s+content="([^"]*)"', re.IGNORECASE)
_BUNDLES = ("run", "compare", "index")


def page_policy(head: str) -> str:
    """The policy that a page of ours states about itself, which as a header also says that nobody may frame it.

    Ours is what runs one of this version's own scripts and nothing else. Any other page could name its own script, read
    every run and carry it away, so it is shown without any power; a report of another version reads as it does without
    JavaScript, and `evalkit report` writes it again.

    Args:
        head: the beginning of the page.
    """
    found = _META.search(head)
    stated = unescape(found[1]).strip().rstrip(";") if found else ""
    return f"{stated}; frame-ancestors 'none'" if stated in _own_policies() else INERT


def is_of_another_version(page: bytes) -> bool:
    """Whether a page states a policy that is none of this version's, so that its script does not run here.

    Args:
        page: the page, or its beginning.
    """
    head = page[:8192].decode("utf-8", "replace")
    return _META.search(head) is not None and page_policy(head) == INERT


@cache
def _own_policies() -> frozenset[str]:
    assets = [(static(f"{name}.css"), static(f"{name}.js")) for name in _BUNDLES]
    return frozenset(policy(*each, connects=connects) for each in assets for connects in (False, True))
