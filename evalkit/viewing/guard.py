"""Who may ask: this machine's own pages, by GET or HEAD, and elsewhere only who has the token.

A page of a stranger that is open in the same browser must learn nothing. It cannot read answers (no CORS), cannot load
them as scripts or images (`Cross-Origin-Resource-Policy`, `Sec-Fetch-Site`), cannot frame them (`frame-ancestors`), and
cannot become this server's origin by a name of its own that suddenly means 127.0.0.1 (DNS rebinding), for the `Host`
would be that name.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from ipaddress import ip_address

from starlette.datastructures import Headers

__all__ = ["ANYWHERE", "HEADERS", "LOOPBACK", "Refusal", "Site", "refusal"]

LOOPBACK = "127.0.0.1"
ANYWHERE = ("0.0.0.0", "::")
"""Addresses to listen on that are all of this machine's."""
_METHODS = ("GET", "HEAD")

HEADERS: Mapping[str, str] = {
    "cache-control": "no-cache",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
"""Of every answer, beside its `Content-Security-Policy`."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where the server is reached."""

    port: int
    host: str = LOOPBACK
    """The address it listens on."""
    token: str = ""
    """What a browser must show where other machines can reach the server; empty on loopback."""

    @property
    def origin(self) -> str:
        """As a browser on this machine names it: `http://127.0.0.1:7575`."""
        host = {"0.0.0.0": LOOPBACK, "::": "::1"}.get(self.host, self.host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def cookie(self) -> str:
        """The name its token is kept by; cookies know no ports, so the name does."""
        return f"evalkit-view-{self.port}"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not answered; `words` are for whoever sent it."""

    status: int
    words: str


def refusal(site: Site, method: str, headers: Headers, query_token: str = "") -> Refusal | None:
    """Why this request is refused; None when it may be answered.

    Args:
        site: where the server is.
        method: of the request.
        headers: of the request.
        query_token: the token of its address, if any.
    """
    hosts = headers.getlist("host")
    if len(hosts) != 1 or not _is_ours(site, hosts[0]):
        return Refusal(403, f"This server answers to {site.origin} only. Open that address.")
    origins = headers.getlist("origin")
    if origins and origins != [f"http://{hosts[0]}"]:
        return Refusal(403, "Another site's page may not ask this server.")
    if headers.get("sec-fetch-site", "none") not in ("none", "same-origin") and not _is_visit(headers):
        return Refusal(403, "Another site's page may not ask this server.")
    if method not in _METHODS:
        return Refusal(405, "This server shows reports; it takes nothing. Use GET or HEAD.")
    if site.token and not _has_token(site, headers, query_token):
        return Refusal(403, "Open the address with the token that `evalkit view` printed.")
    return None


def _is_ours(site: Site, host: str) -> bool:
    """Whether a `Host` can only mean this server: a name that a stranger could own must not."""
    name, port = _split(host)
    if port != site.port:
        return False
    if not site.token:
        return name in (LOOPBACK, "localhost")
    # Any address of this machine may have been typed; an address, unlike a name, cannot be made to mean another.
    return name in ("localhost", site.host.lower()) or _is_address(name)


def _split(host: str) -> tuple[str, int]:
    name, colon, port = host.lower().rpartition(":")
    if not colon or port.endswith("]"):
        return host.lower(), 80
    return name, int(port) if port.isascii() and port.isdecimal() and len(port) <= 5 else -1


def _is_address(name: str) -> bool:
    try:
        ip_address(name[1:-1] if name.startswith("[") and name.endswith("]") else name)
    except ValueError:
        return False
    return True


def _is_visit(headers: Headers) -> bool:
    """Somebody followed a link to here from elsewhere, a chat or a ticket."""
    return headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"


def _has_token(site: Site, headers: Headers, query_token: str) -> bool:
    try:
        kept = SimpleCookie(headers.get("cookie", "")).get(site.cookie)
    except CookieError:
        kept = None
    shown = (query_token, kept.value if kept else "")
    return any(hmac.compare_digest(each.encode(errors="replace"), site.token.encode()) for each in shown)
