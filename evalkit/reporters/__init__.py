"""Reporters by name; none is imported before it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalkit.registry import Registry

if TYPE_CHECKING:
    from evalkit.reporters.base import Reporter

__all__ = ["REPORTERS"]

REPORTERS: Registry[Reporter] = Registry(
    "reporter",
    {
        "html": "evalkit.reporters.html.writer:REPORTER",
        "junit": "evalkit.reporters.junit:REPORTER",
        "markdown": "evalkit.reporters.markdown:REPORTER",
    },
)
"""Built-in reporters and those of the entry-point group `evalkit.reporters`; each is a ready `Reporter`."""
