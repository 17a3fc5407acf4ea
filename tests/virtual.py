"""Runs a coroutine in virtual time: what every asynchronous test here uses."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from evalkit.clock import VirtualTimeLoop

__all__ = ["in_virtual_time"]

T = TypeVar("T")


def in_virtual_time(coroutine: Coroutine[Any, Any, T]) -> T:
    """Runs to the end on a loop of its own that starts at 0 s and never really waits."""
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(coroutine)
