"""The paths under which the Live API is served, and what each of them asks for."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import unquote

from evalkit.errors import nearest
from evalkit.mock.network.request import LiveRequest
from evalkit.profiles.profile import Backend

__all__ = ["GEMINI_VERSIONS", "VERTEX_VERSIONS", "read_path", "served_paths"]

VERTEX_VERSIONS = ("v1", "v1beta1")
"""Versions of the API on Vertex AI (reference §1.1)."""
GEMINI_VERSIONS = ("v1", "v1beta", "v1alpha")
"""Versions on the Developer API: the SDKs' own two, and `v1`, which the Python SDK can be set to."""

_VERTEX = "ws/google.cloud.aiplatform.{}.LlmBidiService/BidiGenerateContent"
_GEMINI = "ws/google.ai.generativelanguage.{}.GenerativeService.BidiGenerateContent"
_CONSTRAINED = "Constrained"


def read_path(path: str, scenarios: Collection[str] = ()) -> LiveRequest | None:
    """Reads the path of an upgrade request; its credential is not looked at.

    Args:
        path: as on the request line; the query is ignored, and several slashes count as one, because a base URL may
            end in one.
        scenarios: ids that may stand before the API's own path, as in `/tools/temperature/ws/...`.

    Returns:
        What is asked for, or None for a path that is not served.
    """
    plain = re.sub("/{2,}", "/", unquote(path.partition("?")[0])).strip("/")
    api, scenario = plain, ""
    for known in scenarios:
        if plain == known or plain.startswith(f"{known}/"):
            rest = plain[len(known) + 1 :]
            # Of two ids, of which one is a folder of the other, only the one before an API path is meant.
            if _request(rest, known) is not None:
                api, scenario = rest, known
    return _request(api, scenario)


def served_paths(path: str = "", scenarios: Collection[str] = ()) -> str:
    """Returns which paths are served, for whoever asked for another one; `path` itself is not repeated."""
    lines = ["Served here are:", *(f"  /{each}" for each in _API_PATHS), "  /  (a gateway: the model's name decides)"]
    if scenarios:
        ids = sorted(scenarios)
        lines.append(f"each also below a scenario's id, as in /{ids[0]}/; ids: {', '.join(ids[:20])}")
        asked = re.split("/ws/", unquote(path.partition("?")[0]))[0].strip("/")
        if close := nearest(asked, ids):
            lines.append(f"did you mean /{close}/?")
    return "\n".join(lines) + "\n"


def _api_paths() -> dict[str, tuple[Backend, str, bool]]:
    paths: dict[str, tuple[Backend, str, bool]] = {}
    paths |= {_VERTEX.format(version): ("vertex", version, False) for version in VERTEX_VERSIONS}
    paths |= {_GEMINI.format(version): ("gemini", version, False) for version in GEMINI_VERSIONS}
    paths |= {_GEMINI.format(version) + _CONSTRAINED: ("gemini", version, True) for version in GEMINI_VERSIONS}
    return paths


_API_PATHS = _api_paths()


def _request(api: str, scenario: str) -> LiveRequest | None:
    if not api:
        return LiveRequest(None, scenario=scenario)
    if api not in _API_PATHS:
        return None
    backend, version, constrained = _API_PATHS[api]
    return LiveRequest(backend, version, constrained, scenario)
