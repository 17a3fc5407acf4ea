"""The mark of a run that is played: it holds while its process lives, and not a moment longer."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from evalkit.runner.playing import is_played, playing
from tests.runner.small import run_mock, typed, write_scenarios

HOLD = """
import sys
from pathlib import Path
from evalkit.runner.playing import playing
with playing(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_the_mark_is_gone_with_the_block(tmp_path: Path) -> None:
    assert is_played(tmp_path) is None
    with playing(tmp_path):
        assert is_played(tmp_path) is True
        assert is_played(tmp_path) is True
    assert is_played(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_the_mark_is_gone_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), playing(tmp_path):
        _ = 1 / 0
    assert list(tmp_path.iterdir()) == []


def test_a_process_that_was_killed_plays_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        assert is_played(tmp_path) is True
        process.kill()
        process.wait(60)
        assert is_played(tmp_path) is False


def test_without_locks_the_run_is_played_and_nobody_can_tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(descriptor: int, operation: int) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr("fcntl.flock", refuse)
    before = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").is_dir() else 0
    with playing(tmp_path):
        assert is_played(tmp_path) is None
        assert list(tmp_path.iterdir()) == []
    assert (len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").is_dir() else 0) == before


def test_a_folder_that_cannot_be_written_is_no_reason_not_to_play(tmp_path: Path) -> None:
    with playing(tmp_path / "nowhere"):
        assert is_played(tmp_path / "nowhere") is None


def test_a_run_is_marked_while_it_is_played(tmp_path: Path) -> None:
    seen: list[bool | None] = []
    root = write_scenarios(tmp_path, a=typed())
    run_mock(root, on_result=lambda _: seen.append(is_played(tmp_path / "run")))
    assert seen == [True]
    assert is_played(tmp_path / "run") is None
