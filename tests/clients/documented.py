"""The programs and tables in docs/clients.md."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.clients.installed import HERE

__all__ = ["programs_below", "run_program", "table_below"]

_PAGE = (HERE.parents[1] / "docs" / "clients.md").read_text(encoding="utf-8")
_PATIENCE_S = 20


def programs_below(heading: str) -> list[str]:
    """Returns the programs below a heading, in order."""
    return re.findall(r"^```(?:python|js)\n(.*?)^```$", _section(heading), re.MULTILINE | re.DOTALL)


def table_below(heading: str) -> list[list[str]]:
    """Returns the cells of each row of the table below a heading, without its head."""
    rows = [line for line in _section(heading).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def run_program(
    interpreter: Sequence[str | Path], program: str, path: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Writes a program and runs it to its end."""
    path.write_text(program, encoding="utf-8")
    command = [*interpreter, path]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=_PATIENCE_S, check=False)


def _section(heading: str) -> str:
    (section,) = re.findall(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", _PAGE, re.MULTILINE | re.DOTALL)
    return str(section)
