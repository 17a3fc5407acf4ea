"""The command under test."""

from pathlib import Path

import pytest

from tests.cli.commands import Command, in_process


@pytest.fixture
def evalkit(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    return in_process(monkeypatch, capsys, tmp_path / "home")
