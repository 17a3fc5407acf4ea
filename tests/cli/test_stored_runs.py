"""`evalkit score`, `report` and `import`: what is stored, scored and shown again."""

from pathlib import Path

import pytest

from tests.cli.commands import Command, only_run
from tests.runner.small import run_mock, typed, write_scenarios
from tests.runner.test_importing import ASKS, BEGINS, DONE, SETUP, log
from tests.shared_data import SHARED, needs_shared_data


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """Two runs: `run/good` passes, `run/bad` fails."""
    run_mock(write_scenarios(tmp_path / "reports", a=typed()), name="good")
    run_mock(write_scenarios(tmp_path / "reports", a=typed(expect="nonsense")), name="bad")
    return tmp_path / "reports"


def test_score_again(evalkit: Command, reports: Path) -> None:
    before = (reports / "bad/results.jsonl").read_bytes()
    found = evalkit("score", reports / "bad")
    assert (found.code, found.err) == (1, "")
    assert found.out.startswith("✗ 0 passed · 1 failed")
    assert (reports / "bad/results.jsonl").read_bytes() == before
    assert (reports / "bad/report.html").is_file()


def test_report_of_several_runs(evalkit: Command, reports: Path) -> None:
    found = evalkit("report", reports / "good", reports / "bad")
    assert (found.code, found.err) == (1, "")
    good, bad = (found.out.index(f"{reports / name}\n") for name in ("good", "bad"))
    assert good < found.out.index("✓ 1 passed") < bad < found.out.index("✗ 0 passed")
    assert evalkit("report", reports / "good").code == 0
    assert str(reports / "good") in (evalkit("report", reports / "good").out)
    assert evalkit("report", reports / "good", reports / "index.html").code == 0
    assert evalkit("report", reports / "index.html").code == 4
    index = (reports / "index.html").read_text()
    assert "good/report.html" in index
    assert "bad/report.html" in index


def test_one_unreadable_run_and_no_report_is_written(evalkit: Command, reports: Path) -> None:
    found = evalkit("report", reports / "good", reports / "nosuch")
    assert (found.code, found.out) == (4, "")
    assert found.err == (
        f"error: {reports}/nosuch: there is no such folder; give the folder of one run, such as reports/<run-id>\n"
    )
    assert not (reports / "good/report.html").exists()


def test_the_worst_exit_code_is_not_the_largest(evalkit: Command, reports: Path) -> None:
    refuses = "turns: [{text: Hi}]\nmock: {setup: {close: {code: 1007}}, turns: [[]]}\n"
    leaves = "turns: [{text: Hi}]\nmock: {turns: [[{disconnect: {code: 1011}}]]}\n"
    run_mock(write_scenarios(reports, a=refuses), name="invalid")
    run_mock(write_scenarios(reports, a=leaves), name="infra")
    assert evalkit("report", reports / "infra").code == 7
    assert evalkit("report", reports / "infra", reports / "invalid", reports / "bad").code == 4
    assert evalkit("report", reports / "bad", reports / "infra").code == 7


def test_the_folder_one_stands_in(evalkit: Command, reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(reports / "good")
    assert evalkit("report", ".").code == 0
    assert (reports / "index.html").is_file()
    assert not (reports / "good/index.html").exists()


def test_all_runs_instead_of_one(evalkit: Command, reports: Path) -> None:
    found = evalkit("score", reports)
    assert found.code == 4
    assert found.err == (
        f"error: {reports}: no run here: there is no run.json; "
        f"give the folder of one run in it, such as {reports}/good\n"
    )


def test_import(evalkit: Command, tmp_path: Path) -> None:
    path = log(tmp_path / "a.websocket.log", SETUP, DONE, ASKS, BEGINS)
    found = evalkit("import", path, "--out", tmp_path / "out")
    assert (found.code, found.err) == (0, "")
    assert found.out.startswith("imported 1 recording, of which nothing is expected: nothing can fail\n✓ 1 passed")
    again = evalkit("score", only_run(tmp_path / "out"))
    assert (again.code, again.err) == (0, "")


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("a.txt", "of no kind that can be imported; known: *.websocket.log"),
        ("nosuch.websocket.log", "there is no such file"),
    ],
)
def test_import_of_what_cannot_be(evalkit: Command, tmp_path: Path, name: str, error: str) -> None:
    (tmp_path / "a.txt").write_text("x")
    found = evalkit("import", tmp_path / name, "--out", tmp_path / "out")
    assert (found.code, found.out) == (4, "")
    assert found.err.startswith(f"error: {tmp_path / name}: {error}")
    assert not (tmp_path / "out").exists()


@needs_shared_data
def test_import_of_real_logs(evalkit: Command, tmp_path: Path) -> None:
    found = evalkit("import", *sorted((SHARED / "live-recordings").glob("*.log")), "--out", tmp_path)
    assert (found.code, found.err) == (0, "")
    assert found.out.startswith("imported 7 recordings, of which nothing is expected: nothing can fail\n✓ 7 passed")
