"""Runs the viewer for the command line: says where it is, opens a browser, and ends in order."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import sys
import webbrowser
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from socket import socket
from threading import Thread
from urllib.parse import quote

from evalkit.cli.output import show
from evalkit.errors import UsageError
from evalkit.runner.run_folder import named_run
from evalkit.viewing.guard import ANYWHERE, LOOPBACK, Site
from evalkit.viewing.server import listen, serve

__all__ = ["view_until_interrupted"]


def view_until_interrupted(reports: Path, port: int, host: str, *, opens: bool) -> None:
    """Serves until ^C or SIGTERM, which both end it in order.

    Args:
        reports: the folder of runs, or one run in it.
        port: 0 for any free one.
        host: where other machines may reach it, by a token; "" for this machine alone.
        opens: whether to open a browser where there is one.

    Raises:
        EvalkitError: there is no such folder, or the address cannot be listened on.
    """
    root, place = _shown(reports)
    with listen(port, host or LOOPBACK) as listener:
        number = listener.getsockname()[1]
        site = Site(number, host or LOOPBACK, "" if host in ("", LOOPBACK) else secrets.token_urlsafe(24))
        address = f"{site.origin}/{place}{f'?token={site.token}' if site.token else ''}"
        with suppress(KeyboardInterrupt):
            asyncio.run(_serve(root, listener, site, address if opens and _has_display() else "", address))
    show("stopped")


async def _serve(root: Path, listener: socket, site: Site, opened: str, address: str) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    # Not there on Windows, where ^C is all there is.
    with suppress(NotImplementedError):
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
    show(f"{address}\nshows {root}; ^C stops it")
    if site.host in ANYWHERE:
        show(f"other machines put this one's address in the place of {site.origin.rpartition(':')[0][7:]}")
    if opened:
        # It may wait for the browser: whoever is asked for a page must answer by then, and ^C end without it.
        Thread(target=webbrowser.open, args=(opened,), daemon=True).start()
    await serve(root, listener, site, lambda: datetime.now(UTC), stop)


def _shown(reports: Path) -> tuple[Path, str]:
    """The folder of runs, and the page to begin with, as an address below it."""
    run = named_run(reports)
    if (run / "run.json").is_file():
        run = run.resolve()
        return run.parent, f"{quote(run.name, safe='')}/report.html"
    if not reports.is_dir():
        problem = "is a file, not a folder of runs" if reports.exists() else "there is no such folder"
        raise UsageError(f"{reports}: {problem}", "make a first run: evalkit run PATH")
    return reports.resolve(), ""


def _has_display() -> bool:
    """Whether a browser of this machine would be a window; one in the terminal would take the terminal."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
