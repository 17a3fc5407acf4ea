"""The sockets a server listens on: loopback, unless somebody insists."""

from __future__ import annotations

import errno
import ipaddress
import socket
from contextlib import ExitStack

from evalkit.errors import UsageError

__all__ = ["bind", "check_host"]

_LOOPBACK = ("127.0.0.1", "::1")
_TRIES = 8
"""For a port that is free on both loopback addresses."""


def check_host(host: str, *, unsafe: bool) -> None:
    """Refuses an address that others could reach.

    Args:
        host: as for `bind`.
        unsafe: True where the user has said that others may.

    Raises:
        UsageError: it is no address, or not one of this machine alone.
    """
    if not host:
        return
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError as error:
        hint = "leave it out for localhost, or give an address such as 0.0.0.0"
        raise UsageError(f"--host {host}: not a numeric address", hint) from error
    if not loopback and not unsafe:
        problem = f"--host {host}: other machines could reach the server, which keeps no secret and checks no user"
        raise UsageError(problem, "leave it out, or insist with --unsafe-bind")


def bind(host: str = "", port: int = 0) -> list[socket.socket]:
    """Listens on one port of an address.

    Args:
        host: a numeric address; empty: both loopback ones, because `localhost` may mean either, or the first alone
            where there is no IPv6.
        port: 0: any free one.

    Raises:
        UsageError: the port is taken or may not be used.
    """
    if host:
        return [_listening(host, port)]
    for _ in range(_TRIES):
        with ExitStack() as undo:
            first = undo.enter_context(_listening(_LOOPBACK[0], port))
            try:
                second = [_socket(_LOOPBACK[1], first.getsockname()[1])]
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    second = []
                elif port:
                    raise _refused(_LOOPBACK[1], port, error) from error
                else:
                    continue
            undo.pop_all()
            return [first, *second]
    raise UsageError("no port is free on both 127.0.0.1 and ::1", "choose one: --port N")


def _listening(host: str, port: int) -> socket.socket:
    try:
        return _socket(host, port)
    except OSError as error:
        raise _refused(host, port, error) from error


def _socket(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


def _refused(host: str, port: int, error: OSError) -> UsageError:
    hints = {
        errno.EADDRINUSE: ("the port is in use", "stop what listens there, or choose another: --port N"),
        errno.EACCES: ("this port may not be used", "choose one from 1024 on: --port N"),
        errno.EADDRNOTAVAIL: ("this machine does not have that address", "leave --host out, or give one that it has"),
    }
    problem, hint = hints.get(error.errno or 0, (error.strerror or str(error), "choose another --host or --port"))
    return UsageError(f"cannot listen on {f'[{host}]' if ':' in host else host}:{port}: {problem}", hint)
