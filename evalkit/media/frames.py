"""A picture the user shows, as it is sent."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Frame"]


@dataclass(frozen=True, slots=True)
class Frame:
    """One encoded picture, due `t_s` seconds after its turn has begun."""

    t_s: float
    data: bytes = field(repr=False)
    mime_type: str = "image/jpeg"
