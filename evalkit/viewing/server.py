"""Listens, and serves until it is told to stop."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import uvicorn

from evalkit.errors import UsageError
from evalkit.viewing.app import Viewer
from evalkit.viewing.guard import LOOPBACK, Site

__all__ = ["listen", "serve"]


def listen(port: int, host: str = LOOPBACK) -> socket.socket:
    """A socket that listens; its owner closes it.

    Args:
        port: 0 for any free one.
        host: the address.

    Raises:
        UsageError: the port is taken, or the address is none of this machine's.
    """
    if not 0 <= port <= 65535:
        raise UsageError(f"port {port} does not exist", "ports go from 0, which is any free one, to 65535")
    try:
        return _listening(host, port)
    except OSError as error:
        # Python adds in brackets what the sentence says already.
        why = (error.strerror or str(error)).partition(" (while")[0]
        if port and (free := _free_port(host)):
            hint = f"port {free} is free: --port {free}, or --port 0"
            raise UsageError(f"cannot listen on {host}:{port}: {why}", hint) from error
        raise UsageError(f"cannot listen on {host}: {why}", "choose another --host") from error


async def serve(
    root: Path, listener: socket.socket, site: Site, now: Callable[[], datetime], stop: asyncio.Event
) -> None:
    """Shows a folder of runs until `stop` is set.

    Args:
        root: the folder.
        listener: as `listen` made it.
        site: where it is reached.
        now: the time, with its zone.
        stop: ends it.
    """
    config = uvicorn.Config(
        Viewer(root, site, now),
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        ws="none",
        lifespan="off",
        http="h11",
        loop="none",
        timeout_graceful_shutdown=1,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve([listener]), name="viewer")
    stopping = asyncio.create_task(stop.wait(), name="until stopped")
    try:
        await asyncio.wait((serving, stopping), return_when=asyncio.FIRST_COMPLETED)
    finally:
        server.should_exit = True
        stopping.cancel()
        await serving


class _Server(uvicorn.Server):
    """Leaves signals to whoever runs it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _listening(host: str, port: int) -> socket.socket:
    return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)


def _free_port(host: str) -> int:
    try:
        with _listening(host, 0) as found:
            port = found.getsockname()[1]
    except OSError:
        return 0
    assert isinstance(port, int)
    return port
