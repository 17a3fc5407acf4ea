"""Where Google serves the Live API, and what a model is called there; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import SplitResult, urlsplit

from evalkit.errors import UsageError, nearest
from evalkit.transport.url import is_this_machine

__all__ = [
    "GEMINI_BASE_URL",
    "GEMINI_VERSION",
    "VERTEX_BASE_URL",
    "VERTEX_VERSION",
    "express_model",
    "gemini_model",
    "gemini_url",
    "place_of",
    "vertex_model",
    "vertex_url",
]

VERTEX_BASE_URL = "GOOGLE_VERTEX_BASE_URL"
GEMINI_BASE_URL = "GOOGLE_GEMINI_BASE_URL"
"""The settings that put another server in Google's place; the SDKs read them too (reference §1.1)."""
VERTEX_VERSION = "EVALKIT_VERTEX_API_VERSION"
GEMINI_VERSION = "EVALKIT_GEMINI_API_VERSION"
"""The settings that choose a version of the API; the SDKs have none for it."""

_VERTEX_VERSIONS = ("v1", "v1beta1")
_GEMINI_VERSIONS = ("v1beta", "v1alpha")

_ID = r"[A-Za-z0-9][A-Za-z0-9._@-]*"
_PROJECT = r"(?:[a-z0-9][a-z0-9.-]*:)?[a-z0-9][a-z0-9-]*"
_LOCATION = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_PUBLISHED = rf"publishers/{_ID}/models/{_ID}"
_FULL = re.compile(rf"projects/({_PROJECT})/locations/({_LOCATION})/(?:{_PUBLISHED}|endpoints/{_ID})")

# The two backends have families of their own; elsewhere they are refused after the upgrade (reference §1.1, §8.1).
_ONLY_GEMINI = "gemini-2.5-flash-native-audio-"
_ONLY_VERTEX = "gemini-live-2.5-flash-native-audio"

_SCHEMES = {"https": "wss", "wss": "wss", "http": "ws", "ws": "ws"}


def vertex_url(location: str, version: str = "", base_url: str = "") -> str:
    """Returns the address of the Live API on Vertex AI (reference §1.1).

    Args:
        location: a region, `global`, or the multi-region `us` or `eu`.
        version: `v1` or `v1beta1`; empty: `v1`, the one that is generally available.
        base_url: another server, whose scheme, host and path go before the API's own path.

    Raises:
        UsageError: one of them is not what it should be.
    """
    _check_location(location)
    version = _version(version, VERTEX_VERSION, _VERTEX_VERSIONS)
    host = {
        "global": "aiplatform.googleapis.com",
        "us": "aiplatform.us.rep.googleapis.com",
        "eu": "aiplatform.eu.rep.googleapis.com",
    }.get(location, f"{location}-aiplatform.googleapis.com")
    origin = _origin(base_url, VERTEX_BASE_URL) or f"wss://{host}"
    return f"{origin}/ws/google.cloud.aiplatform.{version}.LlmBidiService/BidiGenerateContent"


def gemini_url(version: str = "", base_url: str = "", *, constrained: bool = False) -> str:
    """Returns the address of the Live API on the Gemini Developer API (reference §1.1).

    Args:
        version: `v1beta` or `v1alpha`; empty: `v1alpha` for the constrained method, which the SDKs know there alone,
            else `v1beta`.
        base_url: another server, whose scheme, host and path go before the API's own path.
        constrained: the method that takes ephemeral tokens.

    Raises:
        UsageError: one of them is not what it should be.
    """
    version = _version(version or ("v1alpha" if constrained else ""), GEMINI_VERSION, _GEMINI_VERSIONS)
    origin = _origin(base_url, GEMINI_BASE_URL) or "wss://generativelanguage.googleapis.com"
    method = "BidiGenerateContentConstrained" if constrained else "BidiGenerateContent"
    return f"{origin}/ws/google.ai.generativelanguage.{version}.GenerativeService.{method}"


def place_of(model: str) -> tuple[str, str] | None:
    """Returns the project and location in a model's full resource name on Vertex AI; None for any shorter name."""
    found = _FULL.fullmatch(model)
    return (found[1], found[2]) if found else None


