"""Who is calling: Google's access tokens for Vertex AI, and API keys or ephemeral tokens for the Developer API."""

from __future__ import annotations

import logging
import re
import threading
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import Any, Protocol, TypeAlias, cast

from evalkit.errors import ConnectError, EvalkitError, UsageError
from evalkit.recording.redact import Redactor

__all__ = [
    "AccessTokens",
    "GeminiKey",
    "GoogleCredentials",
    "Header",
    "Login",
    "express_key",
    "gemini_key",
]

Header: TypeAlias = tuple[str, str]
"""Name and value, for the upgrade request."""

_SCOPE = "https://www.googleapis.com/auth/cloud-platform"
_REFRESH_TIMEOUT_S = 30.0
"""Of each request to the token server; the library's own two minutes would look like a run that hangs."""
_LOGIN = "run `gcloud auth application-default login`, or point GOOGLE_APPLICATION_CREDENTIALS to a credentials file"
_KEYS = ("GOOGLE_API_KEY", "GEMINI_API_KEY")
"""The first one that is set wins, as in the SDKs."""


class GoogleCredentials(Protocol):
    """What is used of google-auth's `Credentials`."""

    token: str | None

    @property
    def valid(self) -> bool:
        """True while there is a token that will last some minutes."""

    def refresh(self, request: Any) -> None:
        """Gets a new token; blocks."""


@dataclass(frozen=True, slots=True)
class Login:
    """Who is logged in at Google, as far as it may be told."""

    kind: str
    """As google-auth calls it: "service account credentials"; else the name of its class."""
    account: str = ""
    """E-mail address; empty when the credentials do not say."""
    source: str = ""
    """The file they were read from, if any."""
    expires_at: datetime | None = None
    """When the token at hand ends, in UTC; None before the first one."""


class AccessTokens:
    """Vertex AI's access tokens, from application default credentials; safe to share between threads.

    A token lives about an hour and is looked at only when a connection opens (reference §1.2), so one is asked for
    before each connection and renewed when the last one is about to expire.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._used: dict[str, None] = {}

    @property
    def project(self) -> str:
        """The project that the credentials belong to; empty when they do not say.

        Raises:
            UsageError: there are no credentials.
        """
        return self._found[1]

    @property
    def login(self) -> Login:
        """Whose credentials these are; asks nobody but this machine.

        Raises:
            UsageError: there are no credentials.
        """
        found: Any = self._found[0]
        try:
            said = dict(found.get_cred_info() or {})
        except (AttributeError, TypeError, ValueError):
            said = {}
        account = str(said.get("principal") or getattr(found, "service_account_email", "") or "")
        expiry = getattr(found, "expiry", None)
        return Login(
            kind=str(said.get("credential_type") or f"{type(found).__module__}.{type(found).__name__}"),
            account=account if "@" in account else "",
            source=str(said.get("credential_source") or ""),
            expires_at=expiry.replace(tzinfo=UTC) if found.token and isinstance(expiry, datetime) else None,
        )

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every token that was handed out, in order."""
        return tuple(self._used)

    def header(self) -> Header:
        """Returns the header of a valid token; may block for seconds on the network.

        Raises:
            UsageError: there are no credentials, or they are refused.
            ConnectError: the token server does not answer; a later try may succeed.
        """
        with self._lock:
            credentials = self._found[0]
            if not credentials.valid:
                self._refresh(credentials)
            token = credentials.token
            if not token or not _fits_header(token):
                raise UsageError("the Google credentials give no access token", _LOGIN)
            self._used[token] = None
            return "Authorization", f"Bearer {token}"

    def discard(self) -> None:
        """Forgets the token at hand, because the server refused it; the next header has a new one."""
        with self._lock:
            self._found[0].token = None

    @cached_property
    def _found(self) -> tuple[GoogleCredentials, str]:
        import google.auth

        # The library warns of what it tries on its way (no metadata server, no quota project); what matters in the end
        # is in the error, and a handler keeps `logging` from writing the rest to stderr.
        logging.getLogger("google.auth").addHandler(logging.NullHandler())
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                credentials, project = cast(Any, google.auth.default)(scopes=[_SCOPE])
        except Exception as error:
            # Credentials files are read by many hands in there: whatever they raise is the same news to the user.
            raise UsageError(f"no Google credentials: {_unread(error)}", _LOGIN) from None
        return cast(GoogleCredentials, credentials), project or ""

    def _refresh(self, credentials: GoogleCredentials) -> None:
        from google.auth.transport.requests import Request

        request = partial(cast(Any, Request)(), timeout=_REFRESH_TIMEOUT_S)
        try:
            credentials.refresh(request)
        except Exception as error:
            # Anything that got past here would leave its text, and what stands in it, in a traceback.
            raise _not_refreshed(error, (*self._used, credentials.token or "")) from None


