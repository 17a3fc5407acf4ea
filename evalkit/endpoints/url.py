"""The endpoint behind a `ws://` or `wss://` URL: a gateway, or a mock server, that speaks the Live API."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from evalkit.endpoints.base import Endpoint, EndpointOptions
from evalkit.errors import UsageError
from evalkit.profiles.known import profile_of
from evalkit.profiles.profile import Profile
from evalkit.recording.model import Provenance
from evalkit.scenario.model import Scenario
from evalkit.transport.base import Transport
from evalkit.transport.url import credentials_in, host_and_port, shown_url

__all__ = ["check_url", "url_endpoint"]

_MEANT = {"http": "ws", "https": "wss"}
_FORM = "write ws://HOST:PORT/PATH or wss://HOST/PATH"


def url_endpoint(url: str, options: EndpointOptions) -> Endpoint:
    """Makes the endpoint; the URL is used verbatim and the model's name sent unchanged (reference §1.1, gateway).

    Raises:
        UsageError: the URL is none that can be connected to, or no model is named.
    """
    check_url(url)
    if not options.model:
        problem = f"--endpoint {shown_url(url)} needs a model"
        raise UsageError(problem, "name it as the server knows it: --model models/NAME")
    return _Url(url, options.model)


class _Url:
    virtual_time = False

    def __init__(self, url: str, model: str) -> None:
        self._url, self._model = url, model
        self.name = f"url {host_and_port(url)}"

    def check(self, scenarios: Sequence[Scenario]) -> None:
        """Nothing is known of a server before it is connected to."""

    def model(self, scenario: Scenario) -> str:
        """The name asked for, unchanged."""
        return self._model

    def profile(self, scenario: Scenario) -> Profile:
        """That of the model's name."""
        return profile_of(self._model)

    def provenance(self, scenario: Scenario) -> Provenance:
        """Whatever answered there."""
        return "recorded"

    def secrets(self) -> tuple[str, ...]:
        """What the URL holds."""
        return credentials_in(self._url)

    @asynccontextmanager
    async def connect(self, scenario: Scenario, number: int = 0) -> AsyncIterator[Transport]:
        """Opens a connection of its own for each attempt."""
        # Imported here: a run that is refused before it connects does not wait for the library.
        from evalkit.transport.websocket import open_websocket

        transport = await open_websocket(self._url)
        try:
            yield transport
        finally:
            await transport.close()


def check_url(url: str) -> None:
    """Looks whether a URL can be connected to; connects to nothing.

    Raises:
        UsageError: it cannot; what may be a credential is not repeated.
    """
    scheme = url.partition("://")[0].lower()
    if scheme not in ("ws", "wss"):
        meant = _MEANT.get(scheme)
        hint = f"did you mean {meant}://?" if meant else _FORM
        raise UsageError(f"--endpoint {shown_url(url)}: only ws:// and wss:// can be connected to", hint)
    if problem := _problem(url):
        raise UsageError(f"--endpoint {shown_url(url)}: {problem}", _FORM)


def _problem(url: str) -> str:
    if " " in url or not url.isprintable():
        return "it holds a space or a control character"
    # The library's own words are not repeated: they may quote a password.
    try:
        parts = urlsplit(url)
    except ValueError:
        return "its host cannot be read"
    try:
        _ = parts.port
    except ValueError:
        return "its port is no number up to 65535 (in a password, / is %2F and ? is %3F)"
    if not parts.hostname:
        return "it names no host"
    return "a fragment (#) means nothing here" if parts.fragment else ""
