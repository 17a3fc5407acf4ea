"""A certificate that clients who trust its authority take, and that leaves no key behind."""

import asyncio
import ssl
import tempfile
from pathlib import Path

import pytest

from evalkit.errors import UsageError
from evalkit.mock.network.certificates import ServerCertificate, make_certificate, write_authority


async def shakes_hands(certificate: ServerCertificate, name: str, trusted: bytes) -> None:
    """Connects over TLS as a client that looks for `name` and trusts one authority; raises what goes wrong."""

    async def wait(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    client = ssl.create_default_context(cadata=trusted.decode())
    # As Python 3.13 checks by default.
    client.verify_flags |= ssl.VERIFY_X509_STRICT
    server = await asyncio.start_server(wait, "127.0.0.1", 0, ssl=certificate.context)
    async with server:
        port = server.sockets[0].getsockname()[1]
        _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=client, server_hostname=name)
        writer.close()
        await writer.wait_closed()


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "::1", "mock.internal", "10.0.0.7"])
def test_client_that_trusts_the_authority_connects(name: str) -> None:
    certificate = make_certificate(("mock.internal", "10.0.0.7", "localhost"))
    asyncio.run(shakes_hands(certificate, name, certificate.authority_pem))


def test_other_names_and_other_authorities_are_not_trusted() -> None:
    certificate = make_certificate()
    with pytest.raises(ssl.SSLCertVerificationError):
        asyncio.run(shakes_hands(certificate, "mock.internal", certificate.authority_pem))
    with pytest.raises(ssl.SSLCertVerificationError):
        asyncio.run(shakes_hands(certificate, "localhost", make_certificate().authority_pem))


def test_no_key_is_written_in_the_clear_or_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    written: list[bytes] = []
    load = ssl.SSLContext.load_cert_chain

    def watch(context: ssl.SSLContext, path: Path, password: bytes) -> None:
        written.append(path.read_bytes())
        load(context, path, password=password)

    monkeypatch.setattr(ssl.SSLContext, "load_cert_chain", watch)
    certificate = make_certificate()
    [pem] = written
    assert b"BEGIN ENCRYPTED PRIVATE KEY" in pem
    assert b"BEGIN PRIVATE KEY" not in pem
    assert b"BEGIN EC PRIVATE KEY" not in pem
    assert list(tmp_path.iterdir()) == []
    assert b"PRIVATE KEY" not in certificate.authority_pem


def test_name_that_cannot_stand_in_a_certificate_is_a_usage_error() -> None:
    with pytest.raises(UsageError) as error:
        make_certificate(("not a name:1",))
    assert str(error.value).startswith("no certificate can be made for not a name:1: ")
    assert str(error.value).endswith("; give host names or addresses, without a port")


def test_authority_is_written(tmp_path: Path) -> None:
    write_authority(b"PEM", tmp_path / "ca.pem")
    assert (tmp_path / "ca.pem").read_bytes() == b"PEM"


def test_file_that_cannot_be_written_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error:
        write_authority(b"PEM", tmp_path / "nowhere" / "ca.pem")
    expected = "the certificate cannot be written: No such file or directory; name another file with --ca-file"
    assert str(error.value) == f"{tmp_path}/nowhere/ca.pem: {expected}"
