"""An endpoint behind a URL: whole runs over real connections in real time, and what is refused before them."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from websockets.asyncio.server import ServerConnection, serve

from evalkit.endpoints import make_endpoint
from evalkit.endpoints.base import EndpointOptions
from evalkit.errors import ConnectionClosed, PluginError, UsageError
from evalkit.media.pcm import Samples
from evalkit.mock.model.scripted import ScriptedResponder
from evalkit.recording.model import Entry
from evalkit.recording.store import read_recording
from evalkit.runner.plan import Selection, select
from evalkit.runner.run_folder import read_run
from evalkit.scenario.script import Say
from evalkit.transport.websocket import WebSocketTransport
from tests.cli.commands import Command, in_process, only_run
from tests.runner.small import TESTS_OPTIONS, typed, write_scenarios

SECRET = "sk-not-a-real-secret"


@pytest.fixture
def evalkit(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    return in_process(monkeypatch, capsys, tmp_path / "home")


@contextmanager
def server(handle: Callable[[ServerConnection], Awaitable[None]]) -> Iterator[int]:
    """Serves from a thread of its own, because a command occupies this one; yields the port."""
    loop = asyncio.new_event_loop()
    opened: list[int] = []
    ready, stop = threading.Event(), asyncio.Event()

    async def listen() -> None:
        async with serve(handle, "127.0.0.1", 0, close_timeout=0.1) as listening:
            opened.append(listening.sockets[0].getsockname()[1])
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(listen(),))
    thread.start()
    try:
        assert ready.wait(5)
        yield opened[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(5)
        loop.close()


def scripted(root: Path) -> Callable[[ServerConnection], Awaitable[None]]:
    """The mock server with the only scenario's script."""
    (scenario,) = select(Selection((root,)))
    script = scenario.script
    assert script is not None

    def voice(step: Say) -> Samples:
        return np.zeros(2400, np.int16)

    async def handle(connection: ServerConnection) -> None:
        try:
            await ScriptedResponder(script, voice, scenario.id).serve(WebSocketTransport(connection))
        except ConnectionClosed:
            return

    return handle


def test_a_whole_run_in_real_time(evalkit: Command, tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a=typed())
    with server(scripted(root)) as port:
        url = f"ws://user:{SECRET}@127.0.0.1:{port}/ws/x?key={SECRET}"
        begun = time.monotonic()
        found = evalkit("run", root, "--endpoint", url, "--model", "m", "--repeat", "2", "--concurrency", "2",
                        "--out", tmp_path / "out")  # fmt: skip
        took = time.monotonic() - begun
    assert (found.code, found.err) == (0, ""), found.out
    assert found.out.startswith("✓ 2 passed · 0 failed")
    # The script waits 0.1 s and a session listens 0.3 s for stragglers; the rest is scoring and reports.
    assert 0.4 < took < 4
    folder = only_run(tmp_path / "out")
    run = read_run(folder)
    assert (run.endpoint, run.model) == (f"url 127.0.0.1:{port}", "m")
    assert run.settings["endpoint"] == f"ws://127.0.0.1:{port}/ws/x"
    recording = read_recording(folder / run.attempts[0].folder)
    assert (recording.header.provenance, recording.header.model) == ("recorded", "m")
    assert recording.close is not None
    assert (recording.close.code, recording.close.by) == (1000, "local")
    (sent, *_) = [item for item in recording.items if isinstance(item, Entry)]
    assert json.loads(sent.data)["setup"]["model"] == "m"
    for path in folder.rglob("*"):
        assert path.is_dir() or SECRET.encode() not in path.read_bytes()
    assert evalkit("score", folder).code == 0


def test_a_recording_made_there_is_a_reference(evalkit: Command, tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a=typed())
    with server(scripted(root)) as port:
        url = f"ws://localhost:{port}"
        found = evalkit("record", root, "--endpoint", url, "--model", "models/m", "--out", tmp_path / "out")
    assert (found.code, found.err) == (0, ""), found.out
    assert "kept 1 of 1 recording" in found.out
    assert evalkit("run", root, "--out", tmp_path / "again").code == 0
    assert read_run(only_run(tmp_path / "again")).model == "models/m"


