"""Clients whose TLS does not fit the server's are told of, with what to do."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable

import pytest
from websockets import exceptions as ws

from evalkit.mock.network import handshakes
from evalkit.mock.network.certificates import make_certificate
from tests.mock.listening import Live, run, server

UNFINISHED = "1: refused: the client has not finished the TLS handshake; if it does not trust the certificate, "
UNKNOWN = "1: refused: the client does not trust the certificate (tlsv1 alert unknown ca): "
TRUST = "set SSL_CERT_FILE or NODE_EXTRA_CA_CERTS for it"
PLAIN = "1: refused: the client speaks no TLS: give it wss:// or https://"
SAFE = "1: refused: the client begins TLS, which is not served here: serve with --tls, or give it ws:// or http://"


async def speaks_plainly(live: Live) -> None:
    with pytest.raises((OSError, ws.InvalidHandshake)):
        await live.connect()


async def speaks_tls(live: Live) -> None:
    with pytest.raises((OSError, ws.InvalidHandshake)):
        await live.connect(host="localhost", ssl=ssl.create_default_context())


async def speaks_tls_and_says_why_not(live: Live) -> None:
    def shake_hands() -> None:
        trust = ssl.create_default_context()
        connection = socket.create_connection(("127.0.0.1", live.port))
        with connection, pytest.raises(ssl.SSLCertVerificationError):
            trust.wrap_socket(connection, server_hostname="localhost")

    await asyncio.to_thread(shake_hands)


@pytest.mark.parametrize(
    ("connects", "tls", "line"),
    [
        (speaks_plainly, True, PLAIN),
        (speaks_tls, True, UNFINISHED + TRUST),
        (speaks_tls_and_says_why_not, True, UNKNOWN + TRUST),
        (speaks_tls, False, SAFE),
    ],
)
def test_client_whose_tls_does_not_fit_is_told_of(
    monkeypatch: pytest.MonkeyPatch, connects: Callable[[Live], Awaitable[None]], tls: bool, line: str
) -> None:
    monkeypatch.setattr(handshakes, "_HANDSHAKE_S", 0.1)

    async def play() -> Live:
        async with server(tls=make_certificate().context if tls else None) as live:
            await connects(live)
            await live.told(1)
        return live

    assert run(play()).lines == [line]
