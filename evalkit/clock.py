"""Time: an event loop that jumps instead of waiting, and the seconds since a connection opened."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from typing import Any, TypeVar, TypeVarTuple

from evalkit.errors import VirtualTimeDeadlock

__all__ = ["Stopwatch", "VirtualTimeLoop"]

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Stopwatch:
    """Seconds on the running event loop's clock since it was made."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._start = self._loop.time()

    def __call__(self) -> float:
        """Seconds elapsed, to the nanosecond, so that equal moments are equal numbers."""
        return round(self._loop.time() - self._start, 9)

    async def until(self, t: float) -> None:
        """Waits until `t` seconds have elapsed; returns at once when they have."""
        await asyncio.sleep(self._start + t - self._loop.time())


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """An event loop whose clock starts at 0 and jumps to the next timer when every task waits.

    `sleep`, `timeout` and `call_later` work unchanged and nothing really sleeps. Work handed to a thread is waited for
    in real time and takes none in virtual time. Signals and real file descriptors are still served between two jumps.

    Raises:
        VirtualTimeDeadlock: out of `run_until_complete`, when every task waits and no timer is set.
    """

    def __init__(self) -> None:
        self._jumping = _JumpingSelector(self._waiting_tasks)
        super().__init__(self._jumping)

    def time(self) -> float:
        """Virtual seconds since the loop was made."""
        return self._jumping.now

    def run_in_executor(self, executor: Executor | None, func: Callable[[*Ts], T], *args: *Ts) -> asyncio.Future[T]:
        """Runs `func` in a thread; the virtual clock stands still until it has returned."""
        future = super().run_in_executor(executor, func, *args)
        self._jumping.threads += 1
        future.add_done_callback(self._thread_ended)
        return future

    async def shutdown_default_executor(self, *args: Any) -> None:
        """Joins the threads in real time, as `asyncio.run` does at its end."""
        self._jumping.threads += 1
        try:
            await super().shutdown_default_executor(*args)
        finally:
            self._jumping.threads -= 1

    def _thread_ended(self, _: asyncio.Future[Any]) -> None:
        self._jumping.threads -= 1

    def _waiting_tasks(self) -> tuple[str, ...]:
        return tuple(sorted(task.get_name() for task in asyncio.all_tasks(self)))


class _JumpingSelector(selectors.BaseSelector):
    """Polls the real selector and, when nothing is ready, moves `now` forward instead of blocking."""

    def __init__(self, waiting: Callable[[], tuple[str, ...]]) -> None:
        self.now = 0.0
        self.threads = 0
        self._waiting = waiting
        self._real = selectors.DefaultSelector()

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = self._real.select(None if self.threads and timeout != 0 else 0)
        if ready or timeout == 0:
            return ready
        if timeout is None:
            raise VirtualTimeDeadlock(self._waiting())
        # Rounding keeps equal moments equal: sums of 0.02 would otherwise drift apart by parts of a picosecond.
        self.now = round(self.now + timeout, 9)
        return ready

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        return self._real.register(fileobj, events, data)

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        return self._real.unregister(fileobj)

    def modify(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        return self._real.modify(fileobj, events, data)

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        return self._real.get_map()

    def close(self) -> None:
        self._real.close()
