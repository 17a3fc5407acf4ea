"""The mock server understands everything that the official Python client can send."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from evalkit.serving import live_server
from evalkit.serving.threaded import LiveServer
from tests.clients.task import BACKENDS, Backend, Task


@pytest.fixture
def server() -> Iterator[LiveServer]:
    """Says back what it hears."""
    with live_server(tls=True) as running:
        yield running


@pytest.mark.parametrize("backend", BACKENDS)
def test_every_input_is_answered(backend: Backend, server: LiveServer, genai: Any) -> None:
    from tests.clients.inputs import INPUTS, echoes

    task = Task(backend, server.base_url, "gemini-3.8-live", speech="")
    assert asyncio.run(echoes(task)) == {name: each.echo for name, each in INPUTS.items()}
