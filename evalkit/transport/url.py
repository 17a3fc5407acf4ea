"""What may be said of a URL, and what in it is a credential."""

from __future__ import annotations

import ipaddress
from contextlib import suppress
from urllib.parse import parse_qsl, unquote, urlsplit

__all__ = ["credentials_in", "host_and_port", "is_this_machine", "shown_url"]

_CREDENTIAL_WORDS = ("key", "token", "secret", "auth", "pass", "sig")
"""A query parameter with one of these in its name holds a credential."""


def shown_url(url: str) -> str:
    """Returns a URL as it may be printed and stored: without user information, query and fragment.

    Of one that cannot be read only the scheme is left: what looks like a port may be a password with a / or ? in it.
    """
    scheme = url.partition("://")[0]
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return f"{scheme}://…"
    return f"{scheme}://{host_and_port(url)}{parts.path}" if parts.scheme else f"{scheme}://…"


def host_and_port(url: str) -> str:
    """Returns a URL's host, and its port when it names one.

    Raises:
        ValueError: it is no URL.
    """
    return urlsplit(url).netloc.rpartition("@")[2]


def is_this_machine(url: str) -> bool:
    """Returns whether a URL leads to a loopback address, which no proxy could reach."""
    with suppress(ValueError):
        host = urlsplit(url).hostname or ""
        return host == "localhost" or host.endswith(".localhost") or ipaddress.ip_address(host).is_loopback
    return False


def credentials_in(url: str) -> tuple[str, ...]:
    """Returns the credentials in a URL, decoded: a password or a user alone, and query parameters named like one."""
    try:
        parts = urlsplit(url)
        password = unquote(parts.password or parts.username or "")
    except ValueError:
        return ()
    values = [
        value for name, value in parse_qsl(parts.query) if any(word in name.lower() for word in _CREDENTIAL_WORDS)
    ]
    return tuple(value for value in (password, *values) if value)
