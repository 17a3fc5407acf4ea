"""What went wrong on the way to a connection, in words: HTTP answers and the network's own errors."""

from __future__ import annotations

import errno
import json
import re
import socket
import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from email.utils import parsedate_to_datetime
from urllib.request import getproxies, proxy_bypass

from evalkit.transport.url import host_and_port, is_this_machine, shown_url

__all__ = [
    "Problem",
    "network_problem",
    "proxy_variables",
    "quoted",
    "retry_after_s",
    "server_message",
    "status_problem",
]

Problem = tuple[str, str]
"""What is wrong, and what to do about it."""

_LONGEST_QUOTE = 160
"""Characters of a foreign text in an error."""

_NEXT_STEPS = {
    400: "check the URL's path, and that the credentials belong to this host",
    401: "the credentials are missing, wrong or expired: renew them",
    403: "the credentials may not be used for this: check their permissions, and that the API is enabled",
    404: "check the URL's path and its API version",
    407: "the proxy wants credentials",
    408: "try again later",
    429: "the quota is used up: try again later, or with a lower --concurrency",
}
"""What to do about an HTTP status in place of an upgrade (reference §6.1)."""


def status_problem(
    status: int, body: bytes, locations: Sequence[str], wait_s: float | None, secrets: Sequence[str]
) -> Problem:
    """Says what an HTTP answer in place of an upgrade means.

    Args:
        status: the status code.
        body: what came with it.
        locations: the `Location` headers.
        wait_s: how long the server asks us to wait, if it does.
        secrets: not quoted.
    """
    if 300 <= status < 400:
        origins = ["/".join(shown_url(value).split("/")[:3]) for value in locations if "://" in value]
        where = f" to {quoted(origins[0], secrets)}" if origins else ""
        return f"HTTP {status}, a redirect{where}, is not followed", "give the URL it leads to, if you trust it"
    said = server_message(body.decode("utf-8", "replace"))
    # An HTML page says no more than its status does.
    repeated = "" if not said or said.startswith("<") else f": {quoted(said, secrets)}"
    later = "the server is at fault or overloaded: try again later"
    hint = _NEXT_STEPS.get(status, later if status >= 500 else "check that a Live API answers there")
    return f"HTTP {status}{repeated}", hint if wait_s is None else f"{hint} (it asks for {wait_s:g} s)"


def server_message(body: str) -> str:
    """Returns what the body of an HTTP answer says; of an error of Google's APIs (AIP-193) its message alone."""
    text = body.strip()
    if text.startswith(("{", "[")):
        with suppress(ValueError, RecursionError):
            match json.loads(text):
                case {"error": {"message": str(message)}} | [{"error": {"message": str(message)}}, *_]:
                    return message.strip().rstrip(".")
    return text


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Returns the seconds a server asks us to wait (RFC 9110 §10.2.3); None when it names none that can be read.

    A date is compared with the server's own `Date`, so that no clock of ours is asked.
    """
    asked = headers.get("Retry-After", "").strip()
    if re.fullmatch("[0-9]{1,6}", asked, re.ASCII):
        return float(asked)
    try:
        until, now = parsedate_to_datetime(asked), parsedate_to_datetime(headers.get("Date", ""))
        return max(0.0, (until - now).total_seconds())
    except (TypeError, ValueError):
        return None


def network_problem(error: Exception, url: str, open_s: float) -> Problem:
    """Says what an error of the network means to whoever wanted to reach `url` within `open_s`."""
    # An `OSError` with several addresses holds the others' errors in its text only.
    text = getattr(error, "strerror", None) or str(error)
    variables = "" if is_this_machine(url) else proxy_variables()
    proxy = f"; a proxy is set in the environment: {variables}" if variables and not _bypassed(url) else ""
    match error:
        case ssl.SSLCertVerificationError():
            hint = f"check the host name; a certificate authority of your own is named in SSL_CERT_FILE{proxy}"
            return f"its certificate is not trusted: {getattr(error, 'verify_message', None) or text}", hint
        case ssl.SSLError():
            reason = (getattr(error, "reason", None) or text).replace("_", " ").lower()
            return f"TLS failed: {quoted(reason)}", f"check the port, and ws:// against wss://{proxy}"
        case TimeoutError():
            return f"no answer within {open_s:g} s", f"check host, port and firewall{proxy}"
        case socket.gaierror():
            return f"the host name is not known: {text}", f"check its spelling and your connection{proxy}"
        case OSError() if isinstance(error, ConnectionRefusedError) or f"[Errno {errno.ECONNREFUSED}]" in text:
            return "connection refused", f"check host and port, and that the server runs{proxy}"
        case OSError():
            return quoted(text), f"check host, port and your connection{proxy}"
        case ImportError():
            return "a SOCKS proxy needs python-socks", f"install it, or change the environment: {variables}"
    return f"not a usable URL: {quoted(text)}", "write it as ws://HOST:PORT/PATH or wss://HOST/PATH"


def proxy_variables() -> str:
    """Returns the variables that may have named a proxy, for a hint; empty when there is none."""
    return ", ".join(f"{scheme}_proxy" for scheme in ("wss", "ws", "socks", "https", "http") if scheme in getproxies())


def quoted(text: str, secrets: Sequence[str] = ()) -> str:
    """Returns text that others wrote, on one line, cut, and without what must not be shown."""
    for secret in secrets:
        text = text.replace(secret, "…")
    line = " ".join("".join(each if each.isprintable() else " " for each in text).split())
    return line if len(line) <= _LONGEST_QUOTE else f"{line[: _LONGEST_QUOTE - 1]}…"


def _bypassed(url: str) -> bool:
    return bool(proxy_bypass(host_and_port(url)))
