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


def render(template: str, bundle: str, *, connects: bool = False, **values: Any) -> str:
    """The page of `templates/<template>`, with the style and script that its policy names by hash.

    Every value is escaped; a template that uses a name it was not given is an error.

    Args:
        template: file name, as `report.html.j2`.
        bundle: which script and style of `static/` stand in it, as `run`.
        connects: whether the page may ask the server it came from for news.
        values: what the template shows.
    """
    return _environment().get_template(template).render(**_assets(bundle, connects), **values)


def static(name: str) -> str:
    """The text of a file of `static/`."""
    return files(_PACKAGE).joinpath("static", name).read_text(encoding="utf-8")


def policy(style: str, script: str, *, connects: bool = False) -> str:
    """A Content-Security-Policy that runs this script, applies this style, shows files beside the page, and no more.

    `'strict-dynamic'` lets this script load the parts beside the page, whose hashes nobody knows before they are
    written; a script that stood in the page's markup would still not run (CSP 3 §8.2). Their addresses go through
    the one trusted type `evalkit`, which takes files below the page and nothing else. `file:` stands beside `'self'`
    because a page opened from a disk has no origin that `'self'` could match (CSP 3 §6.7.2.8).

    Args:
        style: text of the page's style.
        script: text of the page's script.
        connects: whether it may ask the server it came from for news.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_hash(script)}' 'strict-dynamic'",
            f"style-src '{_hash(style)}'",
            "img-src 'self' file: data: blob:",
            "media-src 'self' file: data: blob:",
            *(["connect-src 'self'"] if connects else []),
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types evalkit",
        )
    )


def _assets(bundle: str, connects: bool) -> dict[str, str]:
    style, script = static(f"{bundle}.css"), static(f"{bundle}.js")
    return {"style": style, "script": script, "policy": policy(style, script, connects=connects)}


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
