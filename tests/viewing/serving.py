"""The viewer on a real socket of this machine, in a thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evalkit.viewing.guard import Site
from evalkit.viewing.server import listen, serve
from tests.viewing.stored import now

__all__ = ["served"]


@contextmanager
def served(root: Path) -> Iterator[int]:
    """The port of a server that runs in a thread."""
    loop, stop = asyncio.new_event_loop(), asyncio.Event()
    with listen(0) as listener:
        site = Site(listener.getsockname()[1])
        thread = threading.Thread(target=lambda: loop.run_until_complete(serve(root, listener, site, now, stop)))
        thread.start()
        try:
            yield site.port
        finally:
            loop.call_soon_threadsafe(stop.set)
            thread.join(30)
            assert not thread.is_alive()
            loop.close()
