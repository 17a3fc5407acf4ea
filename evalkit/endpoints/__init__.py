"""Where a session can be played: endpoints by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalkit.registry import Registry

if TYPE_CHECKING:
    from evalkit.endpoints.base import EndpointFactory

__all__ = ["ENDPOINTS"]

ENDPOINTS: Registry[EndpointFactory] = Registry(
    "endpoint",
    {
        "mock": "evalkit.endpoints.mock:mock",
        "replay": "evalkit.endpoints.replay:replay",
    },
)
