"""`evalkit score`: by what a run is judged, what changed, and what is written."""

from pathlib import Path

import pytest

from tests.cli.commands import Command
from tests.runner.small import run_mock, typed, write_scenarios


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    # The sources may be edited while a test runs.
    for module in ("run", "rescoring", "reuse"):
        monkeypatch.setattr(f"evalkit.runner.{module}.program_digest", lambda: "program")
    run_mock(write_scenarios(tmp_path / "reports", a=typed(), b=typed()), repeat=4)
    return tmp_path / "reports/run"


@pytest.fixture
def root(run: Path) -> Path:
    """The scenarios as they are by now: `a` expects something else, and `b` types something else."""
    return write_scenarios(run.parent, a=typed(expect="nonsense"), b=typed(says="Bye?"))


def bytes_below(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_nothing_changed(evalkit: Command, run: Path) -> None:
    (run / "scored.json").unlink()
    found = evalkit("score", run)
    assert (found.code, found.err) == (0, "")
    assert found.out.endswith("\n\nnothing changed\n")


def test_a_result_that_follows_from_the_same_is_kept_unless_asked_for(evalkit: Command, run: Path) -> None:
    kept = "\n\n8 of 8 results taken as stored: nothing they follow from has changed\nnothing changed\n"
    for _ in range(2):
        assert evalkit("score", run).out.endswith(kept)
    assert evalkit("score", run, "--afresh").out.endswith("\n\nnothing changed\n")


CHANGES = """\
judged by {root}: 1 scenario expected something else when the run was played
not judged by it: {root}/b.yaml:4:11: turns.0.text: not what was played, so what it expects by now is not of this run
4 of 8 results taken as stored: nothing they follow from has changed
changed:
  passed -> failed: 4 attempts (a #1, a #2, a #3 and 1 more)
"""
MISSED = """\
missed now: 4 scores, most of all a #1 turn 1: 1 (contains "there" met) -> 0 (contains "nonsense" missed)
  the scenario as it was judged: another in 4 attempts
  notes: another in 4 attempts
"""


def test_judged_by_what_the_files_say_now(evalkit: Command, run: Path, root: Path) -> None:
    found = evalkit("score", run, "--scenarios", root)
    assert (found.code, found.err) == (1, "")
    assert found.out.startswith("✗ 4 passed · 4 failed")
    assert CHANGES.format(root=root) in found.out
    assert found.out.endswith(MISSED)
    again = evalkit("score", run, "--as-before")
    assert again.code == 1
    assert f"\njudged by {root}: 1 scenario expected something else when the run was played\n" in again.out
    back = evalkit("score", run, "--afresh")
    assert back.code == 0
    assert (
        "judged by what was expected when the run was played; the results before were judged by "
        f"{root}\nchanged:\n  failed -> passed: 4 attempts (a #1, a #2, a #3 and 1 more)\n"
    ) in back.out


def test_a_dry_run_writes_nothing_and_gives_the_same_code(evalkit: Command, run: Path, root: Path) -> None:
    before = bytes_below(run)
    found = evalkit("score", run, "--scenarios", root, "--dry-run")
    assert (found.code, found.err) == (1, "")
    assert found.out.startswith(CHANGES.format(root=root))
    assert found.out.endswith(f"{MISSED}dry run: nothing was written\n")
    assert bytes_below(run) == before


def test_lost_results_have_nothing_to_compare_with(evalkit: Command, run: Path) -> None:
    (run / "results.jsonl").write_bytes(b"nonsense\n")
    found = evalkit("score", run)
    assert found.out.endswith("\nthere are no results from before to compare with\n")


def test_two_ways_to_judge(evalkit: Command, run: Path, root: Path) -> None:
    found = evalkit("score", run, "--scenarios", root, "--as-before")
    assert (found.code, found.out) == (4, "")
    assert found.err == "error: --scenarios and --as-before each say by what to judge; give one of them\n"


def test_a_path_that_is_not_there(evalkit: Command, run: Path) -> None:
    before = bytes_below(run)
    found = evalkit("score", run, "--scenarios", run / "nowhere.yaml")
    assert (found.code, found.out) == (4, "")
    assert found.err.startswith(f"error: there is no file or folder {run}/nowhere.yaml; ")
    assert bytes_below(run) == before
