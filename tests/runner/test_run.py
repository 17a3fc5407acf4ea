"""Running a plan: side by side, one failure among many, mistakes of ours, and a disk that refuses."""

import json
from pathlib import Path

import pytest

from evalkit.errors import ConnectError, RecordingError, VirtualTimeDeadlock
from evalkit.recording.store import read_recording
from evalkit.results import AttemptResult, RunResult
from evalkit.runner.exit_status import exit_status
from evalkit.runner.run_folder import RunFolder, read_run
from tests.runner.small import StubEndpoint, keep_references, run_mock, run_on, run_replay, typed, write_scenarios


def by_id(run: RunResult) -> dict[str, AttemptResult]:
    return {result.scenario_id: result for result in run.attempts}


def test_run_json_is_written_first_and_last_and_a_line_as_each_attempt_ends(tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, one=typed(), two=typed(expect="nonsense"))
    seen: list[tuple[bool, int]] = []

    def look(_: AttemptResult) -> None:
        stored = read_run(tmp_path / "run")
        seen.append((bool(stored.finished_at), len(stored.attempts)))

    run = run_mock(root, repeat=2, on_result=look)
    assert seen == [(False, 1), (False, 2), (False, 3), (False, 4)]
    assert [(each.scenario_id, each.attempt, each.status) for each in run.attempts] == [
        ("one", 1, "passed"),
        ("two", 1, "failed"),
        ("one", 2, "passed"),
        ("two", 2, "failed"),
    ]
    assert run == read_run(tmp_path / "run")
    assert (run.endpoint, run.model, run.planned, run.interrupted) == ("mock", "models/mock", 4, False)
    assert run.attempts[0].folder == "attempts/one/1"
    assert read_recording(tmp_path / "run" / "attempts/one/1").header.run_id == "run"


def test_attempts_overlap_as_far_as_concurrency_lets_them(tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a_slow=typed(after_ms=5000), b_fast=typed(after_ms=10), c_fast=typed(after_ms=10))
    for concurrency, ended in ((1, ["a_slow", "b_fast", "c_fast"]), (2, ["b_fast", "c_fast", "a_slow"])):
        endpoint, order = StubEndpoint(), list[str]()
        run = run_on(
            endpoint,
            root,
            name=f"at-{concurrency}",
            concurrency=concurrency,
            on_result=lambda result, order=order: order.append(result.scenario_id),
        )
        assert endpoint.most_open == concurrency
        assert order == ended
        assert [result.scenario_id for result in run.attempts] == ["a_slow", "b_fast", "c_fast"]
        assert [result.scenario_id for result in read_run(tmp_path / run.run_id).attempts] == ended


def test_in_real_time_too(tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, one=typed(after_ms=5), two=typed(after_ms=5))
    endpoint = StubEndpoint(virtual_time=False)
    run = run_on(endpoint, root, concurrency=2)
    assert [result.status for result in run.attempts] == ["passed", "passed"]
    assert endpoint.most_open == 2
    assert [result.reference for result in run.attempts] == ["", ""]


def test_a_failed_connection_is_infra_and_the_rest_goes_on(tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a=typed(), b=typed(), c=typed())
    refused = ConnectError("wss://example.test", "connection refused", "is it running?")
    run = run_on(StubEndpoint({"b": refused}), root)
    assert {name: result.status for name, result in by_id(run).items()} == {"a": "passed", "b": "infra", "c": "passed"}
    failure = by_id(run)["b"].failure
    assert failure is not None
    assert (failure.kind, failure.message) == (
        "ConnectError",
        "cannot connect to wss://example.test: connection refused; is it running?",
    )
    assert exit_status(run) == 7


def test_a_server_that_refuses_or_leaves_is_told_from_a_model_that_fails(tmp_path: Path) -> None:
    refuse = "turns: [{text: Hi}]\nmock: {setup: {close: {code: 1007, reason: no such voice}}, turns: [[]]}\n"
    leave = "turns: [{text: Hi}]\nmock: {turns: [[{disconnect: {code: 1011, reason: overloaded}}]]}\n"
    run = run_mock(write_scenarios(tmp_path, leaves=leave, refuses=refuse, works=typed()))
    found = by_id(run)
    assert {name: result.status for name, result in found.items()} == {
        "leaves": "infra",
        "refuses": "invalid",
        "works": "passed",
    }
    messages = [found[name].failure for name in ("leaves", "refuses")]
    assert [failure and failure.kind for failure in messages] == ["ConnectionClosed", "SetupError"]
    assert "overloaded" in str(messages[0])
    assert "no such voice" in str(messages[1])
    assert exit_status(run) == 4


