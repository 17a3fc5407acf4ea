"""The `vertex` endpoint: the Live API on Vertex AI, with the credentials of whoever is logged in, or an API key."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from http import HTTPStatus

from evalkit.endpoints.addresses import (
    VERTEX_BASE_URL,
    VERTEX_VERSION,
    express_model,
    place_of,
    vertex_model,
    vertex_url,
)
from evalkit.endpoints.aliases import model_named
from evalkit.endpoints.base import Endpoint, EndpointOptions
from evalkit.endpoints.credentials import AccessTokens, GeminiKey, Header, express_key
from evalkit.endpoints.live import LiveEndpoint, Target
from evalkit.errors import ConnectError, UsageError
from evalkit.profiles.profile import Backend as BackendKind
from evalkit.scenario.model import Scenario
from evalkit.transport.base import Transport

__all__ = ["vertex"]


def vertex(options: EndpointOptions) -> Endpoint:
    """Makes the endpoint; a model's full resource name says project and location itself, before the environment."""
    return _VertexEndpoint(_Vertex(options))


class _VertexEndpoint(LiveEndpoint):
    def __init__(self, backend: _Vertex) -> None:
        super().__init__(backend)
        self._renew = backend.renew

    @asynccontextmanager
    async def connect(self, scenario: Scenario, number: int = 0) -> AsyncIterator[Transport]:
        """Opens a connection; a token that was revoked before its time is renewed once."""
        async with AsyncExitStack() as stack:
            try:
                transport = await stack.enter_async_context(super().connect(scenario, number))
            except ConnectError as error:
                # In a thread, because another attempt may be waiting for a token, and hold the lock for as long.
                if error.http_status != HTTPStatus.UNAUTHORIZED or not await asyncio.to_thread(self._renew):
                    raise
                transport = await stack.enter_async_context(super().connect(scenario, number))
            yield transport


class _Vertex:
    name = "vertex"
    kind: BackendKind = "vertex"

    def __init__(self, options: EndpointOptions) -> None:
        self._model = model_named(options.model, "vertex")
        self._environment = options.environment
        self._tokens = AccessTokens()

    @property
    def secrets(self) -> tuple[str, ...]:
        key = self._express_key()
        return self._tokens.secrets if key is None else (key.value,)

    def target(self) -> Target:
        if not self._model:
            hint = "name it: --model gemini-live-2.5-flash-native-audio"
            raise UsageError("--endpoint vertex needs a model", hint)
        if self._express_key() is not None:
            # A key belongs to one project, and express mode has one place (reference §1.2).
            return Target(self._url("global"), express_model(self._model))
        project, location = place_of(self._model) or ("", self._location())
        url = self._url(location)
        return Target(url, vertex_model(self._model, project or self._project(), location))

    def header(self) -> Header:
        key = self._express_key()
        return self._tokens.header() if key is None else key.header

    def renew(self) -> bool:
        """Forgets the token at hand; False when it is an API key, which stays what it is."""
        if self._express_key() is not None:
            return False
        self._tokens.discard()
        return True

    def _express_key(self) -> GeminiKey | None:
        return None if place_of(self._model) else express_key(self._environment)

    def _url(self, location: str) -> str:
        return vertex_url(location, self._setting(VERTEX_VERSION), self._setting(VERTEX_BASE_URL))

    def _location(self) -> str:
        location = self._setting("GOOGLE_CLOUD_LOCATION")
        if not location:
            hint = "give --location or set GOOGLE_CLOUD_LOCATION to one that serves the model, as in us-central1"
            raise UsageError("--endpoint vertex needs a location", hint)
        return location

    def _project(self) -> str:
        project = self._setting("GOOGLE_CLOUD_PROJECT") or self._tokens.project
        if not project:
            hint = "give --project or set GOOGLE_CLOUD_PROJECT, as the credentials name none"
            raise UsageError("--endpoint vertex needs a project", hint)
        return project

    def _setting(self, name: str) -> str:
        return self._environment.get(name, "").strip()
