"""A mock server with TLS, and what plays the programs of each official client against it."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evalkit.serving import live_server
from evalkit.serving.threaded import LiveServer
from tests.clients.installed import HERE, importable_genai, node_modules
from tests.clients.seen import Seen
from tests.clients.speech import AUDIO, spoken
from tests.clients.task import Backend, Behaviour, Play, Task, model_for

_SILENCE = np.zeros(16_000, np.int16)
_PATIENCE_S = 30


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """Answers by the scenarios in this folder, with the voices of the built-in ones."""
    folder = tmp_path_factory.mktemp("clients") / "scenarios"
    shutil.copytree(HERE / "scenarios", folder)
    shutil.copytree(AUDIO, folder / "audio")
    with live_server([folder], tls=True) as running:
        yield running


@pytest.fixture(scope="session")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The user's spoken question and a second of silence, as a microphone gives them."""
    path = tmp_path_factory.mktemp("speech") / "and_in_paris.pcm"
    path.write_bytes(np.concatenate((spoken("And in Paris?", speaker=""), _SILENCE)).astype("<i2").tobytes())
    return path


def trusting(server: LiveServer, pointed: bool = False) -> dict[str, str]:
    """Returns an environment that trusts the server and knows no Google account; `pointed` at it, if asked for."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GOOGLE_", "GEMINI_"))}
    trust = dict.fromkeys(("SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"), str(server.ca_file))
    addresses = dict.fromkeys(("GOOGLE_GEMINI_BASE_URL", "GOOGLE_VERTEX_BASE_URL"), server.base_url)
    return {**kept, **trust, **({**addresses, "GEMINI_API_KEY": "any"} if pointed else {})}


@pytest.fixture
def environment(server: LiveServer) -> dict[str, str]:
    """The environment of the programs that other processes run."""
    return trusting(server)


@pytest.fixture
def genai(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """google-genai in this process, and its environment as that of the others."""
    module = importable_genai()
    for name in os.environ.keys() - environment.keys():
        monkeypatch.delenv(name)
    monkeypatch.setenv("SSL_CERT_FILE", environment["SSL_CERT_FILE"])
    return module


@pytest.fixture
def python(server: LiveServer, speech: Path, genai: Any) -> Play:
    """Plays the programs of google-genai."""
    from tests.clients.python_programs import PROGRAMS

    def play(behaviour: Behaviour, backend: Backend) -> tuple[Seen, ...]:
        task = Task(backend, server.base_url, model_for(behaviour, backend), str(speech))
        conversations = asyncio.run(PROGRAMS[behaviour](task))
        return tuple(Seen(each.messages, each.closed) for each in conversations)

    return play


@pytest.fixture(scope="session")
def javascript_programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs beside the packages they import: Node looks for these in the folders above a program."""
    folder = tmp_path_factory.mktemp("javascript") / "programs"
    packages = node_modules()
    shutil.copytree(HERE / "js", folder)
    (folder / "node_modules").symlink_to(packages, target_is_directory=True)
    return folder


@pytest.fixture
def run_node(environment: dict[str, str], javascript_programs: Path) -> Callable[[str, object], Any]:
    """Runs a program with a task, and reads what it prints."""

    def run(program: str, task: object) -> Any:
        command = ["node", str(javascript_programs / f"{program}.mjs"), json.dumps(task)]
        ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=_PATIENCE_S, check=False)
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout)

    return run


@pytest.fixture
def javascript(server: LiveServer, speech: Path, run_node: Callable[[str, object], Any]) -> Play:
    """Plays the programs of @google/genai."""

    def play(behaviour: Behaviour, backend: Backend) -> tuple[Seen, ...]:
        task = Task(backend, server.base_url, model_for(behaviour, backend), str(speech))
        return tuple(Seen(each["messages"], each["closed"]) for each in run_node(behaviour, asdict(task)))

    return play
