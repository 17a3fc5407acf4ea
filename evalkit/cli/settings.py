"""What the flags and the environment say of Google's endpoints: a flag goes before its variable."""

from __future__ import annotations

import os
from collections.abc import Mapping

from evalkit.endpoints.addresses import GEMINI_VERSION, VERTEX_VERSION
from evalkit.endpoints.base import SETTINGS
from evalkit.errors import UsageError

__all__ = ["endpoint_settings"]

_ENDPOINTS_OF = {"project": ("vertex",), "location": ("vertex",), "api_version": ("vertex", "gemini")}
"""Where each flag means something."""
_VERSIONS = {"vertex": VERTEX_VERSION, "gemini": GEMINI_VERSION}


def endpoint_settings(endpoint: str, project: str = "", location: str = "", api_version: str = "") -> Mapping[str, str]:
    """Returns the variables an endpoint is configured by, with the flags in their places; some are secrets.

    Raises:
        UsageError: a flag means nothing to this endpoint.
    """
    flags = {"project": project, "location": location, "api_version": api_version}
    for name, value in flags.items():
        if value and endpoint not in _ENDPOINTS_OF[name]:
            fitting = " or ".join(f"--endpoint {each}" for each in _ENDPOINTS_OF[name])
            flag = name.replace("_", "-")
            raise UsageError(f"--{flag} {value} means nothing to this endpoint", f"choose {fitting}, or leave it out")
    settings = {name: os.environ[name] for name in SETTINGS if name in os.environ}
    given = {
        "GOOGLE_CLOUD_PROJECT": project,
        "GOOGLE_CLOUD_LOCATION": location,
        _VERSIONS.get(endpoint, ""): api_version,
    }
    return settings | {name: value for name, value in given.items() if value}
