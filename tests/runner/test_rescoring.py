"""Scoring a stored run again: the same bytes, and what was cut off stays without a result."""

import json
from pathlib import Path

import pytest

from evalkit.errors import ConnectError, RecordingError
from evalkit.runner.exit_status import exit_status
from evalkit.runner.rescoring import rescore, stored_attempts
from evalkit.runner.run_folder import read_run
from tests.runner.small import StubEndpoint, keep_references, run_mock, run_on, run_replay, typed, write_scenarios


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_scenarios(tmp_path, a=typed(), b__c=typed(expect="nonsense"))


def cut(events: Path, lines: int, more: bytes = b"") -> None:
    """Leaves so many lines of a recording, as a kill does."""
    events.write_bytes(b"".join(events.read_bytes().splitlines(keepends=True)[:lines]) + more)


def test_an_old_run_gives_the_same_bytes(root: Path, tmp_path: Path) -> None:
    keep_references(root)
    run = run_replay(root, repeat=3, concurrency=2)
    folder = tmp_path / "replayed"
    before = (folder / "results.jsonl").read_bytes()
    assert rescore(folder).attempts == read_run(folder).attempts
    assert (folder / "results.jsonl").read_bytes() == before
    assert {result.reference for result in run.attempts} == {"synthetic"}


def test_a_scenario_that_has_changed_since_is_noted_and_its_old_words_judge(root: Path, tmp_path: Path) -> None:
    run = run_mock(root)
    folder = tmp_path / "run"
    plan = json.loads((folder / "run.json").read_bytes())
    (folder / "run.json").write_text(json.dumps({**plan, "settings": {"paths": [str(root)]}}))
    write_scenarios(tmp_path, a=typed(expect="something else"))
    a, b_c = rescore(folder).attempts
    assert (a.status, b_c.notes) == (run.attempts[0].status, ())
    assert a.notes == (f"{root}/a.yaml has changed since; judged by what it said when it was played",)


def test_attempts_that_never_connected_keep_their_results(root: Path, tmp_path: Path) -> None:
    run = run_on(StubEndpoint({"a": ConnectError("wss://x", "no")}), root)
    assert rescore(tmp_path / "run").attempts == run.attempts


def test_attempts_are_in_order_of_their_numbers(root: Path, tmp_path: Path) -> None:
    run_mock(root, repeat=11)
    found = [path.relative_to(tmp_path / "run/attempts").as_posix() for path in stored_attempts(tmp_path / "run")]
    assert found == [f"{name}/{number}" for name in ("a", "b/c") for number in range(1, 12)]


def test_lost_results_come_back_from_the_recordings(root: Path, tmp_path: Path) -> None:
    run = run_mock(root)
    results = tmp_path / "run/results.jsonl"
    first, _ = results.read_bytes().splitlines(keepends=True)
    results.write_bytes(first + b'{"format":1,"scen')
    assert rescore(tmp_path / "run").attempts == run.attempts


@pytest.mark.parametrize(("lines", "more"), [(0, b""), (0, b'{"format":1,'), (1, b""), (3, b""), (3, b'{"t":')])
def test_what_was_cut_off_has_no_result(root: Path, tmp_path: Path, lines: int, more: bytes) -> None:
    run_mock(root)
    folder = tmp_path / "run"
    cut(folder / "attempts/b/c/1/events.jsonl", lines, more)
    run = rescore(folder)
    assert [result.scenario_id for result in run.attempts] == ["a"]
    assert (run.planned, exit_status(run)) == (2, 7)
    assert read_run(folder).attempts == run.attempts


def test_a_damaged_recording_changes_nothing(root: Path, tmp_path: Path) -> None:
    run_mock(root)
    folder = tmp_path / "run"
    before = (folder / "results.jsonl").read_bytes()
    events = folder / "attempts/b/c/1/events.jsonl"
    lines = events.read_bytes().splitlines(keepends=True)
    events.write_bytes(b"".join([lines[0], b"nonsense\n", *lines[2:]]))
    with pytest.raises(RecordingError) as error:
        rescore(folder)
    assert str(error.value).startswith(f"{events}:2: ")
    assert (folder / "results.jsonl").read_bytes() == before


def test_a_scenario_that_is_none_any_more_costs_one_attempt(root: Path, tmp_path: Path) -> None:
    run_mock(root)
    events = tmp_path / "run/attempts/a/1/events.jsonl"
    events.write_bytes(events.read_bytes().replace(b'"transcript":', b'"transcrypt":', 1))
    broken, other = rescore(tmp_path / "run").attempts
    assert (broken.status, other.status) == ("invalid", "failed")
    assert broken.failure is not None
    assert "transcrypt" in broken.failure.message


def test_nothing_finished(root: Path, tmp_path: Path) -> None:
    run_mock(root)
    for events in (tmp_path / "run").rglob("events.jsonl"):
        cut(events, 1)
    with pytest.raises(RecordingError) as error:
        rescore(tmp_path / "run")
    assert str(error.value) == f"{tmp_path}/run: the run holds no finished attempt; nothing can be scored"
