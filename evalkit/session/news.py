"""Waiting until something happens."""

from __future__ import annotations

import asyncio

__all__ = ["News"]


class News:
    """Tells one waiting task that something happened; what, it must look for itself."""

    def __init__(self) -> None:
        self._come = asyncio.Event()

    def tell(self) -> None:
        """Something happened."""
        self._come.set()

    async def wait(self, limit_s: float) -> bool:
        """Waits for news, those included that came since the last wait; False when none came in time."""
        try:
            async with asyncio.timeout(max(0.0, limit_s)):
                await self._come.wait()
        except TimeoutError:
            return False
        self._come.clear()
        return True
