"""Where a judge is asked, and with whose credentials: Vertex AI or the Gemini Developer API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Protocol, TypeAlias

from evalkit.endpoints.addresses import (
    GEMINI_BASE_URL,
    VERTEX_BASE_URL,
    express_model,
    gemini_model,
    gemini_url,
    place_of,
    vertex_model,
    vertex_url,
)
from evalkit.endpoints.credentials import AccessTokens, GeminiKey, Header, express_key, gemini_key
from evalkit.errors import UsageError

__all__ = ["Backend", "BackendName", "make_backend"]

BackendName: TypeAlias = Literal["gemini", "vertex"]

_VERSIONS: Mapping[BackendName, str] = {"gemini": "v1beta", "vertex": "v1"}
_ANYWHERE = "global"
"""The location where models of text are served when nobody names one."""


class Backend(Protocol):
    """One of Google's two ways to `generateContent`."""

    @property
    def url(self) -> str:
        """What is posted to; holds no credential."""

    @property
    def model(self) -> str:
        """The model's id, without its path."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """The credentials that were handed out so far."""

    def header(self) -> Header:
        """Returns a credential that is valid now; may block, and is called from any thread.

        Raises:
            UsageError: there is none, or it is refused.
            ConnectError: whoever hands them out does not answer.
        """

    def renew(self) -> bool:
        """Forgets a token that was refused; False for a key, which stays what it is."""


def make_backend(name: BackendName, model: str, environment: Mapping[str, str], base_url: str = "") -> Backend:
    """Makes the way to a judge.

    Args:
        name: which of the two.
        model: an id or a resource name; one on Vertex AI says project and location itself.
        environment: the settings of the endpoints; some are secrets.
        base_url: another server in Google's place; empty: as GOOGLE_GEMINI_BASE_URL or GOOGLE_VERTEX_BASE_URL says.

    Raises:
        UsageError: something is missing or wrong in what the user set.
    """
    try:
        return _Gemini(model, environment, base_url) if name == "gemini" else _Vertex(model, environment, base_url)
    except UsageError as error:
        if base_url:
            setting = GEMINI_BASE_URL if name == "gemini" else VERTEX_BASE_URL
            raise UsageError(error.problem.replace(setting, "--judge-url"), error.hint) from None
        raise


class _Gemini:
    def __init__(self, model: str, environment: Mapping[str, str], base_url: str) -> None:
        self._key = _key(environment)
        if self._key.ephemeral:
            raise UsageError("an ephemeral token opens the Live API only, and asks no judge", "set an API key")
        resource = gemini_model(model)
        self.model = resource.rsplit("/", 1)[-1]
        base = base_url or environment.get(GEMINI_BASE_URL, "").strip()
        self.url = f"{_origin(gemini_url('', base))}/{_VERSIONS['gemini']}/{resource}:generateContent"
        self.secrets = (self._key.value,)

    def header(self) -> Header:
        return self._key.header

    def renew(self) -> bool:
        return False


class _Vertex:
    def __init__(self, model: str, environment: Mapping[str, str], base_url: str) -> None:
        self._tokens = AccessTokens()
        self._key: GeminiKey | None = None if place_of(model) else express_key(environment)
        base = base_url or environment.get(VERTEX_BASE_URL, "").strip()
        if self._key is not None:
            resource, location = express_model(model), _ANYWHERE
        else:
            resource, location = self._resource(model, environment)
        self.model = resource.rsplit("/", 1)[-1]
        self.url = f"{_origin(vertex_url(location, '', base))}/{_VERSIONS['vertex']}/{resource}:generateContent"

    @property
    def secrets(self) -> tuple[str, ...]:
        return self._tokens.secrets if self._key is None else (self._key.value,)

    def header(self) -> Header:
        return self._tokens.header() if self._key is None else self._key.header

    def renew(self) -> bool:
        if self._key is None:
            self._tokens.discard()
        return self._key is None

    def _resource(self, model: str, environment: Mapping[str, str]) -> tuple[str, str]:
        place = place_of(model)
        if place is not None:
            return model, place[1]
        location = environment.get("GOOGLE_CLOUD_LOCATION", "").strip() or _ANYWHERE
        project = environment.get("GOOGLE_CLOUD_PROJECT", "").strip() or self._tokens.project
        if not project:
            hint = "give --project or set GOOGLE_CLOUD_PROJECT, as the credentials name none"
            raise UsageError("a judge on Vertex AI needs a project", hint)
        return vertex_model(model, project, location), location


def _key(environment: Mapping[str, str]) -> GeminiKey:
    try:
        return gemini_key(environment)
    except UsageError as error:
        raise UsageError(
            error.problem.replace("--endpoint gemini", "a judge on --endpoint gemini"), error.hint
        ) from None


def _origin(live_url: str) -> str:
    """The HTTP form of the server behind an address of the Live API."""
    server = live_url.partition("/ws/google.")[0]
    return server.replace("wss://", "https://", 1).replace("ws://", "http://", 1)
