"""What the official clients make of a server that misbehaves, as docs/clients.md says it."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from evalkit.serving import live_server
from tests.clients.conftest import trusting
from tests.clients.documented import programs_below, run_program, table_below
from tests.clients.installed import importable_genai

ROWS = table_below("What they say when something goes wrong")
HARMLESS = ("text-frames", "empty-frames", "bundled-frames", "usage-missing")


def quoted(column: int) -> list[object]:
    """The faults for which a client says something, with what it says."""
    cells = [(row[0].strip("`"), re.fullmatch("`(.*)`", row[column])) for row in ROWS]
    return [pytest.param((fault,), words[1], id=fault) for fault, words in cells if words]


def test_the_page_has_its_table() -> None:
    assert len(quoted(1)) >= 5
    assert len(quoted(2)) >= 5


@pytest.mark.parametrize(("faults", "words"), [*quoted(1), pytest.param(HARMLESS, "You said: Hello!", id="harmless")])
def test_google_genai(faults: tuple[str, ...], words: str, tmp_path: Path) -> None:
    importable_genai()
    program, _ = programs_below("Python: google-genai")
    with live_server(tls=True, faults=faults) as server:
        ran = run_program([sys.executable], program, tmp_path / "program.py", trusting(server, pointed=True))
    assert words in (ran.stderr or ran.stdout)


@pytest.mark.parametrize(("faults", "words"), [*quoted(2), pytest.param(HARMLESS, "You said: Hello!", id="harmless")])
def test_google_genai_for_javascript(faults: tuple[str, ...], words: str, javascript_programs: Path) -> None:
    program, _ = programs_below("JavaScript: @google/genai")
    with live_server(tls=True, faults=faults) as server:
        ran = run_program(["node"], program, javascript_programs / "faulty.mjs", trusting(server, pointed=True))
    assert words in (ran.stderr or ran.stdout)
