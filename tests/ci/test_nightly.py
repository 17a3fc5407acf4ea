"""The nightly workflow, played here step by step: three nights, of which the last one got worse."""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from evalkit.cli.init import starter_files, with_install
from tests.ci.workflow import Night, read_yaml, run_night

ROOT = Path(__file__).resolve().parents[2]
WORKFLOW = ROOT / ".github" / "workflows" / "nightly.yml"
needs_jq = pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed; GitHub's gh has it built in")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with two scenarios, one in each shard."""
    folder = tmp_path_factory.mktemp("nightly") / "project"
    for name, content in starter_files("none", ""):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    scenarios = folder / "scenarios"
    shutil.copy(scenarios / "temperature.yaml", scenarios / "weather.yaml")
    shutil.copytree(scenarios / "recordings" / "temperature", scenarios / "recordings" / "weather")
    commands = folder.parent / "bin"
    commands.mkdir()
    (commands / "gh").write_text(
        f'#!/bin/sh\nexec "{sys.executable}" "{Path(__file__).with_name("fake_gh.py")}" "$@"\n'
    )
    (commands / "gh").chmod(0o755)
    return folder


@pytest.fixture(scope="module")
def nights(project: Path) -> list[Night]:
    first, second = played(project, 1), played(project, 2)
    events = project / "scenarios" / "recordings" / "weather" / "events.jsonl"
    # A worse answer: another temperature than the one that the tool gave.
    events.write_text(events.read_text("utf-8").replace("twelve", "thirteen"), "utf-8")
    return [first, second, played(project, 3)]


def played(project: Path, number: int) -> Night:
    night = Night(project.parent / f"night-{number}", number)
    # Installing is GitHub's part here: it would replace the environment that these tests run in.
    return run_night(read_yaml(WORKFLOW), project, night, skip=("install",))


def judged(night: Night) -> dict[str, Any]:
    (run,) = night.artifact("report").glob("*/run.json")
    found: dict[str, Any] = json.loads(run.read_text("utf-8"))
    return found


def accepted(night: Night) -> list[str]:
    kept = sorted(night.artifact("history").glob("*-merged*.json"))
    return [json.loads(path.read_text("utf-8")).get("reason", "") for path in kept]


@needs_jq
def test_first_night_is_new_and_becomes_the_baseline(nights: list[Night]) -> None:
    assert nights[0].failed == {}, nights[0].said
    assert judged(nights[0])["verdict"]["outcome"] == "NEW KEY"
    assert "no history was kept yet" in nights[0].said
    assert accepted(nights[0]) == ["nightly 1: NEW KEY"]


@needs_jq
def test_second_night_is_compared_with_the_first_and_accepted(nights: list[Night]) -> None:
    assert nights[1].failed == {}, nights[1].said
    assert judged(nights[1])["verdict"]["outcome"] == "PASS"
    assert accepted(nights[1]) == ["nightly 1: NEW KEY", "nightly 2: PASS"]


@needs_jq
def test_worse_night_is_red_named_and_kept_but_not_accepted(nights: list[Night]) -> None:
    assert nights[2].failed == {"judge": "verdict"}, nights[2].said
    assert judged(nights[2])["verdict"]["outcome"] == "REGRESSED"
    assert "::error title=evalkit::regressed" in nights[2].said
    assert "weather" in nights[2].summary
    assert accepted(nights[2]) == ["nightly 1: NEW KEY", "nightly 2: PASS", ""]


@needs_jq
def test_every_night_leaves_a_whole_report_of_all_shards(nights: list[Night]) -> None:
    for night in nights:
        (report,) = night.artifact("report").glob("*/report.html")
        assert (report.with_name("junit.xml")).read_text("utf-8").startswith("<?xml")
        assert night.summary == report.with_name("summary.md").read_text("utf-8")
        assert {path.parent.name for path in report.parent.glob("attempts/*/1")} == {"temperature", "weather"}
        assert judged(night)["planned"] == 10
        assert not list(night.artifact("report").glob("history"))


@needs_jq
def test_secret_reaches_no_log_and_no_artifact(nights: list[Night]) -> None:
    for night in nights:
        assert "a-key-nobody-has" not in night.said
        for path in night.root.glob("artifacts/**/*.json*"):
            assert "a-key-nobody-has" not in path.read_text("utf-8")


def test_files_of_this_repository_are_those_that_init_writes() -> None:
    starter = ROOT / "evalkit" / "cli" / "starter"
    github = 'make .venv/.run\necho "$PWD/.venv/bin" >> "$GITHUB_PATH"'
    gitlab = 'make .venv/.run\nexport PATH="$PWD/.venv/bin:$PATH"'
    assert with_install((starter / "nightly.yml").read_text("utf-8"), github) == WORKFLOW.read_text("utf-8")
    written = (ROOT / "ci" / "gitlab-nightly.yml").read_text("utf-8")
    assert with_install((starter / "gitlab-nightly.yml").read_text("utf-8"), gitlab) == written
