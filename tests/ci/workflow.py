"""Runs a workflow on this machine: its `run:` steps in bash, and what the hosted actions would do by hand."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import yaml

from tests.ci.expressions import evaluated, filled

__all__ = ["Night", "read_yaml", "run_night"]

_JOB_KEYS = {"runs-on", "timeout-minutes", "strategy", "steps", "needs", "if"}
_STEP_KEYS = {"name", "id", "uses", "with", "env", "run", "if", "shell"}
_FILES = ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_PATH", "GITHUB_ENV")


@dataclass
class Night:
    """What one night of a workflow leaves behind."""

    root: Path
    number: int
    variables: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    """Jobs that failed, with the step."""
    said: str = ""
    """The logs of all steps."""
    summary: str = ""

    def artifact(self, name: str) -> Path:
        return self.root / "artifacts" / name


def read_yaml(path: Path) -> Any:
    """A YAML file in which every scalar is text, so that `on` stays a word."""
    return yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)


def run_night(workflow: Mapping[str, Any], project: Path, night: Night, skip: tuple[str, ...] = ()) -> Night:
    """Runs all jobs, each in a checkout of its own; steps whose name is in `skip` are left out."""
    for name, job in workflow["jobs"].items():
        assert not set(job) - _JOB_KEYS, f"unknown keys in job {name}"
        needed = not night.failed or evaluated(job.get("if", "").strip("${} ") or "''", {})
        for matrix in _matrix(job):
            if needed:
                _Job(workflow, name, job, matrix, project, night, skip).run()
    return night


def _matrix(job: Mapping[str, Any]) -> Iterator[Mapping[str, str]]:
    matrix = job.get("strategy", {}).get("matrix", {})
    assert len(matrix) <= 1, "one dimension is enough"
    for name, values in matrix.items():
        yield from ({name: value} for value in values)
    if not matrix:
        yield {}


class _Job:
    def __init__(
        self,
        workflow: Mapping[str, Any],
        name: str,
        job: Mapping[str, Any],
        matrix: Mapping[str, str],
        project: Path,
        night: Night,
        skip: tuple[str, ...],
    ) -> None:
        self._name, self._job, self._night, self._skip = name, job, night, skip
        self._place = night.root / f"{name}-{'-'.join(matrix.values())}"
        shutil.copytree(project, self._place / "checkout")
        self._outputs: dict[str, Any] = {}
        self._contexts: dict[str, Any] = {
            "matrix": matrix,
            "vars": night.variables,
            "inputs": night.inputs,
            "secrets": {"GOOGLE_API_KEY": "a-key-nobody-has"},
            "github": {"token": "a-token"},
            "steps": self._outputs,
        }
        self._env = {key: filled(value, self._contexts) for key, value in workflow["env"].items()}
        self._contexts["env"] = self._env

    def run(self) -> None:
        failed = ""
        for number, step in enumerate(self._job["steps"]):
            assert not set(step) - _STEP_KEYS, f"unknown keys in step {step}"
            name = step.get("name", step.get("uses", ""))
            condition = step.get("if", "").removeprefix("${{").removesuffix("}}").strip()
            always = "cancelled()" in condition
            wanted = not condition or evaluated(condition, self._contexts)
            if name in self._skip or not wanted or (failed and not always):
                continue
            if not (self._use(step) if "uses" in step else self._script(step, number)):
                failed = failed or name
        if failed:
            self._night.failed[self._name] = failed

    def _script(self, step: Mapping[str, Any], number: int) -> bool:
        files = {name: self._place / f"{name}-{number}" for name in _FILES}
        for file in files.values():
            file.touch()
        environment = {
            "PATH": os.pathsep.join([str(self._night.root.parent / "bin"), str(Path(sys.executable).parent), _path()]),
            "HOME": str(self._place),
            "GITHUB_REPOSITORY": "somebody/project",
            "GITHUB_REF_NAME": "main",
            "GITHUB_RUN_ID": str(self._night.number),
            "GITHUB_WORKFLOW_REF": "somebody/project/.github/workflows/nightly.yml@refs/heads/main",
            "FAKE_GH": str(self._night.root.parent),
            **{name: str(path) for name, path in files.items()},
            **self._env,
            **{key: filled(value, self._contexts) for key, value in step.get("env", {}).items()},
        }
        # GitHub's own way to call bash where a step or the workflow says `shell: bash`.
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", filled(step["run"], self._contexts)]
        ran = subprocess.run(
            command, cwd=self._place / "checkout", env=environment, capture_output=True, text=True, check=False
        )
        self._night.said += f"--- {self._name}: {step['name']}\n{ran.stdout}{ran.stderr}"
        self._night.summary += files["GITHUB_STEP_SUMMARY"].read_text("utf-8")
        lines = files["GITHUB_OUTPUT"].read_text("utf-8").splitlines()
        if "id" in step:
            self._outputs[step["id"]] = {"outputs": dict(line.split("=", 1) for line in lines)}
        return ran.returncode == 0

    def _use(self, step: Mapping[str, Any]) -> bool:
        action = step["uses"].partition("@")[0]
        given = {key: filled(value, self._contexts) for key, value in step.get("with", {}).items()}
        here, artifacts = self._place / "checkout", self._night.root / "artifacts"
        if action == "actions/upload-artifact":
            return _uploaded(here, artifacts / given["name"], given["path"].split("\n"))
        if action == "actions/download-artifact":
            for artifact in artifacts.iterdir():
                if fnmatch(artifact.name, given["pattern"]):
                    shutil.copytree(artifact, here / given["path"] / artifact.name)
            return True
        assert action in ("actions/checkout", "actions/setup-python"), f"unknown action {action}"
        return True


def _uploaded(here: Path, artifact: Path, paths: list[str]) -> bool:
    """An artifact holds what is below the common folder of its paths; `!` leaves a path out."""
    (folder,) = (path for path in paths if path and not path.startswith("!"))
    left_out = [here / path[1:] for path in paths if path.startswith("!")]

    def ignored(place: str, names: list[str]) -> list[str]:
        return [name for name in names if Path(place) / name in left_out]

    if not (here / folder).is_dir() or not any((here / folder).iterdir()):
        return False
    shutil.copytree(here / folder, artifact, ignore=ignored)
    return True


def _path() -> str:
    return os.environ.get("PATH", os.defpath)
