"""Every way in which the official clients reach the Live API leads to the mock server."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import pytest

from evalkit.mock.network.request import LiveRequest
from evalkit.scenario.setup_check import camel_case
from evalkit.serving import live_server
from evalkit.serving.threaded import LiveServer

Connect: TypeAlias = Callable[[Mapping[str, Any], str], Any]
"""Takes a client's options, as the Python one spells them, and a model; returns what setupComplete held."""

DEV = "gemini-2.5-flash-native-audio-preview-12-2025"
VERTEX = "gemini-live-2.5-flash-native-audio"
RESOURCE = f"projects/p/locations/us-central1/publishers/google/models/{VERTEX}"


@dataclass(frozen=True)
class Way:
    """How a client is made, and what the server has to understand."""

    expected: LiveRequest
    options: Mapping[str, Any]
    """As the Python client spells them."""
    model: str = DEV
    version: str = ""
    below: str = ""
    """Stands behind the server's address."""

    def all_options(self, address: str) -> dict[str, Any]:
        version = {"api_version": self.version} if self.version else {}
        return {**self.options, "http_options": {"base_url": address + self.below, **version}}


KEY = {"api_key": "any-key"}
WAYS = {
    "key": Way(LiveRequest("gemini", "v1", credential="api_key"), KEY),
    "v1beta": Way(LiveRequest("gemini", "v1beta", credential="api_key"), KEY, version="v1beta"),
    "token": Way(
        LiveRequest("gemini", "v1alpha", constrained=True, credential="ephemeral"),
        {"api_key": "auth_tokens/any"},
        version="v1alpha",
    ),
    "express": Way(LiveRequest("vertex", "v1beta1", credential="api_key"), {"vertexai": True, **KEY}, VERTEX),
    "gateway": Way(LiveRequest(None), {"vertexai": True}, RESOURCE),
    "scenario": Way(LiveRequest("gemini", "v1", scenario="text_turn", credential="api_key"), KEY, below="/text_turn"),
}


@pytest.fixture
def python_connects(genai: Any) -> Connect:
    async def connect(options: Mapping[str, Any], model: str) -> Any:
        async with genai.Client(**options).aio.live.connect(model=model) as session:
            return session.setup_complete

    def connected(options: Mapping[str, Any], model: str) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the client calls its ephemeral tokens experimental
            return asyncio.run(connect(options, model))

    return connected


@pytest.fixture
def javascript_connects(run_node: Callable[[str, object], Any]) -> Connect:
    return lambda options, model: run_node("connect", {"options": camelled(options), "model": model})


@pytest.fixture(params=["python_connects", "javascript_connects"])
def connect(request: pytest.FixtureRequest) -> Connect:
    connected: Connect = request.getfixturevalue(request.param)
    return connected


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_way_to_connect(way: Way, connect: Connect, server: LiveServer) -> None:
    # As a gateway the Python client takes a whole address, so that its scheme must be wss.
    address = server.base_url if way.expected.backend else server.url
    assert connect(way.all_options(address), way.model) is not None
    assert server.requests[-1] == way.expected


def test_javascript_needs_no_tls(javascript_connects: Connect) -> None:
    with live_server() as server:
        assert javascript_connects(Way(LiveRequest(None), KEY).all_options(server.base_url), DEV) is not None


def camelled(options: Mapping[str, Any]) -> dict[str, Any]:
    return {camel_case(key): camelled(value) if isinstance(value, dict) else value for key, value in options.items()}
