"""Two frameworks for voice agents, as they are published, hold a conversation with the mock server."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from evalkit.media.pcm import resample
from evalkit.serving.threaded import LiveServer
from tests.clients.account import service_account
from tests.clients.installed import HERE, python_of
from tests.clients.speech import spoken
from tests.clients.task import BACKENDS, Backend, Behaviour

pytestmark = [pytest.mark.clients, pytest.mark.parametrize("backend", BACKENDS)]

Converse: TypeAlias = Callable[[Behaviour, Backend, str], dict[str, Any]]

_PATIENCE_S = 45


@pytest.fixture(params=["pipecat", "livekit"])
def converse(request: pytest.FixtureRequest, server: LiveServer, speech: Path, environment: dict[str, str]) -> Converse:
    """Plays an agent in the Python that has its framework; a question that is typed is not spoken."""
    python = python_of(request.param)
    program = HERE / "agents" / f"{request.param}_agent.py"
    account = request.getfixturevalue("account")

    def converse(behaviour: Behaviour, backend: Backend, question: str) -> dict[str, Any]:
        base_url = f"{server.base_url}/{behaviour}"
        task = {"backend": backend, "base_url": base_url, "speech": str(speech)}
        task |= {"question": question, "credentials": str(account)}
        command = [str(python), str(program), json.dumps(task)]
        ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=_PATIENCE_S, check=False)
        assert ran.returncode == 0, ran.stderr
        answer: dict[str, Any] = json.loads(ran.stdout)
        return answer

    return converse


@pytest.fixture(scope="session")
def account(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The key file of a service account; Vertex AI is never reached without a login."""
    with service_account(tmp_path_factory.mktemp("account")) as path:
        yield path


def test_a_spoken_turn(converse: Converse, backend: Backend) -> None:
    found = converse("audio_turn", backend, "")
    assert found["heard"] == "And in Paris?"
    assert found["said"] == "Yes, I am here."
    assert found["audio_bytes"] == sound_bytes("Yes, I am here.")


def test_a_typed_question_that_needs_a_tool(converse: Converse, backend: Backend) -> None:
    found = converse("tool_round_trip", backend, "How warm is it in Paris?")
    assert found["calls"] == [{"name": "get_temperature", "args": {"location": "Paris"}}]
    assert found["said"] == "In Paris it is seventeen degrees."
    assert found["audio_bytes"] == sound_bytes("In Paris it is seventeen degrees.")


def sound_bytes(text: str) -> int:
    """How many bytes of PCM16 at 24 kHz the stored speech is, which is at 16 kHz."""
    return 2 * len(resample(spoken(text), 16_000, 24_000))
