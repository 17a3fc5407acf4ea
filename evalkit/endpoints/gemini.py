"""The `gemini` endpoint: the Live API on the Gemini Developer API, with an API key or an ephemeral token."""

from __future__ import annotations

from evalkit.endpoints.addresses import GEMINI_BASE_URL, GEMINI_VERSION, gemini_model, gemini_url
from evalkit.endpoints.aliases import model_named
from evalkit.endpoints.base import Endpoint, EndpointOptions
from evalkit.endpoints.credentials import GeminiKey, Header, gemini_key
from evalkit.endpoints.live import LiveEndpoint, Target
from evalkit.errors import UsageError
from evalkit.profiles.profile import Backend as BackendKind

__all__ = ["gemini"]


def gemini(options: EndpointOptions) -> Endpoint:
    """Makes the endpoint; an ephemeral token is good for as many attempts as it was made for, by default one."""
    return LiveEndpoint(_Gemini(options))


class _Gemini:
    name = "gemini"
    kind: BackendKind = "gemini"

    def __init__(self, options: EndpointOptions) -> None:
        self._model = options.model
        self._environment = options.environment

    @property
    def secrets(self) -> tuple[str, ...]:
        return (self._key().value,)

    def target(self) -> Target:
        if not self._model:
            raise UsageError("--endpoint gemini needs a model", "name it: --model gemini-3.8-live")
        model = gemini_model(model_named(self._model, "gemini"))
        version, base_url = (self._environment.get(name, "").strip() for name in (GEMINI_VERSION, GEMINI_BASE_URL))
        return Target(gemini_url(version, base_url, constrained=self._key().ephemeral), model)

    def header(self) -> Header:
        return self._key().header

    def _key(self) -> GeminiKey:
        return gemini_key(self._environment)
