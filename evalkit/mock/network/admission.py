"""Who may connect to the mock server: decided from the upgrade request alone."""

from __future__ import annotations

import hmac
import ipaddress
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Literal, TypeAlias
from urllib.parse import parse_qs, urlsplit

from evalkit.mock.faults.known import Fault
from evalkit.mock.network.paths import read_path, served_paths
from evalkit.mock.network.request import LiveRequest

__all__ = ["Admission", "Admitted", "Headers", "Refusal"]

Headers: TypeAlias = Sequence[tuple[str, str]]
"""Names, in any case, and values."""

_BAD_KEY = (1007, "API key not valid. Please pass a valid API key.")
_RETRY_AFTER_S = 1
"""Short, because a test waits for it; a quota's real recovery takes up to a minute."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An HTTP answer in place of an upgrade."""

    status: int
    body: str
    headers: Headers = ()


@dataclass(frozen=True, slots=True)
class Admitted:
    """A request that is upgraded."""

    request: LiveRequest
    close: tuple[int, str] | None = None
    """Closed with this right after the upgrade, as the Developer API does to a bad key (reference §6.1)."""


@dataclass(frozen=True, slots=True)
class _Credential:
    kind: Literal["bearer", "api_key", "ephemeral", "none"]
    value: str


@dataclass(frozen=True)
class Admission:
    """The rules of the door, as data; asked once for each request.

    No page that somebody looks at in a browser may use the server: it would send an `Origin`, or, where its host name
    was made to lead here (DNS rebinding), a `Host` that is not this machine's.
    """

    scenarios: Collection[str] = ()
    """Ids that may stand before the API's path."""
    names: Collection[str] = ()
    """Host names of this server beside the loopback ones; lower case."""
    addresses: bool = False
    """True: a numeric address of any kind is a good host too; no foreign name can be made to lead to one."""
    origins: Collection[str] = ()
    """Values of `Origin` that are let in, as in `http://localhost:3000`."""
    credentials: Collection[str] = ()
    """The only ones that are taken; empty: any that is not empty."""
    faults: Sequence[Fault] = ()
    """Those with an `http_status` are answered here; the others are not looked at."""

    def __repr__(self) -> str:
        """Says nothing: `credentials` are secret."""
        return "Admission(…)"

    def ask(self, path: str, headers: Headers) -> Admitted | Refusal:
        """Decides about one upgrade request; no answer repeats a credential."""
        refusal = self._strange_host(headers) or self._strange_origin(headers)
        if refusal is not None:
            return refusal
        request = read_path(path, self.scenarios)
        if request is None:
            return Refusal(404, f"No Live API here. {served_paths(path, self.scenarios)}")
        fault = next((fault for fault in self.faults if fault.http_status), None)
        return self._check(request, path, headers) if fault is None else _faulty(fault)

    def _strange_host(self, headers: Headers) -> Refusal | None:
        hosts = _values(headers, "host")
        if len(hosts) != 1:
            return Refusal(400, "Exactly one Host header is needed.\n")
        name = _host_name(hosts[0])
        if name is not None and (_is_loopback(name) or name in self.names or (self.addresses and _is_address(name))):
            return None
        return Refusal(403, "Host is not a name of this server: connect to localhost, or start it with --name NAME.\n")

    def _strange_origin(self, headers: Headers) -> Refusal | None:
        if all(origin in self.origins for origin in _values(headers, "origin")):
            return None
        return Refusal(403, "Requests with an Origin are refused: start the server with --allow-origin ORIGIN.\n")

    def _check(self, request: LiveRequest, path: str, headers: Headers) -> Admitted | Refusal:
        found = _credentials(path, headers)
        fitting = _fitting(request, found)
        if fitting is None:
            return Admitted(request) if request.backend is None and not self.credentials else _missing(request, found)
        admitted = Admitted(replace(request, credential=fitting.kind))
        if self._takes(fitting.value):
            return admitted
        return replace(admitted, close=_BAD_KEY) if request.backend == "gemini" else _unauthenticated()

    def _takes(self, value: str) -> bool:
        known = [hmac.compare_digest(value.encode(), each.encode()) for each in self.credentials]
        return any(known) or not self.credentials


_TAKEN = {
    "vertex": ("bearer", "api_key"),
    "gemini": ("api_key",),
    None: ("bearer", "api_key", "ephemeral"),
}
"""What each backend takes, the best first (reference §1.2)."""


def _fitting(request: LiveRequest, found: Sequence[_Credential]) -> _Credential | None:
    kinds = ("ephemeral",) if request.constrained else _TAKEN[request.backend]
    return next((each for kind in kinds for each in found if each.kind == kind), None)


def _credentials(path: str, headers: Headers) -> list[_Credential]:
    """Every credential of a request that is not empty."""
    query = parse_qs(path.partition("?")[2])
    found = [_Credential("api_key", value) for value in (*_values(headers, "x-goog-api-key"), *query.get("key", ()))]
    found += [_Credential("ephemeral", value) for value in query.get("access_token", ())]
    for header in _values(headers, "authorization"):
        scheme, _, value = header.partition(" ")
        kind = {"bearer": "bearer", "token": "ephemeral"}.get(scheme.lower())
        match kind:
            case "bearer" | "ephemeral":
                found.append(_Credential(kind, value.strip()))
    return [each for each in found if each.value]


def _missing(request: LiveRequest, found: Sequence[_Credential]) -> Refusal:
    """What a request without a credential that fits is answered (reference §6.1)."""
    if request.backend != "gemini":
        return _unauthenticated()
    if any(each.kind == "bearer" for each in found) and not request.constrained:
        return _api_error(400, "Request contains an invalid argument.")
    unregistered = "Method doesn't allow unregistered callers (callers without established identity)."
    advice = "Please use API Key or other form of API consumer identity to call this API."
    return _api_error(403, f"{unregistered} {advice}")


def _unauthenticated() -> Refusal:
    expected = "Expected OAuth 2 access token, login cookie or other valid authentication credential."
    refusal = _api_error(401, f"Request had invalid authentication credentials. {expected}")
    return replace(refusal, headers=(("WWW-Authenticate", 'Bearer realm="https://accounts.google.com/"'),))


def _faulty(fault: Fault) -> Refusal:
    refusal = _api_error(fault.http_status, f"{HTTPStatus(fault.http_status).phrase} (fault {fault.name}).")
    if fault.http_status not in (429, 503):
        return refusal
    return replace(refusal, headers=(("Retry-After", str(_RETRY_AFTER_S)),))


_STATUS_NAMES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    503: "UNAVAILABLE",
}
"""The names of google.rpc.Code that Google's APIs answer beside an HTTP status (AIP-193)."""


def _api_error(status: int, message: str) -> Refusal:
    error = {"code": status, "message": message, "status": _STATUS_NAMES.get(status, "UNKNOWN")}
    return Refusal(status, json.dumps({"error": error}, indent=2) + "\n")


def _values(headers: Headers, name: str) -> list[str]:
    return [value for each, value in headers if each.lower() == name]


def _host_name(host: str) -> str | None:
    """The name or address in a Host header, without its port; None for one that is no host."""
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port
    except ValueError:
        return None
    name = parts.hostname if parts.netloc == host and "@" not in host else None
    return name.rstrip(".") if name else None


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_loopback(name: str) -> bool:
    if _is_address(name):
        return ipaddress.ip_address(name).is_loopback
    return name == "localhost" or name.endswith(".localhost")
