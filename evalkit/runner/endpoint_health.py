"""What is set and what is missing for an endpoint on Google's servers, before anything is connected to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime

from evalkit.endpoints.addresses import (
    GEMINI_BASE_URL,
    GEMINI_VERSION,
    VERTEX_BASE_URL,
    VERTEX_VERSION,
    express_model,
    gemini_model,
    gemini_url,
    place_of,
    vertex_url,
)
from evalkit.endpoints.aliases import model_named
from evalkit.endpoints.credentials import AccessTokens, GeminiKey, express_key, gemini_key
from evalkit.endpoints.url import check_url
from evalkit.errors import UsageError
from evalkit.profiles.known import ANY, profile_of
from evalkit.profiles.profile import Backend, Profile
from evalkit.runner.health import Finding, State, finding_of
from evalkit.transport.url import host_and_port

__all__ = ["gemini_findings", "model_finding", "url_finding", "vertex_findings"]

_BASE_URLS = {"vertex": VERTEX_BASE_URL, "gemini": GEMINI_BASE_URL}


def vertex_findings(
    environment: Mapping[str, str], model: str, tokens: AccessTokens, now: datetime, missing: State
) -> Iterator[Finding]:
    """Yields who is logged in, project, location and address on Vertex AI.

    Args:
        environment: the settings of `EndpointOptions`.
        model: as the user names it; empty when none is asked for.
        tokens: the credentials; only this machine is asked for them.
        now: the time of day, in UTC.
        missing: what it is when something that Vertex AI needs is not there.
    """
    try:
        key = express_key(environment)
    except UsageError as error:
        yield finding_of("vertex credentials", error, "problem")
        return
    if key is not None and not place_of(model):
        yield Finding("vertex credentials", "ok", "API key in GOOGLE_API_KEY (express mode)")
        hint = "if it is refused, log in with gcloud and set GOOGLE_CLOUD_PROJECT and GOOGLE_CLOUD_LOCATION"
        detail = "express mode, of which Google's pages do not say that it serves the Live API"
        yield Finding("vertex project", "warning", detail, hint)
        yield _vertex_address(environment, "global")
        return
    yield _login(tokens, now, missing)
    project, location = place_of(model) or ("", "")
    yield _project(environment, tokens, project, missing)
    location = location or _set(environment, "GOOGLE_CLOUD_LOCATION")
    if not location:
        hint = "give --location or set GOOGLE_CLOUD_LOCATION to one that serves the model, as in us-central1"
        yield Finding("vertex location", missing, "none is set", hint)
        return
    yield _vertex_address(environment, location)


def gemini_findings(environment: Mapping[str, str], missing: State) -> Iterator[Finding]:
    """Yields the API key and the address of the Gemini Developer API; `missing` as for Vertex AI."""
    try:
        key = gemini_key(environment)
    except UsageError as error:
        yield finding_of("gemini key", error, missing)
        return
    yield _key(key, environment)
    version, base_url = _set(environment, GEMINI_VERSION), _set(environment, GEMINI_BASE_URL)
    yield _address("gemini", environment, lambda: gemini_url(version, base_url, constrained=key.ephemeral))


def url_finding(url: str) -> Finding:
    """Says whether a URL is one that can be connected to."""
    try:
        check_url(url)
    except UsageError as error:
        return finding_of("address", error, "problem")
    return Finding("address", "ok", host_and_port(url))


def model_finding(name: str, backend: Backend) -> Finding:
    """Says what is known of a model, and whether this backend serves it."""
    try:
        called = model_named(name, backend)
        if backend == "gemini":
            gemini_model(called)
        elif not place_of(called):
            express_model(called)
    except UsageError as error:
        return finding_of("model", error, "problem")
    profile = profile_of(called, backend)
    if profile is not ANY:
        return _known(called, profile)
    elsewhere = profile_of(called)
    if elsewhere is not ANY and elsewhere.backend not in (None, backend):
        hint = f"choose --endpoint {elsewhere.backend}, or another model"
        return Finding("model", "problem", f"{called} is served as {elsewhere.title} only", hint)
    hint = "check its spelling; it is talked to as most models are"
    return Finding("model", "warning", f"{called}: a model this version knows nothing of", hint)


def _known(called: str, profile: Profile) -> Finding:
    status, said = profile.status, f"{called}: {profile.title}"
    if status.stage not in ("retired", "deprecated"):
        return Finding("model", "ok", said)
    since = f" since {status.since}" if status.since else ""
    hint = "choose a newer one, as in --model 3.8"
    return Finding("model", "warning", f"{said}, {status.stage}{since} (as of {status.as_of})", hint)


def _login(tokens: AccessTokens, now: datetime, missing: State) -> Finding:
    try:
        login = tokens.login
    except UsageError as error:
        # What the library says when there are none at all ends in an address of its manual.
        found = "default credentials were not found" not in error.problem
        return Finding("vertex credentials", missing, error.problem if found else "nobody is logged in", error.hint)
    parts = [login.kind, f"of {login.account}" if login.account else "", f"from {login.source}" if login.source else ""]
    said = " ".join(part for part in parts if part)
    if login.expires_at is not None:
        ended = "expired" if login.expires_at <= now else "valid until"
        said += f"; token {ended} {login.expires_at:%Y-%m-%d %H:%M} UTC, renewed at each connection"
    return Finding("vertex credentials", "ok", said)


def _project(environment: Mapping[str, str], tokens: AccessTokens, named: str, missing: State) -> Finding:
    project, source = named, "the model's name"
    if not project:
        project, source = _set(environment, "GOOGLE_CLOUD_PROJECT"), "--project or GOOGLE_CLOUD_PROJECT"
    if not project:
        with suppress(UsageError):
            project, source = tokens.project, "the credentials"
    if not project:
        hint = "give --project or set GOOGLE_CLOUD_PROJECT"
        return Finding("vertex project", missing, "none is set, and the credentials name none", hint)
    return Finding("vertex project", "ok", f"{project}, from {source}")


def _key(key: GeminiKey, environment: Mapping[str, str]) -> Finding:
    both = all(_set(environment, name) for name in ("GOOGLE_API_KEY", "GEMINI_API_KEY"))
    where = "GOOGLE_API_KEY" if _set(environment, "GOOGLE_API_KEY") else "GEMINI_API_KEY"
    if key.ephemeral:
        hint = "set it to an API key for a run of several attempts, or one after --connect, which uses it up"
        return Finding("gemini key", "warning", f"an ephemeral token in {where}, by default good for one session", hint)
    if both:
        return Finding("gemini key", "ok", f"API key in {where}, which goes before GEMINI_API_KEY")
    return Finding("gemini key", "ok", f"API key in {where}")


def _vertex_address(environment: Mapping[str, str], location: str) -> Finding:
    version, base_url = _set(environment, VERTEX_VERSION), _set(environment, VERTEX_BASE_URL)
    return _address("vertex", environment, lambda: vertex_url(location, version, base_url))


def _address(backend: Backend, environment: Mapping[str, str], url: Callable[[], str]) -> Finding:
    try:
        host = host_and_port(url())
    except UsageError as error:
        return finding_of(f"{backend} address", error, "problem")
    setting = _BASE_URLS[backend]
    if _set(environment, setting):
        hint = f"unset {setting} to reach Google's own"
        return Finding(f"{backend} address", "warning", f"{host}, from {setting}, in Google's place", hint)
    return Finding(f"{backend} address", "ok", host)


def _set(environment: Mapping[str, str], name: str) -> str:
    return environment.get(name, "").strip()
