"""`evalkit compare`: two runs in words, and what the shell is told."""

import re
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


def test_a_page_lies_beside_the_runs_and_says_what_it_lacks(evalkit: Command, root: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        run_replay(root, name=name)
    assert evalkit("report", tmp_path / "a").code == 0
    page = tmp_path / "pages" / "compare.html"
    found = evalkit("compare", tmp_path / "a", tmp_path / "b", "--html", page)
    assert (found.code, found.err) == (0, "")
    assert found.out.splitlines()[-2:] == [
        f"page: {page}",
        f"! no session of {tmp_path}/b can be opened: evalkit report {tmp_path}/b writes the details it lacks",
    ]
    text = page.read_text()
    assert '<a href="../a/report.html"><bdi>a</bdi></a>' in text
    assert '<a href="../b/report.html"><bdi>b</bdi></a>' in text
    assert evalkit("report", tmp_path / "b").code == 0
    assert evalkit("compare", tmp_path / "a", tmp_path / "b", "--html", page).out.splitlines()[-1] == f"page: {page}"
    assert page.read_text() == text


def test_the_page_lays_both_answers_side_by_side(evalkit: Command, root: Path, tmp_path: Path) -> None:
    run_replay(root, name="a")
    write_scenarios(tmp_path, tools__other=typed(answer="I cannot say."))
    keep_references(root, name="again")
    run_replay(root, name="b")
    page = tmp_path / "compare.html"
    assert evalkit("compare", tmp_path / "a", tmp_path / "b", "--html", page).code == 6
    assert re.findall(r'<p class="said" dir="auto">([^<]*)</p>', page.read_text()) == ["Hello there.", "I cannot say."]
    # They were typed and written: nothing can be heard, so there is nothing to press.
    assert 'class="play' not in page.read_text().partition("<body>")[2].partition("<script>")[0]


def test_a_place_that_cannot_be_written_is_said_with_the_result(evalkit: Command, root: Path, tmp_path: Path) -> None:
    run_replay(root, name="a")
    found = evalkit("compare", tmp_path / "a", tmp_path / "a", "--html", tmp_path)
    assert found.code == 4
    assert found.out.startswith("✓ PASS — nothing changed\n")
    assert found.err == f"error: cannot write {tmp_path}: Is a directory; choose another file\n"
    (tmp_path / "file").touch()
    below = tmp_path / "file" / "compare.html"
    found = evalkit("compare", tmp_path / "a", tmp_path / "a", "--html", below)
    assert (found.code, found.err) == (4, f"error: cannot write {below}: File exists; choose another file\n")


def test_runs_no_way_leads_to_are_named(
    evalkit: Command, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(page: Path, folder: Path) -> str:
        raise ValueError("path is on mount 'D:', start on mount 'C:'")

    monkeypatch.setattr("evalkit.reporters.html.compare.run_base", refuse)
    run_replay(root, name="a")
    found = evalkit("compare", tmp_path / "a", tmp_path / "a", "--html", tmp_path / "c.html")
    assert found.code == 4
    assert found.err == (
        f"error: no way leads from {tmp_path} to {tmp_path}/a; write the page to the drive that the runs are on\n"
    )
