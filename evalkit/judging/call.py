"""One request over HTTP, tried again where that may help, with every way it can go wrong in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import orjson

from evalkit.errors import ConnectError, ServerReportedError, UsageError
from evalkit.judging.backend import Backend
from evalkit.recording.redact import Redactor
from evalkit.transport.problems import quoted, retry_after_s, server_message

__all__ = ["Came", "call"]

_TRIES = 3
_LONGEST_WAIT_S = 60.0
"""A server that asks for more is not waited for."""
_TIMEOUTS_S = (10.0, 120.0)
"""To connect; between two pieces of the answer."""
_MOST_BYTES = 4_000_000
_AGAIN = (408, 429, 500, 502, 503, 504)
_REFUSED = {
    401: "the credentials are missing, wrong or expired: renew them",
    403: "see that the credentials may use the model, and that the API is enabled",
    404: "see that there is such a model, and that it is served at this place",
}


@dataclass(frozen=True, slots=True)
class Came:
    """What a server answered."""

    status: int
    body: bytes
    wait_s: float | None = None
    """How long it asks us to wait, if it does."""
    problem: str = ""
    """Why it will not take this one request; empty when it took it."""


def call(backend: Backend, body: Any, sleep: Callable[[float], None]) -> Came:
    """Posts a request and returns what came; blocks.

    What is not there yet or overloaded is asked again, three times in all, after what `Retry-After` says or after 1 s
    and 2 s; a token that was revoked is renewed once.

    Raises:
        UsageError: it refuses the credentials, or does not know the model; asking again cannot help.
        ConnectError: the network failed every time.
        ServerReportedError: the server failed every time, or asks for too long a wait.
    """
    data, renewed = orjson.dumps(body), False
    for number in range(1, _TRIES + 1):
        try:
            came = _post(backend, data)
            if came.status == 401 and not renewed and backend.renew():
                renewed = True
                came = _post(backend, data)
        except ConnectError:
            if number == _TRIES:
                raise
            sleep(2.0 ** (number - 1))
            continue
        if came.status == 200:
            return came
        wait_s = came.wait_s if came.wait_s is not None else 2.0 ** (number - 1)
        if came.status not in _AGAIN or number == _TRIES or wait_s > _LONGEST_WAIT_S:
            break
        sleep(wait_s)
    return _refused(backend, came)


def _post(backend: Backend, data: bytes) -> Came:
    import requests  # slow to load, and a run without a judge does not need it

    name, value = backend.header()
    try:
        with requests.post(
            backend.url,
            data=data,
            headers={name: value, "Content-Type": "application/json"},
            timeout=_TIMEOUTS_S,
            # Nobody else is sent the credentials: no redirect is followed, and no .netrc takes their place.
            allow_redirects=False,
            auth=_as_it_is,
            stream=True,
        ) as reply:
            return Came(reply.status_code, _content(reply), retry_after_s(reply.headers))
    except requests.Timeout as error:
        limit_s = _TIMEOUTS_S[0] if isinstance(error, requests.ConnectTimeout) else _TIMEOUTS_S[1]
        raise ConnectError(backend.url, f"no answer within {limit_s:g} s", "try again later") from None
    except requests.RequestException as error:
        hint = "see whether the network is up, and try again"
        raise ConnectError(backend.url, _cause(error, backend.secrets), hint) from None


def _content(reply: Any) -> bytes:
    found = b""
    for piece in reply.iter_content(65_536):
        found += piece
        if len(found) > _MOST_BYTES:
            break
    return found[:_MOST_BYTES]


def _as_it_is(request: Any) -> Any:
    return request


def _cause(error: Exception, secrets: tuple[str, ...]) -> str:
    said = Redactor(secrets).text(str(error))
    cause = re.search(r"\[Errno -?\d+\] [\w ]+|certificate verify failed[\w :]*|IncompleteRead", said)
    return f"{quoted(cause[0]) if cause else 'the connection failed'} ({type(error).__name__})"


def _refused(backend: Backend, came: Came) -> Came:
    """A refusal of this one request; raises where others would fare no better."""
    text = came.body.decode("utf-8", "replace")
    said = server_message(text)
    said = "" if said.startswith("<") else quoted(Redactor(backend.secrets).text(said))
    problem = f"HTTP {came.status}{f': {said}' if said else ''}"
    if came.status in _REFUSED or (came.status == 400 and "API_KEY_INVALID" in text):
        hint = _REFUSED.get(came.status, _REFUSED[401])
        raise UsageError(f"the judge {backend.model} at {backend.url}: {problem}", hint)
    if came.status in _AGAIN:
        wait = "" if came.wait_s is None else f" (it asks for {came.wait_s:g} s)"
        raise ServerReportedError(came.status, f"{said}{wait}")
    return replace(came, problem=f"the server refuses the request: {problem}")
