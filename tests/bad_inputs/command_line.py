"""Runs the command line in this process, in a project of its own, and finds what it left behind."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from evalkit.cli.main import main

__all__ = [
    "GREETING",
    "MOCK",
    "Outcome",
    "evalkit",
    "files_below",
    "only_result",
    "only_run",
    "refused",
    "write_scenario",
]

GREETING = "turns:\n  - text: hello\nmock:\n  turns:\n    - - write: Hello back.\n"
MOCK = "mock: {turns: [[{write: hi}]]}\n"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the shell sees."""

    code: int
    out: str
    err: str


def refused(message: str, project: Path) -> Outcome:
    """Exit code 4 and one line; `HERE` stands for the project's folder."""
    return Outcome(4, "", f"error: {message.replace('HERE', str(project))}\n")


def evalkit(*args: str | Path) -> Outcome:
    """Calls the entry point as the `evalkit` script does."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        patch.setattr(sys, "argv", ["evalkit", *map(str, args)])
        patch.setenv("COLUMNS", "200")  # A parallel test run gives its workers 80.
        with pytest.raises(SystemExit) as leaving:
            main()
    return Outcome(int(leaving.value.code or 0), out.getvalue(), err.getvalue())


def write_scenario(content: str | bytes = GREETING) -> None:
    """Writes the only scenario of the project in the current folder."""
    folder = Path("scenarios")
    folder.mkdir(exist_ok=True)
    (folder / "greeting.yaml").write_bytes(content if isinstance(content, bytes) else content.encode())


def only_run() -> Path:
    """The folder of the only run in `reports/`."""
    (run,) = Path("reports").glob("*/run.json")
    return run.parent


def only_result() -> dict[str, Any]:
    """The only attempt's line in `results.jsonl` of the only run."""
    (line,) = (only_run() / "results.jsonl").read_text().splitlines()
    result: dict[str, Any] = json.loads(line)
    return result


def files_below(folder: Path) -> dict[Path, bytes]:
    """Every file with its bytes, to compare before and after."""
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