@pytest.mark.parametrize(
    ("code", "exit_code", "status", "message"),
    [
        (1011, 7, "infra", f"connection closed by the server: 1011 'no {SECRET}'"),
        (1007, 4, "invalid", f"connection closed by the server: 1007 'no {SECRET}'"),
    ],
)
def test_a_server_that_closes_at_setup(
    evalkit: Command, tmp_path: Path, code: int, exit_code: int, status: str, message: str
) -> None:
    async def close(connection: ServerConnection) -> None:
        await connection.recv()
        await connection.close(code, f"no {SECRET}")

    root = write_scenarios(tmp_path, a=typed())
    with server(close) as port:
        url = f"ws://127.0.0.1:{port}/?api_key={SECRET}"
        found = evalkit("run", root, "--endpoint", url, "--model", "m", "--tries", "1", "--out", tmp_path / "out")
    assert (found.code, found.err) == (exit_code, "")
    (result,) = read_run(only_run(tmp_path / "out")).attempts
    assert result.status == status
    assert result.failure is not None
    assert message.replace(SECRET, "REDACTED") in result.failure.message


def test_nobody_listens(evalkit: Command, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    root = write_scenarios(tmp_path, a=typed())
    url = f"ws://127.0.0.1:{port}/?key={SECRET}"
    found = evalkit("run", root, "--endpoint", url, "--model", "m", "--tries", "1", "--out", tmp_path / "out")
    assert (found.code, found.err) == (7, "")
    reason = (
        f"cannot connect to ws://127.0.0.1:{port}/: connection refused; check host and port, and that the server runs"
    )
    assert found.out.count("connection refused") == 1
    assert reason in " ".join(found.out.split())
    (result,) = read_run(only_run(tmp_path / "out")).attempts
    assert result.failure is not None
    assert (result.status, result.failure.kind, result.failure.message) == ("infra", "ConnectError", reason)


ONLY = "only ws:// and wss:// can be connected to"
PORT = "its port is no number up to 65535 (in a password, / is %2F and ? is %3F)"
FORM = "write ws://HOST:PORT/PATH or wss://HOST/PATH"


@pytest.mark.parametrize(
    ("url", "error"),
    [
        (f"ws://u:{SECRET}@h:1/p?{SECRET}", "ws://h:1/p needs a model; name it as the server knows it: --model "),
        ("http://h", f"http://h: {ONLY}; did you mean ws://?"),
        (f"https://h?{SECRET}", f"https://h: {ONLY}; did you mean wss://?"),
        ("grpc://h", f"grpc://h: {ONLY}; {FORM}"),
        ("://h", f"://…: {ONLY}; {FORM}"),
        ("ws://", f"ws://: it names no host; {FORM}"),
        ("ws://h:port", f"ws://…: {PORT}; {FORM}"),
        ("ws://h:70000", f"ws://…: {PORT}; {FORM}"),
        (f"ws://u:{SECRET}/x@h", f"ws://…: {PORT}; {FORM}"),
        (f"ws://u:{SECRET}?x@h", f"ws://…: {PORT}; {FORM}"),
        (f"ws://u:{SECRET}@h\u2100", f"ws://…: its host cannot be read; {FORM}"),
        (f"ws://h#{SECRET}", f"ws://h: a fragment (#) means nothing here; {FORM}"),
        (f"ws://[h/?{SECRET}", f"ws://…: its host cannot be read; {FORM}"),
        ("ws://h/a b", f"ws://h/a b: it holds a space or a control character; {FORM}"),
    ],
)  # fmt: skip
def test_mistakes_are_one_line_and_nothing_is_played(evalkit: Command, tmp_path: Path, url: str, error: str) -> None:
    root = write_scenarios(tmp_path, a=typed())
    found = evalkit("run", root, "--endpoint", url, "--out", tmp_path / "out")
    assert (found.code, found.out) == (4, "")
    assert found.err.startswith(f"error: --endpoint {error}")
    assert found.err.count("\n") == 1
    assert SECRET not in found.err
    assert not (tmp_path / "out").exists()


def test_names_stay_names() -> None:
    assert make_endpoint("mock", TESTS_OPTIONS).name == "mock"
    with pytest.raises(PluginError, match="did you mean 'mock'"):
        make_endpoint("mok", TESTS_OPTIONS)
    with pytest.raises(UsageError, match="needs a model"):
        make_endpoint("ws://h", TESTS_OPTIONS)


def test_what_it_calls_itself(tmp_path: Path) -> None:
    (scenario,) = select(Selection((write_scenarios(tmp_path, a=typed()),)))
    options = EndpointOptions(speech=TESTS_OPTIONS.speech, model="any/name")
    endpoint = make_endpoint(f"wss://u:{SECRET}@h.example/p?key={SECRET}", options)
    assert (endpoint.name, endpoint.virtual_time) == ("url h.example", False)
    assert (endpoint.model(scenario), endpoint.provenance(scenario)) == ("any/name", "recorded")
    endpoint.check([scenario])
