"""`live_server`: a server beside any test, what it was asked, and what becomes of its errors."""

from __future__ import annotations

import asyncio
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from websockets import exceptions as ws

from evalkit.errors import NothingSelected, UsageError
from evalkit.mock.answers.base import Answer, HeardTurn, Opening, Place
from evalkit.mock.network.request import LiveRequest
from evalkit.protocol.messages import ClientContent, Setup
from evalkit.serving import live_server
from evalkit.serving.threaded import LiveServer
from tests.runner.small import typed, write_scenarios
from tests.serving.clients import GEMINI, VERTEX, answered, session


class Broken:
    """Answers that are none."""

    def opening(self, place: Place) -> Opening:
        return Opening()

    def answer(self, heard: HeardTurn, place: Place, setup: Mapping[str, Any]) -> Answer:
        raise RuntimeError("no answer today")


def test_echo_and_what_was_asked() -> None:
    with live_server() as server, session(server, GEMINI) as client:
        assert answered(client, "hello") == "You said: hello"
        assert [type(message) for message in server.messages] == [Setup, ClientContent]
        assert server.requests == (LiveRequest("gemini", "v1beta", credential="api_key"),)
        assert server.url == f"ws://localhost:{server.port}"
        assert server.base_url == f"http://localhost:{server.port}"
        assert [event.kind for event in server.log] == ["opened"]
    assert [event.kind for event in server.log] == ["opened", "closed"]


def test_scenarios_answer_and_the_path_chooses(tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a=typed(answer="One there."), b=typed(answer="Two there."))
    with live_server(root) as server:
        with session(server, "/b") as client:
            assert answered(client, "Hello?") == "Two there."
        with pytest.raises(ws.InvalidStatus), session(server, "/c"):
            pass
    assert str(server.log[-1]).startswith("2: refused with HTTP 404: No Live API here.")
    with live_server([str(root / "a.yaml")]) as server, session(server) as client:
        assert answered(client, "Hello?") == "One there."


def test_over_tls() -> None:
    with live_server(tls=True) as server, session(server) as client:
        assert answered(client, "hello") == "You said: hello"
        assert server.url.startswith("wss://")
        assert server.base_url.startswith("https://")
        assert server.ca_file is not None
    assert not server.ca_file.exists()


def test_over_tls_nothing_comes_unasked() -> None:
    with live_server(tls=True) as server, session(server) as client:
        assert answered(client, "hello") == "You said: hello"
        assert isinstance(client.socket, ssl.SSLSocket)
        assert client.socket.version() == "TLSv1.3"
        assert client.socket.session is not None
        assert not client.socket.session.has_ticket


@pytest.mark.parametrize("faults", ["http-503", ["http-503", "http-503"]])
def test_faults_by_name(faults: str | list[str]) -> None:
    with live_server(faults=faults) as server, pytest.raises(ws.InvalidStatus) as refused, session(server):
        pass
    assert refused.value.response.status_code == 503


def test_profile_by_name() -> None:
    with live_server(profile="dev-3.1") as server, session(server, GEMINI):
        pass
    with live_server(profile="vertex-2.5-native") as server, pytest.raises(ws.InvalidStatus), session(server, VERTEX):
        pass


def test_within_a_running_loop() -> None:
    def talk(server: LiveServer) -> str:
        with session(server) as client:
            return answered(client, "hello")

    async def play() -> str:
        with live_server() as server:
            return await asyncio.to_thread(talk, server)

    assert asyncio.run(play()) == "You said: hello"


def test_several_at_once() -> None:
    with live_server() as one, live_server() as other, session(one) as first, session(other) as second:
        assert one.port != other.port
        assert answered(first, "a") == "You said: a"
        assert answered(second, "b") == "You said: b"
        assert len(one.messages) == len(other.messages) == 2


def provoke(server: LiveServer) -> int:
    """Asks what the server cannot answer; returns the close code."""
    with session(server) as client, pytest.raises(ws.ConnectionClosedError) as closed:
        answered(client, "hello")
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code


def test_error_of_the_server_is_raised_on_leaving() -> None:
    serving = live_server(answers=Broken())
    assert provoke(serving.__enter__()) == 1011
    with pytest.raises(RuntimeError, match="no answer today"):
        serving.__exit__(None, None, None)


def test_error_of_the_block_goes_first() -> None:
    def block() -> None:
        with live_server(answers=Broken()) as server:
            provoke(server)
            raise KeyError("the test's own")

    with pytest.raises(KeyError):
        block()


def test_what_cannot_be_served_is_known_before_the_block(tmp_path: Path) -> None:
    with pytest.raises(NothingSelected):
        live_server(tmp_path)
    with pytest.raises(UsageError, match="there is no profile 'nobody'"):
        live_server(profile="nobody")
    with pytest.raises(UsageError, match="there is no fault 'nothing'"):
        live_server(faults="nothing")
    with socket.create_server(("127.0.0.1", 0)) as holding:
        port = holding.getsockname()[1]
        with pytest.raises(UsageError, match="the port is in use"), live_server(port=port):
            pass


def test_no_thread_is_left() -> None:
    before = threading.active_count()
    with live_server():
        assert threading.active_count() == before + 1
    assert threading.active_count() == before


def test_import_is_light() -> None:
    program = "import sys, evalkit.serving; print(sorted({'asyncio', 'numpy', 'websockets'} & set(sys.modules)))"
    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert finished.stdout == "[]\n"
