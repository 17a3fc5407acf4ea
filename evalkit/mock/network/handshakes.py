"""TLS handshakes that fail, told of in words."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable

__all__ = ["watch_handshakes"]

_HANDSHAKE_S = 1.0
_TRUST = "set SSL_CERT_FILE or NODE_EXTRA_CA_CERTS for it"
_UNFINISHED = f"the client has not finished the TLS handshake; if it does not trust the certificate, {_TRUST}"


def watch_handshakes(context: ssl.SSLContext, on_failure: Callable[[str], None]) -> None:
    """Tells of every handshake that fails, in words; asyncio itself says nothing of them.

    Args:
        context: the server's; changed.
        on_failure: told what is wrong, and what to do about it.
    """

    class Watched(ssl.SSLObject):
        _late: asyncio.TimerHandle | None = None

        def do_handshake(self) -> None:
            # A client on asyncio that does not trust the certificate hangs up without a word: we learn nothing of it.
            self._late = self._late or asyncio.get_running_loop().call_later(_HANDSHAKE_S, on_failure, _UNFINISHED)
            try:
                super().do_handshake()
            except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
                raise
            except ssl.SSLError as error:
                self._late.cancel()
                on_failure(_failure(error.reason or str(error)))
                raise
            self._late.cancel()

    context.sslobject_class = Watched


def _failure(reason: str) -> str:
    if "HTTP_REQUEST" in reason:
        return "the client speaks no TLS: give it wss:// or https://"
    said = reason.replace("_", " ").lower()
    if any(word in said for word in ("unknown ca", "bad certificate", "certificate unknown")):
        return f"the client does not trust the certificate ({said}): {_TRUST}"
    return f"the TLS handshake failed: {said}"
