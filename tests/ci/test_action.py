"""The composite action, played here step by step: what it hands on, and what it accepts."""

import json
from pathlib import Path
from typing import Any

import pytest

from evalkit.cli.init import starter_files
from tests.ci.workflow import Night, read_yaml, run_night

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, content in starter_files("none", ""):
        path = tmp_path / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path / "project"


def acted(project: Path, **asked: str) -> Night:
    """The action as the only step of a job; installing is left to GitHub."""
    action: Any = read_yaml(ROOT / "action.yml")
    assert not set(asked) - set(action["inputs"])
    given = {name: each.get("default", "") for name, each in action["inputs"].items()} | asked
    job = {"env": {}, "jobs": {"one": {"steps": action["runs"]["steps"]}}}
    return run_night(job, project, Night(project.parent / "night-1", 1, inputs=given), skip=("install",))


def run_folder(night: Night) -> Path:
    (run,) = night.root.glob("one-/checkout/reports/*/run.json")
    return run.parent


def test_run_is_judged_and_accepted_as_asked(project: Path) -> None:
    night = acted(project, accept="PASS, NEW KEY", repeat="1")
    assert night.failed == {}, night.said
    folder = run_folder(night)
    (outputs,) = night.root.glob("one-/GITHUB_OUTPUT-1")
    lines = ["code=0", f"run=reports/{folder.name}", "outcome=NEW KEY"]
    assert outputs.read_text("utf-8").splitlines() == lines
    kept = json.loads((folder.parent / "history" / f"{folder.name}.json").read_text("utf-8"))
    assert kept["reason"] == "run 1: NEW KEY"
    assert night.summary == (folder / "summary.md").read_text("utf-8")


def test_without_a_history_a_failed_scenario_is_red(project: Path) -> None:
    scenario = project / "scenarios" / "temperature.yaml"
    scenario.write_text(scenario.read_text("utf-8").replace('contains: "12"', 'contains: "13"'), "utf-8")
    night = acted(project, history="", accept="PASS", repeat="1")
    assert night.failed == {"one": "verdict"}, night.said
    assert "::error title=evalkit::a scenario failed" in night.said
    assert not (run_folder(night).parent / "history").exists()


def test_every_output_is_one_that_a_step_gives() -> None:
    action: Any = read_yaml(ROOT / "action.yml")
    for name, output in action["outputs"].items():
        assert output["value"] == f"${{{{ steps.play.outputs.{name} }}}}"
