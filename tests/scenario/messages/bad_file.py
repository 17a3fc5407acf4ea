"""Loads one bad scenario file and says what its errors are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from evalkit.errors import ScenarioErrors
from evalkit.scenario.loader import load_scenarios
from evalkit.text.matching import check_arguments

__all__ = ["TOOL", "TURN", "mistakes_in", "named"]

TURN = "turns: [{say: hi}]\n"
TOOL = "setup: {tools: [{function_declarations: [{name: get_weather}]}]}\n"


def named(rows: Sequence[tuple[str, Any, str]]) -> list[Any]:
    """Rows of name, file and message as parameters that bear the name."""
    return [pytest.param(*row[1:], id=row[0]) for row in rows]


def mistakes_in(content: str | bytes, *beside: str) -> list[str]:
    """The errors of `scenarios/bad.yaml` with this content in the current folder, each without the file's name.

    `beside` are names of files, empty ones, in the same folder.
    """
    Path("scenarios").mkdir()
    for name in beside:
        Path("scenarios", name).touch()
    file = Path("scenarios/bad.yaml")
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ScenarioErrors) as raised:
        load_scenarios([file], check_arguments=check_arguments)
    # A single error has a single line.
    assert "\n" not in str(raised.value)
    return [str(error).removeprefix("scenarios/bad.yaml:").strip() for error in raised.value.errors]
