"""`evalkit report RUN --single-file FILE`: one page that carries a run."""

import re
from pathlib import Path

import pytest

from tests.cli.commands import Command
from tests.runner.small import run_mock, typed, write_scenarios


@pytest.fixture
def run(tmp_path: Path) -> Path:
    run_mock(write_scenarios(tmp_path / "reports", a=typed()), name="good")
    return tmp_path / "reports/good"


def test_everything_is_in_the_one_file_and_nothing_else_is_written(evalkit: Command, run: Path, tmp_path: Path) -> None:
    (run / "report.html").unlink(missing_ok=True)
    found = evalkit("report", run, "--single-file", tmp_path / "mail/run.html")
    assert (found.code, found.err) == (0, "")
    held = r": 0\.\d MB with 1 of 1 attempts, the recordings of 1\n"
    assert re.fullmatch(re.escape(str(tmp_path / "mail/run.html")) + held, found.out)
    page = (tmp_path / "mail/run.html").read_text()
    assert "This file holds all of the run: 1 attempt with what was said" in page
    assert '<template data-part="details/0000.js">' in page
    assert '<template data-part="attempts/a/1/timeline.js">' in page
    assert not (run / "report.html").exists()


def test_the_exit_code_is_the_runs(evalkit: Command, tmp_path: Path) -> None:
    run_mock(write_scenarios(tmp_path / "reports", a=typed(expect="nonsense")), name="bad")
    assert evalkit("report", tmp_path / "reports/bad", "--single-file", tmp_path / "x.html").code == 1


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("--budget-mb", "5"), "--budget-mb goes with --single-file; add --single-file FILE"),
        (
            ("--single-file", "x.html", "--budget-mb", "101"),
            "--budget-mb: expected more than 0 and at most 100, found 101",
        ),
        (("--single-file", "x.html", "--budget-mb", "0"), "--budget-mb: expected more than 0 and at most 100, found 0"),
        (
            ("--single-file", "x.html", "--budget-mb", "nan"),
            "--budget-mb: expected more than 0 and at most 100, found nan",
        ),
    ],
)
def test_mistakes_are_told_before_anything_is_written(
    evalkit: Command, run: Path, arguments: tuple[str, ...], error: str
) -> None:
    found = evalkit("report", run, *arguments)
    assert (found.code, found.out, found.err) == (4, "", f"error: {error}\n")


def test_one_file_carries_one_run(evalkit: Command, run: Path, tmp_path: Path) -> None:
    found = evalkit("report", run, run, "--single-file", tmp_path / "x.html")
    assert (found.code, found.err) == (4, "error: --single-file carries one run, and 2 are named; name one\n")
    assert not (tmp_path / "x.html").exists()


def test_a_budget_too_small_for_the_list_is_refused(evalkit: Command, run: Path, tmp_path: Path) -> None:
    found = evalkit("report", run, "--single-file", tmp_path / "x.html", "--budget-mb", "0.05")
    assert found.code == 4
    assert re.fullmatch(
        r"error: the list of scenarios alone takes \d\.\d MB, where 0\.1 MB are allowed; allow more with --budget-mb\n",
        found.err,
    )
    assert not (tmp_path / "x.html").exists()


def test_a_target_that_cannot_be_written_is_named(evalkit: Command, run: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    found = evalkit("report", run, "--single-file", tmp_path / "file/x.html")
    assert found.code == 4
    assert found.err.startswith(f"error: cannot write {tmp_path}/file/x.html: ")
    assert found.err.endswith("; choose another --single-file\n")


def test_a_report_written_again_has_its_timelines(evalkit: Command, run: Path) -> None:
    for path in run.glob("attempts/a/1/*.js"):
        path.unlink()
    assert evalkit("report", run).code == 0
    assert (run / "attempts/a/1/timeline.js").is_file()
    assert (run / "details/0000.js").is_file()
