"""Connections that tests open to a server of theirs, and what they receive there."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from evalkit.errors import ConnectionClosed
from evalkit.transport.websocket import Limits, WebSocketTransport, open_websocket
from tests.transport.raw_server import Behaviour, raw_server

__all__ = ["SHORT", "received", "run"]

SHORT = Limits(open_s=0.2, close_s=0.1)


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(coroutine)


async def take_all(transport: WebSocketTransport, messages: list[str | bytes]) -> None:
    while True:
        messages.append(await transport.receive())


def received(behave: Behaviour, limits: Limits = SHORT) -> tuple[list[str | bytes], ConnectionClosed]:
    """What is received until the connection has ended, and how it ended."""

    async def receive() -> tuple[list[str | bytes], ConnectionClosed]:
        messages: list[str | bytes] = []
        async with raw_server(behave) as port:
            transport = await open_websocket(f"ws://127.0.0.1:{port}", limits=limits)
            with pytest.raises(ConnectionClosed) as closed:
                await take_all(transport, messages)
            with pytest.raises(ConnectionClosed) as again:
                await transport.send("too late")
            assert str(again.value) == str(closed.value)
            assert closed.value.__cause__ is not None
            await transport.close()
            return messages, closed.value

    messages, closed = run(receive())
    return messages, closed
