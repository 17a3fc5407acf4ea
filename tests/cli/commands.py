"""Runs the `evalkit` command: in this process for what it prints, in one of its own for what only a process has."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest

from evalkit.cli.main import main

__all__ = ["Command", "Outcome", "evalkit_process", "in_process", "only_run"]


@dataclass(frozen=True)
class Outcome:
    """What a command left."""

    code: int
    out: str
    err: str


class Command(Protocol):
    def __call__(self, *arguments: str | Path) -> Outcome: ...


def in_process(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: Path) -> Command:
    """A function that runs `evalkit ARGUMENTS` here, with `home` for a home."""
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("COLUMNS", "200")
    # This process goes on after the command, and must still be stopped by ^C.
    monkeypatch.setattr("evalkit.cli.main.ignore_interrupts", lambda: None)

    def run(*arguments: str | Path) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["evalkit", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as leaving:
            main()
        printed = capsys.readouterr()
        return Outcome(int(leaving.value.code or 0), printed.out, printed.err)

    return run


def evalkit_process(home: Path, *arguments: str | Path, **more: Any) -> subprocess.Popen[str]:
    """Starts `evalkit ARGUMENTS` in a process of its own."""
    # A parallel test run gives its workers a width of their own.
    inherited = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    environment = {**inherited, "HOME": str(home), **more.pop("environment", {})}
    command = [sys.executable, "-m", "evalkit", *map(str, arguments)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more}
    return subprocess.Popen(command, env=environment, text=True, **pipes)


def only_run(reports: Path) -> Path:
    """The one run's folder below `reports`."""
    (found,) = [path.parent for path in reports.glob("*/run.json")]
    return found
