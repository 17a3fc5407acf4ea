"""Where a session can be played: endpoints by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalkit.registry import Registry

if TYPE_CHECKING:
    from evalkit.endpoints.base import Endpoint, EndpointFactory, EndpointOptions

__all__ = ["ENDPOINTS", "make_endpoint"]

ENDPOINTS: Registry[EndpointFactory] = Registry(
    "endpoint",
    {
        "gemini": "evalkit.endpoints.gemini:gemini",
        "mock": "evalkit.endpoints.mock:mock",
        "replay": "evalkit.endpoints.replay:replay",
        "vertex": "evalkit.endpoints.vertex:vertex",
    },
)


def make_endpoint(asked: str, options: EndpointOptions) -> Endpoint:
    """Makes the endpoint with this name, or the one behind this URL.

    Raises:
        PluginError: no endpoint has this name.
        UsageError: the URL or an option does not fit.
    """
    if "://" in asked:
        # Imported here: to know the names nothing else is needed.
        from evalkit.endpoints.url import url_endpoint

        return url_endpoint(asked, options)
    return ENDPOINTS.get(asked)(options)