@dataclass(frozen=True, slots=True)
class GeminiKey:
    """An API key, or an ephemeral token, which is accepted by the constrained method only."""

    value: str = field(repr=False)

    @property
    def ephemeral(self) -> bool:
        """True for a token made by `auth_tokens.create`."""
        return self.value.startswith("auth_tokens/")

    @property
    def header(self) -> Header:
        """How the SDK for Python sends it (reference §1.2): a header, because URLs end up in logs."""
        return ("Authorization", f"Token {self.value}") if self.ephemeral else ("x-goog-api-key", self.value)


def express_key(environment: Mapping[str, str]) -> GeminiKey | None:
    """Returns the API key for Vertex AI's express mode; None when it is not asked for.

    As in the SDKs it is asked for by GOOGLE_GENAI_USE_VERTEXAI with GOOGLE_API_KEY, and a project or a location in the
    settings goes before it. A key without that setting belongs to the Developer API, and is not sent to Vertex AI.

    Raises:
        UsageError: the key is none, or an ephemeral token, which only the Developer API knows.
    """
    asked = environment.get("GOOGLE_GENAI_USE_VERTEXAI", "").strip().lower() in ("1", "true")
    if not asked or not environment.get(_KEYS[0], "").strip():
        return None
    if any(environment.get(name, "").strip() for name in ("GOOGLE_CLOUD_PROJECT", "GOOGLE_CLOUD_LOCATION")):
        return None
    key = gemini_key(environment)
    if key.ephemeral:
        problem = f"{_KEYS[0]} holds an ephemeral token, which Vertex AI does not know"
        raise UsageError(problem, "choose --endpoint gemini, or set it to an API key")
    return key


def gemini_key(environment: Mapping[str, str]) -> GeminiKey:
    """Returns the credential of the Developer API.

    Raises:
        UsageError: none is set, or it is none.
    """
    for name in _KEYS:
        # A secret that was read from a file often brings the file's line end.
        value = environment.get(name, "").strip()
        if value and not _fits_header(value):
            raise UsageError(f"{name} holds a character that no API key has", "set it to the key alone, in one line")
        if value:
            return GeminiKey(value)
    hint = "make one at https://aistudio.google.com/apikey and set GOOGLE_API_KEY or GEMINI_API_KEY to it"
    raise UsageError("--endpoint gemini needs an API key", hint)


def _fits_header(value: str) -> bool:
    return re.fullmatch("[!-~]+", value) is not None


def _not_refreshed(error: Exception, tokens: tuple[str, ...]) -> EvalkitError:
    from google.auth.exceptions import GoogleAuthError, TransportError

    # A server's answer may repeat what it was sent: words as long as a credential are left out.
    said = re.sub(r"\S{24,}", "…", _said(error, tokens))
    if isinstance(error, TransportError) or (isinstance(error, GoogleAuthError) and error.retryable):
        # The HTTP library puts the one thing that matters behind the names of its own objects.
        cause = re.search(r"\[Errno -?\d+\] [\w ]+|timed out", said)
        problem = f"{cause[0]} ({type(error).__name__})" if cause else said
        return ConnectError("Google's token server", problem, "see whether the network is up, and try again")
    return UsageError(f"the Google credentials were refused: {said}", _LOGIN)


def _unread(error: Exception) -> str:
    from google.auth.exceptions import GoogleAuthError

    # Other errors are about the library's own objects, or quote a line of the file.
    broken = f"their file is not what it should be ({type(error).__name__})"
    return _said(error) if isinstance(error, GoogleAuthError) else broken


def _said(error: Exception, secrets: tuple[str, ...] = ()) -> str:
    """An error of the library in one line; it carries the server's whole answer behind its first argument."""
    first = str(error.args[0]) if error.args else ""
    line = " ".join(Redactor(secrets).text(first).split()).rstrip(".")
    return f"{line[:300]} ({type(error).__name__})" if line else type(error).__name__
