"""A page that says in words what is not there, and where to go from it."""

from __future__ import annotations

import base64
import hashlib
from html import escape

__all__ = ["problem_page", "problem_policy"]

_STYLE = (
    ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:4rem auto;"
    "padding:0 1rem;overflow-wrap:anywhere}h1{font-size:1.25rem}"
)


def problem_page(title: str, words: str, links: tuple[tuple[str, str], ...]) -> str:
    """A page without a script; every text is escaped.

    Args:
        title: what went wrong, in a few words.
        words: what, where and what to do next.
        links: words and address of what may be wanted now.
    """
    steps = " · ".join(f'<a href="{escape(url)}">{escape(name)}</a>' for name, url in links)
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} – evalkit</title><style>{_STYLE}</style></head>"
        f'<body><main><h1>{escape(title)}</h1><p dir="auto">{escape(words)}</p><p>{steps}</p></main></body></html>\n'
    )


def problem_policy() -> str:
    """The policy of such a page."""
    style = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