def vertex_model(model: str, project: str, location: str) -> str:
    """Returns a model's full resource name on Vertex AI (reference §1.3).

    Args:
        model: `id`, `models/id`, `publishers/google/models/id`, or the full name of a model or a tuned endpoint, which
            is returned as it is.
        project: id or number of the project that pays.
        location: as for `vertex_url`.

    Raises:
        UsageError: a name of another shape, or one that only the Developer API serves.
    """
    if _FULL.fullmatch(model):
        return model
    if not _is(_PROJECT, project):
        problem = f"{project!r} is no project of Google Cloud"
        raise UsageError(problem, "set GOOGLE_CLOUD_PROJECT to the project's id, as in my-project-123")
    _check_location(location)
    place = f"projects/{project}/locations/{location}"
    if _is(_PUBLISHED, model):
        return f"{place}/{model}"
    forms = f"NAME, publishers/google/models/NAME or {place}/publishers/google/models/NAME"
    return f"{place}/publishers/google/models/{_vertex_id(model, forms)}"


def express_model(model: str) -> str:
    """Returns a model's resource name for an API key on Vertex AI, which says project and place itself.

    This is the form that the SDK for Python sends in its express mode.

    Args:
        model: `id`, `models/id` or `publishers/google/models/id`.

    Raises:
        UsageError: a name of another shape, or one that only the Developer API serves.
    """
    if _is(_PUBLISHED, model):
        return model
    return f"publishers/google/models/{_vertex_id(model, 'NAME or publishers/google/models/NAME')}"


def gemini_model(model: str) -> str:
    """Returns a model's resource name on the Gemini Developer API: `models/id` (reference §1.3).

    Args:
        model: `id` or `models/id`.

    Raises:
        UsageError: a name of another shape, Vertex's among them, or one that only Vertex serves.
    """
    if _FULL.fullmatch(model) or _is(_PUBLISHED, model):
        problem = f"model {model} is a name on Vertex AI, not on the Gemini Developer API"
        raise UsageError(problem, "choose --endpoint vertex, or give the bare name of a model")
    bare = _bare(model, "gemini", "NAME or models/NAME")
    if bare.startswith(_ONLY_VERTEX):
        problem = f"model {bare} is served by Vertex AI, not by the Gemini Developer API"
        raise UsageError(problem, f"choose --endpoint vertex, or the Developer API's own name, as in {_ONLY_GEMINI}…")
    return f"models/{bare}"


def _vertex_id(model: str, forms: str) -> str:
    bare = _bare(model, "vertex", forms)
    if bare.startswith(_ONLY_GEMINI):
        problem = f"model {bare} is served by the Gemini Developer API, not by Vertex AI"
        raise UsageError(problem, f"choose --endpoint gemini, or Vertex's own name, as in {_ONLY_VERTEX}")
    return bare


def _check_location(location: str) -> None:
    if not _is(_LOCATION, location):
        raise UsageError(f"{location!r} is no location of Vertex AI", "set GOOGLE_CLOUD_LOCATION as in us-central1")


def _bare(model: str, endpoint: str, forms: str) -> str:
    bare = model.removeprefix("models/")
    if not _is(_ID, bare):
        raise UsageError(f"{model!r} is no model for --endpoint {endpoint}", f"write {forms}")
    return bare


def _version(version: str, setting: str, known: Sequence[str]) -> str:
    if version and version not in known:
        close = nearest(version, known)
        hint = f"did you mean {close}?" if close else f"known: {', '.join(known)}"
        raise UsageError(f"--api-version or {setting}: unknown version {version!r}", hint)
    return version or known[0]


def _origin(base_url: str, setting: str) -> str:
    """The WebSocket form of a base URL, "" of none; no message repeats it, because it may hold a secret."""
    if not base_url:
        return ""
    parts = _split(base_url)
    if parts is None:
        raise UsageError(f"{setting} is no base URL", "write https://HOST, without a user, a query or a fragment")
    scheme = _SCHEMES[parts.scheme]
    if scheme == "ws" and not is_this_machine(base_url):
        problem = f"{setting} would send credentials unencrypted to another machine"
        raise UsageError(problem, "write https:// or wss://; http:// and ws:// are for 127.0.0.1 and localhost")
    return f"{scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def _split(base_url: str) -> SplitResult | None:
    # Checked first: urlsplit drops tabs and line ends, and what it drops was not meant.
    if not _is(r"[A-Za-z0-9:/._~%\[\]-]+", base_url):
        return None
    try:
        parts = urlsplit(base_url)
        usable = parts.port != 0
    except ValueError:
        return None
    host = _is(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]+)?", parts.netloc)
    return parts if host and usable and parts.scheme in _SCHEMES else None


def _is(pattern: str, text: str) -> bool:
    return re.fullmatch(pattern, text, re.ASCII) is not None
