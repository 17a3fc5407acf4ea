"""The policy that goes with each answer: a page's own, and none at all for what is no page of evalkit's."""

from __future__ import annotations

import re
from html import unescape

__all__ = ["INERT", "page_policy"]

INERT = (
    "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
)
"""For files that a person may open but that must do nothing: no script, no request, no form, no origin."""

_META = re.compile(r'<meta\s+http-equiv="Content-Security-Policy"\s+content="([^"]*)"', re.IGNORECASE)


def page_policy(head: str) -> str:
    """The policy that a page of ours states about itself, which as a header also says that nobody may frame it.

    A page that states none, or lets something in by default, is not one of ours: it is shown without any power.

    Args:
        head: the beginning of the page.
    """
    found = _META.search(head)
    stated = unescape(found[1]).strip().rstrip(";") if found else ""
    if not stated.startswith("default-src 'none';") or any(char < " " or char > "~" for char in stated):
        return INERT
    return f"{stated}; frame-ancestors 'none'"
