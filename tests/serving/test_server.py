"""A server as an asynchronous context manager: its addresses, its certificate, its log."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import pytest

from evalkit.errors import UsageError
from evalkit.mock.answers.echo import echo
from evalkit.mock.faults.known import FAULTS
from evalkit.mock.network.watching import ConnectionEvent
from evalkit.protocol.messages import Message, Setup
from evalkit.serving.server import Served, serve
from evalkit.serving.settings import Cast, ServeSettings
from tests.serving.clients import answered, session

CAST = Cast(echo())


def served(settings: ServeSettings) -> tuple[Served, bool]:
    """A server that was there for a moment, and whether its certificate was."""

    async def open_and_close() -> tuple[Served, bool]:
        async with serve(settings) as server:
            return server, server.ca_file is not None and server.ca_file.is_file()

    return asyncio.run(open_and_close())


def test_client_is_served_and_told_of() -> None:
    events: list[ConnectionEvent] = []
    messages: list[Message] = []

    def talk(server: Served) -> str:
        with session(server) as client:
            return answered(client, "hello")

    async def play() -> tuple[Served, str]:
        async with serve(ServeSettings(CAST), on_event=events.append, on_message=messages.append) as server:
            return server, await asyncio.to_thread(talk, server)

    server, said = asyncio.run(play())
    assert said == "You said: hello"
    assert server.log == events
    assert [event.kind for event in events] == ["opened", "closed"]
    assert isinstance(messages[0], Setup)


def test_addresses() -> None:
    plain, has_certificate = served(ServeSettings(CAST))
    assert (plain.url, plain.base_url) == (f"ws://localhost:{plain.port}", f"http://localhost:{plain.port}")
    assert (plain.ca_file, has_certificate) == (None, False)
    safe, has_certificate = served(ServeSettings(CAST, tls=True))
    assert (safe.url, safe.base_url) == (f"wss://localhost:{safe.port}", f"https://localhost:{safe.port}")
    assert has_certificate


@pytest.mark.parametrize(
    ("host", "shown"), [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "localhost"), ("::1", "[::1]"), ("::", "localhost")]
)
def test_host_as_a_client_here_names_it(host: str, shown: str) -> None:
    assert Served(1, "localhost").url == "ws://localhost:1"
    try:
        server, _ = served(ServeSettings(CAST, host=host, unsafe_bind=True))
    except UsageError:
        assert ":" in host
        pytest.skip("there is no IPv6 here")
    assert server.url == f"ws://{shown}:{server.port}"


def test_certificate_goes_with_the_server_unless_it_has_a_place(tmp_path: Path) -> None:
    server, _ = served(ServeSettings(CAST, tls=True))
    assert server.ca_file is not None
    assert not server.ca_file.exists()
    server, _ = served(ServeSettings(CAST, tls=True, ca_file=tmp_path / "ca.pem"))
    assert server.ca_file == tmp_path / "ca.pem"
    context = ssl.create_default_context(cafile=tmp_path / "ca.pem")
    assert context.cert_store_stats()["x509_ca"] == 1


def test_place_for_the_certificate_that_is_none_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="the certificate cannot be written"):
        served(ServeSettings(CAST, tls=True, ca_file=tmp_path))


def test_faults_that_exclude_one_another_are_refused() -> None:
    with pytest.raises(UsageError):
        served(ServeSettings(CAST, faults=(FAULTS["setup-close-1008"], FAULTS["setup-silent"])))
