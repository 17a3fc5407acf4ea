"""Which scenario files have changed since a run was made."""

from dataclasses import replace
from pathlib import Path

import pytest

from evalkit.results import RunResult
from evalkit.runner.scenario_changes import changed_scenarios
from tests.runner.small import run_mock, typed, write_scenarios


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_scenarios(tmp_path, a=typed(), b__c=typed())


def run_of(root: Path) -> RunResult:
    return replace(run_mock(root), settings={"paths": [str(root)]})


def test_none_has_changed_right_after_the_run(root: Path, tmp_path: Path) -> None:
    assert changed_scenarios(run_of(root), tmp_path / "run") == {}


def test_a_changed_expectation_is_a_change_and_what_the_mock_plays_is_none(root: Path, tmp_path: Path) -> None:
    run = run_of(root)
    write_scenarios(tmp_path, a=typed(answer="Something else."), b__c=typed(expect="nonsense"))
    assert changed_scenarios(run, tmp_path / "run") == {"b/c": root / "b/c.yaml"}


def test_comments_and_the_order_of_keys_are_none(root: Path, tmp_path: Path) -> None:
    run = run_of(root)
    text = (root / "a.yaml").read_text(encoding="utf-8")
    turns, mock = text.split("mock:")
    (root / "a.yaml").write_text(f"# once more\nmock:{mock}\n{turns}", encoding="utf-8")
    assert changed_scenarios(run, tmp_path / "run") == {}


@pytest.mark.parametrize("settings", [{}, {"paths": 3}, {"paths": ["nowhere", "run.json"]}])
def test_what_is_not_there_is_passed_over(root: Path, tmp_path: Path, settings: dict[str, object]) -> None:
    run = replace(run_of(root), settings=settings)
    assert changed_scenarios(run, tmp_path / "run") == {}


def test_what_cannot_be_read_is_passed_over(root: Path, tmp_path: Path) -> None:
    run = run_of(root)
    (root / "a.yaml").write_text("turns: [", encoding="utf-8")
    (root / "b/c.yaml").write_text("[]", encoding="utf-8")
    (tmp_path / "run/attempts/b/c/1/events.jsonl").write_bytes(b"\xff")
    assert changed_scenarios(run, tmp_path / "run") == {}
