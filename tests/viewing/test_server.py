"""The server on a real socket of this machine: it answers several at once, and ends when it is told to."""

import http.client
import socket
from pathlib import Path

import pytest

from evalkit.errors import UsageError
from evalkit.viewing.server import listen
from tests.viewing.serving import served


def asked(port: int, request: bytes) -> bytes:
    """What comes back for these bytes until the server ends the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(request)
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "secret.txt").write_text("secret")
    root = tmp_path / "reports"
    root.mkdir()
    (root / "user.flac").write_bytes(bytes(range(256)) * 4096)
    return root


def test_files_and_parts_of_them(root: Path) -> None:
    with served(root) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        # One connection for all: a body that does not fit its announced length would break the next answer.
        for headers, status, length in [
            ({}, 200, 1 << 20),
            ({"Range": "bytes=1000000-"}, 206, 48576),
            ({}, 200, 1 << 20),
        ]:
            connection.request("GET", "/user.flac", headers=headers)
            answer = connection.getresponse()
            assert (answer.status, len(answer.read())) == (status, length)
            assert answer.headers["server"] is None
        connection.request("HEAD", "/user.flac")
        answer = connection.getresponse()
        assert (answer.status, answer.headers["content-length"], answer.read()) == (200, str(1 << 20), b"")
        connection.request("HEAD", "/")
        answer = connection.getresponse()
        assert (answer.status, answer.read()) == (200, b"")
        connection.close()


@pytest.mark.parametrize(
    "target",
    [
        b"/../secret.txt",
        b"/%2e%2e/secret.txt",
        b"/..%2fsecret.txt",
        b"/x/../../secret.txt",
        b"//secret.txt",
        b"/..%5csecret.txt",
        b"http://127.0.0.1/../secret.txt",
        b"/%",
        b"/%zz",
        b"/" + b"a" * 5000,
    ],
)
def test_what_comes_over_the_wire_leads_nowhere(root: Path, target: bytes) -> None:
    with served(root) as port:
        answer = asked(port, b"GET " + target + b" HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n" % port)
    assert answer.split(b" ")[1] in (b"404", b"400")
    assert b"secret</" not in answer
    assert not answer.endswith(b"secret")


def test_a_request_without_a_host_is_refused(root: Path) -> None:
    with served(root) as port:
        assert asked(port, b"GET / HTTP/1.0\r\n\r\n").split(b" ")[1] == b"403"
        assert (
            asked(port, b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n").split(b" ")[1] == b"403"
        )


def test_an_upgrade_is_no_way_in(root: Path) -> None:
    request = b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close, Upgrade\r\nUpgrade: websocket\r\n\r\n"
    with served(root) as port:
        assert asked(port, request).split(b" ")[1] == b"403"


def test_it_ends_although_somebody_is_connected(root: Path) -> None:
    with served(root) as port:
        connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    connection.close()


def test_a_port_that_is_taken_is_named_with_one_that_is_free() -> None:
    with listen(0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError) as refused:
            listen(port)
    said = str(refused.value)
    free = int(said.split("; port ")[1].split(" ")[0])
    assert free != port
    taken_words = f"cannot listen on 127.0.0.1:{port}: Address already in use"
    assert said == f"{taken_words}; port {free} is free: --port {free}, or --port 0"


@pytest.mark.parametrize(
    ("port", "host", "said"),
    [
        (65536, "127.0.0.1", "port 65536 does not exist; ports go from 0, which is any free one, to 65535"),
        (-1, "127.0.0.1", "port -1 does not exist; ports go from 0, which is any free one, to 65535"),
        (0, "no such host", "cannot listen on no such host: Name or service not known; choose another --host"),
        (7575, "192.0.2.1", "cannot listen on 192.0.2.1: Cannot assign requested address; choose another --host"),
        (0, "192.0.2.1", "cannot listen on 192.0.2.1: Cannot assign requested address; choose another --host"),
    ],
)
def test_what_cannot_be_listened_on(port: int, host: str, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        listen(port, host)
    assert str(refused.value) == said
