"""A run's folder: names, what is written when, and what a reader makes of a damaged one."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from evalkit.errors import FormatVersionError, RecordingError, UsageError
from evalkit.results import AttemptResult, RunResult
from evalkit.runner.run_folder import (
    RunFolder,
    attempt_folder_name,
    attempt_kind,
    attempt_number,
    named_run,
    new_run_folder,
    read_run,
)

RUN = RunResult(run_id="r", endpoint="mock", planned=2, settings={"repeat": 2})


def at_noon() -> datetime:
    return datetime(2026, 3, 1, 12, 0, 5, tzinfo=UTC)


def a_result(number: int) -> AttemptResult:
    return AttemptResult(scenario_id="greeting", attempt=number, status="passed")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A whole run of two attempts."""
    folder = tmp_path / "reports" / "20260301-120005-mock"
    folder.mkdir(parents=True)
    written = RunFolder(folder)
    written.write_run(RUN)
    written.append_result(a_result(1))
    written.append_result(a_result(2))
    return folder


def problem(folder: Path) -> str:
    with pytest.raises(RecordingError) as error:
        read_run(folder)
    return str(error.value)


def test_a_run_is_named_by_time_and_label_and_never_twice(tmp_path: Path) -> None:
    reports = tmp_path / "deep" / "reports"
    names = [new_run_folder(reports, "replay", at_noon).name for _ in range(3)]
    assert names == ["20260301-120005-replay", "20260301-120005-replay-2", "20260301-120005-replay-3"]


@pytest.mark.parametrize(
    ("label", "name"), [("ws://127.0.0.1:9/x", "ws-127.0.0.1-9-x"), ("", "run"), ("../..", "..-.."), ("日本", "run")]
)
def test_a_label_becomes_part_of_a_file_name(tmp_path: Path, label: str, name: str) -> None:
    folder = new_run_folder(tmp_path, label, at_noon)
    assert folder == tmp_path / f"20260301-120005-{name}"


def test_reports_that_are_a_file(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("")
    with pytest.raises(UsageError) as error:
        new_run_folder(tmp_path / "reports", "mock", at_noon)
    wanted = f"{tmp_path}/reports/20260301-120005-mock"
    assert str(error.value) == f"cannot make the run's folder {wanted}: Not a directory; choose another --out"


def test_an_attempt_has_its_place() -> None:
    assert attempt_folder_name("tools/weather", 3) == "attempts/tools/weather/3"


@pytest.mark.parametrize(
    ("number", "arm", "fresh", "name"),
    [
        (3, "", False, "3"),
        (2, "baseline", False, "baseline-2"),
        (1, "candidate", False, "candidate-1"),
        (12, "", True, "fresh-12"),
        (11, "baseline", True, "fresh-baseline-11"),
    ],
)
def test_the_name_of_an_attempts_folder_keeps_why_it_was_played(number: int, arm: str, fresh: bool, name: str) -> None:
    assert attempt_folder_name("a", number, arm, fresh=fresh) == f"attempts/a/{name}"
    assert (attempt_kind(name), attempt_number(name)) == ((arm, fresh), number)


def test_a_folder_that_somebody_else_named() -> None:
    assert (attempt_kind("mine"), attempt_number("mine")) == (("", False), 0)


def test_what_was_written_is_read(folder: Path) -> None:
    assert read_run(folder) == RunResult(
        run_id="r", endpoint="mock", planned=2, settings={"repeat": 2}, attempts=(a_result(1), a_result(2))
    )
    assert (folder / "results.jsonl").read_bytes().count(b"\n") == 2
    assert sorted(path.name for path in folder.iterdir()) == ["results.jsonl", "run.json"]


def test_results_are_replaced_whole(folder: Path) -> None:
    RunFolder(folder).replace_results((a_result(2),))
    assert read_run(folder).attempts == (a_result(2),)
    assert sorted(path.name for path in folder.iterdir()) == ["results.jsonl", "run.json"]


def test_a_run_that_has_just_begun(tmp_path: Path) -> None:
    RunFolder(tmp_path).write_run(RUN)
    assert read_run(tmp_path) == RUN


def test_a_torn_last_line_never_finished(folder: Path) -> None:
    path = folder / "results.jsonl"
    path.write_bytes(path.read_bytes()[:-5])
    assert read_run(folder).attempts == (a_result(1),)


def test_a_damaged_line_is_named(folder: Path) -> None:
    path = folder / "results.jsonl"
    first, second = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b'{"format": 1, "attempt": 1}\n' + second)
    assert problem(folder).startswith(f"{path}:1: scenario_id: missing; ")
    path.write_bytes(first + b"{}\n")
    assert problem(folder).startswith(f"{path}:2: no format number; this version knows format 1")


def test_a_damaged_plan(folder: Path) -> None:
    path = folder / "run.json"
    path.write_bytes(b"{")
    assert problem(folder).startswith(f"{path}:1: not JSON: ")
    path.write_text(json.dumps({"format": 99}))
    with pytest.raises(FormatVersionError):
        read_run(folder)


def test_folders_that_hold_no_run(folder: Path) -> None:
    give = "give the folder of one run, such as reports/<run-id>"
    empty = folder / "empty"
    empty.mkdir()
    assert problem(folder / "nosuch") == f"{folder}/nosuch: there is no such folder; {give}"
    assert problem(folder / "run.json") == f"{folder}/run.json: a file, not a run's folder; {give}"
    assert problem(empty) == f"{empty}: no run here: there is no run.json; {give}"
    assert problem(folder.parent) == (
        f"{folder.parent}: no run here: there is no run.json; give the folder of one run in it, such as {folder}"
    )


def test_a_disk_that_refuses(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    with pytest.raises(RecordingError) as error:
        RunFolder(gone).append_result(a_result(1))
    assert str(error.value) == (
        f"{gone}/results.jsonl: cannot be written: No such file or directory; "
        "finished attempts are kept: evalkit score reads them"
    )


def test_the_latest_run_has_a_name(tmp_path: Path) -> None:
    names = [
        "20260301-120005-mock",
        "20260301-120005-mock-2",
        "20260301-120005-mock-10",
        "20260228-235959-replay",
        "no run",
    ]
    for name in names:
        (tmp_path / name).mkdir()
    for name in names[:4]:
        RunFolder(tmp_path / name).write_run(RUN)
    assert named_run(tmp_path / "latest") == tmp_path / "20260301-120005-mock-10"
    assert named_run(tmp_path / names[0]) == tmp_path / names[0]
    (tmp_path / "latest").mkdir()
    assert named_run(tmp_path / "latest") == tmp_path / "latest"


def test_there_is_no_latest_run_before_the_first(tmp_path: Path) -> None:
    with pytest.raises(RecordingError) as error:
        named_run(tmp_path / "latest")
    assert str(error.value) == f"{tmp_path}: no run here yet; make one: evalkit run PATH"
