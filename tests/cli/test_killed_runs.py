"""Runs that are interrupted, terminated and killed: finished attempts are kept, and the exit code tells."""

import signal
import subprocess
import time
from pathlib import Path

import pytest

from evalkit.errors import RecordingError
from evalkit.recording.store import read_recording
from evalkit.results_json import read_results
from evalkit.runner.run_folder import read_run
from tests.cli.commands import Command, evalkit_process, only_run
from tests.runner.small import typed, write_scenarios

PLANNED = 1000


def a_long_run(tmp_path: Path) -> subprocess.Popen[str]:
    """Starts a run of many attempts and waits until it has a few results."""
    root = write_scenarios(tmp_path, a=typed())
    arguments: list[str | Path] = [
        "run",
        root,
        "--endpoint",
        "mock",
        "--repeat",
        str(PLANNED),
        "--out",
        tmp_path / "out",
    ]
    process = evalkit_process(tmp_path, *arguments)
    until = time.monotonic() + 60
    while not any(path.read_bytes().count(b"\n") >= 3 for path in (tmp_path / "out").glob("*/results.jsonl")):
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.002)
    return process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_run_in_order(tmp_path: Path, number: signal.Signals) -> None:
    with a_long_run(tmp_path) as process:
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (2, "")
    folder = only_run(tmp_path / "out")
    run = read_run(folder)
    assert (run.interrupted, run.planned) == (True, PLANNED)
    assert 3 <= len(run.attempts) < PLANNED
    assert {result.status for result in run.attempts} == {"passed"}
    assert f"{PLANNED - len(run.attempts):,} of {PLANNED:,} planned attempts never finished" in out
    assert "the run was interrupted" in out
    assert (folder / "report.html").is_file()
    assert (folder / "junit.xml").is_file()
    # No attempt was cut off: in virtual time an open one ends at once.
    assert len(list(folder.glob("attempts/a/*"))) == len(run.attempts)


def test_two_signals_in_a_row_end_it_at_once(tmp_path: Path) -> None:
    with a_long_run(tmp_path) as process:
        begun = time.monotonic()
        while process.poll() is None and time.monotonic() < begun + 30:
            process.send_signal(signal.SIGINT)
            time.sleep(0.02)
        assert time.monotonic() - begun < 2
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()
    assert process.returncode == 2
    assert len(read_run(only_run(tmp_path / "out")).attempts) >= 3


def test_a_kill_loses_no_finished_attempt(tmp_path: Path, evalkit: Command) -> None:
    with a_long_run(tmp_path) as process:
        process.kill()
        process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    folder = only_run(tmp_path / "out")
    results, _ = read_results(folder / "results.jsonl")
    assert 3 <= len(results) < PLANNED
    for result in results:
        assert read_recording(folder / result.folder).close is not None
    begun = {path.name for path in folder.glob("attempts/a/*")}
    assert begun - {result.folder.rpartition("/")[2] for result in results} <= {str(len(results) + 1)}

    for command in ("report", "score"):
        found = evalkit(command, folder)
        assert (found.code, found.err) == (7, "")
        assert "of 1,000 planned attempts never finished" in found.out
        stored, torn = read_results(folder / "results.jsonl")
        assert stored[: len(results)] == results
        # An attempt that had ended, but not been scored, is found by `score`.
        assert len(stored) - len(results) <= (1 if command == "score" else 0)
        assert command == "report" or torn == ""


def test_killed_before_the_first_attempt_ended(tmp_path: Path, evalkit: Command) -> None:
    with a_long_run(tmp_path) as process:
        process.kill()
        process.communicate(timeout=60)
    folder = only_run(tmp_path / "out")
    (folder / "results.jsonl").unlink()
    found = evalkit("report", folder)
    assert (found.code, found.err) == (7, "")
    assert "1,000 of 1,000 planned attempts never finished" in found.out
    for events in folder.rglob("events.jsonl"):
        events.write_bytes(b"")
    with pytest.raises(RecordingError):
        read_recording(folder / "attempts/a/1")
    assert (
        evalkit("score", folder).err == f"error: {folder}: the run holds no finished attempt; nothing can be scored\n"
    )
