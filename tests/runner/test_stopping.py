"""A run that is asked to stop, twice, in a process of its own and in real time."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from evalkit.recording.store import read_recording
from evalkit.runner.rescoring import rescore
from evalkit.runner.run_folder import read_run

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def child(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    environment = os.environ | {"HOME": str(tmp_path), "PYTHONPATH": str(REPOSITORY)}
    command = [sys.executable, "-m", "tests.runner.slow_run", str(tmp_path)]
    with subprocess.Popen(
        command, cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        yield process
        process.kill()


def wait_for_results(process: subprocess.Popen[bytes], results: Path, count: int) -> None:
    """Polls until so many lines are there."""
    until = time.monotonic() + 30
    while not results.exists() or results.read_bytes().count(b"\n") < count:
        assert process.poll() is None, process.stderr and process.stderr.read().decode()
        assert time.monotonic() < until
        time.sleep(0.005)


@pytest.mark.parametrize("first", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_lets_open_attempts_end_and_the_second_cuts_them_off(
    child: subprocess.Popen[bytes], tmp_path: Path, first: signal.Signals
) -> None:
    folder = tmp_path / "run"
    # b_slow stays open beside the others: a_fast, c_never and a_fast again end, then b_slow is begun a second time.
    wait_for_results(child, folder / "results.jsonl", 3)
    child.send_signal(first)
    assert child.stdout is not None
    assert child.stdout.readline() == b"stopping: 15 s\n"
    with pytest.raises(subprocess.TimeoutExpired):
        child.wait(0.2)
    child.send_signal(signal.SIGINT)
    begun = time.monotonic()
    assert child.wait(10) == 2
    assert time.monotonic() - begun < 2

    run = read_run(folder)
    assert run.interrupted
    assert run.finished_at
    assert run.planned == 6
    kept = [(result.scenario_id, result.attempt, result.status) for result in run.attempts]
    assert kept == [("a_fast", 1, "passed"), ("c_never", 1, "passed"), ("a_fast", 2, "passed")]
    cut_off = read_recording(folder / "attempts/b_slow/1")
    assert cut_off.close is None
    assert cut_off.entries
    assert not (folder / "attempts/c_never/2").exists()
    assert [result.scenario_id for result in rescore(folder).attempts] == ["a_fast", "c_never", "a_fast"]
