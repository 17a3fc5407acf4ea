"""The programs in docs/clients.md run as they stand there."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from evalkit.serving import live_server
from tests.clients.conftest import trusting
from tests.clients.installed import HERE, importable_genai, python_of

PAGE = (HERE.parents[1] / "docs" / "clients.md").read_text(encoding="utf-8")
PYTHON, JAVASCRIPT = "client = genai.Client()\n", "const ai = new GoogleGenAI({});\n"


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    """What `evalkit serve --tls` asks to set."""
    with live_server(tls=True) as server:
        addresses = dict.fromkeys(("GOOGLE_GEMINI_BASE_URL", "GOOGLE_VERTEX_BASE_URL"), server.base_url)
        yield trusting(server, **addresses, GEMINI_API_KEY="any")


def test_google_genai(environment: dict[str, str], tmp_path: Path) -> None:
    importable_genai()
    program, client = programs("Python: google-genai")
    assert program.count(PYTHON) == 1
    for text in (program, program.replace(PYTHON, client)):
        assert output_of([sys.executable], text, tmp_path / "program.py", environment) == "You said: Hello!"


def test_google_genai_for_javascript(environment: dict[str, str], javascript_programs: Path) -> None:
    program, client = programs("JavaScript: @google/genai")
    assert program.count(JAVASCRIPT) == 1
    for text in (program, program.replace(JAVASCRIPT, client)):
        shown = output_of(["node"], text, javascript_programs / "shortest.mjs", environment)
        assert shown.endswith("You said: Hello!")  # on Vertex AI the SDK first says that it ignores the API key


@pytest.mark.clients
def test_pipecat(environment: dict[str, str], tmp_path: Path) -> None:
    (program,) = programs("pipecat")
    assert output_of([python_of("pipecat")], program, tmp_path / "program.py", environment) == "You said: Hello!"


@pytest.mark.clients
def test_livekit(environment: dict[str, str], tmp_path: Path) -> None:
    (program,) = programs("LiveKit")
    assert output_of([python_of("livekit")], program, tmp_path / "program.py", environment) == "You said: Hello! ."


def programs(heading: str) -> list[str]:
    """The programs below a heading of the page."""
    (section,) = re.findall(rf"^## {re.escape(heading)}\n(.*?)(?=^## )", PAGE, re.MULTILINE | re.DOTALL)
    return re.findall(r"^```(?:python|js)\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)


def output_of(interpreter: list[str | Path], program: str, path: Path, environment: dict[str, str]) -> str:
    """Runs a program to its end and returns what it printed."""
    path.write_text(program, encoding="utf-8")
    command = [*interpreter, path]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=20, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout
