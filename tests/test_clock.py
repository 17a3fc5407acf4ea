"""The clock that jumps."""

import asyncio
import os
import signal
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.clock import Stopwatch, VirtualTimeLoop
from evalkit.errors import VirtualTimeDeadlock
from tests.virtual import in_virtual_time


def test_an_hour_passes_at_once_and_exactly() -> None:
    async def sleep() -> float:
        clock = Stopwatch()
        await asyncio.sleep(3600)
        return clock()

    began = time.monotonic()
    assert in_virtual_time(sleep()) == 3600.0
    assert time.monotonic() - began < 60


def test_many_small_steps_do_not_drift() -> None:
    async def steps() -> float:
        clock = Stopwatch()
        for _ in range(3000):
            await asyncio.sleep(0.02)
        return clock()

    assert in_virtual_time(steps()) == 60.0


def test_timers_fire_in_order_of_their_time() -> None:
    async def order() -> list[str]:
        seen: list[str] = []

        async def after(delay_s: float, name: str) -> None:
            await asyncio.sleep(delay_s)
            seen.append(name)

        await asyncio.gather(after(0.3, "c"), after(0.1, "a"), after(0.2, "b"))
        return seen

    assert in_virtual_time(order()) == ["a", "b", "c"]


def test_timeouts_fire_in_virtual_time() -> None:
    async def wait() -> float:
        clock = Stopwatch()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(5):
                await asyncio.sleep(10)
        return clock()

    assert in_virtual_time(wait()) == 5.0


def test_a_deadlock_is_an_error_that_names_who_waits() -> None:
    async def wait_for_ever() -> None:
        waiting = asyncio.create_task(asyncio.Event().wait(), name="somebody")
        await waiting

    loop = VirtualTimeLoop()
    try:
        with pytest.raises(
            VirtualTimeDeadlock, match=r"^virtual time stands still: no callback, no timer; waiting: .+"
        ):
            loop.run_until_complete(wait_for_ever())
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
    finally:
        loop.close()


def test_a_thread_takes_no_virtual_time() -> None:
    async def work() -> tuple[str, float]:
        clock = Stopwatch()
        timer = asyncio.create_task(asyncio.sleep(1))
        name = await asyncio.to_thread(lambda: threading.current_thread().name)
        elapsed = clock()
        await timer
        return name, elapsed

    name, elapsed = in_virtual_time(work())
    assert name != threading.main_thread().name
    assert elapsed == 0.0


def test_signals_are_served_between_jumps() -> None:
    async def interrupted() -> bool:
        seen = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, seen.set)
        os.kill(os.getpid(), signal.SIGUSR1)
        async with asyncio.timeout(1000):
            await seen.wait()
        return seen.is_set()

    assert in_virtual_time(interrupted())


def test_until_a_moment_that_has_passed_returns_at_once() -> None:
    async def late() -> float:
        clock = Stopwatch()
        await asyncio.sleep(2)
        await clock.until(1)
        return clock()

    assert in_virtual_time(late()) == 2.0


@given(st.lists(st.floats(min_value=0, max_value=1000), min_size=1, max_size=20))
def test_time_never_runs_backwards_and_every_sleep_is_kept(delays_s: list[float]) -> None:
    async def sleep_all() -> list[float]:
        clock = Stopwatch()
        moments = []
        for delay_s in delays_s:
            await asyncio.sleep(delay_s)
            moments.append(clock())
        return moments

    moments = in_virtual_time(sleep_all())
    assert moments == sorted(moments)
    assert moments[-1] == pytest.approx(sum(delays_s), abs=1e-6)


def test_the_same_program_gives_the_same_times() -> None:
    async def program() -> list[float]:
        clock = Stopwatch()
        times: list[float] = []

        async def tick(step_s: float) -> None:
            for _ in range(50):
                await asyncio.sleep(step_s)
                times.append(clock())

        await asyncio.gather(tick(0.02), tick(0.03), tick(1 / 24_000))
        return times

    assert in_virtual_time(program()) == in_virtual_time(program())
