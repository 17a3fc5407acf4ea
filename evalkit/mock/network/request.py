"""What a client asked for when it connected to the mock server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from evalkit.mock.server import Responder
from evalkit.profiles.profile import Backend

__all__ = ["LiveRequest", "ResponderFactory"]


@dataclass(frozen=True, slots=True)
class LiveRequest:
    """An upgrade request that was let in."""

    backend: Backend | None
    """Which API the path belongs to; None for `/`, as a gateway is asked."""
    version: str = ""
    """`v1`, `v1beta1`, `v1beta` or `v1alpha`; empty for a gateway."""
    constrained: bool = False
    """True on the method that takes ephemeral tokens."""
    scenario: str = ""
    """The scenario asked for by a prefix of the path; empty: any."""
    credential: Literal["bearer", "api_key", "ephemeral", "none"] = "none"


ResponderFactory: TypeAlias = Callable[[LiveRequest], Responder]
"""Makes what answers one connection."""
