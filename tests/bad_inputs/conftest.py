"""A project of its own for each bad input, and one in which a scenario was recorded."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.bad_inputs.changes import EVENTS
from tests.bad_inputs.command_line import evalkit, write_scenario


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project that is the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("EVALKIT_TRACEBACK", raising=False)
    return tmp_path


@pytest.fixture(scope="session")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose scenario was recorded: its reference and the run it was made in."""
    folder = tmp_path_factory.mktemp("recorded")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        write_scenario()
        assert evalkit("record", "scenarios").code == 0
    return folder


@pytest.fixture
def recording(project: Path, recorded: Path) -> str:
    """The text of the reference in a project where it was recorded."""
    shutil.copytree(recorded, project, dirs_exist_ok=True)
    return EVENTS.read_text()
