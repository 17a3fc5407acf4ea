"""`evalkit init`: what it makes, what it leaves alone, and that the commands it prints work."""

import json
import os
import shlex
import subprocess
import sys
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any

import pytest

from evalkit.cli.init import install_command, requirement_of, with_install
from tests.ci.workflow import read_yaml
from tests.cli.commands import Command

STARTER = Path(__file__).resolve().parents[2] / "evalkit" / "cli" / "starter"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "new project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def printed_commands(out: str) -> list[str]:
    return [line.strip() for line in out.partition("\nnext")[2].splitlines()[1:]]


def test_commands_it_prints_work_one_after_the_other(place: Path, evalkit: Command) -> None:
    began = evalkit("init", "--install", "evalkit==0.1.0")
    assert (began.code, began.err) == (0, "")
    commands = printed_commands(began.out)
    assert len(commands) == 2
    for command in commands:
        words = shlex.split(command)
        assert words[0] == "evalkit"
        environment = {**os.environ, "HOME": str(place), "PATH": ""}  # no text-to-speech either
        ran = subprocess.run(
            [sys.executable, "-m", *words], env=environment, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, f"{command}\n{ran.stdout}{ran.stderr}"
    (night,) = place.glob("reports/history/*-replay.json")
    assert json.loads(night.read_text("utf-8"))["reason"] == "the first baseline"


def test_it_says_what_it_made(place: Path, evalkit: Command) -> None:
    out = evalkit("init", "--install", "evalkit==0.1.0").out
    made = [line.split()[-1] for line in out.splitlines() if line.startswith("made") and ".gitignore" not in line]
    assert made[0] == "scenarios/temperature.yaml"
    assert sorted([*made, ".gitignore"]) == sorted(files(place))
    assert ".github/workflows/nightly.yml" in made
    assert "made  .gitignore: /reports/" in out.splitlines()


def test_a_second_time_changes_nothing(place: Path, evalkit: Command) -> None:
    evalkit("init")
    (place / "scenarios" / "temperature.yaml").write_text("mine\n", "utf-8")
    before = files(place)
    again = evalkit("init")
    assert again.code == 0
    assert files(place) == before
    assert "kept  scenarios/temperature.yaml, which was there" in again.out
    assert "kept  .gitignore, which leaves out reports/" in again.out
    assert "made" not in again.out


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("*.pyc", "*.pyc\n/reports/\n"),
        ("*.pyc\n", "*.pyc\n/reports/\n"),
        ("reports/\n", "reports/\n"),
        ("/reports/*\n!/reports/README.md\n", "/reports/*\n!/reports/README.md\n"),
        ("my-reports/\n", "my-reports/\n/reports/\n"),
    ],
)
def test_gitignore_gets_one_line_where_it_lacks_it(place: Path, evalkit: Command, before: str, after: str) -> None:
    (place / ".gitignore").write_text(before, "utf-8")
    evalkit("init", "--ci", "none")
    assert (place / ".gitignore").read_text("utf-8") == after


def test_another_folder_is_made_and_named(place: Path, evalkit: Command) -> None:
    out = evalkit("init", "deep/er", "--ci", "gitlab", "--install", "evalkit==0.1.0").out
    assert (place / "deep" / "er" / "ci" / "gitlab-nightly.yml").is_file()
    assert not (place / "deep" / "er" / ".github").exists()
    assert "\nnext, in deep/er:\n" in out


def test_without_ci_there_is_no_job(place: Path, evalkit: Command) -> None:
    out = evalkit("init", "--ci", "none").out
    assert not (place / ".github").exists()
    assert "to do" not in out


def test_what_cannot_be_written_is_one_line(place: Path, evalkit: Command) -> None:
    (place / "file").touch()
    outcome = evalkit("init", "file")
    assert (outcome.code, outcome.out) == (4, "")
    why = "Not a directory; choose another folder: evalkit init DIR"
    assert outcome.err == f"error: cannot write file/scenarios/temperature.yaml: {why}\n"


def test_gitignore_that_is_no_text_is_one_line(place: Path, evalkit: Command) -> None:
    (place / ".gitignore").write_bytes(b"\xff\xfe")
    outcome = evalkit("init")
    assert outcome.code == 4
    assert outcome.err == "error: cannot write .gitignore: it is not UTF-8; choose another folder: evalkit init DIR\n"


def test_requirement_of_several_lines_is_refused(place: Path, evalkit: Command) -> None:
    outcome = evalkit("init", "--install", "evalkit\nrm -rf /")
    assert outcome.code == 4
    assert outcome.err == "error: --install is more than one line of text; give what pip takes\n"
    assert files(place) == {}


class Installed(Distribution):
    """A package that was installed from somewhere."""

    version = "1.2"

    def __init__(self, origin: Any) -> None:
        self._origin = origin

    def read_text(self, filename: str) -> str | None:
        return json.dumps(self._origin) if filename == "direct_url.json" and self._origin else None

    def locate_file(self, path: Any) -> Any:
        raise NotImplementedError


@pytest.mark.parametrize(
    ("origin", "requirement"),
    [
        (None, "evalkit==1.2"),
        (
            {"url": "https://host/evalkit", "vcs_info": {"vcs": "git", "commit_id": "c0ffee"}},
            "evalkit @ git+https://host/evalkit@c0ffee",
        ),
        ({"url": "https://host/evalkit-1.2.whl", "archive_info": {}}, "evalkit @ https://host/evalkit-1.2.whl"),
        ({"url": "file:///home/somebody/evalkit", "dir_info": {"editable": True}}, ""),
    ],
)
def test_job_gets_the_evalkit_that_is_here(origin: Any, requirement: str) -> None:
    assert requirement_of(Installed(origin)) == requirement


def test_job_that_cannot_know_where_from_fails_and_says_so() -> None:
    command = install_command("")
    ran = subprocess.run(["bash", "-e", "-c", command], capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert ran.stderr.startswith("say here whence evalkit is installed: python -m pip install git+https://")
    assert install_command("evalkit @ x; y") == "python -m pip install 'evalkit @ x; y'"


@pytest.mark.parametrize("template", ["nightly.yml", "gitlab-nightly.yml"])
def test_jobs_stay_yaml_with_any_command(tmp_path: Path, template: str) -> None:
    job = tmp_path / template
    job.write_text(with_install((STARTER / template).read_text("utf-8"), "one: {\n'two' # x"), "utf-8")
    read = read_yaml(job)
    steps = [step["run"] for each in read.get("jobs", {}).values() for step in each["steps"] if "run" in step]
    commands = steps or read[".evalkit"]["before_script"]
    assert "one: {\n'two' # x\n" in commands


def test_recording_is_what_its_scenario_makes(place: Path, evalkit: Command) -> None:
    evalkit("init", "--ci", "none")
    before = files(place / "scenarios")
    assert evalkit("record", "scenarios/").code == 0
    assert files(place / "scenarios") == before
