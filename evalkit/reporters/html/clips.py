"""A stretch of an audio file that the page can play."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Clip"]


@dataclass(frozen=True, slots=True)
class Clip:
    """`url` ends in a media fragment (W3C Media Fragments 1.0, `#t=start,end`)."""

    url: str
    label: str
    seconds: str
