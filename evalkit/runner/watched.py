"""An endpoint that remembers why it could not be connected to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from evalkit.endpoints.base import Endpoint
from evalkit.errors import ConnectError
from evalkit.transport.base import Transport

__all__ = ["Watched"]


class Watched:
    """An endpoint as it is, and why it could not be connected to: a recording keeps that as a sentence alone."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.refusal: ConnectError | None = None
        self._endpoint = endpoint

    def __getattr__(self, name: str) -> Any:
        return getattr(self._endpoint, name)

    @asynccontextmanager
    async def connect(self, *asked: Any, **named: Any) -> AsyncIterator[Transport]:
        """Opens a connection as the endpoint does."""
        try:
            async with self._endpoint.connect(*asked, **named) as transport:
                yield transport
        except ConnectError as error:
            self.refusal = error
            raise
