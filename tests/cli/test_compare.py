"""`evalkit compare`: two runs in words, and what the shell is told."""

from pathlib import Path

import pytest

from evalkit.results import RunResult
from evalkit.runner.run_folder import RunFolder
from tests.cli.commands import Command
from tests.runner.small import keep_references, run_mock, run_replay, typed, write_scenarios
from tests.runner.test_judging import many


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = write_scenarios(tmp_path, good=typed(), tools__other=typed())
    keep_references(root)
    return root


def test_the_same_recordings_twice(evalkit: Command, root: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        run_replay(root, name=name)
    found = evalkit("compare", tmp_path / "a", tmp_path / "b")
    assert (found.code, found.err) == (0, "")
    assert found.out == (
        "✓ PASS — nothing changed\n\n"
        "A  a · replay · models/mock · 2 attempts\n"
        "B  b · replay · models/mock · 2 attempts\n"
    )
    assert evalkit("compare", tmp_path / "a", tmp_path / "a").out.startswith("✓ PASS — nothing changed\n")


def test_one_recording_replaced_by_a_worse_answer(evalkit: Command, root: Path, tmp_path: Path) -> None:
    run_replay(root, name="a")
    write_scenarios(tmp_path, tools__other=typed(answer="I cannot say."))
    keep_references(root, name="again")
    run_replay(root, name="b")
    found = evalkit("compare", tmp_path / "a", tmp_path / "b")
    assert (found.code, found.err) == (6, "")
    first, *rest = found.out.splitlines()
    assert first.startswith("✗ REGRESSED — worse: tools/other (")
    assert "what changed, worst first:" in rest
    assert rest[rest.index("what changed, worst first:") + 1].startswith("  worse: tools/other: pass rate ")
    assert "good" not in found.out
    back = evalkit("compare", tmp_path / "b", tmp_path / "a")
    assert (back.code, back.out.splitlines()[0][:12]) == (0, "↑ IMPROVED —")


def stored(folder: Path, run: RunResult) -> Path:
    folder.mkdir()
    written = RunFolder(folder)
    written.write_run(run)
    written.replace_results(run.attempts)
    return folder


def test_live_runs_show_their_gates(evalkit: Command, tmp_path: Path) -> None:
    a, b = stored(tmp_path / "a", many(4, 1)), stored(tmp_path / "b", many(3, 2))
    found = evalkit("compare", a, b)
    assert found.code == 6
    lines = found.out.splitlines()
    assert lines[0].startswith("✗ REGRESSED — worse: pass rate 80 % → 60 %")
    gates = lines[lines.index("the five primaries:") + 1 :][:5]
    assert "95 % interval" in gates[0]
    assert "if nothing had changed" in gates[0]
    assert sum(each.startswith("  perhaps worse: s") for each in lines) == 10
    assert evalkit("compare", b, a).code == 0
    assert evalkit("compare", a, a).code == 0


def test_different_things_need_a_word(evalkit: Command, root: Path, tmp_path: Path) -> None:
    run_replay(root, name="a")
    run_mock(root, name="b")
    refused = evalkit("compare", tmp_path / "a", tmp_path / "b")
    assert (refused.code, refused.out) == (4, "")
    assert refused.err == (
        "error: a and b differ in endpoint (replay, mock); what differs there would look like a change; "
        "add --anyway to compare them all the same\n"
    )
    found = evalkit("compare", tmp_path / "a", tmp_path / "b", "--anyway")
    assert found.code == 0
    assert found.out.splitlines()[1] == (
        "! compared all the same, so a change may come from there: endpoint (replay, mock)"
    )


def test_what_could_not_be_measured_is_said(evalkit: Command, tmp_path: Path) -> None:
    whole = many(4, 1)
    a = stored(tmp_path / "a", whole)
    b = stored(tmp_path / "b", RunResult(run_id="b", endpoint="gemini", model="models/m", planned=100))
    found = evalkit("compare", a, b)
    assert found.code == 7
    assert "B  b · gemini · models/m · 100 attempts, of which 100 could not be measured" in found.out


def test_what_is_no_run(evalkit: Command, tmp_path: Path) -> None:
    found = evalkit("compare", tmp_path / "a", tmp_path / "b")
    assert (found.code, found.out) == (4, "")
    assert found.err.startswith(f"error: {tmp_path}/a: there is no such folder")
