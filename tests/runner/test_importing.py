"""Other recorders' files as a run: every byte of every message, nothing expected, nothing lost."""

from pathlib import Path

import pytest

from evalkit.errors import RecordingError, UsageError
from evalkit.recording.store import read_recording
from evalkit.recording.websocket_log import import_websocket_log
from evalkit.runner.exit_status import exit_status
from evalkit.runner.importing import import_run
from evalkit.runner.rescoring import rescore
from evalkit.runner.run_folder import read_run
from tests.shared_data import SHARED, needs_shared_data

SETUP = b'{"setup":{"model":"models/x"}}'
DONE = b'{"setupComplete":{}}'
ASKS = b'{"clientContent":{"turns":[{"role":"user","parts":[{"text":"Hi"}]}],"turnComplete":true}}'
BEGINS = b'{"serverContent":{"modelTurn":{"parts":[{"text":"Hello"}]}}}'
ENDS = b'{"serverContent":{"turnComplete":true}}'


def log(path: Path, *payloads: bytes) -> Path:
    """A log; what a server can send goes as received."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [
        (b"<" if payload.startswith((b'{"setupC', b'{"server')) else b">") + b"%d %s\n" % (len(payload) + 1, payload)
        for payload in payloads
    ]
    path.write_bytes(b"".join(lines))
    return path


def test_a_log_becomes_a_run(tmp_path: Path) -> None:
    whole = log(tmp_path / "whole.websocket.log", SETUP, DONE, ASKS, BEGINS, ENDS)
    open_ = log(tmp_path / "open.websocket.log", SETUP, DONE, ASKS, BEGINS)
    bare = log(tmp_path / "bare.websocket.log", SETUP, DONE)
    run, folder = import_run([whole, open_, bare], tmp_path / "reports")
    assert folder.parent == tmp_path / "reports"
    assert folder.name.endswith("-import")
    assert read_run(folder) == run
    assert (run.endpoint, run.model, run.planned) == ("import", "models/x", 3)
    assert [(each.scenario_id, each.status, each.provenance) for each in run.attempts] == [
        ("whole", "passed", "imported"),
        ("open", "passed", "imported"),
        ("bare", "passed", "imported"),
    ]
    assert exit_status(run) == 0
    completed = [[s.value for s in each.scores if s.metric == "completed"] for each in run.attempts]
    assert completed == [[1.0], [None], []]
    assert [each.notes for each in run.attempts] == [
        ("the recording ends without a close",),
        ("the recording ends before turn 1 does",),
        ("the recording ends without a close",),
    ]


def test_an_imported_run_can_be_scored_again(tmp_path: Path) -> None:
    run, folder = import_run([log(tmp_path / "a.websocket.log", SETUP, DONE, ASKS, BEGINS)], tmp_path / "reports")
    before = (folder / "results.jsonl").read_bytes()
    assert rescore(folder) == run
    assert (folder / "results.jsonl").read_bytes() == before


def test_no_times_no_latency(tmp_path: Path) -> None:
    run, _ = import_run([log(tmp_path / "a.websocket.log", SETUP, DONE, ASKS, BEGINS, ENDS)], tmp_path)
    found = [score for score in run.attempts[0].scores if score.scorer == "latency"]
    assert found
    assert {(score.value, score.passed, score.explanation) for score in found} == {
        (None, None, "the recording kept no times")
    }


@needs_shared_data
def test_real_logs_byte_for_byte(tmp_path: Path) -> None:
    files = sorted((SHARED / "live-recordings").glob("*.websocket.log"))
    run, folder = import_run(files, tmp_path)
    assert len(run.attempts) == len(files) == 7
    for path, result in zip(files, run.attempts, strict=True):
        stored = read_recording(folder / result.folder)
        assert [entry.data for entry in stored.entries] == [each.data for each in import_websocket_log(path).entries]
        assert b"".join(_payload(entry.data) for entry in stored.entries) == _payloads(path)
        assert all(score.value is None for score in result.scores if score.scorer == "latency")
        assert all(score.explanation for score in result.scores if score.value is None)
    assert {result.status for result in run.attempts} == {"passed"}
    assert [result.scenario_id for result in run.attempts if not result.turns] == [
        "live_Vertex_should_initialize_session_with_publishers_prefix"
    ]


def _payload(data: str | bytes) -> bytes:
    return data.encode() if isinstance(data, str) else data


def _payloads(path: Path) -> bytes:
    """Every payload of a log, read without the importer."""
    rest, found = path.read_bytes(), b""
    while rest:
        head, _, rest = rest.partition(b" ")
        length = int(head[1:])
        found, rest = found + rest[: length - 1], rest[length:]
    return found


def test_two_files_of_one_name(tmp_path: Path) -> None:
    one = log(tmp_path / "x/Log.websocket.log", SETUP)
    two = log(tmp_path / "y/log.websocket.log", SETUP)
    with pytest.raises(UsageError) as error:
        import_run([one, two], tmp_path / "reports")
    assert str(error.value) == f"{one} and {two} give the same scenario name; rename one of them"
    assert not (tmp_path / "reports").exists()


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("a.har", "of no kind that can be imported; known: *.websocket.log"),
        (".websocket.log", "the file's name gives its scenario no name; rename it"),
        ("...websocket.log", "the file's name gives its scenario no name; rename it"),
    ],
)
def test_files_that_cannot_be_imported(tmp_path: Path, name: str, problem: str) -> None:
    path = log(tmp_path / name, SETUP)
    with pytest.raises(UsageError) as error:
        import_run([path], tmp_path / "reports")
    assert str(error.value) == f"{path}: {problem}"


def test_all_files_or_none(tmp_path: Path) -> None:
    good = log(tmp_path / "good.websocket.log", SETUP)
    bad = tmp_path / "bad.websocket.log"
    bad.write_bytes(b">99 {}\n")
    with pytest.raises(RecordingError, match="is the file cut off"):
        import_run([good, bad], tmp_path / "reports")
    assert not (tmp_path / "reports").exists()
