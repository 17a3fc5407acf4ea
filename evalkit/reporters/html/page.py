"""Renders a template into one self-contained page: styles and script inside, and a policy that lets in nothing else."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined

__all__ = ["policy", "render", "static"]

_PACKAGE = "evalkit.reporters.html"


def render(template: str, **values: Any) -> str:
    """The page of `templates/<template>`, with the style and script that its policy names by hash.

    Every value is escaped; a template that uses a name it was not given is an error.

    Args:
        template: file name, as `report.html.j2`.
        values: what the template shows.
    """
    style, script = static("page.css"), static("page.js")
    return (
        _environment().get_template(template).render(style=style, script=script, policy=policy(style, script), **values)
    )


def static(name: str) -> str:
    """The text of a file of `static/`."""
    return files(_PACKAGE).joinpath("static", name).read_text(encoding="utf-8")


def policy(style: str, script: str) -> str:
    """A Content-Security-Policy that runs this script, applies this style, shows files beside the page, and no more.

    `file:` stands beside `'self'` because a page opened from a disk has no origin that `'self'` could match
    (CSP 3 §6.7.2.8).
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_hash(script)}'",
            f"style-src '{_hash(style)}'",
            "media-src 'self' file:",
            "img-src 'self' file:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(content: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FunctionLoader(lambda name: files(_PACKAGE).joinpath("templates", name).read_text(encoding="utf-8")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
