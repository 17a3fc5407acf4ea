"""The `vertex` endpoint: the Live API on Vertex AI, with the credentials of whoever is logged in."""

from __future__ import annotations

from evalkit.endpoints.addresses import VERTEX_BASE_URL, VERTEX_VERSION, place_of, vertex_model, vertex_url
from evalkit.endpoints.base import Endpoint, EndpointOptions
from evalkit.endpoints.credentials import AccessTokens, Header
from evalkit.endpoints.live import LiveEndpoint, Target
from evalkit.errors import UsageError
from evalkit.profiles.profile import Backend as BackendKind

__all__ = ["vertex"]


def vertex(options: EndpointOptions) -> Endpoint:
    """Makes the endpoint; a model's full resource name says project and location itself, before the environment."""
    return LiveEndpoint(_Vertex(options))


class _Vertex:
    name = "vertex"
    kind: BackendKind = "vertex"

    def __init__(self, options: EndpointOptions) -> None:
        self._model = options.model
        self._environment = options.environment
        self._tokens = AccessTokens()

    @property
    def secrets(self) -> tuple[str, ...]:
        return self._tokens.secrets

    def target(self) -> Target:
        if not self._model:
            hint = "name it: --model gemini-live-2.5-flash-native-audio"
            raise UsageError("--endpoint vertex needs a model", hint)
        project, location = place_of(self._model) or ("", self._location())
        url = vertex_url(location, self._setting(VERTEX_VERSION), self._setting(VERTEX_BASE_URL))
        return Target(url, vertex_model(self._model, project or self._project(), location))

    def header(self) -> Header:
        return self._tokens.header()

    def _location(self) -> str:
        location = self._setting("GOOGLE_CLOUD_LOCATION")
        if not location:
            hint = "set GOOGLE_CLOUD_LOCATION to one that serves the model, as in us-central1"
            raise UsageError("--endpoint vertex needs a location", hint)
        return location

    def _project(self) -> str:
        project = self._setting("GOOGLE_CLOUD_PROJECT") or self._tokens.project
        if not project:
            hint = "set GOOGLE_CLOUD_PROJECT, as the credentials name none"
            raise UsageError("--endpoint vertex needs a project", hint)
        return project

    def _setting(self, name: str) -> str:
        return self._environment.get(name, "").strip()
