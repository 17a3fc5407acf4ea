"""Which addresses are listened on, and what is said of those that cannot be."""

import errno
import socket
from contextlib import ExitStack

import pytest

from evalkit.errors import UsageError
from evalkit.mock.network import binding
from evalkit.mock.network.binding import bind, check_host


def closing(sockets: list[socket.socket]) -> ExitStack:
    stack = ExitStack()
    for each in sockets:
        stack.enter_context(each)
    return stack


def has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


def test_localhost_is_both_loopback_addresses_on_one_port() -> None:
    sockets = bind()
    with closing(sockets):
        addresses = [each.getsockname() for each in sockets]
        assert [address[0] for address in addresses] == ["127.0.0.1", "::1"][: 1 + has_ipv6()]
        assert len({address[1] for address in addresses}) == 1


def test_without_ipv6_the_other_address_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    create = socket.create_server

    def only_ipv4(address: tuple[str, int], family: int) -> socket.socket:
        if family == socket.AF_INET6:
            raise OSError(errno.EADDRNOTAVAIL, "Cannot assign requested address")
        return create(address, family=family)

    monkeypatch.setattr(socket, "create_server", only_ipv4)
    sockets = bind()
    with closing(sockets):
        assert [each.getsockname()[0] for each in sockets] == ["127.0.0.1"]


def taken_on_ipv6(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """Lets the second address refuse so often, with or without IPv6 here."""
    listen, left = binding._socket, [times]

    def sometimes(host: str, port: int) -> socket.socket:
        if host == "::1":
            left[0] -= 1
            raise OSError(errno.EADDRINUSE if left[0] >= 0 else errno.EADDRNOTAVAIL, "")
        return listen(host, port)

    monkeypatch.setattr(binding, "_socket", sometimes)


def test_another_free_port_is_tried_when_one_address_has_it_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    taken_on_ipv6(monkeypatch, 2)
    with closing(bind()):
        pass


def test_that_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    taken_on_ipv6(monkeypatch, 1000)
    with pytest.raises(UsageError) as error:
        bind()
    assert str(error.value) == "no port is free on both 127.0.0.1 and ::1; choose one: --port N"


def test_port_in_use_on_the_second_address_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    taken_on_ipv6(monkeypatch, 1)
    with pytest.raises(UsageError) as error:
        bind(port=port)
    expected = f"cannot listen on [::1]:{port}: the port is in use"
    assert str(error.value) == f"{expected}; stop what listens there, or choose another: --port N"


@pytest.mark.parametrize("host", ["", "127.0.0.1"])
def test_port_in_use_is_named(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as holding:
        port = holding.getsockname()[1]
        with pytest.raises(UsageError) as error:
            bind(host, port)
    expected = f"cannot listen on 127.0.0.1:{port}: the port is in use"
    assert str(error.value) == f"{expected}; stop what listens there, or choose another: --port N"


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (errno.EACCES, "this port may not be used; choose one from 1024 on: --port N"),
        (errno.EADDRNOTAVAIL, "this machine does not have that address; leave --host out, or give one that it has"),
        (errno.ENOBUFS, "No buffer space; choose another --host or --port"),
    ],
)
def test_other_refusals_say_what_to_do(monkeypatch: pytest.MonkeyPatch, number: int, expected: str) -> None:
    def refuse(address: object, family: int) -> socket.socket:
        raise OSError(number, "No buffer space")

    monkeypatch.setattr(socket, "create_server", refuse)
    with pytest.raises(UsageError) as error:
        bind("127.0.0.1", 80)
    assert str(error.value) == f"cannot listen on 127.0.0.1:80: {expected}"


@pytest.mark.parametrize("host", ["", "127.0.0.1", "127.9.9.9", "::1"])
def test_this_machine_alone_is_always_good(host: str) -> None:
    check_host(host, unsafe=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1"])
def test_other_machines_need_insistence(host: str) -> None:
    check_host(host, unsafe=True)
    with pytest.raises(UsageError) as error:
        check_host(host, unsafe=False)
    problem = "other machines could reach the server, which keeps no secret and checks no user"
    assert str(error.value) == f"--host {host}: {problem}; leave it out, or insist with --unsafe-bind"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:80", "mock.internal"])
def test_a_name_is_no_address(host: str) -> None:
    with pytest.raises(UsageError) as error:
        check_host(host, unsafe=True)
    hint = "leave it out for localhost, or give an address such as 0.0.0.0"
    assert str(error.value) == f"--host {host}: not a numeric address; {hint}"
