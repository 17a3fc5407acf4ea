"""Stored results are taken as they are while nothing they follow from has changed, and only then."""

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from evalkit.runner.rescoring import Rescoring, rescore, score_again
from evalkit.runner.reuse import SCORED, attempt_digest, keep_scored, program_digest, scored_in_run
from evalkit.runner.run_folder import RunFolder, read_run
from evalkit.scorers import SCORERS
from tests.runner.small import run_mock, typed, write_scenarios


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_scenarios(tmp_path, a=typed(), b=typed(expect="nonsense"))


@pytest.fixture
def folder(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    # The sources may be edited while a test runs; what their digest is made of has a test of its own.
    the_program_is("program", monkeypatch)
    run_mock(root, repeat=2)
    rescore(tmp_path / "run")
    return tmp_path / "run"


def the_program_is(digest: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evalkit.runner.rescoring.program_digest", lambda: digest)
    monkeypatch.setattr("evalkit.runner.reuse.program_digest", lambda: digest)


def again(folder: Path, *paths: Path) -> Rescoring:
    """Scored again, and the same without reuse."""
    found = score_again(folder, paths)
    everything = score_again(folder, paths, reuse=False)
    assert (everything.after, everything.reused) == (found.after, 0)
    return found


def edit(path: Path, change: Callable[[bytes], bytes]) -> None:
    path.write_bytes(change(path.read_bytes()))


def test_nothing_is_scored_twice(folder: Path) -> None:
    assert again(folder).reused == 4
    assert rescore(folder).attempts == read_run(folder).attempts


def test_only_what_expects_something_else_is_scored(root: Path, folder: Path) -> None:
    write_scenarios(root.parent, a=typed(expect="nonsense"))
    found = again(folder, root)
    assert found.reused == 2
    assert [result.status for result in found.after.attempts] == ["failed"] * 4
    found.keep(folder)
    assert score_again(folder, as_before=True).reused == 4
    assert again(folder).reused == 2


@pytest.mark.parametrize("name", ["events.jsonl", "annotations.jsonl", "new.txt"])
def test_any_file_of_an_attempt_counts(folder: Path, name: str) -> None:
    with (folder / "attempts/a/1" / name).open("ab") as file:
        file.write(b"\n" if name != "events.jsonl" else b'{"t":9.5,"mark":"anchor_missed","turn":0}\n')
    assert again(folder).reused == 3


def test_a_copy_of_an_attempt_is_scored_for_itself(folder: Path) -> None:
    shutil.copytree(folder / "attempts/a/1", folder / "attempts/a/9")
    found = again(folder)
    assert found.reused == 4
    assert "attempts/a/9" in {result.folder for result in found.after.attempts}


def test_a_traceback_that_scoring_left_does_not(folder: Path) -> None:
    (folder / "attempts/a/1/traceback.txt").write_text("x")
    assert again(folder).reused == 4


def test_another_program_scores_everything(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    the_program_is("another", monkeypatch)
    assert again(folder).reused == 0


def test_a_program_that_changed_while_it_scored_keeps_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = score_again(folder)
    the_program_is("another", monkeypatch)
    found.keep(folder)
    assert not (folder / SCORED).exists()
    assert again(folder).reused == 0


def test_a_run_can_keep_what_it_scored_itself(folder: Path) -> None:
    (folder / SCORED).unlink()
    results = read_run(folder).attempts
    keep_scored(RunFolder(folder), "program", scored_in_run(folder, "program", results), results)
    assert again(folder).reused == 4


def test_a_result_that_was_edited_is_made_again(folder: Path) -> None:
    before = (folder / "results.jsonl").read_bytes()
    edit(folder / "results.jsonl", lambda data: data.replace(b'"status":"failed"', b'"status":"passed"', 1))
    assert again(folder).reused == 3
    rescore(folder)
    assert (folder / "results.jsonl").read_bytes() == before


@pytest.mark.parametrize("text", ["", "[]", '{"format":2,"attempts":{}}', '{"format":1,"attempts":{"attempts/a/1":3}}'])
def test_a_damaged_file_only_costs_time(folder: Path, text: str) -> None:
    (folder / SCORED).write_text(text)
    assert again(folder).reused == 0
    rescore(folder)
    assert again(folder).reused == 4


def test_notes_that_were_added_are_made_anew(root: Path, folder: Path) -> None:
    plan = json.loads((folder / "run.json").read_bytes())
    (folder / "run.json").write_text(json.dumps({**plan, "settings": {"paths": [str(root)]}}))
    write_scenarios(root.parent, a=typed(expect="nonsense"))
    for _ in range(2):
        noted = rescore(folder).attempts[0]
        assert noted.notes == (f"{root}/a.yaml has changed since; judged by what it said when it was played",)
    assert again(folder).reused == 4
    write_scenarios(root.parent, a=typed())
    assert rescore(folder).attempts[0].notes == ()


def test_what_failed_is_tried_again(folder: Path) -> None:
    edit(
        folder / "attempts/a/1/events.jsonl",
        lambda data: data.replace(b'"transcript":{', b'"transcript":{"nosuch":1,', 1),
    )
    assert rescore(folder).attempts[0].status == "invalid"
    assert again(folder).reused == 3


def test_scorers_of_other_packages_are_always_asked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    attempt = folder / "attempts/a/1"
    document: dict[str, Any] = {"turns": [{"expect": {"transcript": {}}}]}
    assert attempt_digest(attempt, document, "program")
    assert not attempt_digest(attempt, {**document, "expect": {"nosuch": {}}}, "program")

    def elsewhere(**args: object) -> Mapping[str, object]:
        return args

    monkeypatch.setattr(SCORERS, "get", lambda name: elsewhere)
    assert not attempt_digest(attempt, document, "program")


def test_the_program_is_every_file_of_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "evalkit"
    (package / "scorers").mkdir(parents=True)
    (package / "__init__.py").touch()
    monkeypatch.setattr("evalkit.__file__", str(package / "__init__.py"))
    seen = [program_digest()]
    assert program_digest() == seen[0]
    for name, text in (("scorers/a.py", "1"), ("scorers/a.py", "2"), ("scorers/b.py", ""), ("prices.json", "{}")):
        (package / name).write_text(text)
        seen.append(program_digest())
    monkeypatch.setattr("evalkit.runner.reuse.version", lambda name: "0.0.0")
    seen.append(program_digest())
    assert len(set(seen)) == len(seen)
    (package / "scorers/a.pyc").write_text("compiled")
    assert program_digest() == seen[-1]