def test_a_mistake_in_an_endpoint_costs_one_attempt_and_is_kept(tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a=typed(), b=typed(), c=typed())
    run = run_on(StubEndpoint({"b": ZeroDivisionError("division\nby zero")}), root)
    assert {name: result.status for name, result in by_id(run).items()} == {
        "a": "passed",
        "b": "invalid",
        "c": "passed",
    }
    failure = by_id(run)["b"].failure
    assert failure is not None
    assert failure.kind == "InternalError"
    assert failure.message == "ZeroDivisionError: division by zero (see traceback.txt in the attempt's folder)"
    kept = (tmp_path / "run/attempts/b/1/traceback.txt").read_text()
    assert kept.startswith("Traceback")
    assert "small.py" in kept
    assert exit_status(run) == 3


def test_a_mistake_in_scoring_costs_one_attempt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from evalkit.runner import attempt
    from evalkit.scoring import score_recording

    def score(recording):  # type: ignore[no-untyped-def]
        if recording.header.scenario_id == "a":
            raise KeyError("lost")
        return score_recording(recording)

    monkeypatch.setattr(attempt, "score_recording", score)
    run = run_mock(write_scenarios(tmp_path, a=typed(), b=typed()))
    broken, fine = run.attempts
    assert (broken.status, broken.scenario_id, broken.folder, fine.status) == ("invalid", "a", "attempts/a/1", "passed")
    assert broken.failure is not None
    assert broken.failure.message == "KeyError: 'lost' (see traceback.txt in the attempt's folder)"
    assert broken.duration_s is not None


def test_a_disk_that_refuses_ends_the_run_and_keeps_what_was_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_scenarios(tmp_path, a=typed(), b=typed(), c=typed(), d=typed())
    append = RunFolder.append_result

    def full(self: RunFolder, result: AttemptResult) -> None:
        if result.scenario_id == "b":
            raise RecordingError(self.path / "results.jsonl", 0, "cannot be written: No space left on device")
        append(self, result)

    monkeypatch.setattr(RunFolder, "append_result", full)
    with pytest.raises(RecordingError, match="No space left on device"):
        run_mock(root, concurrency=2)
    stored = read_run(tmp_path / "run")
    # The attempt that was open beside it ends and counts; no other one is begun.
    assert [result.scenario_id for result in stored.attempts] == ["a", "c"]
    assert not (tmp_path / "run/attempts/d").exists()
    assert stored.finished_at
    assert exit_status(stored) == 7


def test_a_run_that_can_never_end_is_ended(tmp_path: Path) -> None:
    class Deaf(StubEndpoint):
        def connect(self, scenario, number=0):  # type: ignore[no-untyped-def]
            import asyncio
            from contextlib import asynccontextmanager

            @asynccontextmanager
            async def never():  # type: ignore[no-untyped-def]
                if scenario.id == "b":
                    await asyncio.Event().wait()
                async with StubEndpoint.connect(self, scenario) as transport:
                    yield transport

            return never()

    with pytest.raises(VirtualTimeDeadlock):
        run_on(Deaf(), write_scenarios(tmp_path, a=typed(), b=typed()))
    stored = read_run(tmp_path / "run")
    assert [result.scenario_id for result in stored.attempts] == ["a"]
    assert stored.finished_at


def test_a_replay_that_no_longer_fits_says_what_differs(tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a=typed(says="Hello?"), b=typed())
    keep_references(root)
    write_scenarios(tmp_path, a=typed(says="Good evening?"))
    run = run_replay(root)
    changed, same = run.attempts
    assert (changed.status, same.status) == ("invalid", "passed")
    assert changed.failure is not None
    assert changed.failure.kind == "ReplayMismatch"
    for part in ("replay, turn 1: expected text 'Hello?'", "text 'Good evening?'", "record the scenario again"):
        assert part in changed.failure.message
    assert exit_status(run) == 4


def test_a_replay_of_a_longer_recording_is_a_mismatch_too(tmp_path: Path) -> None:
    two = "turns: [{text: One}, {text: Two}]\nmock: {turns: [[{write: Yes.}], [{write: No.}]]}\n"
    root = write_scenarios(tmp_path, a=two)
    keep_references(root)
    write_scenarios(tmp_path, a="turns: [{text: One}]\n")
    (result,) = run_replay(root).attempts
    assert result.status == "invalid"
    assert result.failure is not None
    for part in ("replay, turn 2: expected text 'Two'", "the end of the session"):
        assert part in result.failure.message


def test_the_same_run_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a=typed(), b=typed(expect="nonsense"), c=typed(after_ms=4321))
    keep_references(root)
    run_replay(root, repeat=2, name="one", concurrency=2)
    run_replay(root, repeat=2, name="two", concurrency=2)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert (tmp_path / "one/results.jsonl").read_bytes() == (tmp_path / "two/results.jsonl").read_bytes()


def contents(run: Path) -> dict[str, bytes]:
    """The files of a run's attempts, headers without the run's name and time."""
    found = {}
    for path in sorted((run / "attempts").rglob("*.*")):
        data = path.read_bytes()
        if path.name == "events.jsonl":
            first, rest = data.split(b"\n", 1)
            header = {key: value for key, value in json.loads(first).items() if key not in ("run_id", "started_at")}
            data = json.dumps(header).encode() + rest
        found[path.relative_to(run).as_posix()] = data
    assert found
    return found
