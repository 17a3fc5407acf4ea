"""Scoring a stored run by what its scenarios expect by now: only what should change does, and it can be taken back."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from evalkit.errors import EvalkitError, RecordingError
from evalkit.runner.judgement import JUDGED_BY
from evalkit.runner.rescoring import rescore, score_again
from evalkit.runner.run_folder import read_run
from tests.runner.small import run_mock, typed, write_scenarios

LIMITED = """
turns:
  - text: Hello?
    expect: {{transcript: {{contains: there}}, latency: {{first_event_ms: {{max: {limit}}}}}}}
  - text: And you?
mock:
  turns:
    - - {{write: Hello there., after_ms: 100}}
    - - {{write: Fine., after_ms: 100}}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_scenarios(tmp_path, a=LIMITED.format(limit=2000), b__c=typed())


@pytest.fixture
def folder(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    # The sources may be edited while a test runs.
    for module in ("run", "rescoring", "reuse"):
        monkeypatch.setattr(f"evalkit.runner.{module}.program_digest", lambda: "program")
    run_mock(root, repeat=2)
    return tmp_path / "run"


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "results.jsonl").read_bytes().splitlines()]


def files(folder: Path) -> Mapping[str, tuple[bytes, int]]:
    """Bytes and time of the last change of every file below a folder."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in found}


def contents(folder: Path) -> Mapping[str, bytes]:
    return {name: data for name, (data, _) in files(folder).items()}


def judge_by(folder: Path, *paths: Path) -> None:
    score_again(folder, paths).keep(folder)


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    return {name for name in (*before, *after) if before.get(name) != after.get(name)}


def test_one_limit_changes_its_score_and_the_status_and_nothing_else(root: Path, folder: Path) -> None:
    before, recordings = lines(folder), files(folder / "attempts")
    write_scenarios(root.parent, a=LIMITED.format(limit=50))
    judge_by(folder, root)
    after = lines(folder)
    assert [(line["scenario_id"], line["attempt"]) for line in after] == [
        (line["scenario_id"], line["attempt"]) for line in before
    ]
    for old, new in zip(before, after, strict=True):
        if old["scenario_id"] == "b/c":
            assert new == old
            continue
        # The digest of the scenario as it was judged says that something else was expected.
        assert differing(old, new) == {"status", "scores", "content"}
        assert (old["status"], new["status"]) == ("passed", "failed")
        changed = [pair for pair in zip(old["scores"], new["scores"], strict=True) if pair[0] != pair[1]]
        assert [(each["scorer"], each["metric"], each["turn"]) for _, each in changed] == [
            ("latency", "first_event_ms", 0)
        ]
        assert differing(*changed[0]) == {"passed", "expected"}
        assert (changed[0][1]["passed"], changed[0][1]["expected"]) == (False, "≤ 50 ms")
    assert files(folder / "attempts") == recordings


@pytest.mark.parametrize("reuse", [False, True])
def test_scored_again_unchanged_every_file_has_the_same_bytes(root: Path, folder: Path, reuse: bool) -> None:
    before = contents(folder)
    for paths in ((), (root,), ()):
        score_again(folder, paths, reuse=reuse).keep(folder)
        after = contents(folder)
        assert after == before


def test_the_run_remembers_by_what_it_was_judged_and_goes_back(root: Path, folder: Path) -> None:
    rescore(folder)
    before = contents(folder)
    write_scenarios(root.parent, a=LIMITED.format(limit=50))
    judge_by(folder, root)
    judged = (folder / "results.jsonl").read_bytes()
    assert read_run(folder).settings == {"judged_by": [str(root)]}
    # Whatever becomes of the files, the folder alone gives the same results again.
    (root / "a.yaml").unlink()
    score_again(folder, as_before=True).keep(folder)
    assert (folder / "results.jsonl").read_bytes() == judged
    assert read_run(folder).settings == {"judged_by": [str(root)]}
    back = score_again(folder)
    assert (back.judged_before.paths, back.judgement.paths) == ((str(root),), ())
    back.keep(folder)
    assert contents(folder) == before


def test_everything_that_only_scoring_reads_is_taken_from_the_file(root: Path, folder: Path) -> None:
    more = "description: New.\ntags: [x]\nexpected_failure: known\nexpect: {session: {}}"
    write_scenarios(root.parent, b__c=typed(expect="nonsense", more=more))
    judge_by(folder, root)
    result = read_run(folder).attempts[-1]
    assert (result.description, result.tags, result.expected_failure) == ("New.", ("x",), "known")
    assert result.status == "expected_failure"
    assert "session" in {score.scorer for score in result.scores}


def test_what_plays_something_else_by_now_keeps_what_it_expected(root: Path, folder: Path) -> None:
    before = lines(folder)
    write_scenarios(root.parent, a=LIMITED.format(limit=50).replace("And you?", "And me?"))
    judge_by(folder, root)
    for old, new in zip(before, lines(folder), strict=True):
        assert differing(old, new) == ({"notes"} if old["scenario_id"] == "a" else set())
    assert lines(folder)[0]["notes"] == [
        f"{root}/a.yaml:5:11: turns.1.text: not what was played, so what it expects by now is not of this run; "
        "judged by what it said when it was played"
    ]


def test_a_file_that_was_named_is_not_noted_as_changed_and_one_that_was_not_is(root: Path, folder: Path) -> None:
    plan = json.loads((folder / "run.json").read_bytes())
    (folder / "run.json").write_text(json.dumps({**plan, "settings": {"paths": [str(root)], "repeat": 2}}))
    write_scenarios(root.parent, a=LIMITED.format(limit=50), b__c=typed(expect="nonsense"))
    judge_by(folder, root / "a.yaml")
    notes = {result.scenario_id: result.notes for result in read_run(folder).attempts}
    assert notes["a"] == ()
    assert notes["b/c"] == (f"{root}/b/c.yaml has changed since; judged by what it said when it was played",)
    assert read_run(folder).settings == {"paths": [str(root)], "repeat": 2, "judged_by": [f"{root}/a.yaml"]}


def test_a_mistake_in_a_file_and_nothing_is_written(root: Path, folder: Path) -> None:
    before = files(folder)
    for text in (LIMITED.format(limit="none"), "turns: [", typed().replace("transcript", "transcrypt")):
        write_scenarios(root.parent, a=text)
        with pytest.raises(EvalkitError, match=r"a\.yaml:"):
            score_again(folder, (root,))
    assert files(folder) == before


def test_what_it_was_judged_by_is_damaged(root: Path, folder: Path) -> None:
    (folder / JUDGED_BY).write_text("{")
    with pytest.raises(RecordingError, match=r"judged_by\.json:1: not JSON"):
        score_again(folder, as_before=True)
    before = lines(folder)
    rescore(folder)
    assert lines(folder) == before
    assert not (folder / JUDGED_BY).exists()
