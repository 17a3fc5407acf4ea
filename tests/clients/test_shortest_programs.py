"""The programs in docs/clients.md run as they stand there."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from evalkit.serving import live_server
from tests.clients.conftest import trusting
from tests.clients.documented import programs_below, run_program
from tests.clients.installed import importable_genai, python_of

PYTHON, JAVASCRIPT = "client = genai.Client()\n", "const ai = new GoogleGenAI({});\n"


@pytest.fixture(scope="module")
def asked_for() -> Iterator[dict[str, str]]:
    """The environment that `evalkit serve --tls` asks for."""
    with live_server(tls=True) as server:
        yield trusting(server, pointed=True)


def test_google_genai(asked_for: dict[str, str], tmp_path: Path) -> None:
    importable_genai()
    program, client = programs_below("Python: google-genai")
    assert program.count(PYTHON) == 1
    for text in (program, program.replace(PYTHON, client)):
        assert output_of([sys.executable], text, tmp_path / "program.py", asked_for) == "You said: Hello!"


def test_google_genai_for_javascript(asked_for: dict[str, str], javascript_programs: Path) -> None:
    program, client = programs_below("JavaScript: @google/genai")
    assert program.count(JAVASCRIPT) == 1
    for text in (program, program.replace(JAVASCRIPT, client)):
        shown = output_of(["node"], text, javascript_programs / "shortest.mjs", asked_for)
        assert shown.endswith("You said: Hello!")  # on Vertex AI the SDK first says that it ignores the API key


@pytest.mark.clients
def test_pipecat(asked_for: dict[str, str], tmp_path: Path) -> None:
    (program,) = programs_below("pipecat")
    assert output_of([python_of("pipecat")], program, tmp_path / "program.py", asked_for) == "You said: Hello!"


@pytest.mark.clients
def test_livekit(asked_for: dict[str, str], tmp_path: Path) -> None:
    (program,) = programs_below("LiveKit")
    assert output_of([python_of("livekit")], program, tmp_path / "program.py", asked_for) == "You said: Hello! ."


def output_of(interpreter: Sequence[str | Path], program: str, path: Path, environment: dict[str, str]) -> str:
    """What a program prints that ends well."""
    ran = run_program(interpreter, program, path, environment)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout
